"""No address that was ever published is lost unnoticed, and what moved is found where it is now."""

import subprocess
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pelican.plugins import signals
from tests_support import Blog

from outsideinnovation.builder.build import build as our_build
from outsideinnovation.builder.content.reading import ContentReader
from outsideinnovation.builder.outputs.feed_writer import addresses, comments_feed
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.site_files import addressed
from outsideinnovation.builder.pelican_engine.build import build
from outsideinnovation.builder.pelican_engine.live_contents import live_contents
from outsideinnovation.builder.urls import history
from outsideinnovation.builder.urls.current import files
from outsideinnovation.builder.urls.history import PublishedUrl, UrlHistory, UrlKind
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.errors import ContentError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FILE = Path("content/addresses.txt")
PATHS = some.sampled_from(["/a/", "/b.html", "/c/index.html", "/ü.html", "/d"])
PLACES = some.builds(
    PublishedUrl.of, PATHS, some.sampled_from([UrlKind.POST, UrlKind.PAGE]), some.sampled_from(["1", "2", "3"])
)
COMMENTS = some.builds(
    lambda path, name: PublishedUrl.of(f"{path}#comment-{name}", UrlKind.COMMENT, name), PATHS, some.sampled_from("xyz")
)
LIVE = some.frozensets(some.one_of(PLACES, COMMENTS), max_size=8)


def post(path: str, name: str = "first") -> PublishedUrl:
    """Return a post's address."""
    return PublishedUrl.of(path, UrlKind.POST, name)


def comment(path: str, name: str = "00000001") -> PublishedUrl:
    """Return a comment's address."""
    return PublishedUrl.of(f"{path}#comment-{name}", UrlKind.COMMENT, name)


def known(*addresses: PublishedUrl) -> UrlHistory:
    """Return a file that has these lines."""
    return UrlHistory(FILE, {address: line for line, address in enumerate(addresses, 2)})


def lost(
    kept: UrlHistory, live: Iterable[PublishedUrl], hand: dict[str, str] | None = None, approved: str = ""
) -> list[str]:
    """Return what is said to vanish."""
    now = frozenset(live)
    leads = history.redirects(kept, now, hand)
    return [str(problem) for problem in history.vanished(kept, now, leads, frozenset(approved.split()))]


def test_the_file_is_one_sorted_line_an_address(tmp_path: Path) -> None:
    """Paths are encoded, so that no address has a blank; what is written is read back the same."""
    file = tmp_path / "addresses.txt"
    live = [
        post("2005/12/first.html"),
        comment("2005/12/first.html"),
        PublishedUrl.of("/käse brot/", UrlKind.CATEGORY, "käse"),
    ]
    assert history.write(history.record(history.read(file), live))
    assert file.read_text("utf-8").splitlines()[1:] == [
        "/2005/12/first.html post first",
        "/2005/12/first.html#comment-00000001 comment 00000001",
        "/k%C3%A4se%20brot/ category k%C3%A4se",
    ]
    assert set(history.read(file).lines) == set(live)


def test_a_file_that_has_not_changed_is_not_written(tmp_path: Path) -> None:
    """The same addresses again leave the file and its time alone."""
    file = tmp_path / "addresses.txt"
    history.write(history.record(history.read(file), [post("/a")]))
    before = file.stat().st_ino
    assert not history.write(history.record(history.read(file), [post("/a")]))
    assert file.stat().st_ino == before


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    """Unknown kinds, missing words and an unfinished merge are said with their lines, all at once."""
    file = tmp_path / "addresses.txt"
    file.write_text("# head\n/a post 1\n/b poem 1\n/c post\n<<<<<<< ours\n\n/a post 1\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        history.read(file)
    said = [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]
    assert [line.partition(":")[0] for line in said] == ["3", "4", "5"]
    assert "kinds: post, page" in said[0]
    assert "keep the lines of both sides" in said[2]


@pytest.mark.parametrize(
    "told", ["urn:uuid:zzz", "tag:blog.example:a", "tag:blog.example,20:a", "tag:blog.example,2020:"]
)
def test_half_an_id_of_feeds_is_named_with_its_line(small_blog: Blog, told: str) -> None:
    """Whichever way the site is built: it was a traceback."""
    (small_blog.content / "addresses.txt").write_text(f"# head\n/ feed-id {told}\n", "utf-8")
    for way in (build, our_build):
        with pytest.raises(ContentError, match=rf"addresses\.txt:2: no id of feeds: '{told}'"):
            way(small_blog.site)


def test_two_branches_merge_by_keeping_both(tmp_path: Path) -> None:
    """Git's union merge, which needs nobody, gives a file that is read; the next publication sorts it."""

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *arguments],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    def publish(*addresses: PublishedUrl) -> None:
        history.write(history.record(history.read(file), addresses))
        git("add", ".")
        git("commit", "-m", "x")

    file = tmp_path / "addresses.txt"
    git("init", "--initial-branch=main")
    (tmp_path / ".gitattributes").write_text("addresses.txt merge=union\n", "utf-8")
    publish(post("/a", "1"))
    git("switch", "--create", "other")
    publish(post("/c", "3"), post("/d", "4"))
    git("switch", "main")
    publish(post("/b", "2"), post("/d", "4"), post("/e", "5"))
    git("merge", "other")
    assert {address.id for address in history.read(file).lines} == {"1", "2", "3", "4", "5"}


