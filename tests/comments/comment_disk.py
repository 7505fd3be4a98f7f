"""A queue, a book and a log in one folder, and a program that uses them as a service does and may be killed at any call.

It says on its standard output, in one write a line, what was acknowledged: ``ack ID``, or ``refused ID``.
"""

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outsideinnovation import renaming
from outsideinnovation.comments import intake as intake_module
from outsideinnovation.comments import moderation
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.intake import Intake
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import Private, PrivateStore, Reason
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status, new_id
from outsideinnovation.errors import ConflictError, StorageError

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=30_000)  # everything that lies about is old by then
ATTEMPTS = 6


class Disk:
    """Where everything lies."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.queue = CommentQueue(root / "content" / "comments")
        self.private_store = PrivateStore(root / "instance" / "private.sqlite")
        self.log = DecisionLog(root / "instance" / "decisions.jsonl")

    def intake(self, limit: int = 1000, spare: int = 0) -> Intake:
        """Return a way in."""
        return Intake(self.queue, self.private_store, pending_limit=limit, spare=spare)

    def submit(self, intake: Intake, number: int) -> str:
        """Send the comment of that number as a reader does; return its id."""
        one = comment(number)
        return intake.submit(one, private(one, number)).id


def comment(number: int, seconds: int = 0) -> Comment:
    """Return the comment of that number, received so many *seconds* after noon."""
    received = NOON + timedelta(seconds=seconds)
    identifier = new_id(received, f"digest {number}")
    body = f"Words of number {number}."
    return Comment(identifier, f"post-{number % 2}", Status.PENDING, "Dana", received, body)


def private(one: Comment, number: int, **changes: object) -> Private:
    """Return what is known of it."""
    fields = {"email": f"reader-{number}@example.org", "notify": True, "network": f"network {number % 3}"} | changes
    reasons = (Reason("links", 0.25, "two"),)
    return Private(
        id=one.id,
        digest=f"digest {number}",
        received=one.date,
        score=0.25,
        reasons=reasons,
        **fields,  # type: ignore[arg-type]
    )


def say(*words: object) -> None:
    """Say one line, in one write."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def begin(disk: Disk) -> None:
    """Have everything there: the tables, the folders, comments that were sent before, one of them decided."""
    way = disk.intake()
    for number in range(4):
        disk.submit(way, number)
    moderation.decide(disk.queue, Action.APPROVE, [comment(0).id], log=disk.log, by="dana", now=NOON)
    way.close()
    disk.private_store.close()


def submit(disk: Disk) -> None:
    """Send three comments at once, and one of them again."""
    way = disk.intake()
    senders = [threading.Thread(target=_send, args=(disk, way, number)) for number in (10, 11, 12, 10)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    way.close()


def insist(disk: Disk) -> None:
    """Send two comments, each until it is accepted, by one sender, so that the system calls have one order."""
    intake_module.WAITERS = 1
    way = disk.intake()
    for number in (20, 21):
        for _ in range(ATTEMPTS):
            if _send(disk, way, number):
                break
            left = disk.queue.where(comment(number))
            if left:
                say("left", left)
    way.close()


def decide(disk: Disk) -> None:
    """Approve one comment, and reject another."""
    for number, action in ((1, Action.APPROVE), (2, Action.REJECT)):
        identifier = comment(number).id
        try:
            moderation.decide(disk.queue, action, [identifier], log=disk.log, by="dana", now=NOON)
            say("ack", identifier)
        except StorageError as error:
            say("refused", identifier, str(error).replace("\n", " "))


def decide_by_hand(disk: Disk) -> None:
    """Decide where the system knows no rename that does not replace."""
    renaming._renameat2 = lambda: None
    decide(disk)


def edit(disk: Disk) -> None:
    """Correct a comment's words."""
    one = disk.queue.find(comment(1).id)
    version = disk.queue.version(one)
    moderation.edit(disk.queue, one, body="Better words.", expected_version=version, by="dana", now=NOON, log=disk.log)
    say("ack", one.id)


def recover(disk: Disk) -> None:
    """Put everything in order, as at a start."""
    disk.queue.recover(LATER)
    moderation.reconcile(disk.queue, disk.log, NOON, private_store=disk.private_store)
    say("done")


def race(disk: Disk) -> None:
    """Decide one comment in four threads, in different ways, as soon as a line comes in."""
    identifier = comment(3).id
    actions = [Action.APPROVE, Action.REJECT, Action.SPAM, Action.APPROVE]
    start = threading.Barrier(len(actions) + 1)

    def decide_one(action: Action) -> None:
        start.wait()
        try:
            moderation.decide(
                disk.queue, action, [identifier], log=disk.log, by=f"{os.getpid()}", now=NOON, seen=Status.PENDING
            )
            say("won", action)
        except ConflictError as error:
            say("lost", str(error).replace("\n", " "))

    threads = [threading.Thread(target=decide_one, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    say("ready")
    sys.stdin.readline()
    start.wait()
    for thread in threads:
        thread.join()


def flood(disk: Disk) -> None:
    """Send comments without end from eight threads."""
    way = disk.intake(limit=1_000_000)
    first = int(sys.stdin.readline())

    def send_on(thread: int) -> None:
        for number in range(10_000):
            _send(disk, way, first + thread * 10_000 + number)

    for thread in range(8):
        threading.Thread(target=send_on, args=(thread,), daemon=True).start()
    threading.Event().wait()


def _send(disk: Disk, way: Intake, number: int) -> bool:
    try:
        say("ack", disk.submit(way, number))
    except StorageError as error:
        say("refused", comment(number).id, str(error).replace("\n", " "))
        return False
    return True


GESTURES: dict[str, Callable[[Disk], None]] = {
    gesture.__name__: gesture for gesture in (begin, submit, insist, decide, decide_by_hand, edit, recover, race, flood)
}

if __name__ == "__main__":
    GESTURES[sys.argv[1]](Disk(Path(sys.argv[2])))
