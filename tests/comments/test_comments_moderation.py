"""Decisions: one table of states, several comments at once or none, and clear refusals."""

from pathlib import Path

import pytest
from comment_samples import comment

from outsideinnovation.comments import moderation
from outsideinnovation.comments.moderation import Action, Decision
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ConflictError, NotFoundError

PENDING, APPROVED, REJECTED, SPAM = Status
ALLOWED = {
    Action.APPROVE: ({PENDING, REJECTED, SPAM}, APPROVED),
    Action.REJECT: ({PENDING, APPROVED}, REJECTED),
    Action.SPAM: ({PENDING, APPROVED}, SPAM),
    Action.RESTORE: ({APPROVED, REJECTED, SPAM}, PENDING),
}


@pytest.fixture
def queue(tmp_path: Path) -> CommentQueue:
    """Return an empty queue."""
    return CommentQueue(tmp_path)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("before", list(Status))
def test_every_action_on_every_state_is_settled(queue: CommentQueue, before: Status, action: Action) -> None:
    """What is allowed is done; what is not changes nothing and says in which state the comment is."""
    one = comment(status=before)
    queue.add(one)
    sources, after = ALLOWED[action]
    if before in sources:
        assert moderation.decide(queue, action, [one.id]) == [Decision(one.id, before, after)]
        assert queue.find(one.id).status is after
    else:
        with pytest.raises(ConflictError, match=f"Comment {one.id} is {before} already"):
            moderation.decide(queue, action, [one.id])
        assert queue.list() == [one]


def test_the_four_verbs_decide(queue: CommentQueue) -> None:
    """Each verb leads to its state."""
    one = comment()
    queue.add(one)
    for verb, after in (
        (moderation.approve, APPROVED),
        (moderation.reject, REJECTED),
        (moderation.restore, PENDING),
        (moderation.spam, SPAM),
    ):
        assert [decision.after for decision in verb(queue, [one.id])] == [after]


def test_several_are_decided_in_order_and_each_once(queue: CommentQueue) -> None:
    """An id given twice is no conflict with itself."""
    for number in range(3):
        queue.add(comment(number))
    ids = [comment(number).id for number in (2, 0, 2, 1)]
    assert [decision.id for decision in moderation.approve(queue, ids)] == [ids[0], ids[1], ids[3]]
    assert len(queue.approved()) == 3


def test_of_several_all_are_decided_or_none(queue: CommentQueue) -> None:
    """One that cannot be decided holds the others back, and the message names each that cannot."""
    good, decided = comment(1), comment(2, APPROVED)
    queue.add(good)
    queue.add(decided)
    with pytest.raises(ConflictError) as caught:
        moderation.approve(queue, [good.id, decided.id, "unknown-id-1"])
    assert decided.id in str(caught.value)
    assert "unknown-id-1" in str(caught.value)
    assert good.id not in str(caught.value)
    assert queue.find(good.id).status is PENDING


def test_unknown_ids_alone_are_not_found(queue: CommentQueue) -> None:
    """Every id that does not exist is named."""
    with pytest.raises(NotFoundError) as caught:
        moderation.spam(queue, ["unknown-id-1", "unknown-id-2"])
    assert len(str(caught.value).splitlines()) == 2


def test_a_decision_that_must_be_taken_back_first_says_so(queue: CommentQueue) -> None:
    """From rejected to spam the way leads through pending, and the message gives the command."""
    one = comment(status=REJECTED)
    queue.add(one)
    with pytest.raises(ConflictError, match=f"oi comments restore {one.id}"):
        moderation.spam(queue, [one.id])
