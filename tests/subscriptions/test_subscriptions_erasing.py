"""A person who is erased is in no row, and in no byte of the file; a hash under our key keeps lists from bringing them back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from delivery_scenes import Scene
from sqlalchemy import select
from subscription_samples import SubscribedBlog, origin, reader
from tests_relay import Relay

from outsideinnovation.errors import NotFoundError
from outsideinnovation.subscriptions.membership_by_hand import ERASED, ByHand
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.erasing import ErasingStore
from outsideinnovation.subscriptions.store.schema import metadata
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences

DANA, HASH = "dana@example.org", "c0ffee" * 5


def everything(database: Database) -> str:
    """Return all that the tables hold, as text."""
    with database.read() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


@pytest.mark.parametrize("status", [status for status in SubscriptionStatus if status is not SubscriptionStatus.ERASED])
def test_nothing_of_an_erased_person_stays(
    database: Database, tmp_path: Path, now: datetime, status: SubscriptionStatus
) -> None:
    """Neither of the subscription nor of a request or a question; others stay, also those whose address holds this one."""
    subscribed = SubscribedBlog(database, tmp_path)
    dana = reader(database, "Dana@example.org", status, now)
    reader(database, f"ban{DANA}", SubscriptionStatus.CONFIRMED, now)
    subscribed.request(DANA, now)
    subscribed.opt_in.request(DANA, Preferences(), origin(), now + timedelta(days=40))
    store = ErasingStore(database)
    assert store.rows(DANA.upper()) == 2
    assert store.addresses_holding(DANA) == [f"ban{DANA}"]
    store.erase(DANA, HASH, now)
    left = everything(database).lower()
    assert store.rows(DANA) == 0
    assert left.replace(f"ban{DANA}", "").count("dana@") == 0
    assert dana.token not in left
    assert HASH in left
    assert [each.address for each in SubscriberStore(database).all(SubscriptionStatus.CONFIRMED)] == [f"ban{DANA}"]


def test_no_byte_of_the_file_holds_the_address(sqlite: Database, now: datetime) -> None:
    """Nor a backup that a migration made: it is removed."""
    reader(sqlite, DANA, SubscriptionStatus.CONFIRMED, now)
    assert sqlite.path
    backup = sqlite.path.with_name(f"{sqlite.path.name}.before-0001")
    backup.write_bytes(sqlite.path.read_bytes())
    ErasingStore(sqlite).erase(DANA, HASH, now)
    files = [path.read_bytes() for path in sqlite.path.parent.iterdir()]
    assert not any(b"dana@" in data.lower() for data in files)
    assert not backup.exists()


def test_who_is_erased_between_queue_and_mail_gets_none(database: Database) -> None:
    """Their delivery is left out, and the others get theirs."""
    scene = Scene(database)
    scene.read_by("dana", "eli")
    scene.publish("a")
    ErasingStore(database).erase("dana@readers.example", HASH, scene.now)
    with Relay() as relay:
        scene.deliver(relay)
        assert [each.to.partition("@")[0] for each in relay.taken] == ["eli"]


def test_an_erased_person_comes_back_by_themselves_only(database: Database, tmp_path: Path, now: datetime) -> None:
    """Not by the operator's hand, but with the form."""
    reader(database, DANA, SubscriptionStatus.CONFIRMED, now)
    ErasingStore(database).erase(DANA, HASH, now)
    by_hand = ByHand(database, lambda _: HASH)
    with pytest.raises(Exception, match=ERASED[:30]):
        by_hand.add(DANA, None, (), now)
    subscribed = SubscribedBlog(database, tmp_path)
    later = now + timedelta(hours=1)
    assert subscribed.opt_in.confirm(subscribed.link(DANA, later), later)[0].status is SubscriptionStatus.CONFIRMED
    assert by_hand.add(DANA, "weekly", (), later).preferences.frequency is Frequency.WEEKLY


def test_by_hand_a_reader_is_added_changed_and_removed(database: Database, now: datetime) -> None:
    """As they asked; who has left stays away, and nobody is removed who is not there."""
    by_hand = ByHand(database, lambda _: HASH)
    added = by_hand.add(DANA, None, ("Notes",), now)
    assert (added.status, added.preferences) == (
        SubscriptionStatus.CONFIRMED,
        Preferences(Frequency.EACH, frozenset({"Notes"})),
    )
    changed = by_hand.add(DANA.upper(), "daily", (), now)
    assert (changed.id, changed.preferences) == (added.id, Preferences(Frequency.DAILY, frozenset({"Notes"})))
    assert by_hand.remove(DANA, now).status is SubscriptionStatus.UNSUBSCRIBED
    with pytest.raises(Exception, match="only its reader can take that back"):
        by_hand.add(DANA, None, (), now)
    assert by_hand.remove(DANA, now, for_good=True).status is SubscriptionStatus.SUPPRESSED
    with pytest.raises(NotFoundError, match="oi subscribers list"):
        by_hand.remove("nobody@example.org", now)
