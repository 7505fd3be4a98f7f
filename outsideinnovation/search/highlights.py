"""The piece of a text that shows why it was found, with the places of the words that were searched for."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from outsideinnovation.search.words import is_character, words

WORDS = 30  # in an excerpt
_PIECE = re.compile(r"\S+")
_EDGE = re.compile(r"[\w+#']+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class HighlightedExcerpt:
    """A piece of a text, and where in it the marks begin and end."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Yield the text piece by piece, each with whether it is marked."""
        place = 0
        for start, end in self.marks:
            yield from ((self.text[place:start], False), (self.text[start:end], True))
            place = end
        yield self.text[place:], False


def excerpt(text: str, stems: Collection[str], stem: Callable[[str], str]) -> HighlightedExcerpt:
    """Return the piece of *text* in which most different *stems* stand, the first of equal ones; its beginning, if none."""
    pieces = [found.span() for found in _PIECE.finditer(text)]
    if not pieces:
        return HighlightedExcerpt("")
    in_order, wanted = text.split(), frozenset(stems)
    known = {piece: wanted.intersection(map(stem, _words(piece))) for piece in {*in_order}}
    hits = [known[piece] for piece in in_order]
    first = _best(hits)
    last = min(first + WORDS, len(pieces))
    begin, end = pieces[first][0], pieces[last - 1][1]
    before, after = "… " if first else "", " …" if last < len(pieces) else ""
    marks = []
    for place in range(first, last):
        if hits[place]:
            start, stop = _edges(text, *pieces[place])
            marks.append((start - begin + len(before), stop - begin + len(before)))
    return HighlightedExcerpt(before + text[begin:end] + after, tuple(marks))


def _best(hits: list[frozenset[str]]) -> int:
    """Return where the excerpt begins: a few words before the first hit of the window with most different ones."""
    places = [place for place, found in enumerate(hits) if found]
    best, most = 0, (0, 0)
    for number, place in enumerate(places):
        inside = [other for other in places[number : number + WORDS] if other < place + WORDS - 5]
        score = (len(frozenset().union(*(hits[other] for other in inside))), len(inside))
        if score > most:
            best, most = place, score
    return max(0, min(best - 5, len(hits) - WORDS))


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the words in a piece begin and end, without the punctuation around them."""
    found = list(_EDGE.finditer(text, start, end))
    return (found[0].start(), found[-1].end()) if found else (start, end)


@lru_cache(20_000)
def _words(piece: str) -> tuple[str, ...]:
    found = words(piece)
    return (*found, *(letter for word in found if is_character(word) for letter in word))
