"""A built blog with readers who subscribed, for the tests of commands and pages of the newsletter."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from tests_relay import Relay
from tests_support import Blog

from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source

SETTINGS = """
SERVICE_URL = "https://ours.example"
MAIL_FROM = "A small blog <news@ours.example>"
SUBSCRIPTIONS_CORRECTION_MINUTES = 0
"""


class NewsletterBlog:
    """A blog whose archive has been looked at, so that the next post is news."""

    def __init__(self, blog: Blog, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
        self.blog, self._environment = blog, monkeypatch
        monkeypatch.delenv("OI_SMTP_URL", raising=False)
        monkeypatch.delenv("OI_DATABASE_URL", raising=False)
        blog.settings(SETTINGS + more)
        blog.post("archived", "Old words.")
        self.publish()

    @property
    def database(self) -> Database:
        """The subscribers' database."""
        return Database.of(self.blog.root / "instance", {})

    def publish(self) -> str:
        """Run ``oi publish`` and return what it said."""
        result = self.blog.run("publish")
        assert result.exit_code == 0, result.output
        return result.output

    def news(self, slug: str = "fresh", body: str = "New words.", **fields: str) -> str:
        """Write a post of today and publish it; return what that said."""
        self.blog.post(slug, body, **({"date": f"{datetime.now(UTC):%Y-%m-%d %H:%M}"} | fields))
        return self.publish()

    def read_by(self, *names: str, frequency: Frequency = Frequency.EACH, categories: Sequence[str] = ()) -> None:
        """Add readers who confirmed."""
        wanted, database = Preferences(frequency, frozenset(categories)), self.database
        with database.write() as connection:
            for name in names:
                address = f"{name}@readers.example"
                subscribers.add(
                    connection, address, SubscriptionStatus.CONFIRMED, Source.FORM, wanted, datetime.now(UTC)
                )
        database.close()

    def to(self, relay: Relay) -> None:
        """Let mail go to *relay*."""
        self._environment.setenv("OI_SMTP_URL", relay.url())

    def value(self, question: str) -> object:
        """Ask the database."""
        database = self.database
        with database.read() as connection:
            found: object = connection.execute(text(question)).scalar()
        database.close()
        return found

    def file(self, name: str, content: bytes) -> Path:
        """Write a file beside the site, and return it."""
        path = self.blog.root / name
        path.write_bytes(content)
        return path
