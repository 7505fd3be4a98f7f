"""A site that `pelican-quickstart` made, with a theme of its own: built as it is, without a template of ours."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from jinja2 import Environment
from tests_support import Blog

from outsideinnovation.builder.pelican_engine.translated_markup import TranslatedMarkup

OURS = ", ".join(
    f'"pelican.plugins.oi_{name}"' for name in ("builder", "comments", "feeds", "sidebar", "search", "subscriptions")
)
TEMPLATES = {  # in the manner of Flex: a base with partials, and all that Pelican's manual says templates may ask for
    "base.html": (
        '<!DOCTYPE html><html lang="{{ DEFAULT_LANG }}"><head><title>{% block title %}{{ SITENAME }}{% endblock %}</title>'
        '<link rel="stylesheet" href="{{ SITEURL }}/{{ THEME_STATIC_DIR }}/style.css"></head><body>'
        "{% include 'partial/sidebar.html' %}{% block content %}{% endblock %}</body></html>"
    ),
    "partial/sidebar.html": (
        '{% for page in pages %}<a href="{{ SITEURL }}/{{ page.url }}">{{ page.title }}</a>{% endfor %}'
        '{% for title, link in LINKS %}<a href="{{ link }}">{{ title }}</a>{% endfor %}'
        '{% for category, posts in categories %}<a href="{{ SITEURL }}/{{ category.url }}">'
        "{{ category }} ({{ posts|count }})</a>{% endfor %}"
    ),
    "index.html": (
        '{% extends "base.html" %}{% block content %}{% for article in articles_page.object_list %}'
        '<h2><a href="{{ SITEURL }}/{{ article.url }}">{{ article.title|striptags }}</a></h2>{{ article.summary }}'
        "{% endfor %}{{ articles_page.number }}/{{ articles_paginator.num_pages }}{% endblock %}"
    ),
    "article.html": (
        '{% extends "base.html" %}{% block content %}<h1>{{ article.title }}</h1>'
        "<p>{{ article.locale_date }} by {% for author in article.authors %}{{ author }}{% endfor %}</p>"
        "{{ article.content }}{% if article.tags %}{% for tag in article.tags %}"
        '<a href="{{ SITEURL }}/{{ tag.url }}">{{ tag }}</a>{% endfor %}{% endif %}{% endblock %}'
    ),
}
NOTE = "has no template for 404, feeds, search, subscribe and no place for comments: left out."


@pytest.fixture
def quickstart(blog: Blog) -> Blog:
    """What `pelican-quickstart` leaves, with an address, two posts, a page and a file."""
    for folder in ("posts", "pages"):
        (blog.content / folder).rmdir()
    blog.content.rmdir()
    (blog.root / "pelicanconf.py").unlink()
    answers = (".", "My blog", "Ann", "en", "y", "https://ann.example", "y", "1", "Europe/Berlin", "n", "n")
    command = [sys.executable, "-m", "pelican.tools.pelican_quickstart"]
    subprocess.run(command, cwd=blog.root, input="\n".join(answers), encoding="utf-8", check=True, capture_output=True)
    blog.write(
        "first.md", "Title: First post\nDate: 2024-01-02 10:00\nTags: a, b\n\nSee [two]({filename}2024/two.md).\n"
    )
    blog.write("2024/two.md", "Title: Second\nDate: 2024-02-02 10:00\n\nA [file]({static}/images/x.txt).\n")
    blog.write("pages/about.md", "Title: About\n\nWho I am.\n")
    blog.write("images/x.txt", "x")
    _add(blog, 'SITEURL = "https://ann.example"\n')
    return blog


def _add(blog: Blog, more: str) -> None:
    settings = blog.root / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")


def _flex(blog: Blog) -> None:
    for name, text in TEMPLATES.items():
        path = blog.root / "flex" / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (blog.root / "flex" / "static").mkdir()
    (blog.root / "flex" / "static" / "style.css").write_text("body { margin: 0 }", "utf-8")


@pytest.mark.parametrize("plugins", ["", f"PLUGINS = [{OURS}]\n"], ids=["PLUGINS untouched", "our PLUGINS line"])
@pytest.mark.parametrize("theme", ["", 'THEME = "simple"\n', 'THEME = "flex"\n'], ids=["notmyidea", "simple", "Flex"])
def test_it_is_checked_built_and_published_with_its_own_theme(quickstart: Blog, theme: str, plugins: str) -> None:
    """Every page of the theme is there, with feeds and a sitemap beside; what ours has besides is left out in one line."""
    _flex(quickstart)
    _add(quickstart, theme + plugins)
    assert quickstart.run("check").exit_code == 0
    result = quickstart.build()
    assert [line for line in result.stderr.splitlines() if NOTE in line] != []
    assert 'href="/second.html"' in quickstart.page("first-post.html")
    assert "Who I am." in quickstart.page("pages/about.html")
    assert "Second" in quickstart.page("index.html")
    assert "First post" in quickstart.page("index2.html")
    files = quickstart.files()
    assert {"feeds/rss.xml", "sitemap.xml", "tag/a.html", "category/2024.html", "images/x.txt", "archives.html"} <= {
        *files
    }
    assert not {"404.html", "search/index.html", "subscribe/index.html", "feeds/index.html"} & {*files}
    result = quickstart.run("publish")
    assert result.exit_code == 0, result.output
    if plugins:  # else whatever is installed is loaded, and not everybody's plugin keeps from the clock
        assert " 0 files written" in quickstart.build().output


def test_flex_itself_shows_a_blog_with_our_plugins(quickstart: Blog) -> None:
    """The theme as it is kept up today (Reflex), unchanged: its pages, with links in its labels, and our feeds beside them."""
    found = find_spec("pelican.themes.reflex")
    assert found
    assert found.submodule_search_locations
    theme = found.submodule_search_locations[0]
    more = 'RELATIVE_URLS = True\nAUTHOR = "Ann"\nCC_LICENSE = {}\n'  # without the last two it breaks off anywhere
    _add(quickstart, f"THEME = {theme!r}\n{more}PLUGINS = [{OURS}]\n")
    assert quickstart.run("check").exit_code == 0
    assert NOTE.split(" for ", maxsplit=1)[0] in quickstart.build().stderr
    page = quickstart.page("first-post.html")
    assert "First post" in page
    assert 'using <a href="https://github.com/haplo/pelican-theme-reflex" target="_blank">Reflex</a> theme' in page
    assert {"feeds/rss.xml", "feeds/atom.xml", "sitemap.xml", "images/x.txt", "tag/a.html"} <= {*quickstart.files()}
    assert quickstart.run("publish", "--dry-run").exit_code == 0
    assert " 0 files written" in quickstart.build().output


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ _('<b>%(name)s</b>', name=name) }}", "<b>&lt;i&gt;</b>"),
        ("{{ _('<b>' '%(a)s</b>', a='<i>' ~ name) }}", "<b><i>&lt;i&gt;</b>"),
        ("{{ _(_('<b>') ~ name) }}{{ '<b>' }}", "<b>&lt;i&gt;&lt;b&gt;"),
        ("{{ _(name) }}{{ (name, '<b>')[1] }}", "&lt;i&gt;&lt;b&gt;"),
    ],
)
def test_texts_of_a_theme_may_be_markup_and_words_of_others_are_not(text: str, shown: str) -> None:
    """Only constants in the brackets of ``_`` are."""
    environment = Environment(autoescape=True, extensions=[TranslatedMarkup])
    macro = "{% macro _(msg) -%}{{ msg % kwargs if kwargs else msg }}{%- endmacro %}"
    assert environment.from_string(macro + text).render(name="<i>") == shown


def test_a_theme_without_a_place_for_comments_takes_none(quickstart: Blog) -> None:
    """Nothing leads to a thread that is not shown, and what was said stays in its file."""
    _add(quickstart, 'THEME = "simple"\n')
    quickstart.comment("first-post", "00000001-first")
    quickstart.build()
    assert "#comments" not in quickstart.page("feeds/atom.xml")
    assert '"comments_open": false' in quickstart.site.catalogue.read_text("utf-8")
    assert (quickstart.content / "comments/approved/first-post/00000001-first.md").is_file()


def test_a_theme_with_a_place_for_comments_shows_them(quickstart: Blog) -> None:
    """One loop in the theme's template is enough."""
    _flex(quickstart)
    article = quickstart.root / "flex/templates/article.html"
    loop = "{% for node in article.comments.replies %}{{ node.comment.author }}{% endfor %}{% endblock %}"
    article.write_text(article.read_text("utf-8").replace("{% endblock %}", loop), "utf-8")
    _add(quickstart, 'THEME = "flex"\n')
    quickstart.comment("first-post", "00000001-first")
    assert "no place for comments" not in quickstart.build().stderr
    assert "Dana" in quickstart.page("first-post.html")