def test_a_changed_slug_writes_its_redirect_by_itself() -> None:
    """Every old address of a post leads to where its id is now, in one step; so do its feeds."""
    feed = PublishedUrl.of("/1/old.comments.atom.xml", UrlKind.FEED, "comments:first")
    kept = known(post("/1/old.html"), post("/2/later.html"), feed)
    live = {post("/3/now.html"), PublishedUrl.of("/3/now.comments.atom.xml", UrlKind.FEED, "comments:first")}
    assert history.redirects(kept, live) == {
        "/1/old.html": "/3/now.html",
        "/2/later.html": "/3/now.html",
        "/1/old.comments.atom.xml": "/3/now.comments.atom.xml",
    }
    assert lost(kept, live) == []


def test_a_live_page_is_never_led_away() -> None:
    """An address that another post has taken shows that post, whatever was there before and whatever a line says."""
    kept = known(post("/a/index.html", "first"), post("/b", "second"))
    live = {post("/new", "first"), post("/a/", "third"), post("/b", "second")}
    assert history.redirects(kept, live, {"/b": "/elsewhere", "/a/": "/elsewhere"}) == {}
    assert lost(kept, live) == []


def test_lines_by_hand_win_and_chains_collapse() -> None:
    """What an operator wrote stands; where it leads to something that moved, it leads to the end, with its fragment."""
    kept = known(post("/old", "first"), post("/old2", "second"))
    live = {post("/new", "first"), post("/new2", "second")}
    hand = {"/hand": "/old#comments", "/old2": "https://other.example/", "/x": "/hand", "/y": "/old2"}
    assert history.redirects(kept, live, hand) == {
        "/hand": "/new#comments",
        "/old": "/new",
        "/old2": "https://other.example/",
        "/x": "/new#comments",
        "/y": "https://other.example/",
    }


def test_a_circle_leads_nowhere_and_is_told() -> None:
    """Two lines that lead to each other are left out, so a published address among them is one that vanishes."""
    kept = known(post("/a"))
    assert history.redirects(kept, {post("/z", "other")}, {"/a": "/b", "/b": "/a", "/c": "/c"}) == {}
    assert len(lost(kept, {post("/z", "other")}, {"/a": "/b", "/b": "/a"})) == 1


def test_an_address_that_would_vanish_is_a_problem_with_its_line() -> None:
    """A post that was removed, or whose id changed with its slug, is told with both remedies."""
    said = lost(known(post("/a", "first"), PublishedUrl.of("/tag/x/", UrlKind.TAG, "x")), [post("/b", "renamed")])
    assert said == [
        "content/addresses.txt:2: /a was published (post first) and would not be found any more: give the post the line "
        "`Id: first`, or write `/a /new/path` or `/a gone` into content/redirects.txt",
        "content/addresses.txt:3: /tag/x/ was published (tag x) and would not be found any more: "
        "write `/tag/x/ /new/path` or `/tag/x/ gone` into content/redirects.txt",
    ]


@pytest.mark.parametrize(
    "hand", [{"/a": "/b"}, {"/a": "gone"}, {"/a/": "gone", "/a": "/c", "/c": "https://x.example/"}]
)
def test_an_operator_lets_an_address_go(hand: dict[str, str]) -> None:
    """A line in redirects.txt is enough, for the page and for the comments that were on it."""
    assert lost(known(post("/a"), comment("/a")), [post("/b", "other")], hand, "00000001") == []


