"""Nobody is subscribed but by the reader of the address, and nobody learns who subscribes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from subscription_samples import KEYRING, WEEKLY, SubscribedBlog, origin, reader

from outsideinnovation.contacts.caps import ConfirmationLimits
from outsideinnovation.errors import ConflictError
from outsideinnovation.subscriptions.notice import NoticeKind
from outsideinnovation.subscriptions.opt_in import LINK_LIFE, NOT_ME
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.store.subscription_requests import SubscriptionRequestStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source
from outsideinnovation.subscriptions.unsubscribe import SubscriptionAccess
from outsideinnovation.tokens import ExpiredTokenError, Keyring, Purpose, TokenError

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def subscribed(database: Database, tmp_path: Path) -> SubscribedBlog:
    """A blog that nobody subscribes to yet."""
    return SubscribedBlog(database, tmp_path)


def status(subscribed: SubscribedBlog, address: str) -> SubscriptionStatus | None:
    """Return where the subscription of *address* stands."""
    found = SubscriberStore(subscribed.database).by_address(address)
    return found.status if found else None


def test_a_request_becomes_a_question_and_a_click_makes_it_a_subscription(
    subscribed: SubscribedBlog, now: datetime
) -> None:
    """With what was asked for; then a mail welcomes them."""
    (notice,) = subscribed.request("Dana@example.org", now)
    assert (notice.kind, notice.subscriber.address, notice.preferences) == (
        NoticeKind.CONFIRMATION,
        "Dana@example.org",
        WEEKLY,
    )
    assert status(subscribed, "dana@example.org") is SubscriptionStatus.UNCONFIRMED
    later = now + HOUR
    dana, welcome = subscribed.opt_in.confirm(notice.confirmation or "", later)
    assert (dana.status, dana.preferences, dana.confirmed) == (SubscriptionStatus.CONFIRMED, WEEKLY, later)
    assert welcome
    assert (welcome.kind, welcome.subscriber) == (NoticeKind.WELCOME, dana)


def test_opening_the_link_changes_nothing(subscribed: SubscribedBlog, now: datetime) -> None:
    """Mail scanners open every link."""
    token = subscribed.link("dana@example.org", now)
    assert subscribed.opt_in.asked_by(token, now).subscriber.address == "dana@example.org"
    assert status(subscribed, "dana@example.org") is SubscriptionStatus.UNCONFIRMED


def test_a_second_click_succeeds_and_welcomes_nobody_again(subscribed: SubscribedBlog, now: datetime) -> None:
    """Nor does it bring back preferences that were changed meanwhile."""
    token = subscribed.link("dana@example.org", now)
    dana, _ = subscribed.opt_in.confirm(token, now)
    changed = SubscriberStore(subscribed.database).prefer(dana.id, Preferences(Frequency.DAILY), None)
    assert subscribed.opt_in.confirm(token, now + HOUR) == (changed, None)


def test_a_link_works_for_72_hours(subscribed: SubscribedBlog, now: datetime) -> None:
    """Also while old ones are being forgotten, and not a moment longer."""
    token = subscribed.link("dana@example.org", now)
    almost = now + LINK_LIFE - timedelta(seconds=1)
    assert subscribed.opt_in.prune(almost) == 0
    assert subscribed.opt_in.asked_by(token, almost)
    with pytest.raises(ExpiredTokenError):
        subscribed.opt_in.confirm(token, now + LINK_LIFE)


def test_who_never_answers_is_forgotten(subscribed: SubscribedBlog, now: datetime) -> None:
    """Strangers' addresses are not collected; a list that an operator brought is kept."""
    subscribed.link("dana@example.org", now)
    reader(subscribed.database, "erin@example.org", SubscriptionStatus.UNCONFIRMED, now, Source.IMPORT)
    assert subscribed.opt_in.prune(now + LINK_LIFE + HOUR) == 1
    assert [each.address for each in SubscriberStore(subscribed.database).all()] == ["erin@example.org"]


