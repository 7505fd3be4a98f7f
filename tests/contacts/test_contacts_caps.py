"""Confirmation mails are few: in all, to one mailbox and from one network."""

import stat
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsideinnovation.contacts.caps import DAY, HOUR, ConfirmationCaps, ConfirmationLimits
from outsideinnovation.contacts.origin import Origin
from outsideinnovation.errors import StorageError

NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
ANYWHERE = ConfirmationLimits(total=1000, network=1000, mailbox=1000, pause=timedelta())


def caps(folder: Path, **limits: int | timedelta) -> ConfirmationCaps:
    """Return caps with those limits, and the defaults for the others."""
    return ConfirmationCaps(folder / "confirmations.sqlite", ConfirmationLimits(**({"total": 100} | limits)))  # type: ignore[arg-type]


def origin(number: int) -> Origin:
    """Return an origin of its own."""
    return Origin(f"network {number}", f"neighbourhood {number}")


def taken(found: ConfirmationCaps, numbers: Iterable[int], now: datetime = NOW) -> int:
    """Take one for each number's own mailbox and network; return how many went."""
    return sum(found.take(f"key {number} {now}", f"mailbox {number}", origin(number), now) for number in numbers)


def test_no_more_than_the_total_go_in_any_hour(tmp_path: Path) -> None:
    """However many ask, and wherever the hour begins."""
    found = caps(tmp_path, total=20)
    moments = [NOW + timedelta(minutes=minute) for minute in range(0, 180, 2)]
    asked = [(moment, range(5 * number, 5 * number + 5)) for number, moment in enumerate(moments)]
    sent = [moment for moment, numbers in asked for _ in range(taken(found, numbers, moment))]
    for moment in moments:
        assert len([each for each in sent if moment <= each < moment + HOUR]) <= 20
    assert len(sent) == 60


def test_a_flood_leaves_room_for_who_comes_after(tmp_path: Path) -> None:
    """It takes a tenth of the hour's room, and six minutes later there is some again."""
    found = caps(tmp_path, total=100)
    assert taken(found, range(50)) == 10
    assert found.room(NOW) == 0
    assert taken(found, [99], NOW + timedelta(minutes=6)) == 1


def test_one_mailbox_is_written_to_with_pauses_and_few_times_a_day(tmp_path: Path) -> None:
    """Whoever asks for it, from wherever."""
    found = caps(tmp_path, mailbox=2)
    moments = [NOW, NOW + timedelta(minutes=9), NOW + timedelta(minutes=10), NOW + timedelta(hours=5), NOW + DAY]
    assert [found.take(f"{moment}", "dana", origin(moment.minute), moment) for moment in moments] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert found.rests("dana", NOW + DAY)
    assert not found.rests("erin", NOW + DAY)


def test_one_network_has_a_part_of_the_room(tmp_path: Path) -> None:
    """The others still have theirs."""
    found = caps(tmp_path, total=1000, network=3)
    here = origin(1)
    assert [found.take(f"{number}", f"mailbox {number}", here, NOW) for number in range(5)] == [True] * 3 + [False] * 2
    assert taken(found, [7]) == 1
    assert found.take("later", "mailbox 9", here, NOW + HOUR)


def test_the_same_confirmation_is_counted_once(tmp_path: Path) -> None:
    """After a crash between counting and sending it is sent."""
    found = caps(tmp_path, total=1)
    assert found.take("request 1", "dana", origin(1), NOW)
    assert found.take("request 1", "dana", origin(1), NOW)
    assert not found.take("request 2", "erin", origin(2), NOW)


def test_none_go_where_none_are_allowed(tmp_path: Path) -> None:
    """A total of 0 is a switch."""
    assert taken(caps(tmp_path, total=0), range(3)) == 0


def test_neighbourhoods_that_had_none_are_known(tmp_path: Path) -> None:
    """For a day."""
    found = caps(tmp_path)
    taken(found, [1, 2])
    assert found.recent(NOW + HOUR) == {"neighbourhood 1": 1, "neighbourhood 2": 1}
    assert found.recent(NOW + DAY) == {}


def test_what_is_older_than_a_day_is_not_kept(tmp_path: Path) -> None:
    """Nor what a wrong clock wrote; and what went to a mailbox that is erased is forgotten at once."""
    found = caps(tmp_path)
    taken(found, [1], NOW + 30 * DAY)
    taken(found, [2], NOW)
    assert taken(found, [3], NOW + DAY) == 1
    assert found.path.read_bytes().count(b"mailbox 1") == found.path.read_bytes().count(b"mailbox 2") == 0
    found.forget("mailbox 3")
    assert found.recent(NOW + DAY) == {}


def test_threads_and_processes_share_one_count(tmp_path: Path) -> None:
    """However they hurry."""
    total: list[int] = []
    threads = [
        threading.Thread(target=lambda first=first: total.append(taken(caps(tmp_path), range(first, first + 5))))
        for first in range(0, 40, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(total) == 10


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """And a disk that refuses is told."""
    found = caps(tmp_path)
    taken(found, [1])
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
    with pytest.raises(StorageError, match="Check the folder"):
        caps(found.path).room(NOW)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 40)), max_size=40))
def test_whatever_is_asked_every_cap_holds(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[int, int, int]]
) -> None:
    """For all orders of mailboxes, networks and moments."""
    limits = ConfirmationLimits(total=8, network=3, mailbox=2, pause=timedelta(minutes=10))
    found = ConfirmationCaps(tmp_path_factory.mktemp("caps") / "confirmations.sqlite", limits)
    sent, now = [], NOW
    for number, (mailbox, network, minutes) in enumerate(asked):
        now += timedelta(minutes=minutes)
        if found.take(f"{number}", f"mailbox {mailbox}", origin(network), now):
            sent.append((now, mailbox, network))
    for moment, box, net in sent:
        hour = [each for each in sent if moment <= each[0] < moment + HOUR]
        assert len(hour) <= limits.total
        assert sum(each[2] == net for each in hour) <= limits.network
        assert sum(each[1] == box and moment <= each[0] < moment + DAY for each in sent) <= limits.mailbox
        assert sum(each[1] == box and moment <= each[0] < moment + limits.pause for each in sent) == 1
