"""One click stops it, whoever clicks, however often, whatever key signs meanwhile; preferences are a page away."""

from datetime import datetime, timedelta

import pytest
from subscription_samples import reader

from outsideinnovation.errors import ConflictError
from outsideinnovation.subscriptions.preferences import MONTH, Pause, PreferencesPage
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import IssueStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences
from outsideinnovation.subscriptions.unsubscribe import SubscriptionAccess
from outsideinnovation.tokens import TokenError

YEARS = timedelta(days=3650)


def test_a_click_unsubscribes_for_good_and_twice_is_as_good_as_once(database: Database, now: datetime) -> None:
    """Years later too (RFC 8058)."""
    dana = reader(database, "dana@example.org", SubscriptionStatus.CONFIRMED, now)
    first = SubscriptionAccess(database).unsubscribe(dana.token, now + YEARS)
    assert (first.status, first.since) == (SubscriptionStatus.UNSUBSCRIBED, now + YEARS)
    assert SubscriptionAccess(database).unsubscribe(dana.token, now + 2 * YEARS) == first


@pytest.mark.parametrize(
    "status", [SubscriptionStatus.UNCONFIRMED, SubscriptionStatus.BOUNCED, SubscriptionStatus.UNSUBSCRIBED]
)
def test_whoever_may_still_get_a_mail_may_leave(database: Database, now: datetime, status: SubscriptionStatus) -> None:
    """A mail may be on its way for a long time."""
    dana = reader(database, "dana@example.org", status, now)
    assert SubscriptionAccess(database).unsubscribe(dana.token, now).status is SubscriptionStatus.UNSUBSCRIBED


def test_who_complained_stays_suppressed(database: Database, now: datetime) -> None:
    """To unsubscribe is less than to complain."""
    dana = reader(database, "dana@example.org", SubscriptionStatus.SUPPRESSED, now)
    assert SubscriptionAccess(database).unsubscribe(dana.token, now).status is SubscriptionStatus.SUPPRESSED


@pytest.mark.parametrize("token", ["", "0" * 32, "dana@example.org", "x" * 5000, "\0", "é" * 32])
def test_a_token_of_nobody_is_told(database: Database, now: datetime, token: str) -> None:
    """As a TokenError, whatever it holds."""
    reader(database, "dana@example.org", SubscriptionStatus.CONFIRMED, now)
    with pytest.raises(TokenError, match="copy it whole"):
        SubscriptionAccess(database).unsubscribe(token, now)


def test_opening_the_page_changes_nothing(database: Database, now: datetime) -> None:
    """GET never acts: scanners unsubscribed whole companies."""
    dana = reader(database, "dana@example.org", SubscriptionStatus.CONFIRMED, now)
    assert SubscriptionAccess(database).of(dana.token) == dana == PreferencesPage(database).show(dana.token)


def test_preferences_are_changed_as_a_whole(database: Database, now: datetime) -> None:
    """How often, and which categories; a pause is left as it is."""
    dana = reader(database, "dana@example.org", SubscriptionStatus.CONFIRMED, now)
    wanted = Preferences(Frequency.DAILY, frozenset({"notes", "=1+1"}))
    changed = PreferencesPage(database).change(dana.token, wanted, Pause.KEEP, now)
    assert (changed.preferences, changed.paused_until) == (wanted, None)
    back = PreferencesPage(database).change(dana.token, Preferences(), Pause.KEEP, now)
    assert back.preferences == Preferences()


def test_a_pause_lasts_a_month_and_can_be_ended(database: Database, now: datetime) -> None:
    """Meanwhile they are subscribed, and get nothing."""
    dana = reader(database, "dana@example.org", SubscriptionStatus.CONFIRMED, now)
    page, issues = PreferencesPage(database), IssueStore(database)
    page.change(dana.token, dana.preferences, Pause.BEGIN, now)
    assert [issues.audience(Frequency.EACH, (), now + part * MONTH) for part in (0, 0.5, 1)] == [0, 0, 1]
    page.change(dana.token, dana.preferences, Pause.END, now)
    assert issues.audience(Frequency.EACH, (), now) == 1


def test_who_gets_no_mail_has_nothing_to_prefer(database: Database, now: datetime) -> None:
    """The page says how to come back."""
    dana = reader(database, "dana@example.org", SubscriptionStatus.UNSUBSCRIBED, now)
    with pytest.raises(ConflictError, match="Subscribe anew"):
        PreferencesPage(database).change(dana.token, Preferences(), Pause.KEEP, now)