def test_a_link_of_another_purpose_or_key_confirms_nothing(subscribed: SubscribedBlog, now: datetime) -> None:
    """Nor one that was made up."""
    asked = subscribed.opt_in.asked_by(subscribed.link("dana@example.org", now), now)
    tokens = [
        KEYRING.sign(Purpose.CONFIRMATION, asked.id),
        Keyring(("another key, of somebody else",)).sign(Purpose.SUBSCRIPTION, asked.id),
        KEYRING.sign(Purpose.SUBSCRIPTION, "dana@example.org"),
        KEYRING.sign(Purpose.SUBSCRIPTION, asked.id + 1),
        "",
        "x" * 5000,
    ]
    for token in tokens:
        with pytest.raises(TokenError):
            subscribed.opt_in.confirm(token, now)
    assert status(subscribed, "dana@example.org") is SubscriptionStatus.UNCONFIRMED


def test_a_link_survives_a_new_key(subscribed: SubscribedBlog, now: datetime) -> None:
    """As long as the old one is in the keyring."""
    token = subscribed.link("dana@example.org", now)
    subscribed.keyring = Keyring(("the new key of these tests", *KEYRING.keys))
    assert subscribed.opt_in.confirm(token, now)[0].status is SubscriptionStatus.CONFIRMED


@pytest.mark.parametrize(
    "before", [SubscriptionStatus.UNSUBSCRIBED, SubscriptionStatus.BOUNCED, SubscriptionStatus.UNCONFIRMED]
)
def test_who_left_or_bounced_stays_so_until_they_confirm(
    subscribed: SubscribedBlog, now: datetime, before: SubscriptionStatus
) -> None:
    """A stranger's request for their address changes nothing but that they are asked."""
    reader(subscribed.database, "dana@example.org", before, now - DAY)
    token = subscribed.link("dana@example.org", now)
    assert status(subscribed, "dana@example.org") is before
    assert subscribed.opt_in.confirm(token, now)[0].status is SubscriptionStatus.CONFIRMED


def test_who_subscribes_already_is_told_so_and_keeps_their_preferences(
    subscribed: SubscribedBlog, now: datetime
) -> None:
    """Whoever typed the address."""
    dana = reader(subscribed.database, "dana@example.org", SubscriptionStatus.CONFIRMED, now)
    (notice,) = subscribed.request("DANA@example.org", now)
    assert (notice.kind, notice.subscriber, notice.confirmation) == (NoticeKind.ALREADY_SUBSCRIBED, dana, None)
    assert SubscriberStore(subscribed.database).get(dana.id) == dana


def test_who_complained_is_never_written_to(subscribed: SubscribedBlog, now: datetime) -> None:
    """And their request is not one of those that wait."""
    reader(subscribed.database, "dana@example.org", SubscriptionStatus.SUPPRESSED, now)
    assert subscribed.request("dana@example.org", now) == []
    assert SubscriptionRequestStore(subscribed.database).count() == 0


def test_who_says_that_they_never_asked_is_left_in_peace(subscribed: SubscribedBlog, now: datetime) -> None:
    """For a month: the link to leave stands in the confirmation too."""
    (notice,) = subscribed.request("dana@example.org", now)
    SubscriptionAccess(subscribed.database).unsubscribe(notice.subscriber.token, now)
    assert subscribed.request("dana@example.org", now + DAY) == []
    assert subscribed.request("dana@example.org", now + NOT_ME + DAY) != []


def test_an_old_link_does_not_undo_an_unsubscribing(subscribed: SubscribedBlog, now: datetime) -> None:
    """Only one that was asked for afterwards does."""
    old = subscribed.link("dana@example.org", now)
    dana, _ = subscribed.opt_in.confirm(old, now + HOUR)
    SubscriptionAccess(subscribed.database).unsubscribe(dana.token, now + 2 * HOUR)
    with pytest.raises(ConflictError, match="unsubscribed since"):
        subscribed.opt_in.confirm(old, now + 3 * HOUR)
    new = subscribed.link("dana@example.org", now + 4 * HOUR)
    assert subscribed.opt_in.confirm(new, now + 5 * HOUR)[0].status is SubscriptionStatus.CONFIRMED


def test_an_unused_link_does_not_undo_an_unsubscribing_either(subscribed: SubscribedBlog, now: datetime) -> None:
    """Of two that were sent before it."""
    unused = subscribed.link("dana@example.org", now)
    dana, _ = subscribed.opt_in.confirm(subscribed.link("dana@example.org", now + HOUR), now + HOUR)
    SubscriptionAccess(subscribed.database).unsubscribe(dana.token, now + 2 * HOUR)
    with pytest.raises(ConflictError):
        subscribed.opt_in.confirm(unused, now + 3 * HOUR)


