"""The service fetches headlines beside everything else, and what is new of them is live by itself."""

import logging
from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask
from tests_support import Blog
from tests_waiting import until
from tests_web import HERE, Web, answer, web

from outsideinnovation.service import BACKGROUND, create_app
from outsideinnovation.service import jobs as jobs_module
from outsideinnovation.service.context import EXTENSION
from outsideinnovation.service.jobs import Jobs
from outsideinnovation.sidebar.refreshing import refresh

FEED = b"<rss><channel><item><title>Hello there</title></item></channel></rss>"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Somebody's server, that the service may ask though it is on this machine."""
    monkeypatch.setattr(jobs_module, "refresh", partial(refresh, may_connect=HERE))
    with web() as running:
        yield running


@pytest.fixture
def app(small_blog: Blog) -> Iterator[Flask]:
    """The service at work."""
    small_blog.settings('SERVICE_URL = "https://ours.example"\nMAIL_FROM = "editors@ours.example"\n')
    made = create_app(small_blog.root)
    yield made
    made.extensions[BACKGROUND].stop()
    made.extensions[EXTENSION].intake.close()
    made.extensions[EXTENSION].private_store.close()


def module(blog: Blog, url: str) -> None:
    """Write a module that shows the headlines of that feed."""
    blog.write("sidebar/40-news.md", f"Title: News\nKind: headlines\nFeed: {url}\n")


@pytest.mark.usefixtures("app")
def test_headlines_come_live_by_themselves(small_blog: Blog, server: Web) -> None:
    """The author writes a module; the service asks the feed and builds."""
    page = small_blog.output / "index.html"
    until(page.is_file)
    module(small_blog, server.at("/", answer(FEED)))
    until(lambda: "Hello there" in page.read_text("utf-8"))


def test_a_feed_that_fails_is_named_once(
    small_blog: Blog, server: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """For each reason; the log is no place for the same line every hour."""
    small_blog.settings('SERVICE_URL = "https://ours.example"\n')
    monkeypatch.setattr(jobs_module, "refresh", partial(refresh, may_connect=HERE, every_feed=True))
    module(small_blog, server.at("/", answer(status=404)))
    made = create_app(small_blog.root, background=False)
    jobs = Jobs(made.extensions[EXTENSION])
    with caplog.at_level(logging.WARNING):
        for status in (404, 404, 500):
            server.at("/", answer(status=status))
            jobs.fetch_headlines()
    assert [each.getMessage().partition("answers ")[2][:3] for each in caplog.records] == ["404", "500"]
    made.extensions[EXTENSION].intake.close()
    made.extensions[EXTENSION].private_store.close()
