"""Whatever an export says, its posts have places of their own, inside the site, and files that say just that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_blog import FakeBlog, bring, new_site, post

from outsideinnovation import frontmatter
from outsideinnovation.comments.walk import POST
from outsideinnovation.importers.blog import post_files
from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.blog.placing import PlacedPost, Placing
from outsideinnovation.importers.blog.post_writer import PostWriter
from outsideinnovation.importers.blog.site_patterns import SitePatterns
from outsideinnovation.site import Site

TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["..", "a/../../b", "a", "A", "a\nStatus: published", "x\n\ny", "é" * 200, "a" * 600, "%2e%2e", "me@b.example"]
    ),
)
ADDRESS = st.one_of(
    TEXT,
    TEXT.map(lambda text: f"https://old.example.org/{text}"),
    st.sampled_from(
        [
            "/a.html",
            "/A.html",
            "/a/",
            "/a",
            "/a.php",
            "/?p=7",
            "/index.html",
            "//",
            "/robots.txt",
            "http://[",
            "/a-2.html",
        ]
    ),
)
POSTS = st.builds(
    ExportedPost,
    key=TEXT,
    line=st.integers(0, 9),
    title=TEXT,
    body=TEXT,
    address=ADDRESS,
    slug=TEXT,
    is_page=st.booleans(),
    visibility=st.sampled_from(Visibility),
    date=st.one_of(st.none(), st.datetimes(datetime(1900, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - Hypothesis adds the zone
    categories=st.lists(TEXT, max_size=2).map(tuple),
    tags=st.lists(TEXT, max_size=2).map(tuple),
    authors=st.lists(TEXT, max_size=2).map(tuple),
    summary=TEXT,
    language=TEXT,
    old_addresses=st.lists(ADDRESS, max_size=2).map(tuple),
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return an empty site, in which nothing is written."""
    return new_site(tmp_path_factory.mktemp("laws"))


def placed(site: Site, posts: list[ExportedPost]) -> list[PlacedPost]:
    """Return the posts with their places."""
    writer = PostWriter(site.post_folders[0], site.page_folders[0], dry_run=True)
    placing = Placing("fake", writer, SitePatterns(site), FakeBlog(()).report)
    return [each for each in map(placing.place, posts) if each]


@given(posts=st.lists(POSTS, max_size=6))
@settings(max_examples=200, deadline=None)
def test_every_post_has_a_place_of_its_own(site: Site, posts: list[ExportedPost]) -> None:
    """Ids, slugs and files of the output are unique, ids are fit for comments, and no path leads out."""
    found = placed(site, posts)
    assert len(found) == len({(each.key, each.title, each.date, each.body) for each in posts})
    for values in (
        [each.identifier for each in found],
        [each.slug for each in found],
        [each.address.save_as.lower() for each in found if each.address],
    ):
        assert len({*values}) == len(values)
    for each in found:
        assert POST.fullmatch(each.identifier)
        names = [each.new.stem, each.slug, *(each.address.save_as.split("/") if each.address else ())]
        assert not {"", ".", ".."} & {*names}
        assert "/" not in each.new.stem + each.slug
        assert all(len(name.encode("utf-8", "replace")) < 250 for name in names)


@given(post=POSTS)
@settings(max_examples=200, deadline=None)
def test_a_file_says_what_was_decided(site: Site, post: ExportedPost) -> None:
    """No text of the export reaches another field, and none makes public what was not; no control character is left."""
    (only,) = placed(site, [post])
    data = post_files.dump(only, site.configuration.site.zone, "en").decode("utf-8")
    document = frontmatter.parse(data)
    wanted = "draft" if post.visibility is not Visibility.PUBLISHED or not (post.date or post.is_page) else "published"
    assert document.value("status") == wanted
    assert document.value("id") == only.identifier
    assert document.value("slug") == only.slug
    assert document.value("save_as") == (only.address.save_as if only.address else "")
    assert document.value("title")
    assert all(letter.isprintable() or letter in "\n\t" or ord(letter) > 127 for letter in data)
    assert "me@b.example" not in data


@pytest.mark.parametrize("year", [1, 1899, 9999])
def test_dates_that_no_clock_shows_are_none(tmp_path: Path, year: int) -> None:
    """The year 1 is what some systems make of a date that they never had."""
    brought = bring(new_site(tmp_path), post(date=datetime(year, 12, 31, 23, 59, tzinfo=UTC)))
    assert brought.head.value("status") == "draft"
    assert "a published post without a date" in brought.problems()[0]
