"""Ids in feeds: of posts, comments and feeds; what they hang on, and which stay."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.outputs.feed_ids import FeedIds, imported
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.urls import history
from outsideinnovation.builder.urls.current import recorded_ids
from outsideinnovation.builder.urls.history import PublishedUrl, UrlKind
from outsideinnovation.builder.urls.site_urls import SiteUrls
from outsideinnovation.configuration import Configuration

URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
FEEDS = (
    "feeds/atom.xml",
    "feeds/rss.xml",
    "feeds/feed.json",
    "index.rdf",
    "feeds/comments.atom.xml",
    "feeds/notes/atom.xml",
)


def ids(blog: Blog) -> dict[str, list[str]]:
    """Build, and return every id in the site's feeds, by feed."""
    build(blog.site)
    pattern = re.compile(r'<id>([^<]*)|<guid[^>]*>([^<]*)|"id": "([^"]*)"|about="(urn[^"]*|tag[^"]*)"|\sref="([^"]*)"')
    comments = [str(path.relative_to(blog.output)) for path in blog.output.glob("20*/*/*.comments.atom.xml")]
    names = [*FEEDS, *sorted(comments)]
    return {name: ["".join(found) for found in pattern.findall(blog.page(name))] for name in names}


def flat(found: dict[str, list[str]]) -> list[str]:
    """Return the ids of all feeds."""
    return [each for some in found.values() for each in some]


@pytest.fixture
def talked_about(blog: Blog) -> Blog:
    """A site with a post that has an Id and a comment."""
    blog.post("one", id="gid", date="2019-12-31 10:00", category="Notes")
    blog.comment("gid", "00000001-first")
    return blog


def test_an_id_hangs_on_the_posts_own_id_alone(talked_about: Blog) -> None:
    """Neither another date, nor another slug, host or name of the site makes readers show a post or comment again."""
    before = ids(talked_about)
    assert all(URN.fullmatch(each) for each in flat(before))
    assert (
        before["feeds/atom.xml"][1]
        == before["feeds/rss.xml"][0]
        == before["feeds/feed.json"][0]
        == before["index.rdf"][0]
    )
    talked_about.post("one", id="gid", date="2020-01-01 10:00", category="Notes", title="Renamed")
    talked_about.settings('SITEURL = "https://moved.example/blog"\nSITENAME = "Another"\nDEFAULT_LANG = "eo"\n')
    assert list(ids(talked_about).values()) == list(before.values())


def test_each_blog_has_ids_of_its_own(talked_about: Blog) -> None:
    """FEEDS_ID is a name space: two blogs may both have a post that is called so."""
    before = ids(talked_about)
    talked_about.settings('FEEDS_ID = "b9d5a1c4-51b0-4b0e-9d55-2b5e1f0b8a11"\n')
    assert not {*flat(ids(talked_about))} & {*flat(before)}


def test_what_is_published_keeps_its_name_space(talked_about: Blog) -> None:
    """A FEEDS_ID that is written later, or lost, changes nothing: addresses.txt knows the first."""
    before = ids(talked_about)
    SiteUrls(talked_about.site).record()
    talked_about.settings('FEEDS_ID = "b9d5a1c4-51b0-4b0e-9d55-2b5e1f0b8a11"\n')
    assert ids(talked_about) == before


OLD = "/2019/12/one.html post gid\n/2019/12/one.html#comment-00000001-first comment 00000001-first\n"


