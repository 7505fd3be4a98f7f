"""How documents are scored: BM25F over what is live, with a bonus for more of the words and for words near each other.

A word that stands in the title, or in a comment, adds to the frequency what it weighs there (simple BM25F: Robertson,
Zaragoza and Taylor 2004); frequency and length are rounded on the scale. The browser's script does the same operations on
doubles in the same order, so that both get the same number to the last bit; the one function that languages round
differently, the logarithm, is rounded here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from outsideinnovation.search.analysis import BODY, CODE, FREQUENCY, LENGTH, OUTSIDE, REMARK, SECTION
from outsideinnovation.search.scale import VALUES


@dataclass(frozen=True, slots=True)
class Scoring:
    """The parameters: found on two public test collections together, and near the usual ones."""

    k1: float = 1.5  # how soon one more of the same word counts no more
    b: float = 0.5  # how much a long document is marked down
    all: float = 0.5  # bonus for a document that has all the words, weighed
    near: float = 0.2  # bonus for two words of the query in one quarter of the document
    common: float = 0.3  # words in more than that share of the documents are left out where the query has others

    def dump(self) -> dict[str, float]:
        """Return the parameters by name, for the browser."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of the query, how often it was typed, and the postings of what it may stand for, by document."""

    weight: int
    alternatives: Sequence[Mapping[int, bytes]]


@dataclass(slots=True)
class Match:
    """What a document has of a query so far."""

    score: float = 0.0
    matched: float = 0.0
    part: float = 0.0  # what the word before added to the score
    sections: int = 0
    group: int = -1
    outside: bool = False
    remarks: tuple[int, ...] = ()

    def comment(self) -> int | None:
        """Return the number of the comment at which the hit lands, or None for the document itself."""
        if self.outside or not self.remarks:
            return None
        return min(self.remarks, key=lambda number: (-self.remarks.count(number), number))


def idf(documents: int, having: int) -> float:
    """Return what a word weighs that *having* of all *documents* have, rounded to 1/4096, and that at least."""
    return max(1, math.floor(math.log(1 + (documents - having + 0.5) / (having + 0.5)) * 4096 + 0.5)) / 4096


def score(groups: Iterable[QueryWord], documents: int, length: int, scoring: Scoring) -> dict[int, tuple[float, Match]]:
    """Return the score of every document that any of *groups* matches; *length* is the sum of the lengths of *documents*."""
    average = length / max(documents, 1)
    norms = [scoring.k1 * (1 - scoring.b + scoring.b * value / average) for value in VALUES] if average else [1.0] * 64
    matches: dict[int, Match] = {}
    total = 0.0
    for number, group in enumerate(groups):
        weights = [group.weight * idf(documents, len(postings)) for postings in group.alternatives]
        total += max(weights, default=0.0)
        for document, (part, weight, posting) in _parts(group, weights, norms, scoring.k1).items():
            match = matches.get(document) or matches.setdefault(document, Match())
            _add(match, number, part, weight, posting, scoring.near)
    return {
        document: (match.score * (1 + scoring.all * match.matched / total), match)
        for document, match in matches.items()
    }


def _parts(
    group: QueryWord, weights: Sequence[float], norms: Sequence[float], k1: float
) -> dict[int, tuple[float, float, bytes]]:
    """Return what the group adds to the score of each document: that of its best alternative, the first of equal ones."""
    best: dict[int, tuple[float, float, bytes]] = {}
    for postings, weight in zip(group.alternatives, weights, strict=True):
        for document, posting in postings.items():
            frequency = VALUES[posting[CODE] & FREQUENCY] / BODY
            part = weight * (k1 + 1) * frequency / (frequency + norms[posting[LENGTH]])
            if document not in best or part > best[document][0]:
                best[document] = (part, weight, posting)
    return best


def _add(match: Match, number: int, part: float, weight: float, posting: bytes, near: float) -> None:
    if match.sections & posting[SECTION]:
        match.score += near * min(part, match.part) * (1.0 if match.group == number - 1 else 0.5)
    match.score += part
    match.matched += weight
    match.part, match.sections, match.group = part, posting[SECTION], number
    if posting[CODE] & OUTSIDE:
        match.outside = True
    else:
        match.remarks += (posting[REMARK],)
