"""Sites beyond what is ours, most of which only Pelican's own way builds: a foreign plugin, theme or setting each."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests_support import Blog


@dataclass(frozen=True)
class Foreign:
    """What makes a site foreign: lines of its settings, files beside the usual content, and what the output then shows.

    ``shown`` are pairs of an output's path and words in it; ``needs`` is a library that must be installed.
    """

    settings: str
    shown: tuple[tuple[str, str], ...]
    write: Callable[[Blog], object] = lambda _: None
    needs: str = ""

    def set_up(self, blog: Blog) -> None:
        """Make *blog* such a site."""
        if self.needs:
            pytest.importorskip(self.needs)
        conversation(blog)
        self.write(blog)
        blog.settings(self.settings)


def conversation(blog: Blog) -> None:
    """Three posts that follow each other, a page, a comment with a reply, and a sidebar."""
    blog.post("first", "The *first* words & <b>more</b>.", category="Co-Design", tags="a, b", series="Letters")
    blog.post("second", "See [it]({filename}/posts/first.md).", date="2006-01-02 08:00", tags="b", series="Letters")
    blog.post("third", "The last words.", date="2006-02-03 08:00", title="Q & A", series="Letters")
    blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
    blog.write("sidebar/10-welcome.md", "Title: Welcome\n\nStart with [it]({filename}/posts/first.md).\n")
    blog.comment("first", "00000001-first", "Said **well**.")
    blog.comment(
        "first", "00000002-reply", "Thank you.", head='reply_to = "00000001-first"\nwebsite = "https://e.example/"'
    )


def picture(width: int = 400, height: int = 300) -> bytes:
    """Return a PNG of that size."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "PNG")
    return file.getvalue()


def with_picture(blog: Blog) -> None:
    """Add a post that shows a picture to be made smaller."""
    blog.write("images/blue.png", picture())
    blog.post("seen", "![Blue]({static}/images/blue.png){.image-process-thumb}", date="2006-03-01 08:00")


def template(blog: Blog, folder: str, name: str, text: str) -> None:
    """Write a template of a theme."""
    path = blog.root / folder / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def small_theme(blog: Blog) -> None:
    """Write a theme as Pelican's users write them, with what Pelican and its plugins put into the context."""
    for name, text in THEME.items():
        template(blog, "mine/templates", name, text)
    static = blog.root / "mine" / "static"
    static.mkdir(parents=True)
    (static / "plain.css").write_text("body { color: black }\n", "utf-8")


def series_shown(blog: Blog) -> None:
    """Write a template over the theme's own that shows what the series plugin knows."""
    template(
        blog,
        "over",
        "_post_footer",
        "{% if article.series %}<p>Part {{ article.series.index }} of {{ article.series.all|length }} of "
        "{{ article.series.name }}{% if article.series.next %}, then {{ article.series.next.title }}{% endif %}</p>{% endif %}",
    )


THEME = {
    "base": (
        "<!DOCTYPE html><html lang='{{ DEFAULT_LANG }}'><head><title>{% block title %}{{ SITENAME|striptags }}"
        "{% endblock %}</title>"
        "<link rel=stylesheet href='{{ SITEURL }}/{{ THEME_STATIC_DIR }}/plain.css'></head><body>"
        "<h1><a href='{{ SITEURL }}/'>{{ SITENAME }}</a></h1><nav>{% for c, listed in categories %}"
        "<a href='{{ SITEURL }}/{{ c.url }}'>"
        "{{ c }} ({{ listed|length }})</a> {% endfor %}{% for p in pages %}<a href='{{ SITEURL }}/{{ p.url }}'>{{ p.title }}</a>"
        "{% endfor %}{% for t, listed in tags %}<a href='{{ SITEURL }}/{{ t.url }}'>#{{ t }}</a>{% endfor %}</nav>"
        "{% block content %}{% endblock %}<footer>{{ articles|length }} posts by {{ authors[0][0] }}, "
        "newest {{ dates[-1].title }}"
        "</footer></body></html>"
    ),
    "index": (
        "{% extends 'base.html' %}{% block content %}{% for article in articles_page.object_list %}<h2>{{ article.title }}</h2>"
        "<div>{{ article.summary }}</div><i>{{ article.locale_date }}</i><b>{{ article.comments_count }} said</b>{% endfor %}"
        "{% if articles_page.has_next() %}<a href='{{ SITEURL }}/{{ articles_next_page.url }}'>older</a>{% endif %}{% endblock %}"
    ),
    "article": (
        "{% extends 'base.html' %}{% block title %}{{ article.title|striptags }}{% endblock %}{% block content %}"
        "<h2>{{ article.title }}</h2>{{ article.content }}<p>{{ article.date|strftime('%Y') }}, {{ article.category }}, "
        "{% for tag in article.tags %}{{ tag }} {% endfor %}</p>{% if article.prev_article %}<a rel=prev href='{{ SITEURL }}/"
        "{{ article.prev_article.url }}'>{{ article.prev_article.title }}</a>{% endif %}{% if article.next_article %}<a rel=next "
        "href='{{ SITEURL }}/{{ article.next_article.url }}'>{{ article.next_article.title }}</a>{% endif %}"
        "{% for node in article.comments.replies recursive %}<div id='comment-{{ node.comment.id }}'>{{ node.comment.author }}: "
        "{{ node.html|safe }}{{ loop(node.replies) }}</div>{% endfor %}{% endblock %}"
    ),
    "page": "{% extends 'base.html' %}{% block content %}<h2>{{ page.title }}</h2>{{ page.content }}{% endblock %}",
    "feeds": "{% for feed in feeds %}{{ feed.atom }}\n{% endfor %}",
    "404": "{% extends 'base.html' %}",
}