def test_ids_of_a_blog_that_was_published_before_stay(talked_about: Blog) -> None:
    """They were made of host and year; new posts have new ids, and the next publication writes the old ones down."""
    talked_about.write("addresses.txt", OLD)
    talked_about.post("new", date="2020-02-02", category="Notes")
    before = ids(talked_about)
    assert before["feeds/rss.xml"][1] == "tag:ours.example,2019:gid"
    assert URN.fullmatch(before["feeds/rss.xml"][0])
    assert before["feeds/comments.atom.xml"] == [
        "tag:ours.example,2005:comments", "tag:ours.example,2005:comment:00000001-first", "tag:ours.example,2019:gid",
    ]  # fmt: skip
    assert before["feeds/notes/atom.xml"][0] == "tag:ours.example,2005:category:notes"
    SiteUrls(talked_about.site).record()
    assert ids(talked_about) == before
    talked_about.post("one", id="gid", date="2021-01-01 10:00", category="Notes")
    talked_about.settings('SITEURL = "https://moved.example"\n')
    after = ids(talked_about)
    assert {name: sorted(each) for name, each in after.items()} | {"2019/12/one.comments.atom.xml": []} == {
        name.replace("2019/12/one.c", "2021/01/one.c"): sorted(each) for name, each in before.items()
    } | {"2019/12/one.comments.atom.xml": []}
    SiteUrls(talked_about.site).record()
    assert ids(talked_about) == after


def test_both_ways_write_the_same_ids_and_keep_the_same(talked_about: Blog, tmp_path: Path) -> None:
    """Before and after they are written down."""
    talked_about.write("addresses.txt", OLD)
    for _ in range(2):
        ids(talked_about)
        pelicans_way(talked_about.site, settings={"OUTPUT_PATH": str(tmp_path / "pelicans")})
        assert all(
            (tmp_path / "pelicans" / name).read_bytes() == (talked_about.output / name).read_bytes() for name in FEEDS
        )
        SiteUrls(talked_about.site).record()
    kept = (talked_about.content / "addresses.txt").read_text("utf-8")
    assert "/ feed-id tag:ours.example\n" in kept
    assert "/2019/12/one.html feed-id tag:ours.example,2019:gid\n" in kept
    talked_about.settings("JINJA_FILTERS = {}\n")
    assert not SiteUrls(talked_about.site).record()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda each: "/" not in each))
def test_whatever_an_id_is_it_gives_a_uri(identifier: str) -> None:
    """Of ASCII alone; and an old one is kept as it was."""
    assert URN.fullmatch(FeedIds().post(identifier, 2026))
    old = FeedIds(host="ours.example", published=frozenset({identifier}))
    ((_, _), (_, _), (_, told)) = old.recorded([(identifier, 2019, "a.html")])
    assert told.isascii()


IDENTIFIERS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=" /"), min_size=1)
    .map(str.strip)
    .filter(bool)
)


@given(
    IDENTIFIERS.filter(lambda each: each != "mine"), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
)
def test_what_another_system_called_a_post_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, identifier: str, name: str
) -> None:
    """Whatever its form; what was published before keeps its old id beside it, and a publication changes neither."""
    addresses = tmp_path_factory.mktemp("imported") / "addresses.txt"
    posts = [(identifier, 2021, "a.html"), ("mine", 2019, "b.html")]
    rows = [PublishedUrl.of("a.html", UrlKind.FEED_ID, imported(identifier, name))]
    rows += [PublishedUrl.of("b.html", UrlKind.POST, "mine")]
    for _ in range(2):
        history.write(history.record(history.read(addresses), rows))
        ids = FeedIds.of(addresses.parent, Configuration.of({"SITEURL": "https://ours.example"}))
        assert [ids.post(*post[:2]) for post in posts] == [name, "tag:ours.example,2019:mine"]
        rows = [PublishedUrl.of(*each) for each in recorded_ids(posts, ids)]
        assert [row.path for row in rows] == ["/", "/", "/b.html"]


@given(IDENTIFIERS)
def test_an_old_id_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, identifier: str) -> None:
    """Percent signs, colons and letters of any script included."""
    content = tmp_path_factory.mktemp("kept")
    old = FeedIds(host="ours.example", published=frozenset({identifier}))
    told = "".join(f"/{path} feed-id {each}\n" for path, each in old.recorded([(identifier, 2019, "a.html")]))
    (content / "addresses.txt").write_text(told, "ascii")
    assert FeedIds.of(content, Configuration.of({})).post(identifier, 2021) == old.post(identifier, 2019)
