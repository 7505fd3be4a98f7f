"""The intake: a comment is kept once, however often it is sent, and whoever sends at the same time is served together."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from comment_disk import Disk, comment, private

from outsideinnovation.comments import moderation
from outsideinnovation.comments.intake import Accepted, FullError, Intake, RateError
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ContentError, StorageError


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Return an empty queue with its book and log."""
    return Disk(tmp_path)


def test_an_accepted_comment_is_in_the_queue_and_in_the_book(disk: Disk) -> None:
    """Its file is the owner's alone until somebody publishes it, and nothing unfinished is left."""
    one, intake = comment(1), disk.intake()
    assert intake.submit(one, private(one, 1)) == Accepted(one.id, new=True)
    intake.close()
    assert disk.queue.list() == [one]
    assert disk.queue.path(one).stat().st_mode & 0o777 == 0o600
    assert disk.private_store.get(one.id) == private(one, 1)
    assert list((disk.queue.folder / ".tmp").iterdir()) == []
    disk.private_store.close()


def test_whatever_its_status_a_comment_comes_in_as_pending(disk: Disk) -> None:
    """Nobody approves their own comment on the way in."""
    one, intake = comment(1), disk.intake()
    intake.submit(replace(one, status=Status.APPROVED), private(one, 1))
    intake.close()
    assert disk.queue.list() == [one]
    disk.private_store.close()


@pytest.mark.parametrize("decide", [None, moderation.approve, moderation.reject, moderation.spam])
def test_a_retry_is_the_first_comment_again(disk: Disk, decide: moderation.approve) -> None:  # type: ignore[valid-type]
    """Sent again later, even when it was decided meanwhile, it has the first id and comes back in no other state."""
    one, again, intake = comment(1), comment(1, seconds=9), disk.intake()
    intake.submit(one, private(one, 1))
    if decide:
        decide(disk.queue, [one.id])
    before = disk.queue.list()
    assert intake.submit(again, private(again, 1)) == Accepted(one.id, new=False)
    intake.close()
    assert disk.queue.list() == before
    disk.private_store.close()


def test_what_a_crash_left_in_the_book_alone_is_taken_under_its_first_id(disk: Disk) -> None:
    """The row was committed, the file never linked; the retry makes good for it."""
    one, again, intake = comment(1), comment(1, seconds=9), disk.intake()
    disk.private_store.add_all([private(one, 1)])
    assert intake.submit(again, private(again, 1)) == Accepted(one.id, new=True)
    intake.close()
    assert [each.id for each in disk.queue.list()] == [one.id]
    disk.private_store.close()


