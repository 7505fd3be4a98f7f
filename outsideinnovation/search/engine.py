"""Searching: from what was typed to hits, over an index that may be replaced at any time."""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from heapq import nsmallest
from pathlib import Path

from outsideinnovation.errors import StorageError
from outsideinnovation.search.analysis import filter_term
from outsideinnovation.search.document import Document, DocumentComment
from outsideinnovation.search.highlights import excerpt
from outsideinnovation.search.index import Index
from outsideinnovation.search.phrases import having
from outsideinnovation.search.query import Query, parse
from outsideinnovation.search.ranking import Match, QueryWord, Scoring, score
from outsideinnovation.search.related import DocumentRelated
from outsideinnovation.search.results import Hit, Results
from outsideinnovation.search.state import DamagedIndexError, State
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.stored_document import Record, seconds
from outsideinnovation.search.suggestions import Vocabulary
from outsideinnovation.search.whoosh_index import IndexReader
from outsideinnovation.search.words import fold, is_character

DAY = 86_400  # seconds
UNKNOWN = 4  # words in no document of which it is asked what they may have been meant to be
POSTINGS = 15_000  # that one query scores, those of its rarest words: without a limit one of 10 KB takes seconds
COMPARED = 20_000  # postings whose positions are compared for phrases; further phrases are not demanded
Scores = dict[int, tuple[float, Match]]


class Search:
    """A search over the index in a folder, for any number of threads; each has a reader of its own.

    A reader that threads share answers wrongly. When the index has changed, the next query sees it.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._own = threading.local()

    @classmethod
    def open(cls, folder: Path, language: str = "en") -> "Search":
        """Return a search over the index in *folder*."""
        return cls(Index(folder, language))

    def query(self, text: str, page: int = 1, limit: int = 10, *, typing: bool = False) -> Results:
        """Return the hits of a *page* (from 1) of *limit* for whatever *text* was typed.

        With *typing* the last word may be unfinished. Raises StorageError where there is no index that can be believed.
        """
        query = parse(text)
        if not query:
            return Results(text, asked=False)
        unfinished = typing and bool(query.words) and not text[-1].isspace() and text[-1] != '"'
        with self._snapshot() as snapshot:
            return snapshot.answer(text, query, max(page, 1), limit, unfinished=unfinished)

    def comments_like(self, text: str, count: int = 5) -> list[tuple[Document, DocumentComment]]:
        """Return the approved comments most like *text*, each with its post. Raises StorageError as ``query`` does."""
        with self._snapshot() as snapshot:
            return snapshot.comments_like(text, count)

    def close(self) -> None:
        """Let go of this thread's reader."""
        opened = getattr(self._own, "opened", None)
        if opened:
            opened[1].reader.close()
            self._own.opened = None

    @contextmanager
    def _snapshot(self) -> Iterator["Snapshot"]:
        try:
            yield self._opened()
        except DamagedIndexError as error:
            self.close()
            what = f"cannot be used ({error})" if self._index.commit_stamp()[0] >= 0 else "is not there yet"
            raise StorageError(f"The search index in {self._index.folder} {what}: make it with `oi build`.") from error

    def _opened(self) -> "Snapshot":
        stamp = self._index.commit_stamp()
        opened = getattr(self._own, "opened", None)
        if opened is None or opened[0] != stamp:
            self.close()
            reader, counted = self._index.open()
            opened = self._own.opened = (stamp, Snapshot(reader, counted, Stems(self._index.language)))
        snapshot: Snapshot = opened[1]
        return snapshot


