"""After a power cut, of which nobody knows what it forgets, every acknowledged comment is whole and in one state.

What the gestures ask of the disk is recorded once; then Hypothesis cuts the power anywhere, on a model of a disk that
keeps what was synced and forgets any selection of the rest. It needs strace, and the right to trace.
"""

import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import comment_disk
import pytest
from comment_disk import LATER, comment
from comment_model import Disk
from comment_traces import Operation, need_strace, record
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status

GESTURES = ["submit", "decide", "decide_by_hand", "edit"]
DECIDED = {comment(1).id: Status.APPROVED, comment(2).id: Status.REJECTED}
FIRST = {comment(number).id for number in range(4)}
QUICK = Path("/dev/shm")


@dataclass(frozen=True)
class Trace:
    """What a gesture did, and the disk before it."""

    before: Path
    operations: list[Operation]

    def cut(self, at: int) -> tuple[Disk, set[str]]:
        """Return the disk when *at* operations were done, and the ids that were acknowledged by then."""
        disk = Disk.of(self.before)
        for operation in self.operations[:at]:
            disk.follow(operation)
        said = [each.path.split() for each in self.operations[:at] if each.kind == "say"]
        return disk, {words[1] for words in said if words[0] == "ack"}


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trace]:
    """Every gesture's trace."""
    need_strace()
    made = {}
    for gesture in GESTURES:
        root = tmp_path_factory.mktemp(gesture) / "disk"
        comment_disk.begin(comment_disk.Disk(root))
        before = root.with_name("before")
        shutil.copytree(root, before)
        operations = record(root, gesture)
        assert any(each.kind == "say" for each in operations)
        made[gesture] = Trace(before, [_moved(each, root, before) for each in operations])
    return made


def _moved(operation: Operation, root: Path, to: Path) -> Operation:
    path, other = (each.replace(f"{root}/", f"{to}/") for each in (operation.path, operation.other))
    return Operation(operation.kind, path, other, operation.data)


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder in memory, where there is one: thousands of disks are written here."""
    with tempfile.TemporaryDirectory(dir=QUICK if QUICK.is_dir() else None) as folder:
        yield Path(folder)


def state(gesture: str, one: Comment, acknowledged: set[str]) -> bool:
    """Tell whether *one* may be as it is, after what was *acknowledged*."""
    if one.id in DECIDED and gesture.startswith("decide"):
        return one.status is DECIDED[one.id] or (one.status is Status.PENDING and one.id not in acknowledged)
    if gesture == "edit" and one.id == comment(1).id:
        return one.body == "Better words." or (one.body == comment(1).body and not acknowledged)
    return one.body.startswith("Words of number")


def check(gesture: str, trace: Trace, at: int, data: st.DataObject, scratch: Path) -> None:
    """Cut the power after *at* operations, forget what Hypothesis will, start again, and look."""
    disk, acknowledged = trace.cut(at)
    folder = Path(tempfile.mkdtemp(dir=scratch))
    disk.crash(lambda: data.draw(st.booleans()), lambda low, high: data.draw(st.integers(low, high)), folder)
    queue = CommentQueue(folder / "content" / "comments")
    queue.recover(LATER)
    found = queue.list()
    ids = [one.id for one in found]
    assert len(ids) == len(set(ids))
    assert FIRST | acknowledged <= set(ids)
    assert all(state(gesture, one, acknowledged) for one in found)
    again = queue.recover(LATER)
    assert (again.swept, again.finished, again.corrupt) == ((), (), ())
    shutil.rmtree(folder)


def law(gesture: str, trace: Trace, scratch: Path, examples: int, phases: Collection[Phase] = tuple(Phase)) -> None:
    """Check many cuts of one gesture."""

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=phases,
        report_multiple_bugs=False,
    )
    @given(st.integers(0, len(trace.operations)), st.data())
    def holds(at: int, data: st.DataObject) -> None:
        check(gesture, trace, at, data, scratch)

    holds()


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_power_cut_takes_nothing_that_was_acknowledged(traces: dict[str, Trace], scratch: Path, gesture: str) -> None:
    """Whatever unsynced selection is forgotten, at whatever moment."""
    law(gesture, traces[gesture], scratch, 60)


@pytest.mark.long
@pytest.mark.parametrize("gesture", GESTURES)
def test_many_power_cuts_take_nothing_that_was_acknowledged(
    traces: dict[str, Trace], scratch: Path, gesture: str
) -> None:
    """The same, a few thousand times."""
    law(gesture, traces[gesture], scratch, 3_000)


@pytest.mark.parametrize("lost", ["file", "folder"])
def test_the_model_would_notice_a_missing_sync(traces: dict[str, Trace], scratch: Path, lost: str) -> None:
    """Without the syncs of files, or of folders, the law does not hold: so the model forgets what it should."""
    trace = traces["submit"]
    kept = [each for each in trace.operations if each.kind != "sync" or _is_file(each) is (lost == "folder")]
    assert len(kept) < len(trace.operations)
    with pytest.raises(AssertionError):
        law("submit", Trace(trace.before, kept), scratch, 300, [Phase.generate])


def _is_file(operation: Operation) -> bool:
    return "/.tmp/" in operation.path


def test_every_step_waits_for_the_one_before(traces: dict[str, Trace]) -> None:
    """The file is synced, then its private row, then it is linked, then the folder is synced; only then it is said."""
    operations = traces["submit"].operations
    for link in [each for each in operations if each.kind == "link"]:
        at = operations.index(link)
        aside, folder = link.path, str(Path(link.other).parent)
        before = [each.path for each in operations[:at] if each.kind == "sync"]
        after = [each for each in operations[at:] if each.kind in {"sync", "say"}]
        said = next(each for each in after if each.kind == "say" and each.path.endswith(Path(link.other).stem))
        assert aside in before
        assert any("private.sqlite" in path for path in before[before.index(aside) :])
        assert folder in [each.path for each in after[: after.index(said)]]


def test_a_decision_is_durable_before_it_is_said(traces: dict[str, Trace]) -> None:
    """Both folders are synced after the rename, the new one first, then the log's line; only then it is said."""
    operations = traces["decide"].operations
    for rename in [each for each in operations if each.kind == "rena"]:
        rest = operations[operations.index(rename) :]
        said = next(index for index, each in enumerate(rest) if each.kind == "say")
        synced = [each.path for each in rest[:said] if each.kind == "sync"]
        folders = [str(Path(path).parent) for path in (rename.other, rename.path)]
        assert [path for path in synced if path in folders] == folders
        assert synced[-1].endswith("decisions.jsonl")
