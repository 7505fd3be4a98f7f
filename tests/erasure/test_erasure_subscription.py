"""Erasing a person takes their subscription too, from every database and mail, and the proof reads them all."""

from datetime import UTC, datetime

import pytest
from tests_support import Blog

from outsideinnovation.erasure import erase, erase_subscription
from outsideinnovation.mail.outbox import FOLDER, Outbox
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.notifications.subscription_mails import SubscriptionMails
from outsideinnovation.subscriptions.notice import NoticeKind, SubscriptionNotice
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.database import ENVIRONMENT, Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Preferences, Source

NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
DANA, OTHER = "dana@example.org", "bandana@example.org"


@pytest.fixture
def paper(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A blog whose two readers have got a welcome; one of them is in the author's preview, too."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    blog.settings('MAIL_FROM = "news@ours.example"\nSERVICE_URL = "https://ours.example"\n')
    mails = SubscriptionMails.of(blog.site, Outbox(blog.site.instance / FOLDER))
    for database in (Database.of(blog.site.instance), Database.of_preview(blog.site.instance)):
        with database.write() as connection:
            added = [
                subscribers.add(connection, address, SubscriptionStatus.CONFIRMED, Source.FORM, Preferences(), NOW)
                for address in (DANA, OTHER)
            ]
        database.close()
    for each in added:
        mails.post(SubscriptionNotice(NoticeKind.WELCOME, f"welcome/{each.id}", each, each.preferences), NOW)
    return blog


def addresses(blog: Blog) -> list[list[str]]:
    """Return who is left in each database."""
    found = []
    for database in (Database.of(blog.site.instance), Database.of_preview(blog.site.instance)):
        found.append([each.address for each in SubscriberStore(database).all() if each.address])
        database.close()
    return found


def to(blog: Blog) -> list[str]:
    """Return whom mails wait for."""
    return [mail.to for mail in Outbox(blog.site.instance / FOLDER).mails(MailState.READY)]


def test_erasing_a_person_takes_the_subscription(paper: Blog) -> None:
    """`oi comments erase --email`: somebody whose address holds this one keeps theirs."""
    report = erase(paper.site, NOW, email=DANA)
    assert report.remains == ()
    assert [place.removed for place in report.places if place.name == "subscription"] == [1, 1]
    assert addresses(paper) == [[OTHER], [OTHER]]
    assert to(paper) == [OTHER]


def test_erasing_the_subscription_alone(paper: Blog) -> None:
    """A dry run changes nothing; then it is gone, with proof, however it was written."""
    dry = erase_subscription(paper.site, DANA, NOW, dry_run=True)
    assert [(place.found, place.removed) for place in dry.places] == [(1, 0), (1, 0), (1, 0)]
    assert addresses(paper) == [[DANA, OTHER], [DANA, OTHER]]
    report = erase_subscription(paper.site, "DANA@EXAMPLE.org", NOW)
    assert report.remains == ()
    assert {path.name for path in report.searched} >= {"subscriptions.sqlite", "preview.subscriptions.sqlite", "outbox"}
    assert addresses(paper) == [[OTHER], [OTHER]]
    assert to(paper) == [OTHER]


def test_a_blog_without_subscribers_is_not_given_a_database(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only to erase nobody from it."""
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    erase_subscription(blog.site, DANA, NOW)
    assert not (blog.site.instance / "subscriptions.sqlite").exists()
