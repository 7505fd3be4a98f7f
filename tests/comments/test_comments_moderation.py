"""Decisions: one table of states, several comments at once or none, and clear refusals."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from comment_samples import NOON, comment

from outsideinnovation.comments import moderation
from outsideinnovation.comments.decisions import DecisionLog, LoggedDecision
from outsideinnovation.comments.moderation import Action, DecidedError, Decision
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError

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
    return CommentQueue(tmp_path / "comments")


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    """Return an empty log."""
    return DecisionLog(tmp_path / "decisions.jsonl")


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
        said = "is pending already" if before is PENDING else f"was decided already: it is {before}"
        with pytest.raises(ConflictError, match=f"Comment {one.id} {said}"):
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


def test_a_decision_is_written_down(queue: CommentQueue, log: DecisionLog) -> None:
    """With its moment, the editor, the states and the version of the text; several are one act."""
    for number in (1, 2):
        queue.add(comment(number))
    version = queue.version(comment(1))
    moderation.decide(queue, Action.APPROVE, [comment(1).id, comment(2).id], log=log, by="dana", now=NOON)
    one, two = log.all()
    assert one == LoggedDecision(NOON, comment(1).id, "approve", "pending", "approved", "dana", version, one.act)
    assert one.act == two.act != ""


def test_whoever_comes_too_late_hears_what_was_decided_and_when(queue: CommentQueue, log: DecisionLog) -> None:
    """The message says it in words, and the error carries the entry."""
    queue.add(comment())
    moderation.decide(queue, Action.APPROVE, [comment().id], log=log, by="dana", now=NOON)
    with pytest.raises(
        DecidedError, match=r"decided already: approved by dana on 9 December 2005, 12:00 UTC"
    ) as caught:
        moderation.decide(queue, Action.REJECT, [comment().id], log=log, by="else", now=NOON, seen=PENDING)
    assert caught.value.decided == log.last(comment().id)
    assert queue.find(comment().id).status is APPROVED
    moderation.decide(queue, Action.REJECT, [comment().id], log=log, by="else", now=NOON, seen=APPROVED)
    assert len(log.all()) == 2


def test_a_decision_about_other_words_is_refused(queue: CommentQueue, log: DecisionLog) -> None:
    """A link from a mail is for the text that the mail showed."""
    one = comment()
    queue.add(one)
    version = queue.version(one)
    moderation.edit(queue, one, body="Other.", expected_version=version, by="reader", now=NOON, log=log)
    with pytest.raises(DecidedError, match="changed meanwhile: edited by reader"):
        moderation.decide(queue, Action.APPROVE, [one.id], log=log, by="dana", now=NOON, versions={one.id: version})
    versions = {one.id: queue.version(one), "unknown-id-1": "else"}
    assert moderation.decide(queue, Action.APPROVE, [one.id], log=log, by="dana", now=NOON, versions=versions)


def test_many_are_decided_with_one_look(queue: CommentQueue, log: DecisionLog) -> None:
    """A hundred at once, on several posts, some of which do not exist: none is moved; without those, all are."""
    many = [comment(number, post=f"post-{number % 7}") for number in range(100)]
    queue.add_all(many)
    ids = [one.id for one in many]
    with pytest.raises(NotFoundError, match="unknown-id-1"):
        moderation.decide(queue, Action.SPAM, [*ids, "unknown-id-1", "../../etc"], log=log, by="dana", now=NOON)
    assert len(queue.list(PENDING)) == 100
    assert [each.id for each in moderation.decide(queue, Action.SPAM, ids, log=log, by="dana", now=NOON)] == ids
    assert queue.counts() == {PENDING: 0, APPROVED: 0, REJECTED: 0, SPAM: 100}
    assert len({entry.act for entry in log.all()}) == 1


def test_an_act_is_undone_as_a_whole_and_then_the_act_before(queue: CommentQueue, log: DecisionLog) -> None:
    """Decisions, edits and answers, in the reverse order; afterwards nothing is left to undo."""
    one, two = comment(1), comment(2)
    for each in (one, two):
        queue.add(each)
    first = queue.data(one)
    moderation.edit(queue, one, body="Better.", expected_version=queue.version(one), by="dana", now=NOON, log=log)
    moderation.decide(queue, Action.APPROVE, [one.id, two.id], log=log, by="dana", now=NOON)
    answer = moderation.reply(queue, one, body="Thanks.", author="Patty", by="dana", now=NOON, log=log)
    assert [each.id for each in moderation.undo(queue, log, "dana", NOON)] == [answer.id]
    assert queue.find(answer.id).status is REJECTED
    assert moderation.undo(queue, log, "dana", NOON) == [Decision(each.id, APPROVED, PENDING) for each in (one, two)]
    assert moderation.undo(queue, log, "dana", NOON) == [Decision(one.id, PENDING, PENDING)]
    assert queue.data(one) == first
    with pytest.raises(NotFoundError, match="Nothing that dana decided"):
        moderation.undo(queue, log, "dana", NOON)


def test_what_was_decided_since_is_not_undone(queue: CommentQueue, log: DecisionLog) -> None:
    """Nobody takes back another's decision by accident; of several, none is moved."""
    for number in (1, 2):
        queue.add(comment(number))
    ids = [comment(1).id, comment(2).id]
    moderation.decide(queue, Action.APPROVE, ids, log=log, by="dana", now=NOON)
    moderation.decide(queue, Action.REJECT, ids[1:], log=log, by="else", now=NOON)
    with pytest.raises(DecidedError, match="decided since: rejected by else"):
        moderation.undo(queue, log, "dana", NOON)
    assert queue.find(ids[0]).status is APPROVED


