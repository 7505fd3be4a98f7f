"""A hidden post or a draft with a tag, category or author of its own: no list is made of it, and nothing links to one."""

from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.builder.build import build as our_way
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.deploy.releases.inspection import Rules, inspect
from outsideinnovation.deploy.releases.tree import Tree

OWN = {
    "a tag": ({"tags": "Own Thing"}, "tag/own-thing/", '<span class="chip p-category">Own Thing</span>'),
    "a category": (
        {"category": "Own Thing"},
        "category/own-thing/",
        '<span class="chip chip-category p-category">Own Thing</span>',
    ),
    "one of several categories": (
        {"categories": "Notes; Own Thing"},
        "category/own-thing/",
        '<span class="chip chip-category p-category">Own Thing</span>',
    ),
    "an author": (
        {"author": "Own Thing"},
        "author/own-thing/",
        '<span class="p-author h-card" dir="auto">Own Thing</span>',
    ),
    "one of several authors": (
        {"authors": "Ann; Own Thing"},
        "author/own-thing/",
        '<span class="p-author h-card" dir="auto">Own Thing</span>',
    ),
}
WAYS = {"ours": our_way, "Pelican's": pelicans_way}
FOREIGN = 'THEME = "theme"\n'
DRAFTS = {"DRAFT_URL": "drafts/{slug}.html", "DRAFT_SAVE_AS": "drafts/{slug}.html"}
EMPTY = "<!doctype html><html lang='en'><title>x</title></html>"
TEMPLATE = """<!doctype html><html lang="en"><title>x</title><body id="comments">
{% for each in article.tags|default([]) + article.all_categories + article.authors|default([]) + [article.category] %}
<a href="{{ SITEURL }}/{{ each.url }}">{{ each }}</a>{% endfor %}</html>"""


@pytest.fixture
def visible(blog: Blog) -> Blog:
    """Return a site with a published post."""
    blog.post("first", category="Notes", tags="Shared", author="Ann")
    return blog


def problems(output: Path) -> list[str]:
    """Return what an inspection says of a release with these files."""
    return [str(each) for each in inspect(Tree.walk(output), Rules("https://ours.example", (), set()))]


def own(blog: Blog, status: str, fields: dict[str, str]) -> Path:
    """Write a post of that status, which shares a tag with the published one and has something of its own."""
    return blog.post("second", status=status, **({"tags": "Shared", "category": "Notes", "author": "Ann"} | fields))


@pytest.mark.parametrize("status", ["hidden", "draft"])
@pytest.mark.parametrize(("fields", "url", "shown"), OWN.values(), ids=OWN)
@pytest.mark.parametrize("way", WAYS)
def test_what_has_no_list_is_shown_without_a_link(
    visible: Blog, way: str, status: str, fields: dict[str, str], url: str, shown: str
) -> None:
    """The name stands on the page, nowhere is an address of it, and the release passes."""
    own(visible, status, fields)
    WAYS[way](visible.site, settings=DRAFTS)
    page = next(path for path in visible.output.rglob("second*.html")).read_text("utf-8")
    assert shown in page
    assert not any(url.encode() in data for data in visible.files().values())
    assert not (visible.output / url).exists()
    unknown = [each for each in problems(visible.output) if "comments.atom.xml" not in each]  # drafts have no such feed
    assert unknown == []
    assert 'href="/author/ann/"' in page or "author" in fields


@pytest.mark.parametrize(("fields", "url", "_"), OWN.values(), ids=OWN)
def test_both_engines_make_the_same(visible: Blog, tmp_path: Path, fields: dict[str, str], url: str, _: str) -> None:
    """Byte for byte, of a hidden post and a draft with something of their own, and a published one beside."""
    assert is_ours(visible.site.settings, visible.content)
    own(visible, "hidden", fields)
    visible.post("third", status="draft", **fields)
    made = []
    for name, build in WAYS.items():
        output = tmp_path / f"of {name}"
        build(visible.site, settings=DRAFTS | {"OUTPUT_PATH": str(output)})
        made.append({str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()})
    assert made[0] == made[1]


@pytest.mark.parametrize(("fields", "url", "_"), OWN.values(), ids=OWN)
def test_a_list_that_comes_or_goes_is_linked_or_not(visible: Blog, fields: dict[str, str], url: str, _: str) -> None:
    """As soon as a published post has it too, the hidden one links to the list; an unchanged page is made again for it."""
    own(visible, "hidden", fields)
    visible.build()
    visible.post("third", **fields)
    visible.build()
    page = visible.output / "2005/12/second.html"
    assert f'href="/{url}"' in page.read_text("utf-8")
    assert visible.run("build", "--verify").exit_code == 0
    (visible.content / "posts" / "third.md").unlink()
    visible.build()
    assert url not in page.read_text("utf-8")
    assert problems(visible.output) == []


@pytest.mark.parametrize(("fields", "url", "_"), OWN.values(), ids=OWN)
def test_publishing_is_not_blocked(visible: Blog, fields: dict[str, str], url: str, _: str) -> None:
    """The command, with our theme and with a foreign one that links whatever a post has."""
    own(visible, "hidden", fields)
    result = visible.run("publish")
    assert result.exit_code == 0, result.output
    folder = visible.root / "theme" / "templates"
    folder.mkdir(parents=True)
    for name in (
        "index",
        "author",
        "authors",
        "category",
        "categories",
        "tag",
        "tags",
        "archives",
        "page",
        "404",
        "feeds",
    ):
        (folder / f"{name}.html").write_text(EMPTY, "utf-8")
    (folder / "period_archives.html").write_text(EMPTY, "utf-8")
    (folder / "article.html").write_text(TEMPLATE, "utf-8")
    visible.settings(f"{FOREIGN}DIRECT_TEMPLATES = ['index', 'tags', 'categories', 'authors', 'archives']\n")
    assert not is_ours(visible.site.settings, visible.content)
    result = visible.run("publish")
    assert result.exit_code == 0, result.output
    assert url not in (visible.root / "instance" / "current" / "2005/12/second.html").read_text("utf-8")
