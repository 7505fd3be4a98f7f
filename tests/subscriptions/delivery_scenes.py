"""A blog with readers and an issue that is due, for the tests of delivery."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bounce_samples import PATHS
from newsletter_samples import BLOG, NOON, TEMPLATES, story
from sqlalchemy import text
from tests_relay import Relay

from outsideinnovation.mail.relay import Relay as To
from outsideinnovation.mail.senders import BUSY, RelayLimits
from outsideinnovation.subscriptions.delivery import DeliveryTotals, deliver
from outsideinnovation.subscriptions.digest_clock import DigestClock
from outsideinnovation.subscriptions.issue_schedule import Digests, LivePost
from outsideinnovation.subscriptions.mailing import Mailing
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source

ZONE = ZoneInfo("UTC")
DIGESTS = Digests(DigestClock(ZONE, 7), DigestClock(ZONE, 7, 0))


@dataclass
class Scene:
    """A blog at a moment that a test moves on."""

    database: Database
    now: datetime = NOON
    posts: list[LivePost] = field(default_factory=lambda: [LivePost("old", NOON - timedelta(days=400), frozenset())])

    def mailing(self) -> Mailing:
        """Return the blog's mailings, as a new process would."""
        return Mailing(
            self.database,
            BLOG,
            TEMPLATES,
            self.posts,
            lambda ids: [story(f"Post {each}", name=each) for each in ids],
            PATHS,
        )

    def read_by(self, *names: str, frequency: Frequency = Frequency.EACH, categories: tuple[str, ...] = ()) -> None:
        """Add readers."""
        wanted = Preferences(frequency, frozenset(categories))
        with self.database.write() as connection:
            for name in names:
                subscribers.add(connection, address(name), SubscriptionStatus.CONFIRMED, Source.FORM, wanted, self.now)

    def publish(self, name: str, *categories: str) -> None:
        """Publish a post, and let the time for corrections go by."""
        self.plan()
        self.posts.append(LivePost(name, self.now, frozenset(categories)))
        self.plan()
        self.now += timedelta(minutes=15)
        self.plan()

    def publish_nothing(self) -> None:
        """Take it that the post ``a`` was published, by another process."""
        self.posts.append(LivePost("a", self.now, frozenset()))

    def plan(self) -> list[str]:
        """Begin what is due, and return its keys."""
        return [issue.key for issue in self.mailing().plan(self.now, DIGESTS)]

    def deliver(self, relay: Relay, connections: int = 1, busy: int = BUSY, **more: object) -> DeliveryTotals:
        """Send what is due to *relay*."""
        to, limits = To.of(relay.url()), RelayLimits(connections, busy=busy)
        return deliver(self.database, self.mailing(), to, lambda: self.now, limits, **more)  # type: ignore[arg-type]

    def states(self) -> dict[str, int]:
        """Return how many deliveries are in which state."""
        with self.database.read() as connection:
            rows = connection.execute(text("SELECT state, count(*) FROM deliveries GROUP BY state"))
            return {row[0]: row[1] for row in rows}

    def status(self, name: str) -> str:
        """Return where a reader's subscription stands."""
        with self.database.read() as connection:
            question = text("SELECT status FROM subscribers WHERE address = :address")
            return str(connection.execute(question, {"address": address(name)}).scalar())


def address(name: str) -> str:
    """Return a reader's address."""
    return f"{name}@readers.example"


def recipients(relay: Relay) -> Counter[str]:
    """Return who got how many mails."""
    return Counter(each.to.partition("@")[0] for each in relay.taken)