PLUGINS = "PLUGINS = [*PLUGINS, {}]\n"
# Posts only: it stamps lists with the time of the build.
SITEMAP = 'SITEMAP = {"format": "xml", "exclude": [r"^(?!\\d{4}/\\d\\d/[a-z])"]}\n'
THUMB = 'IMAGE_PROCESS = {"thumb": ["scale_in 100 100 True"]}\n'
OVER = 'THEME_TEMPLATES_OVERRIDES = ["over"]\n'

SITES = {
    "sitemap": Foreign(
        PLUGINS.format('"sitemap"') + SITEMAP,
        (("sitemap.xml", "<changefreq>monthly</changefreq>"), ("sitemap.xml", "https://ours.example/2005/12/first.html")),
        needs="pelican.plugins.sitemap",
    ),
    "sitemap as text": Foreign(
        PLUGINS.format('"sitemap"') + 'SITEMAP = {"format": "txt"}\n',
        (("sitemap.txt", "https://ours.example/2005/12/first.html\n"), ("sitemap.txt", "https://ours.example/about/\n")),
        needs="pelican.plugins.sitemap",
    ),
    "neighbors": Foreign(
        'PLUGINS = [*PLUGINS[:-1], "neighbors"]\n',
        (("2006/01/second.html", 'rel="prev" href="/2005/12/first.html"'), ("2006/01/second.html", 'rel="next" href="/2006/02/')),
    ),
    "series": Foreign(
        PLUGINS.format('"series"') + OVER,
        (("2006/01/second.html", "Part 2 of 3 of Letters, then Q &amp; A"),),
        series_shown,
        needs="pelican.plugins.series",
    ),
    "image-process": Foreign(
        PLUGINS.format('"image_process"') + THUMB,
        (("2006/03/seen.html", 'src="/images/derivatives/thumb/blue.png"'), ("2006/03/seen.html", 'width="100"')),
        with_picture,
        needs="pelican.plugins.image_process",
    ),
    "precompress": Foreign(
        PLUGINS.format('"precompress"'),
        (("2005/12/first.html", "first"),),
        needs="pelican.plugins.precompress",
    ),
    "all plugins together": Foreign(
        PLUGINS.format('"sitemap", "series", "image_process", "precompress"') + SITEMAP + THUMB + OVER,
        (
            ("sitemap.xml", "<changefreq>monthly</changefreq>"),
            ("2006/01/second.html", "Part 2 of 3"),
            ("2006/01/second.html", 'rel="prev"'),
            ("2006/03/seen.html", "derivatives/thumb/blue.png"),
        ),
        lambda blog: (with_picture(blog), series_shown(blog)),
        needs="pelican.plugins.precompress",
    ),
    "Pelican's simple theme": Foreign(
        'THEME = "simple"\nDIRECT_TEMPLATES = ["index", "archives", "categories", "tags", "authors"]\n',
        (("2005/12/first.html", "<em>first</em>"), ("2006/02/third.html", "Q &amp; A"), ("index.html", "Proudly powered by")),
    ),
    "a theme of one's own": Foreign(
        'THEME = "mine"\n',
        (
            ("2005/12/first.html", "<em>first</em> words &amp; <b>more</b>."),
            ("2005/12/first.html", "Said <strong>well</strong>."),
            ("2005/12/first.html", "<div id='comment-00000002-reply'>Dana: <p>Thank you.</p>"),
            ("2006/01/second.html", "<a rel=prev href='https://ours.example/2005/12/first.html'>First</a>"),
            ("index.html", "3 posts by The editors, newest First"),
            ("index.html", "<p>The first words &amp; more.</p>"),
            ("index.html", "<b>2 said</b>"),
            ("theme/plain.css", "color: black"),
            ("feeds/comments.atom.xml", "00000001-first"),
        ),
        small_theme,
    ),
    "filters, globals and tests of the settings": Foreign(
        'JINJA_FILTERS = {"shout": lambda text: text.upper() + "!"}\nJINJA_GLOBALS = {"answer": 42}\n'
        f'JINJA_TESTS = {{"odd_one": lambda number: number == 42}}\n{OVER}',
        (("2005/12/first.html", "<p>FIRST! 42 odd</p>"),),
        lambda blog: template(
            blog, "over", "_post_footer", "<p>{{ article.title|shout }} {{ answer }} {{ 'odd' if answer is odd_one }}</p>"
        ),
    ),
    "a template over the theme's own": Foreign(
        OVER,
        (("index.html", "<footer>Mine</footer>"), ("2005/12/first.html", "comment-00000001-first")),
        lambda blog: template(blog, "over", "_footer", "<footer>Mine</footer>"),
    ),
    "reStructuredText and HTML": Foreign(
        "",
        (
            ("2007/01/rested.html", "<em>emphasis</em>"),
            ("2007/02/tagged.html", "<p>Written <b>by hand</b>.</p>"),
            ("2007/01/rested.html", 'href="/2005/12/first.html"'),
            ("feeds/atom.xml", "Rested"),
        ),
        lambda blog: (
            blog.write(
                "posts/rested.rst",
                "Rested\n######\n\n:date: 2007-01-02 08:00\n:category: Notes\n\n"
                "With *emphasis*, after `the first <{filename}/posts/first.md>`_.\n",
            ),
            blog.write(
                "posts/tagged.html",
                '<html><head><title>Tagged</title><meta name="date" content="2007-02-03 08:00"></head>'
                "<body><p>Written <b>by hand</b>.</p></body></html>",
            ),
        ),
    ),
    "attached files": Foreign(
        'STATIC_PATHS = ["images", "posts"]\nSTATIC_EXCLUDES = ["posts/kept"]\n',
        (("2006/04/with-notes.html", 'href="/2006/04/notes.txt"'), ("2006/04/notes.txt", "Noted.")),
        lambda blog: (
            blog.write("posts/notes.txt", "Noted.\n"),
            blog.post("with-notes", "See [them]({attach}notes.txt).", date="2006-04-01 08:00"),
        ),
    ),
    "translations": Foreign(
        'ARTICLE_TRANSLATION_ID = "slug"\nARTICLE_LANG_URL = "{lang}/{date:%Y}/{date:%m}/{slug}.html"\n'
        "ARTICLE_LANG_SAVE_AS = ARTICLE_LANG_URL\n",
        (
            ("de/2005/12/first.html", "Die ersten Worte"),
            ("de/2005/12/first.html", "Gut gesagt"),
            ("de/2005/12/first.html", 'class="chip chip-category p-category"'),
            ("2005/12/first.html", "The <em>first</em> words"),
            ("2005/12/first.html", "Said <strong>well</strong>"),
            ("de/2005/12/first.comments.atom.xml", "Gut gesagt"),
            ("sitemap.xml", "https://ours.example/de/2005/12/first.html"),
        ),
        lambda blog: (
            blog.write("posts/first-de.md", "Title: Erster\nDate: 2005-12-09\nSlug: first\nLang: de\n\nDie ersten Worte.\n"),
            blog.comment("first-de", "00000003-gesagt", "Gut gesagt."),
        ),
    ),
    "relative addresses": Foreign(
        "RELATIVE_URLS = True\n",
        (
            ("2006/01/second.html", 'href="../../2005/12/first.html"'),
            ("2006/01/second.html", 'href="../../theme/css/style.css"'),
            ("index.html", 'href="./2005/12/first.html"'),
            ("about/index.html", 'Start with <a href="../2005/12/first.html">'),
            ("feeds/atom.xml", "https://ours.example/2005/12/first.html"),
        ),
    ),
    "an extension of Jinja": Foreign(
        'JINJA_ENVIRONMENT = {"extensions": ["jinja2.ext.do"], "trim_blocks": True, "lstrip_blocks": True}\n',
        (("2006/02/third.html", "Q &amp; A"), ("2005/12/first.html", "<em>first</em> words")),
    ),
    "another extension of Markdown": Foreign(
        'MARKDOWN = MARKDOWN | {"extension_configs": MARKDOWN["extension_configs"] | {"markdown.extensions.nl2br": {}}}\n',
        (("2006/05/lines.html", "One<br>\nTwo"),),
        lambda blog: blog.post("lines", "One\nTwo", date="2006-05-01 08:00"),
    ),
    "Pelican's own feeds": Foreign(
        'FEED_ALL_ATOM = "feeds/all.atom.xml"\nTAG_FEED_RSS = "feeds/tag/{slug}.rss.xml"\n',
        (("feeds/all.atom.xml", "The &lt;em&gt;first"), ("feeds/tag/a.rss.xml", "First"), ("feeds/atom.xml", "First")),
    ),
    "Pelican's archives by day, and pages from templates": Foreign(
        'DAY_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/{date:%d}/index.html"\nDAY_ARCHIVE_URL = "{date:%Y}/{date:%m}/{date:%d}/"\n'
        'TEMPLATE_PAGES = {"count.html": "count.html"}\n',
        (("2005/12/09/index.html", "First"), ("count.html", "3 posts")),
        lambda blog: blog.write("count.html", "{{ articles|length }} posts\n"),
    ),
}  # fmt: skip


def run_pelican(blog: Blog, output: Path, *more: str, settings: str = "pelicanconf.py") -> dict[str, bytes]:
    """Build with plain Pelican, in a process of its own, and return the files."""
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", settings, "-o", str(output), *more],
        cwd=blog.root,
        env=os.environ | {"PYTHONHASHSEED": "7"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}
