"""Builds fetch headlines first, unless told not to; whatever comes of it, they build."""

import json
from collections.abc import Iterator

import pytest
from tests_support import Blog
from tests_web import Web, answer, web

from outsideinnovation.sidebar import refreshing

FEED = b"<rss><channel><item><title>Hello there</title><link>https://news.example/1</link></item></channel></rss>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Somebody's server, that commands may ask though it is on this machine."""
    ask = refreshing.refresh
    here = {"may_connect": lambda address: address.is_loopback}
    monkeypatch.setattr(refreshing, "refresh", lambda *arguments, **more: ask(*arguments, **{**here, **more}))
    with web() as running:
        yield running


def module(blog: Blog, url: str) -> None:
    """Write a module that shows the headlines of that feed."""
    blog.write("sidebar/40-news.md", f"Title: News\nKind: headlines\nFeed: {url}\n")


@pytest.mark.parametrize("command", [["build"], ["publish"]])
def test_a_build_fetches_first(small_blog: Blog, server: Web, command: list[str]) -> None:
    """So that one command shows what is new."""
    module(small_blog, server.at("/", answer(FEED)))
    result = small_blog.run(*command)
    assert result.exit_code == 0, result.stderr
    built = small_blog.output if command == ["build"] else small_blog.root / "instance/current"
    assert "Hello there" in (built / "index.html").read_text("utf-8")
    small_blog.run(*command)
    assert len(server.asked) == 1


@pytest.mark.parametrize("command", ["build", "publish"])
def test_offline_asks_nobody(small_blog: Blog, server: Web, command: str) -> None:
    """What was fetched last is shown."""
    module(small_blog, server.at("/", answer(FEED)))
    assert small_blog.run(command, "--offline").exit_code == 0
    assert not server.asked


def test_a_feed_that_fails_is_one_line(small_blog: Blog, server: Web) -> None:
    """On stderr; the site is built, and the next build, which does not ask again so soon, says nothing."""
    module(small_blog, server.at("/", answer(status=503)))
    result = small_blog.run("build")
    assert result.exit_code == 0
    assert result.stderr.count("\n") == 1
    assert "sidebar/40-news.md: http://127.0.0.1:" in result.stderr
    assert "it answers 503 Service Unavailable; none are shown." in result.stderr
    assert small_blog.run("build").stderr == ""


def test_this_machine_is_not_asked_for_a_site(small_blog: Blog) -> None:
    """The rule of the public net holds in every command, and no setting opens it."""
    with web() as inside:
        module(small_blog, inside.at("/", answer(FEED)))
        result = small_blog.run("build")
        assert result.exit_code == 0
        assert "it is no address in the public net" in result.stderr
        assert small_blog.run("headlines").exit_code == 1
        assert not inside.asked


def test_the_command_says_how_each_feed_stands(small_blog: Blog, server: Web) -> None:
    """And asks at once, though the half hour is not over."""
    module(small_blog, url := server.at("/", answer(FEED)))
    small_blog.run("build")
    result = small_blog.run("headlines")
    assert (result.exit_code, result.stdout) == (0, f"40-news.md: 1 headline of {url}\n")
    record = json.loads(small_blog.run("headlines", "--json").stdout)
    assert record.pop("fetched").endswith("+00:00")
    assert record == {"module": "40-news.md", "feed": url, "headlines": 1, "problem": None}
    assert len(server.asked) == 3
    server.at("/", answer(status=404))
    result = small_blog.run("headlines")
    assert result.exit_code == 1
    assert "it answers 404 Not Found; the headlines of " in result.stderr


def test_the_command_on_a_site_without_headlines(small_blog: Blog) -> None:
    """Says how to have them."""
    result = small_blog.run("headlines")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Kind: headlines" in result.stderr
