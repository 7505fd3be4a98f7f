"""Which documents have a phrase: its words one after the other, by stems."""

from collections.abc import Callable, Mapping, Sequence

from outsideinnovation.search.analysis import POSITIONS
from outsideinnovation.search.varints import Bytes

SMALL = 127  # a varint of one byte


def having(
    stems: Sequence[str], postings: Callable[[str], Mapping[int, bytes]], among: set[int] | None = None
) -> set[int]:
    """Return the documents, *among* these if they are given, in which *stems* stand one after the other.

    One stem is a phrase too.
    """
    found = [postings(stem) for stem in stems]
    documents = (set(found[0]) if among is None else among).intersection(*found)
    if len(stems) == 1:
        return documents
    return {document for document in documents if _together([each[document] for each in found])}


def positions(posting: bytes) -> list[int]:
    """Return the positions in a posting."""
    if (
        len(posting) == POSITIONS + 2 and posting[POSITIONS + 1] <= SMALL
    ):  # most are of one position, near the beginning
        return [posting[POSITIONS + 1]]
    data = Bytes(posting, POSITIONS)
    found, last = [], 0
    for difference in data.varints(data.varint()):
        last += difference
        found.append(last)
    return found


def _together(postings: Sequence[bytes]) -> bool:
    starts = set(positions(postings[0]))
    for distance, posting in enumerate(postings[1:], 1):
        starts &= {position - distance for position in positions(posting)}
    return bool(starts)