def test_comments_go_with_their_post() -> None:
    """Their address moves with the page's; nothing is said of them twice when the page vanishes."""
    kept = known(post("/old"), comment("/old"))
    assert lost(kept, [post("/new"), comment("/new")], approved="00000001") == []
    assert len(lost(kept, [post("/z", "other")], approved="00000001")) == 1


def test_an_editor_may_let_a_comment_go() -> None:
    """Rejected and erased comments are no longer approved, so their anchors may vanish."""
    assert lost(known(post("/a"), comment("/a")), [post("/a")]) == []


@pytest.mark.parametrize(
    "live",
    [
        [post("/a")],  # its page is there without it
        [post("/new")],  # the page moved, and it did not go along
        [post("/a"), post("/b", "other"), comment("/b")],  # it was filed under another post
        [post("/new"), comment("/new"), post("/a", "other")],  # another post has taken the address
    ],
)
def test_an_approved_comment_that_its_page_lacks_has_vanished(live: list[PublishedUrl]) -> None:
    """Its file is approved and its address shows a page without it; a line for the comment alone lets it go."""
    kept = known(post("/a"), comment("/a"))
    (said,) = lost(kept, live, approved="00000001")
    assert said.startswith("content/addresses.txt:3: /a#comment-00000001 was published, its comment is approved, and /")
    assert lost(kept, live, {"/a#comment-00000001": "gone"}, "00000001") == []


def test_a_comment_feed_goes_with_the_last_comment() -> None:
    """Nobody is asked where it went while its post is there; with the post it is missed."""
    feed = PublishedUrl.of("/a.comments.atom.xml", UrlKind.FEED, "comments:first")
    kept = known(post("/a"), feed)
    assert lost(kept, [post("/a")]) == []
    assert lost(kept, [post("/b")]) == []
    assert [problem.partition(" was ")[0] for problem in lost(kept, [])] == [
        "content/addresses.txt:2: /a",
        "content/addresses.txt:3: /a.comments.atom.xml",
    ]


@given(first=LIVE, second=LIVE)
def test_nothing_is_ever_forgotten(first: frozenset[PublishedUrl], second: frozenset[PublishedUrl]) -> None:
    """Recording adds, keeps what was there with its line, and the order in which releases came does not matter."""
    once = history.record(history.record(UrlHistory(FILE), first), second)
    assert (
        set(once.lines) == first | second == set(history.record(history.record(UrlHistory(FILE), second), first).lines)
    )
    assert history.vanished(known(*first), first | second, {}, frozenset("xyz")) == []


@given(old=LIVE, live=LIVE, hand=some.dictionaries(PATHS, some.one_of(PATHS, some.just("gone")), max_size=3))
def test_redirects_are_sound(old: frozenset[PublishedUrl], live: frozenset[PublishedUrl], hand: dict[str, str]) -> None:
    """None is over a live page, onto itself, or onto another one; all that has a home or a line is found."""
    leads = history.redirects(known(*old), live, hand)
    pages = {history._page(address.path) for address in live}
    olds = {history._page(path) for path in leads}
    assert not olds & pages
    assert not {history._page(new) for new in leads.values()} & olds
    problems = history.vanished(known(*old), live, leads)
    homes = {(address.kind, address.id) for address in live}
    vanished = {problem.line for problem in problems}
    for address, line in known(*old).lines.items():
        by_hand = {history._page(path) for path in hand}
        if (
            address.kind is not UrlKind.COMMENT
            and (address.kind, address.id) in homes
            and history._page(address.path) not in by_hand
        ):
            assert line not in vanished


def test_ten_thousand_posts_are_kept_quickly() -> None:
    """10,000 addresses and 10,000 comments take a tenth of a second to record and judge; loosely, for a busy machine."""
    live = frozenset(
        row
        for number in range(10_000)
        for row in (
            post(f"2005/12/post-{number}.html", f"post-{number}"),
            comment(f"2005/12/post-{number}.html", f"{number:08}"),
        )
    )
    approved = frozenset(f"{number:08}" for number in range(10_000))
    kept = history.record(UrlHistory(FILE), live)
    started = time.perf_counter()
    kept = history.record(kept, live)
    assert history.vanished(kept, live, {}, approved) == []
    assert time.perf_counter() - started < 1


def feeds(posts: Iterable[tuple[str, str]], categories: Iterable[str]) -> list[tuple[str, str]]:
    """Return the feeds of a site as a face knows them: of posts (file and id), and of categories (slugs)."""
    rows = addresses([SimpleNamespace(name=slug, slug=slug) for slug in categories])
    own = [(path, path) for row in rows for path in (row.rss, row.atom, row.json)]
    return own + [(comments_feed(file), f"comments:{name}") for file, name in posts]


