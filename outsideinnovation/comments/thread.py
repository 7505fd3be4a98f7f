"""Arranges the comments of one post as a conversation: who answers whom, how deep, in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from outsideinnovation.comments import markup
from outsideinnovation.comments.record import Comment


class Order(StrEnum):
    """Which conversation stands first; replies always read downwards, the oldest first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Node:
    """A comment in its place. ``html`` is its body, rendered and safe; ``number`` counts by date, the oldest is 1.

    ``depth`` is 0 for whoever answers nobody. ``answers`` is the comment that this one answers, if it is in the thread;
    ``in_reply_to`` is set only where the place does not show that, because replies may not be indented any deeper.
    """

    comment: Comment
    html: str
    number: int
    depth: int
    in_reply_to: Comment | None
    replies: "tuple[Node, ...]"
    answers: Comment | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Comments beside each other that are seen together; ``count`` counts their replies too."""

    nodes: tuple[Node, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A post's whole conversation: how many comments there are, and those that answer nobody, with their replies.

    ``folds`` has the groups into which replies fall where they are too many to be seen at once, by the number of the comment
    that they answer; 0 stands for those that answer nobody.
    """

    count: int
    replies: tuple[Node, ...]
    folds: Mapping[int, tuple[Group, ...]] = field(default_factory=dict)


def arrange(comments: Iterable[Comment], order: Order, depth: int) -> Thread:
    """Arrange one post's *comments*, each exactly once, in linear time (but for sorting) and without recursion.

    Replies deeper than *depth* stand at that depth; at depth 0 each stands by itself, below what it answers. A reply whose
    parent is not among *comments*, being unapproved or foreign, answers nobody; of comments that answer each other in a
    circle the oldest does.
    """
    aged = sorted(comments, key=lambda comment: (comment.date, comment.id))
    parents = _parents(aged)
    _break_circles(parents)
    places = _places(parents, max(depth, 0))
    top, nodes = _nodes(aged, parents, places)
    return Thread(len(nodes), _in_order(top, places, order))


@dataclass(slots=True)
class _Place:
    """Where a comment stands: how deep, under which other, and in whose conversation."""

    depth: int
    under: int | None
    first: int


def _parents(aged: Sequence[Comment]) -> list[int | None]:
    """Return for each comment the position of the one it answers."""
    positions: dict[str, int] = {}
    for position, comment in enumerate(aged):
        positions.setdefault(comment.id, position)
    return [positions.get(comment.reply_to) if comment.reply_to else None for comment in aged]


def _break_circles(parents: list[int | None]) -> None:
    """Let the oldest of every circle answer nobody. Positions are ages, so the oldest is the smallest position."""
    walked: list[int | None] = [None] * len(parents)
    for start in range(len(parents)):
        at: int | None = start
        while at is not None and walked[at] is None:
            walked[at] = start
            at = parents[at]
        if at is not None and walked[at] == start:
            parents[min(_circle(parents, at))] = None


def _circle(parents: Sequence[int | None], start: int) -> list[int]:
    circle = [start]
    while (following := parents[circle[-1]]) is not None and following != start:
        circle.append(following)
    return circle


def _places(parents: Sequence[int | None], deepest: int) -> list[_Place]:
    """Return where each comment stands."""
    places: list[_Place | None] = [None] * len(parents)
    for start in range(len(parents)):
        line = []
        at: int | None = start
        while at is not None and places[at] is None:
            line.append(at)
            at = parents[at]
        for position in reversed(line):
            parent = parents[position]
            above = places[parent] if parent is not None else None
            places[position] = _below(parent, above, deepest) if above else _Place(0, None, position)
    return [place for place in places if place is not None]


def _below(parent: int | None, above: _Place, deepest: int) -> _Place:
    if above.depth < deepest:
        return _Place(above.depth + 1, parent, above.first)
    return _Place(above.depth, above.under, above.first)


def _in_order(top: tuple[Node, ...], places: Sequence[_Place], order: Order) -> tuple[Node, ...]:
    """Return what is not indented: the conversations in *order*, and inside one, where answers are not indented, by age."""
    newest = -1 if order is Order.NEWEST else 1
    return tuple(sorted(top, key=lambda node: (newest * places[node.number - 1].first, node.number)))


def _nodes(
    aged: Sequence[Comment], parents: Sequence[int | None], places: Sequence[_Place]
) -> tuple[tuple[Node, ...], list[Node]]:
    """Make the nodes from the deepest upwards, since a node is made with its replies."""
    replies: dict[int | None, list[Node]] = {}
    nodes: list[Node] = []
    for position in sorted(range(len(aged)), key=lambda position: (-places[position].depth, position)):
        comment, place, parent = aged[position], places[position], parents[position]
        answered = aged[parent] if parent is not None else None
        node = Node(
            comment=comment,
            html=markup.render(comment.body),
            number=position + 1,
            depth=place.depth,
            in_reply_to=answered if parent != place.under else None,
            replies=tuple(replies.pop(position, ())),
            answers=answered,
        )
        replies.setdefault(place.under, []).append(node)
        nodes.append(node)
    return tuple(replies.get(None, ())), nodes
