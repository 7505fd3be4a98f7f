"""The tables, as the newest migration leaves them. Every constraint has a name, so that a later migration can change it."""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from outsideinnovation.subscriptions.delivery_state import BounceKind, DeliveryState, IssueState
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.types import Identifier, UTCDateTime, Word
from outsideinnovation.subscriptions.subscriber import Frequency, Source

ADDRESS = 320  # octets: 64 before the @ and 255 after it (RFC 5321 §4.5.3.1)
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _subscriber() -> Column[int]:
    return Column("subscriber_id", Identifier, ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False)


def _issue() -> Column[int]:
    return Column("issue_id", Identifier, ForeignKey("issues.id", ondelete="CASCADE"), nullable=False)


subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("address", String(ADDRESS)),  # as mail is written to; of an erased one nothing
    Column("address_key", String(ADDRESS)),  # the same in lower case: one person is one row
    Column("address_hash", String(64)),  # of an erased one only: a keyed hash of its key
    Column("status", Word(SubscriptionStatus), nullable=False),
    Column("since", UTCDateTime, nullable=False),
    Column("created", UTCDateTime, nullable=False),
    Column("confirmed", UTCDateTime),
    Column("frequency", Word(Frequency), nullable=False),
    Column("paused_until", UTCDateTime),
    Column("source", Word(Source), nullable=False),
    Column("token", String(64)),
    UniqueConstraint("address_key"),
    UniqueConstraint("token"),
    _one_of("status", SubscriptionStatus),
    _one_of("frequency", Frequency),
    _one_of("source", Source),
    CheckConstraint(
        "(status = 'erased') = (address IS NULL) AND (status = 'erased') = (address_key IS NULL) "
        "AND (status = 'erased') = (address_hash IS NOT NULL) AND (status = 'erased') = (token IS NULL)",
        name="erased",
    ),
    Index(None, "address_hash"),
    Index(None, "status", "frequency"),
    sqlite_autoincrement=True,  # an id is never used again
)

categories = Table(  # what a subscriber wants; whoever has no row wants everything
    "subscriber_categories",
    metadata,
    Column("subscriber_id", Identifier, ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Column("category", String(200), primary_key=True),
    Index(None, "category"),
)

requests = Table(  # what strangers typed into the form, until it is decided which mail goes out
    "wishes",  # its name in databases that are in use
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("address", String(ADDRESS), nullable=False),
    Column("address_key", String(ADDRESS), nullable=False),
    Column("frequency", Word(Frequency), nullable=False),
    Column("categories", Text, nullable=False),  # a JSON list
    Column("received", UTCDateTime, nullable=False),
    Column("network", String(64), nullable=False),  # pseudonyms, never addresses
    Column("neighbourhood", String(64), nullable=False),
    UniqueConstraint("address_key"),
    _one_of("frequency", Frequency),
    Index(None, "network"),
    Index(None, "received"),
    sqlite_autoincrement=True,
)

confirmations = Table(  # the confirmation links that are out, and what each would bring about
    "confirmations",
    metadata,
    Column("id", Identifier, primary_key=True),
    _subscriber(),
    Column("wish_id", Identifier, key="request_id", nullable=False),  # no key: the request is gone when it is decided
    Column("frequency", Word(Frequency), nullable=False),
    Column("categories", Text, nullable=False),
    Column("asked", UTCDateTime, nullable=False),
    Column("used", UTCDateTime),
    UniqueConstraint("request_id"),
    _one_of("frequency", Frequency),
    Index(None, "subscriber_id"),
    Index(None, "asked"),
    sqlite_autoincrement=True,
)

posts = Table(  # every post that was ever seen live, by the id that outlives its address
    "posts",
    metadata,
    Column("post_id", String(255), primary_key=True),
    Column("seen", UTCDateTime, nullable=False),
    Column("due", UTCDateTime),  # when it may go out; NULL: it is not announced (an old archive, a back-dated post)
    Index(None, "due"),
)

issues = Table(
    "issues",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column(
        "key", String(300), nullable=False
    ),  # what makes it this one, such as "each/<post id>" or "daily/2026-03-29"
    Column("frequency", Word(Frequency), nullable=False),
    Column("state", Word(IssueState), nullable=False),
    Column("created", UTCDateTime, nullable=False),
    Column("due", UTCDateTime, nullable=False),
    Column("finished", UTCDateTime),
    Column("enqueued_to", Identifier, nullable=False, server_default="0"),  # the last subscriber that is in the ledger
    UniqueConstraint("key"),
    _one_of("frequency", Frequency),
    _one_of("state", IssueState),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

issue_posts = Table(  # no post goes out twice at one frequency, whatever becomes of its file
    "issue_posts",
    metadata,
    Column("frequency", Word(Frequency), primary_key=True),
    Column("post_id", String(255), primary_key=True),
    _issue(),
    Column("position", Integer, nullable=False),
    _one_of("frequency", Frequency),
    Index(None, "issue_id"),
)

variants = Table(  # an issue is rendered once a variant: all categories, or some of its posts
    "issue_variants",
    metadata,
    Column("id", Identifier, primary_key=True),
    _issue(),
    Column("key", String(64), nullable=False),  # a digest of the posts in it
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("web_token", String(64), nullable=False),  # where the same text stands on the web
    UniqueConstraint("issue_id", "key"),
    UniqueConstraint("web_token"),
    sqlite_autoincrement=True,
)

deliveries = Table(  # the ledger: a row a recipient
    "deliveries",
    metadata,
    Column("id", Identifier, primary_key=True),
    _issue(),
    _subscriber(),
    Column("variant_id", Identifier, ForeignKey("issue_variants.id", ondelete="CASCADE")),
    Column("state", Word(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("uncertain", Integer, nullable=False, server_default="0"),  # how often it was found half sent
    Column("first_attempt", UTCDateTime),
    Column("not_before", UTCDateTime, nullable=False),
    Column("sender", String(64)),  # who has claimed it, and until when
    Column("leased_until", UTCDateTime),
    Column("reply", Text),  # the relay's last word; erased with the address
    Column("settled", UTCDateTime),
    UniqueConstraint("issue_id", "subscriber_id"),
    _one_of("state", DeliveryState),
    Index(None, "issue_id", "state"),  # and no other on the state, which changes twice a mail
    Index(None, "subscriber_id"),
    sqlite_autoincrement=True,
)

bounces = Table(
    "bounces",
    metadata,
    Column("id", Identifier, primary_key=True),
    _subscriber(),
    Column("delivery_id", Identifier, ForeignKey("deliveries.id", ondelete="SET NULL")),
    Column("kind", Word(BounceKind), nullable=False),
    Column("code", String(32), nullable=False),  # such as 5.1.1 (RFC 3463)
    Column("detail", Text, nullable=False),
    Column("received", UTCDateTime, nullable=False),
    Column("digest", String(64), nullable=False),  # the same report a second time is one
    UniqueConstraint("digest"),
    _one_of("kind", BounceKind),
    Index(None, "subscriber_id", "received"),
    Index(None, "delivery_id"),
    sqlite_autoincrement=True,
)