def by_pelican(blog: Blog) -> frozenset[PublishedUrl]:
    """Build *blog* Pelican's way, and return its addresses as read off what Pelican has read."""
    found: list[frozenset[PublishedUrl]] = []

    def look(generators: Any) -> None:
        context = generators[0].context
        posts = [(article.save_as, article.id) for article in context["articles"] if article.comments_count]
        found.append(live_contents(generators, feeds(posts, [category.slug for category, _ in context["categories"]])))

    with signals.all_generators_finalized.connected_to(look):
        build(blog.site)
    return found[0]


def by_plan(blog: Blog) -> frozenset[PublishedUrl]:
    """Read *blog* our own way, and return its addresses without building anything."""
    site = blog.site
    reader = ContentReader(site.content, site.configuration, NOW)
    found = [
        reader.read(str(path.relative_to(site.content)))
        for folder in ("posts", "pages")
        for path in (site.content / folder).rglob("*.md")
    ]
    plan = SitePlan([reading.row for reading in found if reading.row], site)
    comments: dict[str, list[str]] = {}
    for each in CommentQueue(site.comments).approved():
        comments.setdefault(each.post, []).append(each.id)
    return addressed(plan, comments)


def test_the_addresses_of_a_real_site_are_those_of_its_files(small_blog: Blog) -> None:
    """Everything that is recorded is there: pages, lists, feeds and, by their ids, comments; drafts are not recorded."""
    small_blog.post("secret", status="draft")
    small_blog.post("aside", status="hidden")
    small_blog.comment("first", "00000002-reply", head='reply_to = "00000001-first"')
    live = by_pelican(small_blog)
    rows = {f"{address.path} {address.kind} {address.id}" for address in live}
    assert rows >= {
        "/2005/12/first.html post first",
        "/2005/12/first.html#comment-00000001-first comment 00000001-first",
        "/2005/12/first.html#comment-00000002-reply comment 00000002-reply",
        "/2005/12/first.comments.atom.xml feed comments:first",
        "/2005/12/aside.html post aside",
        "/about/ page about",
        "/category/co-design/ category co-design",
        "/tag/a/ tag a",
        "/2005/12/ archive 2005/12",
        "/ archive index",
        "/feeds/atom.xml feed feeds/atom.xml",
    }
    assert not [row for row in rows if "secret" in row]
    for address in live:
        path, _, fragment = address.path.removeprefix("/").partition("#")
        file = small_blog.output / (path + "index.html" if path.endswith("/") or not path else path)
        assert file.is_file(), address
        assert not fragment or f'id="{fragment}"' in file.read_text("utf-8")


@pytest.mark.parametrize("root", ["https://ours.example", "https://example.org/blog"])
def test_both_ways_of_building_have_the_same_addresses(small_blog: Blog, root: str) -> None:
    """Our own plan and Pelican's contents give the same rows, so they write the same redirects."""
    small_blog.settings(f"SITEURL = {root!r}\n")
    small_blog.post("secret", status="draft")
    small_blog.post("aside", status="hidden", category="Käse & Brot", tags="ü, Zwei Worte")
    small_blog.comment("first", "00000002-reply", head='reply_to = "00000001-first"')
    assert by_pelican(small_blog) == by_plan(small_blog)


def test_files_that_are_only_copied_can_be_kept_too() -> None:
    """A picture's address is one as well, for whoever wants it kept."""
    (row,) = files(["images/a b.svg"], "/blog/")
    assert row == PublishedUrl("/blog/images/a%20b.svg", UrlKind.FILE, "images/a%20b.svg")


def test_a_post_that_is_renamed_keeps_its_readers(small_blog: Blog) -> None:
    """With its id in the front matter, a post with a new slug is found at every address it and its comments ever had."""
    small_blog.post("first", id="first")
    kept = history.record(UrlHistory(FILE), by_plan(small_blog))
    path = small_blog.post("first", id="first")
    path.write_text(path.read_text("utf-8").replace("Slug: first", "Slug: better"), "utf-8")
    live = by_plan(small_blog)
    leads = history.redirects(kept, live)
    assert leads["/2005/12/first.html"] == "/2005/12/better.html"
    approved = frozenset({"00000001-first"})
    said = [problem.what for problem in history.vanished(kept, live, leads, approved)]
    assert not [what for what in said if "first.html" in what]
