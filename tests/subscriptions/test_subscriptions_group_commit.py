"""One transaction for what several senders ask for, and never a second mail over a connection before the first is recorded."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from outsideinnovation.errors import StorageError
from outsideinnovation.subscriptions.group_commit import GroupCommit
from outsideinnovation.subscriptions.store.ledger import Settlement

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def sent(number: int) -> Settlement:
    """Return that a delivery was sent."""
    return Settlement(number, "sent", "250 OK", NOON)


def test_a_sender_who_is_alone_commits_at_once() -> None:
    """What it has sent before is in the same transaction."""
    commits: list[tuple[list[int], list[int]]] = []

    def commit(begins: Sequence[int], settled: Sequence[Settlement]) -> set[int]:
        commits.append((list(begins), [each.id for each in settled]))
        return set(begins)

    group = GroupCommit(commit)
    assert group.begin(1)
    group.settle(sent(1))
    group.prepare(2)
    assert group.begin(2)
    group.settle(sent(2))
    group.flush()
    group.flush()
    assert commits == [([1], []), ([2], [1]), ([], [2])]


def test_what_may_not_go_is_told() -> None:
    """Of those that were committed together, each hears of its own."""
    group = GroupCommit(lambda begins, _: {each for each in begins if each % 2})
    assert group.begin(1)
    assert not group.begin(2)


def test_a_connection_has_at_most_one_mail_that_is_not_recorded() -> None:
    """Ten senders, two thousand mails: when a mail begins, the last one of its connection is committed."""
    committed: set[int] = set()
    commits, turn = [0], threading.Lock()

    def commit(begins: Sequence[int], settled: Sequence[Settlement]) -> set[int]:
        assert turn.acquire(blocking=False), "two transactions at once"
        commits[0] += 1
        committed.update(each.id for each in settled)
        turn.release()
        return set(begins)

    group = GroupCommit(commit)

    def send(first: int) -> None:
        for number in range(first, first + 200):
            group.prepare(number)
            assert group.begin(number)
            assert number == first or number - 1 in committed
            group.settle(sent(number))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(send, range(0, 2000, 200)))
    group.flush()
    assert committed == set(range(2000))
    assert commits[0] <= 2001


def test_a_failed_commit_forgets_nothing() -> None:
    """Whoever waited for it hears of it, and what was sent is committed with the next."""
    committed: list[int] = []
    failures = [StorageError("disk full")]

    def commit(begins: Sequence[int], settled: Sequence[Settlement]) -> set[int]:
        if failures and settled:
            raise failures.pop()
        committed.extend(each.id for each in settled)
        return set(begins)

    group = GroupCommit(commit)
    group.begin(1)
    group.settle(sent(1))
    with pytest.raises(StorageError):
        group.begin(2)
    group.flush()
    assert committed == [1]
