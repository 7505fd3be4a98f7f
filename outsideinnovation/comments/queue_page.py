"""The comments of one page of the queue: chosen by a filter, counted whole, and only those of the page read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue_filter import QueueFilter, Sort
from outsideinnovation.comments.queue_index import QueueSnapshot
from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.walk import CommentPlace, Walk

PAGE = 25  # comments a page


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page: its *comments*, how many there are in all, and how many pages. ``broken`` are files that cannot be read."""

    filter: QueueFilter
    comments: tuple[Comment, ...]
    total: int
    pages: int
    broken: tuple[str, ...]


def page_of(folder: Path, seen: QueueSnapshot, private_store: PrivateStore, wanted: QueueFilter) -> QueuePage:
    """Return the page that *wanted* asks for, of the queue in *folder* as it was *seen*; one beyond the last is the last."""
    places = seen.places(wanted.status, wanted.post)
    if wanted.q:
        places = _with_words(Walk(folder), places, wanted.q)
    if wanted.reason or wanted.sort is Sort.SCORE:
        places = _scored(places, private_store, wanted)
    if wanted.sort is Sort.NEWEST:
        places.reverse()
    pages = max(1, -(-len(places) // PAGE))
    number = min(wanted.page, pages)
    walk = Walk(folder)
    read = _read(walk, places[(number - 1) * PAGE : number * PAGE])
    problems = [problem for problem in walk.problems if problem.path.exists()]  # else somebody has just decided it
    broken = tuple(visible(f"{problem.path.name}: {problem.what}: {problem.remedy}") for problem in problems)
    return QueuePage(wanted.but(page=number), read, len(places), pages, broken)


def _read(walk: Walk, places: Sequence[CommentPlace]) -> tuple[Comment, ...]:
    return tuple(comment for place in places if (comment := walk.read(place)))


def _with_words(walk: Walk, places: Sequence[CommentPlace], words: str) -> list[CommentPlace]:
    """Return the places of comments that hold every one of *words*; each is read, so this takes longer."""
    wanted = words.casefold().split()
    found = []
    for place in places:
        comment = walk.read(place)
        text = f"{comment.author}\n{comment.body}\n{comment.website or ''}".casefold() if comment else ""
        if all(word in text for word in wanted):
            found.append(place)
    return found


def _scored(places: Sequence[CommentPlace], private_store: PrivateStore, wanted: QueueFilter) -> list[CommentPlace]:
    """Return *places* narrowed to a reason, and in the order of scores where that is asked for: the least likely spam first."""
    known = private_store.of(place.id for place in places)
    matching = [
        place
        for place in places
        if not wanted.reason
        or (place.id in known and any(reason.name == wanted.reason for reason in known[place.id].reasons))
    ]
    if wanted.sort is Sort.SCORE:
        matching.sort(key=lambda place: known[place.id].score if place.id in known else 0.0)
    return matching
