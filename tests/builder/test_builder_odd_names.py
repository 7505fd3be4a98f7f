"""Odd names of posts, pages, categories, tags, authors and files: every link leads to a file, whoever builds, or is refused."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from feed_rules import violations
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation.builder.build import build as our_way
from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.rehearsal import refusals
from outsideinnovation.deploy.releases.inspection import Rules, inspect
from outsideinnovation.deploy.releases.tree import Tree
from outsideinnovation.errors import ContentError
from outsideinnovation.percent_encoding import of_path

WAYS: dict[str, Callable[..., Any]] = {"ours": our_way, "Pelican's": pelicans_way}
SITE = "https://ours.example/my blog".replace(" ", "-")
FEED = re.compile(r"(atom\.xml|rss\.xml|index\.rdf|feed\.json)$")
COPIES = {"rss.xml": "feeds/rss.xml", "atom.xml": "feeds/atom.xml"}  # TypePad's addresses of the same feeds
ODD = "ab1 %?#&'\"<>+;$@!()[]{}|^`~,=éß日\\"
slugs = st.text(st.sampled_from(ODD), min_size=1, max_size=8).map(str.strip).filter(lambda each: each.strip(". "))
names = st.text(st.sampled_from("abC +#.&%?éÄ日🚲/\"'<"), min_size=1, max_size=8).map(str.strip).filter(bool)
pictures = slugs.map(lambda each: f"{each}.png").filter(lambda each: not each.startswith("."))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of *folder* by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def inspected(output: Path) -> list[str]:
    """Return what an inspection says of a release with these files: every link in pages, feeds, sitemap and JSON is followed."""
    return [str(each) for each in inspect(Tree.walk(output), Rules(SITE, (), {"00000001-first"}))]


def broken_feeds(made: dict[str, bytes]) -> dict[str, list[str]]:
    """Return what a feed validator's rules say of each feed."""
    feeds = {name: data for name, data in made.items() if FEED.search(name)}
    assert len(feeds) > len(COPIES)
    found = {name: violations(data, f"{SITE}/{of_path(COPIES.get(name, name))}") for name, data in feeds.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def both(blog: Blog, folder: Path) -> dict[str, bytes] | None:
    """Build both ways, see that the bytes are alike, and return them; None where both refuse, for the same reasons."""
    assert is_ours(blog.site.settings, blog.content)
    made: list[Any] = []
    for way, build in WAYS.items():
        try:
            build(blog.site, settings={"OUTPUT_PATH": str(folder / way)})
            made.append(files(folder / way))
        except ContentError as error:
            made.append(sorted(map(str, error.problems)))
    assert made[0] == made[1]
    if isinstance(made[0], list):
        assert not (folder / "ours").exists()
        return None
    return dict(made[0])


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(slugs, slugs, pictures, names, names, st.booleans())
@example("50%", "a?b#c", "100% é.png", "C++", "🚲", False)
@example("größe", "日本", "größe.png", "Größe", "日本語", True)
@example("a b&c", 'q"u<o>te', "a&b;c.png", "R&D", "a'b", False)
def test_every_link_of_a_site_leads_to_a_file(
    post: str, page: str, picture: str, category: str, tag: str, in_unicode: bool
) -> None:
    """Whatever authors call things: links of pages, feeds, sitemap, JSON-LD and search are URLs of what is there."""
    folder = Path(mkdtemp(prefix="odd-"))
    try:
        blog = Blog(folder / "blog")
        blog.settings(f"SITEURL = {SITE!r}\nSLUGIFY_USE_UNICODE = {in_unicode}\nDEFAULT_PAGINATION = 1\n")
        blog.write("images/dot", "dot").rename(blog.content / "images" / picture)
        link = picture.replace("%", "%25").replace("?", "%3F").replace("#", "%23").replace(" ", "%20")
        shown = "" if set(picture) & set("\"'<>()[]{}|\\`&") else f"![dot]({{static}}/images/{link})"
        named = f"Category: {category}\nTags: {tag}\n"
        head = f"Title: One\nDate: 2020-01-02\nId: one\n{named}"
        blog.write("posts/one.md", f"{head}Slug: {post}\n\nWords. {shown}\n\n[two]({{filename}}two.md)\n")
        blog.post("two", "[one]({filename}one.md)", id="two", category=category, tags=tag, author=category)
        blog.write("pages/p.md", f"Title: P\nSlug: {page}\n\n[one]({{filename}}/posts/one.md)\n")
        blog.comment("one", "00000001-first")
        if (made := both(blog, folder)) is not None:
            assert inspected(folder / "ours") == []
            assert broken_feeds(made) == {}
    finally:
        shutil.rmtree(folder)


REFUSED = {
    "a tag of marks": ("tags", "...", "tag '...' gives no address"),
    "a category of marks": ("category", "???", "category '???' gives no address"),
    "another category of marks": ("categories", "Notes; //", "category '//' gives no address"),
    "an author of marks": ("author", "!!!", "author '!!!' gives no address"),
    "a tag too long for a file's name": ("tags", "long" * 60, "gives an address that is too long"),
    "a slug too long for a file's name": ("slug", "größe" * 40, "gives an address that is too long"),
    "a slug that servers hide": ("slug", "..dots", "Slug '..dots' is no plain path"),
    "one of several authors": ("authors", "Ann; «»", "author '«»' gives no address"),
}


@pytest.mark.parametrize(("field", "value", "what"), REFUSED.values(), ids=REFUSED)
def test_a_name_without_an_address_is_refused_at_its_line(blog: Blog, field: str, value: str, what: str) -> None:
    """Check and both builds say the same, and nothing is written."""
    blog.write("posts/one.md", f"Title: One\nDate: 2020-01-02\n{field.title()}: {value}\n\nWords.\n")
    assert both(blog, blog.root) is None
    for command in ("check", "build"):
        result = blog.run(command)
        assert result.exit_code == 1
        assert re.search(r"posts/one\.md:3:\d+: ", result.stderr)
        assert what in result.stderr


@pytest.mark.parametrize("name", ["---x---", "日本語", "🚲", "Größe"])
def test_a_file_name_becomes_an_address(blog: Blog, tmp_path: Path, name: str) -> None:
    """Of a post and of a page, without a Slug."""
    blog.write(f"posts/{name}.md", "Title: T\nDate: 2020-01-02\n\nWords.\n")
    blog.write(f"pages/{name}.md", "Title: T\n\nWords.\n")
    made = both(blog, tmp_path)
    assert made is not None
    slug = blog.site and {"---x---": "-x-", "日本語": "ri-ben-yu", "🚲": "bicycle", "Größe": "grosse"}[name]
    assert {f"2020/01/{slug}.html", f"{slug}/index.html"} <= made.keys()


def test_a_file_name_of_marks_is_refused(blog: Blog) -> None:
    """It would be published as ``.html``, which servers hide."""
    blog.write("posts/!!!.md", "Title: T\nDate: 2020-01-02\n\nWords.\n")
    assert "!!!.md:1: the file name '!!!.md' gives no address: add a line `Slug: …`" in blog.run("build").stderr
    blog.write("posts/!!!.md", "Title: T\nDate: 2020-01-02\nSlug: shout\n\nWords.\n")
    assert blog.run("check").exit_code == 0


SHARED = {
    "categories": ("category", ("C", "C++", "C#")),
    "tags": ("tags", ("A", "Ä")),
    "authors": ("author", ("Zoe", "Zoë")),
    "a framework": ("tags", ("NET", ".NET")),
}


@pytest.mark.parametrize(("field", "values"), SHARED.values(), ids=SHARED)
def test_names_that_share_an_address_are_told_with_the_remedy(blog: Blog, field: str, values: tuple[str, ...]) -> None:
    """Check and both builds refuse; what they say to write into the settings is heard."""
    for number, value in enumerate(values):
        blog.post(f"post-{number}", **{field: value})
    assert both(blog, blog.root) is None
    problems = list(map(str, refusals(blog.site)))
    assert len(problems) == len(values) - 1
    said = [each.partition("SLUGS = {")[2].partition("}")[0] for each in problems]
    assert all(f"has the address of {values[0]!r}" in each and each.count(".md:") == 1 for each in problems)
    blog.settings(f"SLUGS = {{{', '.join(said)}}}\n")
    assert both(blog, blog.root / "apart") is not None


def test_spellings_of_one_name_share_a_list(blog: Blog, tmp_path: Path) -> None:
    """Capitals and hyphens make no other tag; check and build tell of it and go on."""
    blog.post("one", tags="Lead Users", date="2020-01-02")
    blog.post("two", tags="lead-users", date="2020-01-03")
    assert both(blog, tmp_path) is not None
    for command in ("check", "build"):
        result = blog.run(command)
        assert result.exit_code == 0
        assert "warning: " in result.stderr
        assert "the tag 'lead-users' is also spelt 'Lead Users'" in result.stderr


def test_a_name_may_begin_with_a_number_sign(blog: Blog, tmp_path: Path) -> None:
    """Only between two of them it is what an editor saves by itself: a post is not left out without a word."""
    blog.post("first")
    for name, title in (("#1-idea", "An idea"), ("#ideas/two", "Two")):
        blog.write(f"posts/{name}.md", f"Title: {title}\nDate: 2006-01-02\n\nWords.\n")
    blog.write("images/#1.png", b"no picture")
    blog.write("posts/#first.md#", "Title: First\nDate: 2005-12-09\n\nWor")
    made = both(blog, tmp_path)
    assert made is not None
    assert {"2006/01/1-idea.html", "2006/01/two.html", "images/#1.png"} <= made.keys()
