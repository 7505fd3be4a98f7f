"""What is private: kept by id and by digest, found by address and network, and gone to the last byte when forgotten."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from comment_disk import NOON, comment, private

from outsideinnovation.comments.private_store import PrivateStore, Reason
from outsideinnovation.errors import StorageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a book will lie, in a folder that does not exist yet."""
    return tmp_path / "comments" / "private.sqlite"


def remains(path: Path, words: str) -> list[str]:
    """Return the names of the book's files that hold *words*, whatever SQLite thinks of them."""
    return [each.name for each in path.parent.iterdir() if words.encode() in each.read_bytes()]


def test_what_is_written_is_read_back(path: Path) -> None:
    """Every field comes back, by id, by several ids and after the book was closed."""
    private_store = PrivateStore(path)
    rows = [private(comment(number), number) for number in range(3)]
    assert private_store.add_all(rows) == [row.id for row in rows]
    private_store.close()
    assert private_store.get(rows[1].id) == rows[1]
    assert private_store.of([rows[2].id, "unknown-id", rows[0].id]) == {rows[2].id: rows[2], rows[0].id: rows[0]}
    assert private_store.get("unknown-id") is None
    private_store.close()


def test_only_its_owner_may_read_it(path: Path) -> None:
    """The rights are set before anything is written, and SQLite's other files have the same."""
    private_store = PrivateStore(path)
    private_store.add_all([private(comment(1), 1)])
    assert {each.stat().st_mode & 0o777 for each in path.parent.iterdir()} == {0o600}
    assert len(list(path.parent.iterdir())) > 1
    private_store.close()


def test_a_digest_that_came_before_keeps_its_first_id(path: Path) -> None:
    """A retry, later or in the same breath, is told the first copy's id, and nothing of it is kept."""
    private_store = PrivateStore(path)
    first, again = comment(1), comment(1, seconds=5)
    assert private_store.add_all([private(first, 1), private(again, 1)]) == [first.id, first.id]
    assert private_store.add_all([private(again, 1), private(comment(2), 2)]) == [first.id, comment(2).id]
    assert private_store.get(again.id) is None
    assert private_store.known(["digest 1", "digest 9"]) == {"digest 1": first.id}
    private_store.close()


def test_many_rows_are_asked_for_at_once(path: Path) -> None:
    """More ids than SQLite takes in one question are no problem."""
    private_store = PrivateStore(path)
    rows = [private(comment(number), number) for number in range(1200)]
    private_store.add_all(rows)
    assert len(private_store.of(row.id for row in rows)) == 1200
    private_store.close()


def test_comments_are_found_by_address_and_counted_by_network(path: Path) -> None:
    """Addresses are alike in whatever case; a count begins at a moment."""
    private_store = PrivateStore(path)
    rows = [private(comment(number, seconds=number), number, email="Dana@Example.org") for number in range(6)]
    private_store.add_all(rows)
    private_store.add_all([private(comment(7), 7, email=None)])
    assert private_store.by_email("dana@example.ORG") == rows
    assert private_store.count("network 1", NOON) == 3
    assert private_store.count("network 1", NOON + timedelta(seconds=2)) == 1
    assert private_store.count(None, NOON) == 7
    private_store.close()


def test_a_clock_that_was_set_back_counts_against_nobody(path: Path) -> None:
    """What a network sent days ahead is not counted until then; a minute, by which clocks differ, still is."""
    private_store = PrivateStore(path)
    ahead = [private(comment(each, seconds=3 * 86_400), each, network="network") for each in range(5)]
    assert None not in private_store.add_all(ahead, rate=5)
    soon = [private(comment(each, seconds=each), each, network="network") for each in range(10, 15)]
    assert private_store.recent("network", NOON) == 0
    assert None not in private_store.add_all(soon, rate=5)
    assert private_store.recent("network", NOON) == 5
    assert private_store.add_all([private(comment(20), 20, network="network")], rate=5) == [None]
    private_store.close()


def test_a_score_may_change(path: Path) -> None:
    """Corrected words are judged anew."""
    private_store = PrivateStore(path)
    private_store.add_all([private(comment(1), 1)])
    private_store.judge(comment(1).id, 0.5, [Reason("repeats", 0.5)])
    found = private_store.get(comment(1).id)
    assert found is not None
    assert (found.score, found.reasons) == (0.5, (Reason("repeats", 0.5),))
    private_store.close()


