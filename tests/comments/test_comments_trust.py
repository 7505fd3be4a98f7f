"""Trust is given with an approval, and ends when that is undone or spam comes from there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from comment_disk import NOON, comment, private

from outsideinnovation.comments import moderation, trust
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private import PrivateBook
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status

DANA = "dana@example.org"


@pytest.fixture
def book(tmp_path: Path) -> PrivateBook:
    """A book that knows two comments of a confirmed address."""
    found = PrivateBook(tmp_path / "private.sqlite")
    found.add_all([private(comment(number), number, email=DANA) for number in (1, 2)])
    found.confirm(DANA, NOON)
    return found


@pytest.fixture
def queue(tmp_path: Path) -> CommentQueue:
    """The two comments, waiting."""
    found = CommentQueue(tmp_path / "comments")
    for number in (1, 2):
        found.add(comment(number))
    return found


def test_undoing_takes_back_the_trust_of_that_act_only(book: PrivateBook, queue: CommentQueue, tmp_path: Path) -> None:
    """Trust that was given before stays."""
    log = DecisionLog(tmp_path / "decisions.jsonl")
    for number in (1, 2):
        now = NOON + timedelta(minutes=number)
        moderation.decide(queue, Action.APPROVE, [comment(number).id], log=log, by="dana", now=now)
        trust.give(book, [comment(number).id], now)
    for trusted in (True, False):
        moderation.undo(queue, log, "dana", NOON + timedelta(hours=1), book=book)
        assert book.trusted(DANA) is trusted
    book.close()


def test_only_a_confirmed_address_is_trusted(book: PrivateBook) -> None:
    """Anybody may type somebody else's."""
    book.add_all([private(comment(3), 3, email="eve@example.org")])
    trust.give(book, [comment(3).id], NOON)
    assert not book.trusted("eve@example.org")
    book.close()


def test_spam_ends_trust_also_by_hand(book: PrivateBook, queue: CommentQueue, tmp_path: Path) -> None:
    """Whoever was trusted is named once; a file that was moved among the spam counts as well."""
    book.trust(DANA, NOON)
    assert trust.end(book, [comment(1).id, comment(2).id, "00000000-unknown"]) == [DANA]
    book.trust(DANA, NOON)
    target = queue.path(replace(comment(1), status=Status.SPAM))
    target.parent.mkdir(parents=True)
    queue.path(comment(1)).rename(target)
    moderation.reconcile(queue, DecisionLog(tmp_path / "decisions.jsonl"), NOON, book=book)
    assert not book.trusted(DANA)
    book.close()
