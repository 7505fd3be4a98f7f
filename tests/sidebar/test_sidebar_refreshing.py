"""Headlines are fetched beside the build: seldom, at once, and never at the cost of anything that is there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from tests_support import Blog
from tests_web import HERE, Web, answer, together, web

from outsideinnovation.sidebar import headline_cache
from outsideinnovation.sidebar.feed_visits import Visit
from outsideinnovation.sidebar.headline_cache import KnownHeadlines
from outsideinnovation.sidebar.refreshing import FeedState, refresh

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def feed(*titles: str) -> bytes:
    """Return a feed of these titles."""
    return f"<rss><channel>{''.join(f'<item><title>{each}</title></item>' for each in titles)}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[Web]:
    """Somebody's server."""
    with web() as running:
        yield running


def module(blog: Blog, feed_url: str, name: str = "30-news") -> Path:
    """Write a module that shows the headlines of that feed."""
    return blog.write(f"sidebar/{name}.md", f"Title: News\nKind: headlines\nFeed: {feed_url}\n")


def refreshed(blog: Blog, now: datetime = NOW, *, every_feed: bool = False) -> list[FeedState]:
    """Fetch what is due; the servers of these tests may be asked."""
    return refresh(blog.site, now, every_feed=every_feed, may_connect=HERE)


def known(blog: Blog, url: str) -> list[str]:
    """Return the lines that are known of a feed."""
    return [each.text for each in KnownHeadlines.read(blog.site.instance).by_feed.get(url, ())]


def test_headlines_are_kept(blog: Blog, server: Web) -> None:
    """And how the feed stands is told."""
    url = server.at("/", answer(feed("One", "Two")))
    path = module(blog, url)
    assert refreshed(blog) == [FeedState(path, url, 2, NOW, "", was_asked=True)]
    assert known(blog, url) == ["One", "Two"]
    assert server.asked[0][1]["User-Agent"].endswith("(+https://ours.example)")


def test_a_feed_is_asked_every_half_hour_at_most(blog: Blog, server: Web) -> None:
    """Unless somebody wants it now; a clock that goes back is no reason to wait for years."""
    module(blog, server.at("/", answer(feed("One"))))
    for later in (0, 10, 29):
        refreshed(blog, NOW + timedelta(minutes=later))
    assert len(server.asked) == 1
    refreshed(blog, NOW + timedelta(minutes=30))
    refreshed(blog, NOW + timedelta(minutes=31), every_feed=True)
    assert len(server.asked) == 3
    refreshed(blog, NOW - timedelta(days=3))
    assert len(server.asked) == 4


def test_what_has_not_changed_is_not_sent_again_and_no_file_is_touched(blog: Blog, server: Web) -> None:
    """The server is told which version is known, in its own words."""
    date = "Fri, 09 Dec 2005 10:31:00 GMT"
    url = server.at("/", answer(feed("One"), ETag='W/"5"', Last_Modified=date))
    module(blog, url)
    refreshed(blog)
    (kept,) = headline_cache.folder(blog.site.instance).iterdir()
    before = kept.stat()
    server.at("/", answer(status=304))
    assert refreshed(blog, NOW + HOUR)[0].fetched == NOW + HOUR
    server.at("/", answer(feed("One")))  # sent again, and the same
    refreshed(blog, NOW + 2 * HOUR)
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert (server.asked[1][1]["If-None-Match"], server.asked[1][1]["If-Modified-Since"]) == ('W/"5"', date)
    assert known(blog, url) == ["One"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [(answer(status=500), "it answers 500 Internal Server Error"), (answer(b"<html>"), "it is a web page, not a feed"),
     (answer(feed()), "there is no headline in it"), (answer(b"x" * 2_000_000), "it is larger than 1024 KB")],
)  # fmt: skip
def test_a_feed_that_fails_keeps_its_last_good_headlines(blog: Blog, server: Web, given: object, reason: str) -> None:
    """And one line says what is wrong, and what is shown."""
    url = server.at("/", answer(feed("One")))
    path = module(blog, url)
    refreshed(blog)
    server.at("/", given)  # type: ignore[arg-type]  # an answer
    (state,) = refreshed(blog, NOW + HOUR)
    assert state.complaint == (
        f"{path}: {url}: {reason}; the headlines of 03 May 2026, 12:00 UTC stay. Correct its Feed, or wait until it is mended."
    )
    assert known(blog, url) == ["One"]


def test_a_feed_that_never_came_says_so(blog: Blog, server: Web) -> None:
    """There is nothing to show of it."""
    module(blog, server.at("/", answer(status=404)))
    assert "it answers 404 Not Found; none are shown." in refreshed(blog)[0].complaint