def test_what_was_moved_by_hand_since_is_not_undone(queue: CommentQueue, log: DecisionLog) -> None:
    """Also before it stands in the log."""
    queue.add(comment())
    moderation.decide(queue, Action.APPROVE, [comment().id], log=log, by="dana", now=NOON)
    queue.move(queue.find(comment().id), SPAM)
    with pytest.raises(DecidedError, match="by hand"):
        moderation.undo(queue, log, "dana", NOON)


def test_an_edit_keeps_the_difference(queue: CommentQueue, log: DecisionLog) -> None:
    """The words change, whatever else was in the head stays, and what changed can be read."""
    one = comment(website="https://example.org/", extra={"mood": "good"})
    queue.add(one)
    edited = moderation.edit(
        queue,
        one,
        body="  Better\r\nwords.",
        author="Dana  D.",
        expected_version=queue.version(one),
        by="dana",
        now=NOON,
        log=log,
    )
    assert edited == queue.find(one.id) == replace(one, body="  Better\nwords.", author="Dana D.")
    difference = log.edits.of(one.id)[0].read_text("utf-8")
    assert '-author = "Dana"\n' in difference
    assert "+  Better\n+words." in difference
    assert [(entry.action, entry.before, entry.after) for entry in log.of(one.id)] == [("edit", PENDING, PENDING)]
    removed = moderation.edit(queue, one, website="", expected_version=queue.version(one), by="dana", now=NOON, log=log)
    assert removed.website is None


def test_an_edit_that_changes_nothing_leaves_no_trace(queue: CommentQueue, log: DecisionLog) -> None:
    """Neither in the log nor beside it."""
    one = comment()
    queue.add(one)
    moderation.edit(queue, one, body=one.body, expected_version=queue.version(one), by="dana", now=NOON, log=log)
    assert log.all() == log.edits.of(one.id) == []


@pytest.mark.parametrize(
    "changes", [{"body": " \n"}, {"author": "\u202e"}, {"author": "a" * 81}, {"website": "javascript:alert(1)"}]
)
def test_an_edit_leaves_a_whole_comment(queue: CommentQueue, log: DecisionLog, changes: dict[str, str]) -> None:
    """Without words or a name, or with an address that is none, it is refused and nothing changes."""
    one = comment()
    queue.add(one)
    with pytest.raises(ContentError):
        moderation.edit(queue, one, expected_version=queue.version(one), by="dana", now=NOON, log=log, **changes)
    assert queue.list() == [one]
    assert log.all() == []