def test_many_are_taken_at_once(disk: Disk) -> None:
    """Sixteen senders, each comment twice: every one is there once, and exactly one of the two was new."""
    intake, told = disk.intake(), []

    def send(number: int) -> None:
        one = comment(number // 2)
        told.append((number // 2, intake.submit(one, private(one, number // 2))))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(32)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    intake.close()
    assert {one.id for one in disk.queue.list()} == {comment(number).id for number in range(16)}
    assert sorted(number for number, accepted in told if accepted.new) == list(range(16))
    disk.private_store.close()


def test_too_many_waiting_are_refused_and_decisions_make_room(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is named with the remedy; what came before it is kept."""
    monkeypatch.setattr("outsideinnovation.comments.intake.COUNTED", 0.0)
    intake = disk.intake(limit=2)
    first = [disk.submit(intake, number) for number in range(2)]
    with pytest.raises(FullError, match=r"2 comments wait already.*oi comments moderate"):
        disk.submit(intake, 3)
    assert disk.private_store.get(comment(3).id) is None
    moderation.approve(disk.queue, first[:1])
    assert disk.submit(intake, 3) == comment(3).id
    intake.close()
    disk.private_store.close()


def test_what_is_kept_already_needs_no_room_and_takes_none(disk: Disk) -> None:
    """Sent again at a full queue it is acknowledged under its id; sent again before, it was not one more."""
    intake = disk.intake(limit=2)
    for _ in range(4):
        assert disk.submit(intake, 1) == comment(1).id
    disk.submit(intake, 2)
    with pytest.raises(FullError):
        disk.submit(intake, 3)
    again = comment(1, seconds=9)
    assert intake.submit(again, private(again, 1)) == Accepted(comment(1).id, new=False)
    assert "2 comments wait already" in intake.refusal()
    intake.close()
    disk.private_store.close()


def test_the_limit_of_a_network_holds_for_all_who_send_at_once(disk: Disk) -> None:
    """Two processes' ways in, twenty senders in one network: three are taken, nothing of the others is left."""
    ways = [Intake(disk.queue, PrivateStore(disk.private_store.path), pending_limit=99, rate=3) for _ in range(2)]
    together, told = threading.Barrier(20), []

    def send(number: int) -> None:
        one = comment(number)
        together.wait()
        try:
            told.append(ways[number % 2].submit(one, private(one, number, network="here")).id)
        except RateError:
            told.append("")

    senders = [threading.Thread(target=send, args=(number,)) for number in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    kept = {one.id for one in disk.queue.list()}
    assert len(told) == 20
    assert len(kept) == 3
    assert set(told) == kept | {""}
    assert set(disk.private_store.of(comment(number).id for number in range(20))) == kept
    later = comment(40, seconds=3601)
    assert ways[0].submit(later, private(later, 40, network="here")).new
    for way in ways:
        way.close()
    disk.private_store.close()


@pytest.mark.parametrize("changes", [{"post": "../outside"}, {"id": "../../outside"}, {"post": ""}])
def test_no_path_leads_out_of_the_queue(disk: Disk, changes: dict[str, str]) -> None:
    """What could name another place is refused before anything is written."""
    one, intake = replace(comment(1), **changes), disk.intake()
    with pytest.raises(ContentError):
        intake.submit(one, private(one, 1))
    intake.close()
    assert not disk.queue.folder.exists()


def test_a_folder_that_cannot_be_made_concerns_its_comment_only(disk: Disk) -> None:
    """A file in a post's place: that comment is refused and leaves nothing private, the next is taken."""
    (disk.queue.folder / "pending").mkdir(parents=True)
    (disk.queue.folder / "pending" / "post-1").write_text("not a folder", "utf-8")
    intake = disk.intake()
    with pytest.raises(StorageError, match="Not a directory"):
        disk.submit(intake, 1)
    assert disk.private_store.get(comment(1).id) is None
    assert disk.submit(intake, 2) == comment(2).id
    intake.close()
    disk.private_store.close()


def test_a_folder_that_was_removed_meanwhile_is_made_again(disk: Disk) -> None:
    """Git removes folders that are empty."""
    intake = disk.intake()
    disk.submit(intake, 1)
    path = disk.queue.path(comment(1))
    path.unlink()
    path.parent.rmdir()
    assert disk.submit(intake, 3) == comment(3).id
    intake.close()
    disk.private_store.close()


def test_a_mistake_of_ours_is_answered_and_the_next_is_served(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong inside, nobody waits for ever."""
    intake = disk.intake()

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(disk.private_store, "add_all", broken)
        with pytest.raises(StorageError, match="Send it again"):
            disk.submit(intake, 1)
    assert disk.submit(intake, 1) == comment(1).id
    intake.close()
    disk.private_store.close()


def test_a_closed_intake_takes_nothing(disk: Disk) -> None:
    """Closing twice is closing once."""
    intake = disk.intake()
    disk.submit(intake, 1)
    intake.close()
    intake.close()
    with pytest.raises(StorageError, match="stopping"):
        disk.submit(intake, 2)
    disk.private_store.close()


def test_a_fork_has_an_intake_of_its_own(disk: Disk) -> None:
    """A server that forks its workers after the application was made serves from all of them."""
    intake = disk.intake()
    disk.submit(intake, 1)
    child = os.fork()
    if not child:
        try:
            done = disk.submit(intake, 2) == comment(2).id
            os._exit(0 if done else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert disk.submit(intake, 3) == comment(3).id
    assert {one.id for one in disk.queue.list()} == {comment(number).id for number in (1, 2, 3)}
    intake.close()
    disk.private_store.close()
