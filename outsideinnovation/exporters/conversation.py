"""The comments of a site, read a post at a time, each behind the one that it answers."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.walk import CommentPlace, Walk
from outsideinnovation.errors import Problem


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its file's bytes, and the one before it that it answers; None where it answers nobody who is there."""

    comment: Comment
    source: bytes
    answers: Comment | None = None


class Conversation:
    """The comments in *folder* that are in one of *states*: known by their places, and read when they are asked for."""

    def __init__(self, folder: Path, states: Container[Status]) -> None:
        self._walk = Walk(folder)
        self._places: dict[str, list[CommentPlace]] = {}
        for place in self._walk.places():
            if place.status in states:
                self._places.setdefault(place.post, []).append(place)

    def take(self, post: str) -> tuple[Said, ...]:
        """Return the comments on *post*, in the order of ``in_order``; asked for again, there are none left."""
        sources: dict[str, bytes] = {}
        comments = []
        for place in self._places.pop(post, ()):
            if comment := self._walk.read(place):
                comments.append(comment)
                sources[comment.id] = Path(place.path).read_bytes()
        return tuple(Said(comment, sources[comment.id], answers) for comment, answers in in_order(comments))

    def left(self) -> dict[str, int]:
        """Return how many comments are left, by their posts."""
        return {post: len(places) for post, places in sorted(self._places.items())}

    @property
    def problems(self) -> list[Problem]:
        """What could not be read, or lies where no comment does."""
        return self._walk.problems


def in_order(comments: Iterable[Comment]) -> Iterator[tuple[Comment, Comment | None]]:
    """Yield *comments* from the oldest on, but each behind what it answers, and with that; in linear time.

    Of those that answer each other in a circle one answers nobody.
    """
    aged = sorted(comments, key=lambda comment: (comment.date, comment.id))
    known = {comment.id: comment for comment in aged}
    placed: set[str] = set()
    for start in aged:
        line: dict[str, Comment] = {}
        at: Comment | None = start
        while at is not None and at.id not in placed and at.id not in line:
            line[at.id] = at
            at = known.get(at.reply_to or "")
        for comment in reversed(line.values()):
            yield comment, known.get(comment.reply_to or "") if comment.reply_to in placed else None
            placed.add(comment.id)