def test_an_edit_of_other_words_or_of_a_moved_comment_is_refused(queue: CommentQueue, log: DecisionLog) -> None:
    """Of two who edit one wins."""
    one = comment()
    queue.add(one)
    version = queue.version(one)
    moderation.edit(queue, one, body="First.", expected_version=version, by="dana", now=NOON, log=log)
    with pytest.raises(DecidedError, match="edited by dana"):
        moderation.edit(queue, one, body="Second.", expected_version=version, by="else", now=NOON, log=log)
    moderation.decide(queue, Action.APPROVE, [one.id], log=log, by="eve", now=NOON)
    with pytest.raises(DecidedError, match=f"{one.id} was decided already: approved by eve on 9 December 2005"):
        moderation.edit(queue, one, body="Third.", expected_version=version, by="else", now=NOON, log=log)


def test_an_answer_is_public_and_the_authors(queue: CommentQueue, log: DecisionLog) -> None:
    """It answers its comment on the same post, and pressing the button twice gives one."""
    one = comment(status=APPROVED)
    queue.add(one)
    answer = moderation.reply(queue, one, body="Thank\x00s.", author="Patty", by="dana", now=NOON, log=log)
    again = moderation.reply(
        queue, one, body="Thanks.", author="Patty", by="dana", now=NOON + timedelta(minutes=1), log=log
    )
    assert again == answer == queue.find(answer.id)
    assert (answer.status, answer.by_author, answer.reply_to, answer.body) == (APPROVED, True, one.id, "Thanks.")
    assert [(entry.action, entry.before, entry.after) for entry in log.all()] == [("reply", "", APPROVED)]


def test_what_nobody_can_see_is_not_answered(queue: CommentQueue, log: DecisionLog) -> None:
    """The remedy is named; so it is for an answer without words."""
    queue.add(comment(1))
    queue.add(comment(2, APPROVED))
    with pytest.raises(ConflictError, match=f"oi comments approve {comment(1).id}"):
        moderation.reply(queue, comment(1), body="Thanks.", author="Patty", by="dana", now=NOON, log=log)
    with pytest.raises(ContentError, match="no words"):
        moderation.reply(queue, comment(2), body=" ", author="Patty", by="dana", now=NOON, log=log)
    assert len(queue.list()) == 2


def test_what_was_decided_by_hand_is_written_down_once(queue: CommentQueue, log: DecisionLog) -> None:
    """A moved file is a decision like any other; what the log knows, and what waits, gets no line."""
    for number in range(3):
        queue.add(comment(number))
    moderation.decide(queue, Action.APPROVE, [comment(0).id], log=log, by="dana", now=NOON)
    for number, status in ((0, PENDING), (1, SPAM)):
        source = queue.path(queue.find(comment(number).id))
        target = queue.path(comment(number, status))
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    expected = [Decision(comment(0).id, APPROVED, PENDING), Decision(comment(1).id, PENDING, SPAM)]
    assert sorted(moderation.reconcile(queue, log, NOON), key=lambda each: each.id) == sorted(
        expected, key=lambda each: each.id
    )
    assert moderation.reconcile(queue, log, NOON) == []
    last = log.last(comment(0).id)
    assert last is not None
    assert (last.action, last.by, last.version) == ("restore", "hand", queue.version(comment(0)))


def test_what_was_imported_is_no_decision(queue: CommentQueue, log: DecisionLog, tmp_path: Path) -> None:
    """With the book, only what was received here, or decided here before, can have been decided by hand."""
    private_store = PrivateStore(tmp_path / "private.sqlite")
    for number in (1, 2):
        queue.add(comment(number, APPROVED))
    private_store.add_all([Private(comment(2).id, "digest", NOON, "network", None, False, 0.0, ())])
    assert moderation.reconcile(queue, log, NOON, private_store=private_store) == [
        Decision(comment(2).id, PENDING, APPROVED)
    ]
    private_store.close()
