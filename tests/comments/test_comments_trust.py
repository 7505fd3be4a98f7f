"""Trust is given with an approval, and ends when that is undone or spam comes from there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from comment_disk import NOON, comment, private

from outsideinnovation.comments import moderation, trust
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status

DANA = "dana@example.org"


@pytest.fixture
def private_store(tmp_path: Path) -> PrivateStore:
    """A book that knows two comments of a confirmed address."""
    found = PrivateStore(tmp_path / "private.sqlite")
    found.add_all([private(comment(number), number, email=DANA) for number in (1, 2)])
    return found


@pytest.fixture
def queue(tmp_path: Path) -> CommentQueue:
    """The two comments, waiting."""
    found = CommentQueue(tmp_path / "comments")
    for number in (1, 2):
        found.add(comment(number))
    return found


def test_undoing_takes_back_the_trust_of_that_act_only(
    private_store: PrivateStore, queue: CommentQueue, tmp_path: Path
) -> None:
    """Trust that was given before stays."""
    log = DecisionLog(tmp_path / "decisions.jsonl")
    for number in (1, 2):
        now = NOON + timedelta(minutes=number)
        moderation.decide(queue, Action.APPROVE, [comment(number).id], log=log, by="dana", now=now)
        trust.give(private_store, {DANA}.__contains__, [comment(number).id], now)
    for trusted in (True, False):
        moderation.undo(queue, log, "dana", NOON + timedelta(hours=1), private_store=private_store)
        assert private_store.trusted(DANA) is trusted
    private_store.close()


def test_only_a_confirmed_address_is_trusted(private_store: PrivateStore) -> None:
    """Anybody may type somebody else's."""
    private_store.add_all([private(comment(3), 3, email="eve@example.org")])
    trust.give(private_store, {DANA}.__contains__, [comment(3).id], NOON)
    assert not private_store.trusted("eve@example.org")
    private_store.close()


def test_spam_ends_trust_also_by_hand(private_store: PrivateStore, queue: CommentQueue, tmp_path: Path) -> None:
    """Whoever was trusted is named once; a file that was moved among the spam counts as well."""
    private_store.trust(DANA, NOON)
    assert trust.end(private_store, [comment(1).id, comment(2).id, "00000000-unknown"]) == [DANA]
    private_store.trust(DANA, NOON)
    target = queue.path(replace(comment(1), status=Status.SPAM))
    target.parent.mkdir(parents=True)
    queue.path(comment(1)).rename(target)
    moderation.reconcile(queue, DecisionLog(tmp_path / "decisions.jsonl"), NOON, private_store=private_store)
    assert not private_store.trusted(DANA)
    private_store.close()