class Snapshot:
    """One committed state of an index, for one thread."""

    def __init__(self, reader: IndexReader, counted: State, stems: Stems) -> None:
        self.reader = reader
        self._documents = len(counted.documents)
        self._length = counted.length
        self._stems = stems
        self._vocabulary = Vocabulary(counted.words, stems.__getitem__)
        self._scoring = Scoring()
        self._read: dict[str, dict[int, bytes]] = {}

    def answer(self, text: str, query: Query, page: int, limit: int, *, unfinished: bool) -> Results:
        """Return a page of the hits of *query*, which was read from *text*."""
        self._read.clear()
        meant = self._meant(query, unfinished=unfinished)
        asked = self._alternatives(query, meant, unfinished=unfinished)
        found = self._found(query, asked)
        relaxed = not found and bool(query.phrases)
        if relaxed:
            found = self._found(replace(query, phrases=()), asked)
        numbers = self._best(found, page * limit)[(page - 1) * limit :]
        stems = {stem for alternatives in self._weights(query, asked) for stem in alternatives}
        hits = tuple(
            self._hit(rank, number, *found[number], stems)
            for rank, number in enumerate(numbers, (page - 1) * limit + 1)
        )
        return Results(text, len(found), hits, _suggestion(text, meant), relaxed=relaxed)

    def comments_like(self, text: str, count: int) -> list[tuple[Document, DocumentComment]]:
        """Return the comments most like *text*, each with its post."""
        found = DocumentRelated(self.reader, self._stems, self._documents).comments(text, count)
        places = [(self._document(number), place) for number, place in found]
        return [(each, each.comments[place]) for each, place in places if place < len(each.comments)]

    def postings(self, term: str) -> dict[int, bytes]:
        """Return the postings of *term*, read once for an answer."""
        found = self._read.get(term)
        if found is None:
            found = self._read[term] = self.reader.postings(term)
        return found

    def _document(self, number: int) -> Document:
        return Record.load(self.reader.record(number)).document()

    def _alternatives(self, query: Query, meant: Mapping[str, list[str]], *, unfinished: bool) -> dict[str, list[str]]:
        """Return for each word of the query, in its order, the words of the vocabulary that it may stand for."""
        asked: dict[str, list[str]] = {}
        for word in dict.fromkeys(query.words):
            completed = self._vocabulary.completed(word) if unfinished and word == query.words[-1] else []
            known = [word] if is_character(word) or word in self._vocabulary.words else []
            asked[word] = completed or known or meant.get(word, [])
        return asked

    def _meant(self, query: Query, *, unfinished: bool) -> dict[str, list[str]]:
        """Return for the first few unknown words of the query what they may have been meant to be."""
        known = {*query.words[-1:]} if unfinished and self._vocabulary.completed(query.words[-1]) else set()
        known |= self._vocabulary.words.keys() & set(query.words)
        unknown = [word for word in dict.fromkeys(query.words) if word not in known and not is_character(word)]
        return {word: found for word in unknown[:UNKNOWN] if (found := self._vocabulary.meant(word))}

    def _weights(self, query: Query, asked: Mapping[str, list[str]]) -> dict[tuple[str, ...], int]:
        """Return how often what is scored was typed: words with one meaning together, no common ones where there are others."""
        weights: dict[tuple[str, ...], int] = {}
        counts: dict[tuple[str, ...], int] = {}
        for word in query.words:
            if stems := tuple(self._stems[each] for each in asked[word]):
                weights[stems] = weights.get(stems, 0) + 1
                count = sum(self._vocabulary.words.get(each, 0) for each in asked[word])
                counts[stems] = max(counts.get(stems, 0), count)
        most = self._scoring.common * self._documents
        rare = {stems: weight for stems, weight in weights.items() if counts[stems] <= most} or weights
        return _affordable(rare, counts)

    def _found(self, query: Query, asked: Mapping[str, list[str]]) -> Scores:
        """Return the score of every document that the query finds."""
        within = self._within(query)
        if within is not None and not within:
            return {}
        if query.words:
            weights = self._weights(query, asked).items()
            groups = [QueryWord(weight, [self.postings(stem) for stem in stems]) for stems, weight in weights]
            found = score(groups, self._documents, self._length, self._scoring)
        else:
            everything = (number for numbers in self.reader.by_segment() for number in numbers)
            found = {number: (0.0, Match()) for number in (everything if within is None else within)}
        if within is not None:
            found = {number: each for number, each in found.items() if number in within}
        for phrase in query.excluded:
            out = self._having(phrase)
            found = {number: each for number, each in found.items() if number not in out}
        return {number: each for number, each in found.items() if self._dated(query, number)}

    def _within(self, query: Query) -> set[int] | None:
        """Return the documents that pass the filters and have the phrases, or None where there are neither."""
        sets = [{*self.postings(filter_term(*each))} for each in query.filters]
        compared = 0
        for phrase in query.phrases:
            compared += sum(self._vocabulary.words.get(word, 0) for word in phrase)
            if not sets or compared <= COMPARED:
                sets.append(self._having(phrase, set.intersection(*sets) if sets else None))
        barred: set[int] = set().union(*(self.postings(filter_term(*each)) for each in query.barred))
        if barred and not sets:
            sets = [{number for numbers in self.reader.by_segment() for number in numbers}]
        return set.intersection(*sets) - barred if sets else None

    def _having(self, phrase: Sequence[str], among: set[int] | None = None) -> set[int]:
        """Return the documents, *among* these if they are given, that have a phrase.

        None has a word that is not in the vocabulary, whatever its stem.
        """
        if any(word not in self._vocabulary.words and not is_character(word) for word in phrase):
            return set()
        return having([self._stems[word] for word in phrase], self.postings, among)

    def _dated(self, query: Query, number: int) -> bool:
        if query.after is None and query.before is None:
            return True
        day = seconds(self.reader.order(number)) // DAY
        return (query.after is None or day >= query.after) and (query.before is None or day < query.before)

    def _best(self, found: Scores, count: int) -> list[int]:
        """Return the first *count*, best first; only of equal ones at the edge is more looked at than the score."""
        if count <= 0 or not found:
            return []
        edge = nsmallest(count, (-each for each, _ in found.values()))[-1]
        likely = [number for number, (each, _) in found.items() if -each <= edge]
        return sorted(likely, key=lambda number: (-found[number][0], self.reader.order(number)))[:count]

    def _hit(self, rank: int, number: int, points: float, match: Match, stems: set[str]) -> Hit:
        document = self._document(number)
        url, text = document.url, document.text
        place = match.comment()
        if place is not None and place < len(document.comments):
            comment = document.comments[place]
            url, text = f"{url}#comment-{comment.id}", comment.text
        shown = excerpt(text, stems, self._stems.__getitem__)
        return Hit(rank, points, document.id, url, document.title, document.date, shown)


def _affordable(
    weights: dict[tuple[str, ...], int], counts: Mapping[tuple[str, ...], int]
) -> dict[tuple[str, ...], int]:
    """Return those of *weights*, in their order, whose postings may be read: the rarest, of equal ones the first typed."""
    retained: set[tuple[str, ...]] = set()
    total = 0
    for stems in sorted(weights, key=lambda each: counts[each]):
        total += counts[stems]
        if retained and total > POSTINGS:
            break
        retained.add(stems)
    return {stems: weight for stems, weight in weights.items() if stems in retained}


def _suggestion(text: str, meant: Mapping[str, list[str]]) -> str | None:
    """Return the text with every unknown word as it may have been meant, or None where there is no such word."""
    if not meant:
        return None
    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", lambda found: meant.get(fold(found[0]), [found[0]])[0], text)
