"""A thread: every comment exactly once, in the order and to the depth that the settings say."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from comment_samples import NOON, comment
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.thread import Node, Order, arrange


def said(number: int, answers: int | None = None) -> Comment:
    """Return the comment of minute *number*, which answers that of another."""
    reply_to = None if answers is None else f"comment-{answers:06}"
    return comment(number, id=f"comment-{number:06}", reply_to=reply_to, date=NOON + timedelta(minutes=number))


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node as it is read, without recursion."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.replies[::-1])


def outline(nodes: Iterable[Node]) -> list[tuple[int, int]]:
    """Return number and depth of every node as it is read."""
    return [(int(node.comment.id[-6:]), node.depth) for node in walk(nodes)]


CONVERSATION = [said(1), said(2, 1), said(3), said(4, 1), said(5, 2), said(6, 5), said(7, 6)]


def test_the_newest_conversation_stands_first_and_replies_read_downwards() -> None:
    """The setting orders conversations; inside one, time runs down the page."""
    thread = arrange(CONVERSATION, Order.NEWEST, 9)
    assert outline(thread.replies) == [(3, 0), (1, 0), (2, 1), (5, 2), (6, 3), (7, 4), (4, 1)]


def test_the_oldest_conversation_can_stand_first() -> None:
    """The other order turns conversations round, and nothing inside them."""
    thread = arrange(CONVERSATION, Order.OLDEST, 9)
    assert outline(thread.replies) == [(1, 0), (2, 1), (5, 2), (6, 3), (7, 4), (4, 1), (3, 0)]


def test_replies_too_deep_stand_at_the_last_depth_and_name_whom_they_answer() -> None:
    """A narrow page stays readable, and nobody wonders who is meant."""
    thread = arrange(CONVERSATION, Order.OLDEST, 2)
    assert outline(thread.replies) == [(1, 0), (2, 1), (5, 2), (6, 2), (7, 2), (4, 1), (3, 0)]
    answers = {node.comment.id[-1]: node.in_reply_to and node.in_reply_to.id[-1] for node in walk(thread.replies)}
    assert answers == {"1": None, "2": None, "3": None, "4": None, "5": None, "6": "5", "7": "6"}


@pytest.mark.parametrize(
    ("order", "expected"), [(Order.NEWEST, (3, 1, 2, 4, 5, 6, 7)), (Order.OLDEST, (1, 2, 4, 5, 6, 7, 3))]
)
@pytest.mark.parametrize("depth", [0, -1])
def test_without_depth_all_stand_side_by_side(order: Order, expected: tuple[int, ...], depth: int) -> None:
    """A flat list is a thread of depth 0: its conversations are in the order of the setting, and each reads downwards."""
    thread = arrange(CONVERSATION, order, depth)
    assert outline(thread.replies) == [(number, 0) for number in expected]
    answered = {node.comment.id: node.comment.reply_to for node in thread.replies}
    assert all(node.in_reply_to is None or node.in_reply_to.id == answered[node.comment.id] for node in thread.replies)


def test_comments_are_counted_and_numbered_by_date() -> None:
    """The number of a comment does not depend on where it stands."""
    thread = arrange(CONVERSATION, Order.NEWEST, 1)
    assert thread.count == 7
    assert all(node.number == int(node.comment.id[-6:]) for node in walk(thread.replies))


def test_a_reply_to_what_is_not_there_answers_nobody() -> None:
    """A parent that is not approved, or is of another post, leaves its replies on the page."""
    assert outline(arrange([said(2, 1), said(3, 2)], Order.OLDEST, 3).replies) == [(2, 0), (3, 1)]


@pytest.mark.parametrize("parent", ["../../approved/x", "\0", "", "0123456789ab" * 500, "{static}", "%2e%2e"])
def test_a_parent_that_is_no_comment_is_nobody(parent: str) -> None:
    """Whatever a file says of whom it answers, it is looked for among the comments and nowhere else."""
    (node,) = arrange([comment(reply_to=parent)], Order.OLDEST, 3).replies
    assert (node.depth, node.in_reply_to) == (0, None)


def test_a_circle_is_opened_at_its_oldest() -> None:
    """Comments that answer each other, or themselves, are all shown."""
    circle = [said(1, 3), said(2, 1), said(3, 2), said(4, 4), said(5, 3)]
    assert outline(arrange(circle, Order.OLDEST, 9).replies) == [(1, 0), (2, 1), (3, 2), (5, 3), (4, 0)]


def test_a_node_carries_its_words_as_safe_html() -> None:
    """What a page shows is rendered here, once."""
    (node,) = arrange([comment(body="*Yes* <b>no</b>")], Order.OLDEST, 3).replies
    assert node.html == "<p><em>Yes</em> &lt;b&gt;no&lt;/b&gt;</p>"


@pytest.mark.parametrize("depth", [3, 10_000])
def test_an_endless_quarrel_is_no_problem(depth: int) -> None:
    """Five thousand replies in one chain need no recursion."""
    thread = arrange([said(number, number - 1 if number else None) for number in range(5000)], Order.NEWEST, depth)
    assert sum(1 for _ in walk(thread.replies)) == thread.count == 5000
    assert max(node.depth for node in walk(thread.replies)) == min(depth, 4999)


@given(
    st.lists(st.none() | st.integers(0, 14), max_size=12),
    st.sampled_from(Order),
    st.integers(0, 4),
    st.randoms(use_true_random=False),
)
def test_every_comment_appears_exactly_once(
    answers: list[int | None], order: Order, depth: int, chance: object
) -> None:
    """Whatever answers whatever: nothing is lost or doubled, none is too deep, and the input's order is of no matter."""
    comments = [said(number, parent) for number, parent in enumerate(answers)]
    thread = arrange(comments, order, depth)
    nodes = list(walk(thread.replies))
    assert sorted(node.comment.id for node in nodes) == [one.id for one in comments]
    assert thread.count == len(comments)
    assert all(node.depth <= depth for node in nodes)
    for node in nodes:
        assert [reply.depth for reply in node.replies] == [node.depth + 1] * len(node.replies)
        assert list(node.replies) == sorted(node.replies, key=lambda reply: reply.number)
    read = [node.comment.id for node in nodes]
    later = {node.comment.id: node.in_reply_to.id for node in nodes if node.in_reply_to}
    assert all(read.index(answered) < read.index(answer) for answer, answered in later.items() if answered < answer)
    chance.shuffle(comments)
    assert arrange(comments, order, depth) == thread
