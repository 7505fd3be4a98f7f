"""The newsletter in the service and in a preview: it goes out by itself, and what a preview sends is nobody's mail."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from newsletter_blog import NewsletterBlog
from sqlalchemy import text
from tests_relay import Faults, Relay
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.service import create_app
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.service.jobs import Jobs
from outsideinnovation.service.newsletter_job import NewsletterJob
from outsideinnovation.service.preview import RELAY
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.subscriber import Preferences, Source


@pytest.fixture
def paper(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> NewsletterBlog:
    """A blog with an archive and two readers."""
    found = NewsletterBlog(blog, monkeypatch)
    found.read_by("dana", "eli")
    return found


@pytest.fixture
def context(paper: NewsletterBlog) -> Iterator[ServiceContext]:
    """Its service."""
    found = create_app(paper.blog.root, background=False).extensions[EXTENSION]
    assert isinstance(found, ServiceContext)
    yield found
    found.private_store.close()
    found.database.close()


def test_the_service_sends_what_is_due(paper: NewsletterBlog, context: ServiceContext) -> None:
    """Nobody need run a command: a new post goes out once, and a reader who was put off is tried again later."""
    job = NewsletterJob(context, threading.Event())
    with Relay(faults=Faults(rcpt=["450 4.2.0 Later"])) as relay:
        paper.to(relay)
        job.run()
        paper.news()
        job.run()
        job.run()
        assert len(relay.taken) == 1
        later = replace(context, clock=lambda: datetime.now(UTC).replace(year=datetime.now(UTC).year + 1))
        NewsletterJob(later, threading.Event()).run()
        assert {each.to for each in relay.taken} == {"dana@readers.example", "eli@readers.example"}
        assert len(relay.taken) == 2


def test_without_a_relay_what_is_new_is_noted(paper: NewsletterBlog, context: ServiceContext) -> None:
    """So that it is news still when there is one; here on a site without releases, which is live when it is built."""
    (paper.blog.root / "instance" / "current").unlink()
    paper.blog.post("fresh", date=f"{datetime.now(UTC):%Y-%m-%d %H:%M}")
    paper.blog.build()
    NewsletterJob(context, threading.Event()).run()
    assert paper.value("SELECT count(*) FROM posts WHERE due IS NOT NULL") == 1
    assert paper.value("SELECT count(*) FROM issues") == 0


def test_a_stop_ends_it_between_mails(paper: NewsletterBlog, context: ServiceContext) -> None:
    """What is not sent yet waits for the next start."""
    paper.news()
    stop = threading.Event()
    stop.set()
    with Relay() as relay:
        paper.to(relay)
        NewsletterJob(context, stop).run()
        assert not relay.taken
        NewsletterJob(context, threading.Event()).run()
        assert len(relay.taken) == 2


def test_a_long_newsletter_keeps_no_other_job_waiting(context: ServiceContext) -> None:
    """It has a turn of its own."""
    jobs = Jobs(context)
    short, long = list(jobs.due()), list(jobs.long_due())
    assert len(long) == 1
    assert long[0] not in short


@pytest.fixture
def preview(blog: Blog, paper: NewsletterBlog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A preview of the same blog, with a reader of its own."""
    monkeypatch.setenv(RELAY, "mailbox:")
    del paper
    settings = {
        "OUTPUT_PATH": str(blog.root / "instance" / "preview"),
        "PUBLISH_CATALOGUE": str(blog.root / "instance" / "preview.catalogue.json"),
        "SITEURL": "http://localhost:8000",
        "SERVICE_URL": "http://localhost:8000",
    }
    build(blog.site, settings={**settings, "SERVICE_URL": ""})
    app = create_app(blog.root, settings=settings, outbox=True, background=False)
    found: ServiceContext = app.extensions[EXTENSION]
    with found.database.write() as connection:
        subscribers.add(
            connection, "me@here.example", SubscriptionStatus.CONFIRMED, Source.FORM, Preferences(), found.clock()
        )
    yield app
    found.private_store.close()
    found.database.close()


def test_the_button_of_a_preview_sends_the_newest_post_into_the_outbox(preview: Flask, paper: NewsletterBlog) -> None:
    """To the preview's own readers; the blog's real ones are not written to, and not counted as served."""
    client, context = preview.test_client(), preview.extensions[EXTENSION]
    assert client.get("/outbox/newsletter").status_code == 404
    for _ in range(2):
        answer = client.post("/outbox/newsletter")
        assert (answer.status_code, answer.location) == (303, "/outbox/")
    (mail,) = context.outbox.mails(MailState.READY)
    assert mail.to == "me@here.example"
    shown = client.get(f"/outbox/{mail.name}").text
    assert "Old words." in shown
    with context.database.read() as connection:
        token = connection.execute(text("SELECT token FROM subscribers")).scalar()
    assert f'href="http://localhost:8000/subscriptions/unsubscribe/{token}"' in shown
    assert paper.value("SELECT count(*) FROM issues") == 0