def test_a_site_that_names_no_author_is_built(quickstart: Blog) -> None:
    """Pelican allows that; feeds, which must name one, say who stands for the blog."""
    settings = quickstart.root / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8").replace("AUTHOR = ", "NOBODY = "), "utf-8")
    quickstart.build()
    assert "<name>The editors</name>" in quickstart.page("feeds/atom.xml")
    assert quickstart.run("publish", "--dry-run").exit_code == 0


def test_a_theme_of_others_needs_no_template_of_ours_in_a_site_of_ours(small_blog: Blog) -> None:
    """With our settings and THEME = "notmyidea" the pages that only our theme has are left out, too."""
    small_blog.settings('THEME = "notmyidea"\n')
    assert NOTE in small_blog.build().stderr
    assert not (small_blog.output / "search/index.html").exists()
    assert small_blog.run("publish", "--dry-run").exit_code == 0


def test_stock_pelican_is_left_alone_by_our_plugins(quickstart: Blog, tmp_path: Path) -> None:
    """Where PELICAN_CLASS is not ours they do nothing, say so, and the site is what Pelican makes of it."""
    made = []
    for number, line in enumerate((f"PLUGINS = [{OURS}]\n", "PLUGINS = []\n")):
        _add(quickstart, line)
        output = tmp_path / str(number)
        command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-o", str(output)]
        done = subprocess.run(
            command, cwd=quickstart.root, capture_output=True, encoding="utf-8", check=True, env={**os.environ}
        )
        assert ("The oi_ plugins do nothing here" in " ".join((done.stdout + done.stderr).split())) == (number == 0)
        made.append({str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()})
    assert made[0] == made[1]


def test_heads_of_other_systems_are_read_whole(quickstart: Blog) -> None:
    """YAML, TOML and words that hide a post mean on such a site what they mean on ours: no draft is public."""
    quickstart.write(
        "yaml.md", '---\ntitle: "Quoted: yes"\ndate: 2024-03-01\ntags:\n  - one\n  - two\n---\n\nNote: words.\n'
    )
    quickstart.write("toml.md", '+++\ntitle = "In TOML"\ndate = 2024-03-02\ndraft = true\n+++\nCanary.\n')
    quickstart.write("plain.md", "Title: Plain\nDate: 2024-03-03\nPublished: no\n\nCanary.\n")
    quickstart.build()
    page = quickstart.page("quoted-yes.html")
    assert "<p>Note: words.</p>" in page
    assert "tag/two.html" in quickstart.files()
    shown = {name for name, data in quickstart.files().items() if b"Canary" in data}
    assert shown <= {"drafts/in-toml.html", "drafts/plain.html"}  # where Pelican itself puts drafts
