"""A disk that fails or is full: nobody hears that a comment is kept which is not, and afterwards everything goes on."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import comment_disk
import pytest
from comment_disk import LATER, NOON, Disk, comment
from comment_traces import PROGRAM, count, fail, need_strace
from tests_support import small_disk

from outsideinnovation.comments import moderation
from outsideinnovation.comments.actions import DecisionAction, Step
from outsideinnovation.comments.intake import FullError, Intake
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status, dump
from outsideinnovation.errors import StorageError

TOGETHER = 2  # processors


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which some comments were sent and one was decided."""
    need_strace()
    root = tmp_path_factory.mktemp("template") / "disk"
    comment_disk.begin(Disk(root))
    return root


def copy(template: Path, folder: Path) -> Disk:
    """Return a copy of the site in *folder*."""
    subprocess.run(["cp", "-a", str(template), str(folder)], check=True)
    return Disk(folder)


def syncs(template: Path, folder: Path, gesture: str) -> list[tuple[str, int]]:
    """Return every sync of a gesture."""
    return [point for point in count(copy(template, folder).root, gesture) if "sync" in point[0]]


def test_whatever_sync_fails_nothing_is_acknowledged_that_is_not_kept(template: Path, tmp_path: Path) -> None:
    """Whoever's sync failed hears so, nothing of it is left, and sending again is accepted at once."""

    def one(point: tuple[str, int]) -> bool:
        disk = copy(template, tmp_path / "{}-{}".format(*point))
        said = [line.split(maxsplit=2) for line in fail(disk.root, "insist", *point)]
        assert not [words for words in said if words[0] == "left"], point
        refused = [words for words in said if words[0] == "refused"]
        assert all("Input/output error" in words[2] or "disk I/O" in words[2] for words in refused), refused
        assert [words[1] for words in said if words[0] == "ack"] == [comment(20).id, comment(21).id], point
        assert {each.id for each in disk.queue.list()} == {comment(number).id for number in (0, 1, 2, 3, 20, 21)}
        assert set(disk.private_store.of([comment(20).id, comment(21).id])) == {comment(20).id, comment(21).id}
        assert not list((disk.queue.folder / ".tmp").iterdir())
        disk.private_store.close()
        return len(refused) == 1

    points = syncs(template, tmp_path / "counted", "insist")
    with ThreadPoolExecutor(TOGETHER) as pool:
        refused = list(pool.map(one, points))
    assert sum(refused) >= len([call for call, _ in points if call == "fsync"])


def test_whatever_sync_fails_a_decision_is_made_or_not(template: Path, tmp_path: Path) -> None:
    """The comment is in one state, the editor hears of the failure, and the log agrees after the next start."""
    for point in syncs(template, tmp_path / "counted", "decide"):
        disk = copy(template, tmp_path / "{}-{}".format(*point))
        said = [line.split(maxsplit=2) for line in fail(disk.root, "decide", *point)]
        assert [words[0] for words in said].count("refused") == 1, point
        disk.queue.recover(LATER)
        moderation.reconcile(disk.queue, disk.log, NOON, private_store=disk.private_store)
        for words in said:
            last, now = disk.log.last(words[1]), disk.queue.find(words[1]).status
            assert (last.after if last else Status.PENDING) == now, point
        disk.private_store.close()


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """What makes a disk of so many bytes, in memory."""
    with ExitStack() as mounted:
        yield lambda size: mounted.enter_context(small_disk(tmp_path / "small", size))


def submit_until_full(disk: Disk, intake: Intake, most: int) -> tuple[list[str], list[str]]:
    """Send up to *most* comments; return the ids of those that were kept, and what was said of the others."""
    kept, refused = [], []
    for number in range(most):
        try:
            kept.append(disk.submit(intake, number))
        except StorageError as error:
            refused.append(str(error))
    return kept, refused


def test_a_full_disk_refuses_and_loses_nothing(mount: Callable[[int], Path], tmp_path: Path) -> None:
    """Every acknowledged comment is intact, every other was refused, and with room again the next is taken."""
    disk, small = Disk(tmp_path), mount(65_536)
    disk.queue = CommentQueue(small / "comments")
    filler = small / "filler"
    filler.write_bytes(b"x" * 20_000)
    intake = disk.intake()
    kept, refused = submit_until_full(disk, intake, 30)
    assert kept
    assert refused
    assert all("No space" in said for said in refused)
    assert {one.id for one in disk.queue.list()} == set(kept)
    assert all(disk.queue.data(comment(number)) == dump(comment(number)) for number in range(len(kept)))
    assert set(disk.private_store.of(comment(number).id for number in range(30))) == set(kept)
    filler.unlink()
    assert disk.submit(intake, 40) == comment(40).id
    intake.close()
    disk.private_store.close()