def test_who_was_suppressed_meanwhile_is_not_confirmed(subscribed: SubscribedBlog, now: datetime) -> None:
    """The link is understood, and refused."""
    token = subscribed.link("dana@example.org", now)
    SubscriberStore(subscribed.database).change(
        subscribed.opt_in.asked_by(token, now).subscriber.id, Event.SUPPRESS, now
    )
    with pytest.raises(ConflictError, match="Write to the editors"):
        subscribed.opt_in.confirm(token, now)


def test_spellings_of_one_mailbox_are_asked_as_one(subscribed: SubscribedBlog, now: datetime) -> None:
    """Dots, tags and case multiply no mails; each spelling can be a subscriber of its own another time."""
    spellings = [
        "dana.smith@example.org",
        "danasmith+blog@example.org",
        "d.a.n.a.smith@example.org",
        "DANASMITH@example.org",
    ]
    assert [len(subscribed.request(address, now, number)) for number, address in enumerate(spellings)] == [1, 0, 0, 0]
    assert len(subscribed.request(spellings[1], now + HOUR)) == 1


def test_the_last_request_for_an_address_counts(subscribed: SubscribedBlog, now: datetime) -> None:
    """While none of them is decided."""
    subscribed.opt_in.request("dana@example.org", Preferences(), origin(), now)
    (notice,) = subscribed.request("dana@example.org", now)
    assert notice.preferences == WEEKLY


def test_what_finds_no_room_waits_for_a_day(subscribed: SubscribedBlog, now: datetime) -> None:
    """Then it is forgotten, and with it the address."""
    subscribed.limits = ConfirmationLimits(total=1, network=1)
    assert len(subscribed.request("dana@example.org", now, 1)) == 1
    assert subscribed.request("erin@example.org", now, 2) == []
    assert len(subscribed.decide(now + HOUR)) == 1
    subscribed.limits = ConfirmationLimits(total=0)
    assert subscribed.request("fay@example.org", now, 3) == []
    assert subscribed.decide(now + DAY + HOUR) == []
    assert SubscriptionRequestStore(subscribed.database).count() == 0


@pytest.mark.parametrize("last_words", ["before", "after"])
def test_a_crash_while_deciding_loses_no_mail_and_sends_none_twice(
    subscribed: SubscribedBlog, now: datetime, last_words: str
) -> None:
    """The mail is posted under the same key, and the caps count it once."""

    class PowerCutError(Exception):
        pass

    def post_and_die(notice: object) -> None:
        if last_words == "after":
            subscribed.posted[notice.key] = notice  # type: ignore[attr-defined, assignment]
        raise PowerCutError

    subscribed.opt_in.request("dana@example.org", WEEKLY, origin(), now)
    with pytest.raises(PowerCutError):
        subscribed.opt_in.decide(post_and_die, now)
    subscribed.decide(now)
    assert len(subscribed.posted) == 1
    assert subscribed.opt_in.caps.room(now) == 9
    (notice,) = subscribed.posted.values()
    assert subscribed.opt_in.confirm(notice.confirmation or "", now)[0].status is SubscriptionStatus.CONFIRMED


def test_a_request_looks_nothing_up(subscribed: SubscribedBlog, now: datetime) -> None:
    """It leaves the same behind for every status, so neither words nor time can tell them apart."""
    for each in (
        SubscriptionStatus.CONFIRMED,
        SubscriptionStatus.UNSUBSCRIBED,
        SubscriptionStatus.BOUNCED,
        SubscriptionStatus.SUPPRESSED,
        SubscriptionStatus.UNCONFIRMED,
    ):
        reader(subscribed.database, f"{each}@example.org", each, now)
        assert subscribed.opt_in.request(f"{each}@example.org", WEEKLY, origin(), now) is None  # type: ignore[func-returns-value]
    assert subscribed.opt_in.request("new@example.org", WEEKLY, origin(), now) is None  # type: ignore[func-returns-value]
    assert SubscriptionRequestStore(subscribed.database).count() == 6
