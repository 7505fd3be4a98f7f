"""The first schema: subscribers, their wishes and confirmations, issues, the ledger of deliveries, bounces."""

import sqlalchemy as sa
from alembic import op

from outsideinnovation.subscriptions.store.types import LONGEST_WORD, Identifier, UTCDateTime

revision = "0001"
down_revision = None
_ID, _MOMENT, _WORD = Identifier, UTCDateTime(), sa.String(LONGEST_WORD)


def upgrade() -> None:
    """Make the tables."""
    _readers()
    _opt_in()
    _issues()
    _deliveries()


def _readers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("address", sa.String(320)),
        sa.Column("address_key", sa.String(320)),
        sa.Column("address_hash", sa.String(64)),
        sa.Column("status", _WORD, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("confirmed", _MOMENT),
        sa.Column("frequency", _WORD, nullable=False),
        sa.Column("paused_until", _MOMENT),
        sa.Column("source", _WORD, nullable=False),
        sa.Column("token", sa.String(64)),
        sa.CheckConstraint(
            "(status = 'erased') = (address IS NULL) AND (status = 'erased') = (address_key IS NULL) "
            "AND (status = 'erased') = (address_hash IS NOT NULL) AND (status = 'erased') = (token IS NULL)",
            name="ck_subscribers_erased",
        ),
        sa.CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="ck_subscribers_frequency"),
        sa.CheckConstraint("source IN ('form', 'operator', 'import')", name="ck_subscribers_source"),
        sa.CheckConstraint(
            "status IN ('unconfirmed', 'confirmed', 'unsubscribed', 'bounced', 'suppressed', 'erased')",
            name="ck_subscribers_status",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("address_key", name="uq_subscribers_address_key"),
        sa.UniqueConstraint("token", name="uq_subscribers_token"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscribers_address_hash", "subscribers", ["address_hash"])
    op.create_index("ix_subscribers_status_frequency", "subscribers", ["status", "frequency"])
    op.create_table(
        "subscriber_categories",
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("category", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_subscriber_categories_subscriber_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "category", name="pk_subscriber_categories"),
    )
    op.create_index("ix_subscriber_categories_category", "subscriber_categories", ["category"])


def _opt_in() -> None:
    op.create_table(
        "wishes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("address_key", sa.String(320), nullable=False),
        sa.Column("frequency", _WORD, nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("received", _MOMENT, nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("neighbourhood", sa.String(64), nullable=False),
        sa.CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="ck_wishes_frequency"),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
        sa.UniqueConstraint("address_key", name="uq_wishes_address_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wishes_network", "wishes", ["network"])
    op.create_index("ix_wishes_received", "wishes", ["received"])
    op.create_table(
        "confirmations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("wish_id", _ID, nullable=False),
        sa.Column("frequency", _WORD, nullable=False),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("asked", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT),
        sa.CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="ck_confirmations_frequency"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_confirmations_subscriber_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
        sa.UniqueConstraint("wish_id", name="uq_confirmations_wish_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_confirmations_asked", "confirmations", ["asked"])
    op.create_index("ix_confirmations_subscriber_id", "confirmations", ["subscriber_id"])


def _issues() -> None:
    op.create_table(
        "posts",
        sa.Column("post_id", sa.String(255), nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("due", _MOMENT),
        sa.PrimaryKeyConstraint("post_id", name="pk_posts"),
    )
    op.create_index("ix_posts_due", "posts", ["due"])
    op.create_table(
        "issues",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("frequency", _WORD, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("finished", _MOMENT),
        sa.Column("enqueued_to", _ID, server_default="0", nullable=False),
        sa.CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="ck_issues_frequency"),
        sa.CheckConstraint("state IN ('preparing', 'sending', 'finished', 'cancelled')", name="ck_issues_state"),
        sa.PrimaryKeyConstraint("id", name="pk_issues"),
        sa.UniqueConstraint("key", name="uq_issues_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_issues_state", "issues", ["state"])
    op.create_table(
        "issue_posts",
        sa.Column("frequency", _WORD, nullable=False),
        sa.Column("post_id", sa.String(255), nullable=False),
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="ck_issue_posts_frequency"),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name="fk_issue_posts_issue_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("frequency", "post_id", name="pk_issue_posts"),
    )
    op.create_index("ix_issue_posts_issue_id", "issue_posts", ["issue_id"])
    op.create_table(
        "issue_variants",
        sa.Column("id", _ID, nullable=False),
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("web_token", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name="fk_issue_variants_issue_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_issue_variants"),
        sa.UniqueConstraint("issue_id", "key", name="uq_issue_variants_issue_id_key"),
        sa.UniqueConstraint("web_token", name="uq_issue_variants_web_token"),
        sqlite_autoincrement=True,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("variant_id", _ID),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uncertain", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_attempt", _MOMENT),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("sender", sa.String(64)),
        sa.Column("leased_until", _MOMENT),
        sa.Column("reply", sa.Text()),
        sa.Column("settled", _MOMENT),
        sa.CheckConstraint(
            "state IN ('ready', 'sending', 'deferred', 'sent', 'failed', 'skipped')", name="ck_deliveries_state"
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name="fk_deliveries_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_deliveries_subscriber_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["issue_variants.id"], name="fk_deliveries_variant_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("issue_id", "subscriber_id", name="uq_deliveries_issue_id_subscriber_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_issue_id_state", "deliveries", ["issue_id", "state"])
    op.create_index("ix_deliveries_subscriber_id", "deliveries", ["subscriber_id"])
    op.create_table(
        "bounces",
        sa.Column("id", _ID, nullable=False),
        sa.Column("subscriber_id", _ID, nullable=False),
        sa.Column("delivery_id", _ID),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("received", _MOMENT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="ck_bounces_kind"),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_bounces_delivery_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name="fk_bounces_subscriber_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bounces"),
        sa.UniqueConstraint("digest", name="uq_bounces_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bounces_delivery_id", "bounces", ["delivery_id"])
    op.create_index("ix_bounces_subscriber_id_received", "bounces", ["subscriber_id", "received"])
