"""A sender may be killed at any moment, and several may share the work: nobody is missed, hardly anybody is written to twice."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from delivery_scenes import Scene, recipients
from tests_relay import Relay, Taken

from outsideinnovation.subscriptions.store.database import ENVIRONMENT, Database
from outsideinnovation.subscriptions.store.ledger import SENDING_LEASE

HERE = Path(__file__).parent
SENDER = HERE / "delivery_sender.py"


class Counted(list[Taken]):
    """A list that calls *reached* when it has grown by *number*: in the moment when a mail is there and is not answered for."""

    def __init__(self, kept: list[Taken], number: int, reached: Callable[[], None]) -> None:
        super().__init__(kept)
        self._left, self._reached = number, reached

    def append(self, taken: Taken) -> None:
        """Keep a mail that was read."""
        super().append(taken)
        self._left -= 1
        if not self._left:
            self._reached()


def sender(scene: Scene, relay: Relay, connections: int) -> subprocess.Popen[str]:
    """Begin to send, in a process of its own."""
    database = scene.database
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent / "support")])}
    environment |= {} if database.path else {ENVIRONMENT: database.url.render_as_string(hide_password=False)}
    instance = str(database.path.parent if database.path else HERE)
    command = [sys.executable, str(SENDER), instance, relay.url(), scene.now.isoformat(), str(connections)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8")


def check_kills(scene: Scene, readers: int, kills: int, connections: int, luck: random.Random) -> None:
    """Kill senders after a random number of mails, then let one end its work; check who got what."""
    scene.read_by(*(f"r{number}" for number in range(readers)))
    scene.publish("a")
    with Relay() as relay:
        killed = 0
        for _ in range(kills):
            running = sender(scene, relay, connections)
            number = luck.randint(1, 3 * readers // (2 * kills))
            relay.seen = Counted(relay.seen, number, lambda pid=running.pid: os.kill(pid, signal.SIGKILL))  # type: ignore[misc]
            running.communicate()
            killed += running.returncode == -signal.SIGKILL
            scene.now += SENDING_LEASE
        relay.seen = list(relay.seen)
        running = sender(scene, relay, connections)
        running.communicate()
        assert running.returncode == 0
        got = [each.to for each in relay.seen]
        assert killed >= kills * 9 // 10, "they had nothing left to send"
        assert len(set(got)) == readers, "somebody was missed"
        assert len(got) - readers <= killed * connections
        assert len(set(relay.message_ids)) == readers, "a mail that goes again has the same Message-ID"
        assert scene.states() == {"sent": readers}


@pytest.mark.parametrize("connections", [1, 4])
def test_killed_senders_miss_nobody(database: Database, connections: int) -> None:
    """A few kills, on each kind of database."""
    check_kills(Scene(database), readers=60, kills=3, connections=connections, luck=random.Random(connections))


@pytest.mark.long
@pytest.mark.parametrize("connections", [1, 10])
def test_a_hundred_kills_miss_nobody(sqlite: Database, connections: int) -> None:
    """While an issue goes to a thousand."""
    check_kills(Scene(sqlite), readers=1000, kills=100, connections=connections, luck=random.Random(7))


@pytest.mark.parametrize("senders", [2, 4])
def test_senders_share_an_issue_on_postgresql(empty_postgresql: Database, senders: int) -> None:
    """By SKIP LOCKED: each reader once, and each sender does a part of it."""
    scene = Scene(empty_postgresql)
    readers = 150 * senders
    scene.read_by(*(f"r{number}" for number in range(readers)))
    scene.publish("a")
    with Relay() as relay:
        running = [sender(scene, relay, connections=2) for _ in range(senders)]
        counts = [int(each.communicate()[0]) for each in running]
        assert set(recipients(relay).values()) == {1}
        assert sum(counts) == len(relay.taken) == readers
        assert scene.states() == {"sent": readers}