def test_a_feed_that_fails_is_asked_ever_more_rarely(blog: Blog, server: Web) -> None:
    """Down to every four hours; once it answers, as often as before."""
    module(blog, server.at("/", answer(status=500)))
    asked, now = [], NOW
    for _ in range(6):
        refreshed(blog, now)
        asked.append(now)
        while len(server.asked) == len(asked):
            now += timedelta(minutes=30)
            refreshed(blog, now)
    pauses = [(later - earlier) / HOUR for earlier, later in pairwise(asked)]
    assert pauses == [0.5, 1, 2, 4, 4]
    server.at("/", answer(feed("One")))
    assert refreshed(blog, now + 4 * HOUR)[0].problem == ""
    refreshed(blog, now + 4.5 * HOUR)
    assert len(server.asked) == 9


def test_a_server_that_wants_to_be_left_alone_is() -> None:
    """For as long as it says, up to a day."""
    for said, pause in ((60, timedelta(minutes=30)), (7200, 2 * HOUR), (999_999, timedelta(days=1))):
        assert Visit(NOW).failed(NOW, "busy", said).next == NOW + pause


def test_feeds_are_asked_at_the_same_time(blog: Blog, server: Web) -> None:
    """Here each of eight answers only once all were asked; two modules of one feed ask once."""
    wait = together(8)
    for number in range(8):
        url = server.at(f"/{number}", wait(answer(feed(f"Of {number}"))))
        module(blog, url, f"{number}0-news")
        module(blog, url, f"{number}5-again")
    assert [state.known for state in refreshed(blog)] == [1] * 16
    assert len(server.asked) == 8


def test_one_bad_feed_does_not_spoil_the_others(blog: Blog, server: Web) -> None:
    """Each stands for itself."""
    module(blog, server.at("/bad", answer(b"<rss>")), "10-bad")
    module(blog, url := server.at("/good", answer(feed("One"))), "20-good")
    assert [bool(state.problem) for state in refreshed(blog)] == [True, False]
    assert known(blog, url) == ["One"]


def test_what_no_module_names_any_more_is_forgotten(blog: Blog, server: Web) -> None:
    """Nothing of it stays in the cache."""
    module(blog, old := server.at("/old", answer(feed("Old"))))
    refreshed(blog)
    module(blog, server.at("/new", answer(feed("New"))))
    refreshed(blog)
    assert known(blog, old) == []
    assert len(list(headline_cache.folder(blog.site.instance).iterdir())) == 1
    assert old not in (blog.site.instance / "cache/feed-visits.json").read_text("utf-8")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"feed": 1}', b'{"feed": "x", "headlines": [{}]}', b"\xff"])
def test_a_damaged_cache_is_made_anew(blog: Blog, server: Web, damage: bytes) -> None:
    """The server is not asked whether what is lost is still right; whatever the file of visits holds is read or passed over."""
    url = server.at("/", answer(feed("One"), ETag='"5"'))
    module(blog, url)
    refreshed(blog)
    (kept,) = headline_cache.folder(blog.site.instance).iterdir()
    kept.write_bytes(damage)
    refreshed(blog, NOW + timedelta(minutes=1))
    assert known(blog, url) == ["One"]
    assert "If-None-Match" not in server.asked[1][1]
    (blog.site.instance / "cache/feed-visits.json").write_bytes(damage)
    assert refreshed(blog, NOW + HOUR)[0].problem == ""


def test_a_visit_of_another_shape_is_passed_over(blog: Blog, server: Web) -> None:
    """As an older or newer version may have written it."""
    url = server.at("/", answer(feed("One")))
    module(blog, url)
    visits = blog.site.instance / "cache/feed-visits.json"
    visits.parent.mkdir(parents=True)
    visits.write_text(json.dumps({url: {"next": "soon", "fetched": None}, "x": 3}), "utf-8")
    assert refreshed(blog)[0].known == 1


def test_a_site_without_headlines_asks_nobody_and_writes_nothing(blog: Blog) -> None:
    """Nor one whose modules cannot be read: that is for the build to say."""
    assert refreshed(blog) == []
    blog.write("sidebar/10-news.md", "Title: News\nKind: headlines\n")
    assert refreshed(blog) == []
    assert not blog.site.instance.exists()


def test_the_net_within_is_not_asked(blog: Blog, server: Web) -> None:
    """Outside of these tests no rule but that of the public net holds."""
    module(blog, server.at("/", answer(feed("Secret"))))
    (state,) = refresh(blog.site, NOW)
    assert "no address in the public net" in state.problem
    assert not server.asked