def test_a_full_book_refuses_and_loses_nothing(mount: Callable[[int], Path], tmp_path: Path) -> None:
    """Where what is private cannot be written, the comment is not taken either."""
    disk, small = Disk(tmp_path), mount(262_144)
    disk.private_store = PrivateStore(small / "private.sqlite")
    intake = disk.intake()
    kept, refused = submit_until_full(disk, intake, 60)
    assert kept
    assert refused
    assert all("full" in said for said in refused)
    assert {one.id for one in disk.queue.list()} == set(kept)
    assert set(disk.private_store.of(kept)) == set(kept)
    intake.close()
    disk.private_store.close()


def test_a_nearly_full_disk_takes_no_comment(mount: Callable[[int], Path], tmp_path: Path) -> None:
    """Room is left for deciding, and the reader hears that the disk is full before anything is written."""
    disk, small = Disk(tmp_path), mount(1_048_576)
    disk.queue = CommentQueue(small / "comments")
    intake = Intake(disk.queue, disk.private_store, pending_limit=10)
    assert intake.refusal() == ""
    filler = small / "filler"
    filler.write_bytes(b"x" * 1_000_000)
    with pytest.raises(FullError, match="nearly full"):
        disk.submit(intake, 1)
    assert "nearly full" in intake.refusal()
    with pytest.raises(FullError, match="nearly full"):
        intake.insist_on_room()
    assert list(small.iterdir()) == [filler]
    intake.close()
    disk.private_store.close()


def test_of_sixteen_racing_decisions_one_wins(tmp_path: Path) -> None:
    """Four processes of four threads approve, reject and junk one comment: the others hear what was decided and when."""
    disk = Disk(tmp_path)
    comment_disk.begin(disk)
    command = [sys.executable, str(PROGRAM), "race", str(tmp_path)]
    racers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    said = [line for racer in racers for line in racer.communicate("go\n")[0].splitlines()]
    won = [line.removeprefix("won ") for line in said if line.startswith("won ")]
    lost = [line for line in said if line.startswith("lost ")]
    assert (len(won), len(lost)) == (1, 15)
    done = {"approve": "approved", "reject": "rejected", "spam": "marked as spam"}[won[0]]
    assert all(f"was decided already: {done} by " in line and "on 3 May 2026, 12:00 UTC" in line for line in lost)
    assert len(disk.log.of(comment(3).id)) == 1
    assert disk.queue.find(comment(3).id).status == disk.log.of(comment(3).id)[0].after


def test_a_flooded_service_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Killed again and again among eight busy senders: everything that was acknowledged is there, once, with its row."""
    disk, kept = Disk(tmp_path), set()
    chance = random.Random(4)
    for turn in range(3):
        command = [sys.executable, str(PROGRAM), "flood", str(tmp_path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as flood:
            assert flood.stdin is not None
            assert flood.stdout is not None
            flood.stdin.write(f"{turn * 1_000_000}\n")
            flood.stdin.flush()
            said = [flood.stdout.readline() for _ in range(chance.randrange(20, 60))]
            os.kill(flood.pid, signal.SIGKILL)
            said += flood.stdout.readlines()
        kept |= {words[1] for line in said if line.endswith("\n") and (words := line.split())[0] == "ack"}
    disk.queue.recover(LATER)
    found = {one.id for one in disk.queue.list()}
    assert len(kept) > 50
    assert kept <= found
    assert set(disk.private_store.of(found)) == found
    disk.private_store.close()


def test_what_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    """A recovery sweeps what is an hour old, and not what was begun in this moment."""
    disk = Disk(tmp_path)
    aside = disk.queue.folder / ".tmp" / "0000"
    aside.parent.mkdir(parents=True)
    aside.write_bytes(b"half")
    os.utime(aside, (NOON.timestamp(), NOON.timestamp()))
    assert not disk.queue.recover(NOON.replace(minute=59)).swept
    assert disk.queue.recover(NOON.replace(hour=13)).swept == (aside,)


def test_a_decision_that_finds_its_comment_moved_by_hand_is_a_conflict(tmp_path: Path) -> None:
    """What the editors did is in the log also where the last of several had gone."""
    disk = Disk(tmp_path)
    intake = disk.intake()
    one, _ = (disk.submit(intake, number) for number in (2, 4))
    intake.close()
    disk.queue.path(comment(4)).unlink()
    with pytest.raises(moderation.DecidedError):
        DecisionAction(disk.log, "dana", NOON, Action.APPROVE).move(
            disk.queue, [Step(each, Status.APPROVED, "") for each in (comment(2), comment(4))]
        )
    assert [entry.id for entry in disk.log.all()] == [one]
    assert disk.queue.find(one).status is Status.APPROVED
    disk.private_store.close()
