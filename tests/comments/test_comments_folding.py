"""Long threads are cut into groups: nothing is lost or moved, and a page never begins with more than a reader asked for."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from comment_samples import NOON, comment
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments.folding import FEW, GROUP, fold
from outsideinnovation.comments.thread import Group, Node, Order, Thread, arrange


def conversation(answers: Iterable[int | None], depth: int = 3, order: Order = Order.OLDEST) -> Thread:
    """Return a thread of comments, a minute after each other, each answering the one of that number or nobody."""
    written = [
        comment(
            number,
            id=f"comment-{number:06}",
            reply_to=None if answered is None else f"comment-{answered:06}",
            date=NOON + timedelta(minutes=number),
        )
        for number, answered in enumerate(answers, 1)
    ]
    return arrange(written, order, depth)


def counts(thread: Thread) -> dict[int, list[int]]:
    """Return how many comments each group has, by the number of the comment answered."""
    return {place: [group.count for group in groups] for place, groups in thread.folds.items()}


def seen(nodes: tuple[Node, ...], folds: dict[int, tuple[Group, ...]], place: int = 0) -> Iterator[Node]:
    """Yield the comments that are seen before any group is opened, as they are read."""
    waiting = list((folds[place][0].nodes if place in folds else nodes)[::-1])
    while waiting:
        node = waiting.pop()
        yield node
        waiting += (folds[node.number][0].nodes if node.number in folds else node.replies)[::-1]


@pytest.mark.parametrize("count", [0, 1, 20, 20 + FEW])
def test_a_thread_that_is_not_long_is_not_folded(count: int) -> None:
    """So many are seen at once, and a few more that are not worth a fold."""
    assert fold(conversation([None] * count), 20).folds == {}


def test_a_long_thread_shows_its_beginning_and_then_groups() -> None:
    """The first are those that the order of the thread puts first; the last group has the rest."""
    thread = fold(conversation([None] * 130, order=Order.NEWEST), 20)
    assert counts(thread) == {0: [20, GROUP, GROUP, 10]}
    assert [node.number for node in thread.folds[0][0].nodes] == list(range(130, 110, -1))


def test_a_few_at_the_end_stay_with_those_before() -> None:
    """Nobody opens a group for three comments."""
    assert counts(fold(conversation([None] * (20 + GROUP + FEW)), 20)) == {0: [20, GROUP + FEW]}
    assert counts(fold(conversation([None] * (20 + GROUP + FEW + 1)), 20)) == {0: [20, GROUP, FEW + 1]}


def test_one_long_quarrel_does_not_hide_the_others() -> None:
    """Of the answers to one comment half as many are seen, and what they leave is for other conversations."""
    thread = fold(conversation([None, *[1] * 40, *[None] * 9]), 20)
    assert counts(thread) == {1: [10, 30]}
    assert [node.number for node in thread.replies if node.number > 41] == list(range(42, 51))


def test_answers_that_are_not_indented_any_deeper_are_folded_too() -> None:
    """A chain of answers ends in a list at the last depth, and that is the one that is cut."""
    thread = fold(conversation([None, *range(1, 70)]), 20)
    assert counts(thread) == {3: [10, GROUP, 7]}


def test_the_count_of_a_group_is_of_all_that_is_in_it() -> None:
    """Answers count, those too that are folded once more inside."""
    thread = fold(conversation([*[None] * 25, *[24] * 30]), 20)
    assert counts(thread) == {24: [10, 20], 0: [20, 35]}


def test_nothing_is_folded_where_the_setting_says_so() -> None:
    """0 shows all, however many there are."""
    assert fold(conversation([None] * 500), 0).folds == {}


def test_a_setting_of_one_shows_one() -> None:
    """The smallest setting folds all but the first comment and its first answer."""
    thread = fold(conversation([None, *[1] * 9, *[None] * 9]), 1)
    assert [node.number for node in seen(thread.replies, dict(thread.folds))] == [1, 2]


@pytest.mark.parametrize("depth", [3, 10_000])
def test_an_endless_quarrel_is_no_problem(depth: int) -> None:
    """Five thousand answers in one chain need no recursion."""
    thread = fold(conversation([None, *range(1, 5000)], depth), 20)
    assert sum(1 for _ in seen(thread.replies, dict(thread.folds))) <= 5000


@given(
    st.lists(st.none() | st.integers(1, 60), max_size=60), st.sampled_from(Order), st.integers(0, 4), st.integers(1, 9)
)
def test_groups_are_the_replies_in_their_order(answers: list[int | None], order: Order, depth: int, shown: int) -> None:
    """Whatever answers whatever: groups put together are the replies, their counts are right, and not too much is seen."""
    arranged = conversation(answers, depth, order)
    thread = fold(arranged, shown)
    assert (thread.count, thread.replies) == (arranged.count, arranged.replies)
    nodes = {node.number: node for node in _all(thread.replies)}
    for place, groups in thread.folds.items():
        replies = nodes[place].replies if place else thread.replies
        assert sum((group.nodes for group in groups), ()) == replies
        assert [group.count for group in groups] == [sum(1 for _ in _all(group.nodes)) for group in groups]
        assert all(groups)
    conversations = max(shown // 2, 1) * (depth + 1) + FEW * (depth + 1)
    assert sum(1 for _ in seen(thread.replies, dict(thread.folds))) <= shown + conversations


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.replies)