def test_trust_is_remembered(path: Path) -> None:
    """And taken back, with a moment only what was given in that moment."""
    private_store = PrivateStore(path)
    assert not private_store.knows("a@example.org")
    private_store.add_all([private(comment(1), 1, email="a@example.org")])
    assert private_store.knows("A@example.org")
    private_store.trust("a@example.org", NOON)
    assert private_store.trusted("a@example.org")
    assert not private_store.distrust("a@example.org", given=NOON + timedelta(seconds=1))
    assert private_store.distrust("a@example.org", given=NOON)
    assert not private_store.distrust("a@example.org")
    assert not private_store.trusted("a@example.org")
    private_store.close()


def test_a_notice_is_remembered_by_kind_comment_and_address(path: Path) -> None:
    """So each is sent once."""
    private_store = PrivateStore(path)
    private_store.announce("live", "comment-1", "a@example.org", NOON)
    private_store.announce("live", "comment-1", "a@example.org", NOON)
    assert private_store.announced("live", "comment-1", "a@example.org")
    assert not private_store.announced("answered", "comment-1", "a@example.org")
    assert not private_store.announced("live", "comment-2", "a@example.org")
    assert not private_store.announced("live", "comment-1", "b@example.org")
    private_store.close()


def test_a_forgotten_comment_is_not_in_the_bytes(path: Path) -> None:
    """Neither in the tables nor in what SQLite keeps beside and behind them, though rows were moved about before."""
    private_store = PrivateStore(path)
    for start in range(0, 600, 50):
        private_store.add_all(private(comment(number), number) for number in range(start, start + 50))
    target = comment(77).id
    private_store.announce("live", target, "reader-77@example.org", NOON)
    for number in range(100, 500, 3):
        private_store.forget(comment(number).id) if number % 99 == 0 else private_store.take_back([comment(number).id])
    assert remains(path, "reader-77@")
    assert private_store.forget(target)
    assert not private_store.forget(target)
    assert not remains(path, "reader-77@")
    assert not remains(path, "digest 77\x00")
    assert remains(path, "reader-78@")
    private_store.close()


def test_a_forgotten_address_is_not_in_the_bytes(path: Path) -> None:
    """Its comments' ids are told, and every table forgets it."""
    private_store = PrivateStore(path)
    rows = [private(comment(number, seconds=number), number, email="gone@example.org") for number in range(3)]
    private_store.add_all([*rows, private(comment(4), 4)])
    private_store.trust("gone@example.org", NOON)
    private_store.announce("live", comment(4).id, "gone@example.org", NOON)
    assert private_store.forget_address("Gone@example.org") == [row.id for row in rows]
    assert not remains(path, "gone@example.org")
    assert not private_store.trusted("gone@example.org")
    assert private_store.get(comment(4).id) is not None
    assert private_store.forget_address("gone@example.org") == []
    private_store.close()


def test_threads_share_a_book(path: Path) -> None:
    """Eight threads write at once, and nothing is lost or refused."""
    private_store = PrivateStore(path)

    def write(thread: int) -> None:
        for number in range(thread * 10, thread * 10 + 10):
            private_store.add_all([private(comment(number), number)])

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert private_store.count(None, NOON) == 80
    private_store.close()


def test_a_book_that_is_none_is_told(path: Path) -> None:
    """Another file in its place is named, with the remedy."""
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but long enough to look like one" * 20)
    with pytest.raises(StorageError, match=rf"{path}: .*free space"):
        PrivateStore(path).get("unknown-id")


def test_what_a_failed_transaction_wrote_is_undone(path: Path) -> None:
    """All rows of one call are written, or none."""
    private_store = PrivateStore(path)
    broken = private(comment(2), 2, network=None)
    with pytest.raises(StorageError, match="NOT NULL"):
        private_store.add_all([private(comment(1), 1), broken])
    assert private_store.get(comment(1).id) is None
    assert private_store.add_all([private(comment(1), 1)]) == [comment(1).id]
    private_store.close()
