"""Which comments of a long thread are seen at once, and which in groups that a reader opens: a telephone shows four a screen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from outsideinnovation.comments.thread import Group, Node, Thread

GROUP = 50  # comments, about, that are seen when a group is opened
FEW = 3  # so many are not worth a fold


def fold(thread: Thread, shown: int) -> Thread:
    """Return *thread* with its ``folds``, so that about *shown* comments are seen before the first of them; 0 folds nothing.

    Of the answers to one comment half as many are seen, so that one long quarrel does not hide all the others. In linear
    time and without recursion.
    """
    if not shown or thread.count <= shown + FEW:
        return thread
    sizes: dict[int, _Size] = {}
    folds: dict[int, tuple[Group, ...]] = {}
    for node in reversed([*_walk(thread.replies)]):  # answers before what they answer
        groups = _groups(node.replies, max(shown // 2, 1), sizes)
        if len(groups) > 1:
            folds[node.number] = groups
        seen = sum(sizes[each.number].seen for each in groups[0].nodes) if groups else 0
        sizes[node.number] = _Size(1 + sum(group.count for group in groups), 1 + seen)
    top = _groups(thread.replies, shown, sizes)
    return replace(thread, folds=folds | {0: top} if len(top) > 1 else folds)


@dataclass(frozen=True, slots=True)
class _Size:
    """How many comments a comment is with its replies, and how many of them are seen at once."""

    whole: int
    seen: int


def _walk(nodes: Iterable[Node]) -> Iterator[Node]:
    waiting = [*nodes]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.replies


def _groups(nodes: Sequence[Node], first: int, sizes: dict[int, _Size]) -> tuple[Group, ...]:
    """Cut *nodes* into groups of which *first*, and then GROUP, comments are seen; what is left stays if it is only a few."""
    groups: list[list[Node]] = []
    room, left = 0, sum(sizes[node.number].whole for node in nodes)
    for node in nodes:
        seen = sizes[node.number].seen
        if not groups or (seen > room and left > FEW):
            room = GROUP if groups else first
            groups.append([])
        groups[-1].append(node)
        room, left = room - seen, left - sizes[node.number].whole
    return tuple(Group(tuple(group), sum(sizes[node.number].whole for node in group)) for group in groups)
