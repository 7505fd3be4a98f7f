"""Headlines of other feeds: on the home page alone, of what was fetched last, and however the site is built."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builder_foreign import run_pelican
from builder_site import LivingSite, difference, files
from tests_support import Blog
from tests_web import HERE, answer, web

from outsideinnovation.builder.build import build
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.sidebar.headline import Headline
from outsideinnovation.sidebar.headline_cache import folder, keep
from outsideinnovation.sidebar.refreshing import refresh

FEED = "https://news.example/rss"
MODULE = f"Title: News\nKind: headlines\nFeed: {FEED}\n\nFrom the workshop:\n"


def fetched(blog: Blog, *titles: str, feed: str = FEED) -> None:
    """Let these be the headlines that were fetched last."""
    keep(blog.site.instance, feed, [Headline(each, f"https://news.example/{each}", None) for each in titles])


@pytest.fixture
def news(living: LivingSite) -> LivingSite:
    """A built site that shows a headline."""
    living.age(living.write("sidebar/40-news.md", MODULE))
    fetched(living, "one")
    living.built()
    return living


def test_the_home_page_shows_them(news: LivingSite) -> None:
    """And no other does, nor the module around them."""
    assert '<a dir="auto" href="https://news.example/one">one</a>' in news.page("index.html")
    assert [name for name, data in files(news.output).items() if b"From the workshop" in data] == ["index.html"]


def test_new_ones_redo_the_home_page_alone(news: LivingSite) -> None:
    """However many pages there are; and with nothing new nothing is done."""
    fetched(news, "two")
    before = files(news.output)
    report = news.built()
    changed = {name for name, data in files(news.output).items() if before.get(name) != data}
    assert (changed, report.written, report.removed) == ({"index.html"}, 1, 0)
    assert news.built().written == 0
    assert not difference(files(news.output), news.clean())


def test_a_comment_and_headlines_at_once(news: LivingSite) -> None:
    """Both are there after one build; so are those that come with an edit of words."""
    fetched(news, "two")
    news.age(news.comment("ant", "00000009-new", "Heard of it."))
    news.built()
    assert not difference(files(news.output), news.clean())
    fetched(news, "three")
    text = news.texts["posts/ant.md"]
    text.body = "Other words."
    news.put("posts/ant.md", text)
    news.built()
    assert "three" in news.page("index.html")
    assert not difference(files(news.output), news.clean())


def test_a_feed_that_is_not_shown_any_more(news: LivingSite) -> None:
    """Its module gone, or another in its place, the home page shows what is there."""
    news.age(news.write("sidebar/40-news.md", MODULE.replace("rss", "atom")))
    news.built()
    assert "Nothing has come from there yet." in news.page("index.html")
    (news.content / "sidebar/40-news.md").unlink()
    news.built()
    assert "workshop" not in news.page("index.html")
    assert not difference(files(news.output), news.clean())


@pytest.mark.parametrize("damage", ["", "[]", '{"feed": "x"}'])
def test_what_cannot_be_read_is_not_shown(news: LivingSite, damage: str) -> None:
    """A build goes on without it."""
    (kept,) = folder(news.site.instance).iterdir()
    kept.write_text(damage, "utf-8")
    news.built()
    assert "Nothing has come from there yet." in news.page("index.html")


def test_as_many_as_the_setting_says_are_shown_in_the_blogs_zone(blog: Blog) -> None:
    """The newest, with their dates."""
    blog.settings('SIDEBAR_HEADLINES = 2\nTIMEZONE = "Asia/Tokyo"\n')
    blog.write("sidebar/40-news.md", MODULE)
    when = datetime(2005, 12, 9, 23, 31, tzinfo=UTC)
    keep(blog.site.instance, FEED, [Headline(each, "", when) for each in ("one", "two", "three")])
    blog.run("build", "--offline")
    page = blog.page("index.html")
    assert page.count('<time datetime="2005-12-10T08:31:00+09:00">') == 2
    assert "three" not in page


def test_pelican_shows_the_same(small_blog: Blog, tmp_path: Path) -> None:
    """Byte for byte; nothing is fetched by it."""
    small_blog.write("sidebar/40-news.md", MODULE)
    small_blog.write("sidebar/50-empty.md", "Title: None\nKind: headlines\nFeed: https://other.example/\n")
    small_blog.write("sidebar/60-posts.md", "Title: Beside posts\nShow-On: posts, lists\n")
    fetched(small_blog, "one", "two & <b>")
    build(small_blog.site)
    assert "two &amp; &lt;b&gt;" in small_blog.page("index.html")
    assert difference(small_blog.files(), run_pelican(small_blog, tmp_path / "pelicans")) == ""


def test_verify_has_the_same_headlines(news: LivingSite) -> None:
    """The clean build it compares with is made in another place, of the same."""
    result = news.run("build", "--offline", "--verify")
    assert result.exit_code == 0, result.stderr


def test_a_build_that_watches_shows_them(news: LivingSite) -> None:
    """Where they lie is watched, also where it was not there before."""
    resident = WatchBuilder(news.root, {}, lambda *_: None, lambda _: None)
    resident.build()
    place = folder(news.site.instance)
    assert place in resident.watched()
    fetched(news, "two")
    assert resident.follow({next(place.iterdir())}).written == 1
    news.age(news.comment("ant", "00000009-new", "Heard of it."))
    resident.follow({news.content / "comments/approved/ant/00000009-new.md"})
    assert "two" in news.page("index.html")
    for path in place.iterdir():
        path.unlink()
    place.rmdir()
    assert place in resident.watched()


STRANGE = {
    "markup": "<script>alert(1)</script><b>Bold</b> \"words\" & 'more'",
    "five hundred characters": "x" * 500,
    "right to left": "مرحبا \u202e بالعالم",
    "emoji": "🎉" * 99,
}


@pytest.mark.parametrize("title", STRANGE.values(), ids=STRANGE)
def test_whatever_a_feed_says_the_page_is_right(blog: Blog, title: str) -> None:
    """From the server to the page, and the same however it is built."""
    with web() as server:
        items = [
            {"title": title, "url": "javascript:alert(1)"},
            {"content_html": title, "url": 'https://a.example/"><b>'},
        ]
        url = server.at("/", answer(json.dumps({"items": items}).encode()))
        blog.write("sidebar/40-news.md", MODULE.replace(FEED, url))
        assert refresh(blog.site, datetime.now(UTC), may_connect=HERE)[0].known == 2
    blog.run("build", "--offline")
    page = blog.page("index.html")
    assert (page.count("<bdi>"), page.count('<a dir="auto"')) == (1, 1)
    assert "<script>alert" not in page
    assert "<b>Bold" not in page
    assert "javascript:" not in page
    assert "\u202e" not in page
    assert 'href="https://a.example/%22%3E%3Cb%3E"' in page
