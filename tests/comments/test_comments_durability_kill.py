"""Whoever is killed while taking comments in or deciding leaves every acknowledged comment whole, in one state.

The sweeps over every call are marked ``long``; a sample of each is in every run. They need strace, and the right to trace.
"""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import comment_disk
import pytest
from comment_disk import LATER, NOON, Disk, comment
from comment_traces import count, kill, need_strace, run

from outsideinnovation.comments import moderation
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import UNFINISHED

TOGETHER = 2  # processors
SAMPLE = {"submit": 14, "decide": 10, "decide_by_hand": 8, "edit": 6}


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


def acknowledged(said: list[str]) -> set[str]:
    """Return the ids that were acknowledged."""
    return {line.split()[1] for line in said if line.startswith("ack ")}


def in_order(disk: Disk) -> dict[str, Status]:
    """Recover as a start does, and return every comment's state; each lies once, whole, and nothing lies about."""
    disk.queue.recover(LATER)
    moderation.reconcile(disk.queue, disk.log, NOON, private_store=disk.private_store)
    comments = disk.queue.list()
    assert not list((disk.queue.folder / UNFINISHED).iterdir())
    assert not (disk.queue.folder / "corrupt").exists()
    states = {one.id: one.status for one in comments}
    assert len(states) == len(comments)
    assert {comment(number).id for number in range(4)} <= states.keys()
    return states


def check_submit(disk: Disk, said: list[str], where: str) -> None:
    """Every acknowledged comment is there with what is known of it, and whoever heard nothing may send again."""
    states = in_order(disk)
    assert acknowledged(said) <= states.keys(), where
    assert set(disk.private_store.of(states)) == states.keys(), where
    intake = disk.intake()
    for number in (10, 11, 12):
        assert disk.submit(intake, number) == comment(number).id, where
    intake.close()
    assert len(disk.queue.list()) == 7, where
    disk.private_store.close()


def check_decide(disk: Disk, said: list[str], where: str) -> None:
    """Every acknowledged decision holds and stands in the log; every other was made whole or not at all."""
    states = in_order(disk)
    for number, after in ((1, Status.APPROVED), (2, Status.REJECTED)):
        identifier = comment(number).id
        last = disk.log.last(identifier)
        assert states[identifier] in {after, Status.PENDING}, where
        assert (last.after if last else Status.PENDING) == states[identifier], where
        if identifier in acknowledged(said):
            assert last is not None, where
            assert (last.after, last.by) == (after, "dana"), where
    disk.private_store.close()


def check_edit(disk: Disk, said: list[str], where: str) -> None:
    """The words are the old ones or the new ones, and an acknowledged edit is in the log with its difference."""
    in_order(disk)
    one = disk.queue.find(comment(1).id)
    assert one.body in {comment(1).body, "Better words."}, where
    if said:
        assert one.body == "Better words.", where
        assert len(disk.log.of(one.id)) == len(disk.log.edits.of(one.id)) == 1, where
    disk.private_store.close()


CHECKS = {"submit": check_submit, "decide": check_decide, "decide_by_hand": check_decide, "edit": check_edit}


def sweep(template: Path, folder: Path, gesture: str, points: list[tuple[str, int]]) -> None:
    """Kill a gesture at each of *points*, several at a time."""

    def one(number: int, point: tuple[str, int]) -> None:
        disk = copy(template, folder / f"{number}")
        said = kill(disk.root, gesture, *point)
        CHECKS[gesture](disk, said, f"{gesture} killed at {point}")
        shutil.rmtree(disk.root)

    with ThreadPoolExecutor(TOGETHER) as pool:
        for done in [pool.submit(one, number, point) for number, point in enumerate(points)]:
            done.result()


@pytest.mark.parametrize("gesture", CHECKS)
def test_a_killed_gesture_leaves_everything_whole(template: Path, tmp_path: Path, gesture: str) -> None:
    """A sample of the system calls of each gesture."""
    points = count(copy(template, tmp_path / "counted").root, gesture)
    sweep(template, tmp_path, gesture, points[:: max(1, len(points) // SAMPLE[gesture])])


@pytest.mark.long
@pytest.mark.parametrize("gesture", CHECKS)
def test_a_gesture_may_be_killed_at_every_call(template: Path, tmp_path: Path, gesture: str) -> None:
    """Every write, sync, link, rename and removal, of SQLite's too."""
    sweep(template, tmp_path, gesture, count(copy(template, tmp_path / "counted").root, gesture))


def shambles(disk: Disk) -> None:
    """Have everything there that a crash, or two queues laid into one, can leave."""
    for status in Status:
        (disk.queue.folder / status / "post-1").mkdir(parents=True, exist_ok=True)
    waiting, known = (disk.queue.path(comment(number)) for number in (1, 3))
    twin = disk.queue.folder / Status.APPROVED / waiting.parent.name / waiting.name
    twin.hardlink_to(waiting)
    other = disk.queue.folder / Status.SPAM / known.parent.name / known.name
    other.write_bytes(known.read_bytes().replace(b"Words", b"Other words"))
    (waiting.parent / "torn-0000.md").write_bytes(b"+++\nauth")
    (waiting.parent / ".torn-0000.md.01234567.tmp").write_bytes(b"half")
    (disk.queue.folder / UNFINISHED / "torn-0000.0123").write_bytes(b"half")


def check_recovery(disk: Disk, where: str) -> None:
    """Each comment lies once, the decided state counts, and no words were thrown away."""
    states = {one.id: one.status for one in disk.queue.list()}
    assert states[comment(1).id] is Status.APPROVED, where
    assert states[comment(3).id] is Status.SPAM, where
    assert len(states) == 4, where
    aside = {path.relative_to(disk.queue.folder / "corrupt") for path in disk.queue.folder.rglob("corrupt/*/*/*")}
    assert aside == {Path("pending/post-1/torn-0000.md"), Path(f"pending/post-1/{comment(3).id}.md")}, where
    assert not list(disk.queue.folder.rglob("*.tmp/*")) + list(disk.queue.folder.rglob(".*.tmp/*")), where
    assert {entry.id for entry in disk.log.all()} == {comment(number).id for number in (0, 1, 3)}, where


@pytest.mark.parametrize("calls", [["renameat2", "unlink"], pytest.param(["fsync", "write"], marks=pytest.mark.long)])
def test_recovery_may_be_killed_and_repeated(template: Path, tmp_path: Path, calls: list[str]) -> None:
    """Killed at its first step, then at its second, and so on, it still ends where it should."""
    for call in calls:
        disk = copy(template, tmp_path / call)
        shambles(disk)
        for when in range(1, 40):
            if kill(disk.root, "recover", call, when) == ["done"]:
                break
        assert run(disk.root, "recover").stdout == "done\n"
        check_recovery(disk, f"recovery killed at {call}")
