"""One publication at a time; no request and no decision is lost while one runs."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from deploy_press import NOW, TALK, Press, files, page
from tests_waiting import HANG

from outsideinnovation.deploy.releases import rollback
from outsideinnovation.deploy.releases.publication import Way
from outsideinnovation.deploy.releases.publish_lock import PublishLock
from outsideinnovation.errors import ConflictError, StorageError


@pytest.fixture
def printed(tmp_path: Path) -> Press:
    """A site with a live release."""
    press = Press(tmp_path / "site").begin()
    press.publish()
    press.builds = 0
    return press


def test_a_request_during_a_publication_makes_it_go_round_again(printed: Press) -> None:
    """Who asks meanwhile is told who is at it; what it wanted published is live when that ends."""
    refusals: list[str] = []

    def ask() -> None:
        printed.write("index.html", page("/about/"))  # too late for the build that has begun, as far as anybody knows
        with pytest.raises(ConflictError) as refusal:
            Press(printed.root).publish()
        refusals.append(str(refusal.value))

    def ask_late() -> None:
        printed.write("late.html", page("/"))
        with pytest.raises(ConflictError):
            Press(printed.root).publish()

    printed.meanwhile = [ask]
    printed.publish(then=lambda _: ask_late() if printed.builds == 1 else None)
    assert "Process " in refusals[0]
    assert "since 2006-01-02 03:04:05 UTC" in refusals[0]
    assert printed.builds == 2
    assert printed.live() == files(printed.made)


def test_who_finds_a_rehearsal_at_work_waits(printed: Press) -> None:
    """A rehearsal publishes nothing for others, so a publication waits until it is done, and then does its own."""
    done: list[Way] = []
    waiting = threading.Thread(target=lambda: done.append(Press(printed.root).publish().way))
    printed.write("index.html", page("/about/"))
    printed.meanwhile = [waiting.start]
    printed.rehearse()
    waiting.join(HANG)
    assert done == [Way.RELEASE]


def test_a_rollback_does_not_interrupt_a_publication(printed: Press) -> None:
    """It is refused, with the name of who is at work."""

    def go_back() -> None:
        with pytest.raises(ConflictError, match=r"Process .* is at work"):
            Press(printed.root).rollback()

    printed.meanwhile = [go_back]
    printed.publish()
    assert not printed.meanwhile


def test_a_purge_waits_for_whoever_is_at_work(printed: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure is not refused because a service publishes in that moment, as it does when a comment goes."""
    done: list[tuple[str, ...]] = []
    refused, take = threading.Event(), PublishLock._taken

    def taken(self: PublishLock, *, publishing: bool) -> object:
        held = take(self, publishing=publishing)
        if held is None:
            refused.set()
        return held

    monkeypatch.setattr(PublishLock, "_taken", taken)
    purging = threading.Thread(target=lambda: done.append(rollback.purge(printed.site, TALK, NOW)))
    printed.meanwhile = [lambda: (purging.start(), refused.wait(HANG))]
    printed.publish()
    purging.join(HANG)
    assert done == [()]


def test_who_sends_to_a_target_waits_for_a_turn_of_its_own(printed: Press) -> None:
    """Another's round would not send it there."""
    sent: list[Path] = []
    waiting = threading.Thread(target=lambda: Press(printed.root).publish(then=sent.append))
    printed.meanwhile = [waiting.start]
    printed.publish()
    waiting.join(HANG)
    assert sent == [printed.current.resolve()]


def test_a_failed_publication_lets_go(printed: Press) -> None:
    """After a refusal the next one finds the lock free."""
    printed.write("index.html", page("/nowhere/"))
    with pytest.raises(Exception, match="nowhere"):
        printed.publish()
    printed.write("index.html", page("/about/"))
    assert printed.publish().way is Way.RELEASE


DECISIONS: dict[str, Callable[[Press], object]] = {
    "approved": lambda press: press.talk(TALK, "00000002-more"),
    "rejected": lambda press: press.talk(),
    "reworded": lambda press: press.comment(TALK, "Better said."),
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
def test_a_decision_during_a_build_makes_another_build(printed: Press, decide: Callable[[Press], object]) -> None:
    """What an editor decides while the site is built is in what is published, or out of it."""
    printed.talk(TALK)
    printed.meanwhile = [lambda: decide(printed)]
    printed.publish()
    assert printed.builds == 2
    assert printed.live() == files(printed.made)


def test_decisions_without_end_stop_a_publication(printed: Press) -> None:
    """Rather than publish what nobody has seen whole, it gives up, and says to try again."""
    before = printed.live()
    printed.meanwhile = [lambda number=number: printed.talk(f"0000000{number}-talk") for number in range(9)]
    with pytest.raises(ConflictError, match="oi publish"):
        printed.publish()
    assert printed.live() == before


def test_a_comment_rejected_while_its_page_stays_stops_the_publication(printed: Press) -> None:
    """Where a build forgets to take a withdrawn comment out, the inspection finds it in the unchanged page."""
    printed.talk(TALK)
    printed.publish()
    for path in (printed.root / "content").rglob("*.md"):
        path.unlink()
    with pytest.raises(Exception, match=f"shows comment {TALK}"):
        printed.publish()


ASKER = """
import sys
from pathlib import Path
from deploy_press import Press, page
from outsideinnovation.errors import ConflictError, StorageError
press = Press(Path(sys.argv[1]))
for number in range(5):
    press.write(f"asked/{sys.argv[2]}-{number}.html", page("/"))
    try:
        press.publish()
    except ConflictError as refusal:
        assert "goes round once more" in str(refusal), refusal
"""


def test_no_request_of_many_processes_is_lost(printed: Press) -> None:
    """Four processes ask five times each, all at once; when the last has ended, everything is live."""
    here = str(Path(__file__).parent)
    askers = [
        subprocess.Popen([sys.executable, "-c", ASKER, str(printed.root), str(number)], cwd=here) for number in range(4)
    ]
    assert [asker.wait(HANG) for asker in askers] == [0, 0, 0, 0]
    assert printed.live() == files(printed.made)
    assert len([path for path in printed.live() if path.startswith("asked/")]) == 20


def test_work_that_is_held_is_done_once(tmp_path: Path) -> None:
    """Requests do not repeat a rollback."""
    turn = PublishLock(tmp_path, "somebody")
    done: list[int] = []

    def work() -> None:
        done.append(1)
        PublishLock(tmp_path, "another").request()

    turn.hold(work)
    assert done == [1]


def test_recovering_needs_the_lock_too(printed: Press) -> None:
    """What looks like a crash's leftovers may be somebody's work."""

    def recover() -> None:
        with pytest.raises(ConflictError):
            rollback.recover(printed.site, NOW)

    printed.meanwhile = [recover]
    printed.publish()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """Where instance/ cannot be made, the message says where and what to do."""
    (tmp_path / "instance").write_text("a file", "utf-8")
    with pytest.raises(StorageError, match="Check the folder's rights"):
        PublishLock(tmp_path / "instance", "somebody").hold(lambda: None)
    with pytest.raises(StorageError):
        PublishLock(tmp_path / "instance", "somebody").request()
