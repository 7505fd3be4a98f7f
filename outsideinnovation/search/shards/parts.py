"""Making the parts of a layer: bytes of each kind, as the package describes them."""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from outsideinnovation.search.batch import Columns
from outsideinnovation.search.query import day_of
from outsideinnovation.search.stored_document import Record
from outsideinnovation.search.varints import front_coded, text, varint, varints, zigzag

POSTINGS, VOCABULARY, CARDS, COMMENTS, TEXTS, POSITIONS = 530, 60, 325, 80, 8, 10  # files at most of each kind
_POSTINGS, _VOCABULARY = 6_000, 2_500  # bytes below which one file is not divided
_HEADER = 8  # bytes of a term in a part p, about
_CARDS, _COMMENTS, _TEXTS = 20, 40, 20  # documents that share one file at least

Parts = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many documents share a part d, c and t, and how many parts p a part x."""

    card: int
    comments: int
    text: int
    spread: int

    @classmethod
    def of(cls, documents: int, postings: int) -> "Sizes":
        """Return the sizes for a layer of that many *documents* and parts p."""
        return cls(
            max(_CARDS, ceil(documents / CARDS)),
            max(_COMMENTS, ceil(documents / COMMENTS)),
            max(_TEXTS, ceil(documents / TEXTS)),
            ceil(postings / POSITIONS) or 1,
        )


def cut(items: Iterable[bytes], size: int) -> Iterator[slice]:
    """Yield slices of *items* so that each holds *size* bytes, or a little more."""
    first, held, number = 0, 0, -1
    for number, item in enumerate(items):
        held += len(item)
        if held >= size:
            yield slice(first, number + 1)
            first, held = number + 1, 0
    if first <= number:
        yield slice(first, number + 1)


def vocabulary(words: Mapping[str, int], stem: Callable[[str], str]) -> tuple[list[str], list[bytes]]:
    """Return the first word of every part v, and the parts."""
    ordered = sorted(words)
    entries = [(word, stem(word), words[word]) for word in ordered]
    sizes = [word.encode() for word in ordered]
    slices = list(cut(sizes, max(_VOCABULARY, ceil(sum(map(len, sizes)) / VOCABULARY))))
    return _firsts(ordered, slices), [encode_words(entries[each]) for each in slices]


def encode_words(entries: Sequence[tuple[str, str, int]]) -> bytes:
    """Return a part v of words in their order, each with its stem and count."""
    made, before = [varint(len(entries))], b""
    for word, stem, count in entries:
        name = word.encode()
        made += [front_coded(before, name), front_coded(name, stem.encode()), varint(zigzag(count))]
        before = name
    return zlib.compress(b"".join(made), 9)


def _firsts(ordered: Sequence[str], slices: Sequence[slice]) -> list[str]:
    return [ordered[each.start] if each.start else "" for each in slices]


@dataclass(frozen=True, slots=True)
class Postings:
    """The parts p of a layer and which terms are in each."""

    terms: Mapping[str, Columns]
    ordered: list[str]
    slices: list[slice]

    @classmethod
    def of(cls, terms: Mapping[str, Columns]) -> "Postings":
        """Divide *terms* into parts of about the same size."""
        ordered = sorted(terms)
        sizes = [bytes(_HEADER + len(terms[term].numbers) + 2 * terms[term].documents) for term in ordered]
        total = sum(map(len, sizes))
        return cls(terms, ordered, list(cut(sizes, max(_POSTINGS, ceil(total / POSTINGS)))))

    def firsts(self) -> list[str]:
        """Return the first term of every part."""
        return _firsts(self.ordered, self.slices)

    def parts(self, spread: int) -> Parts:
        """Yield the parts p, in raw, and x."""
        positions: list[bytes] = []
        begin = 0
        for number, each in enumerate(self.slices):
            if number and not number % spread:
                yield f"x{number // spread - 1}", b"".join(positions)
                positions, begin = [], 0
            terms = [(term, self.terms[term]) for term in self.ordered[each]]
            yield f"p{number}", encode(terms, begin)
            positions += [columns.positions for _, columns in terms]
            begin += sum(len(columns.positions) for _, columns in terms)
        if self.slices:
            yield f"x{(len(self.slices) - 1) // spread}", b"".join(positions)


def encode(terms: Sequence[tuple[str, Columns]], begin: int) -> bytes:
    """Return a part p before it is compressed; the positions of its first term begin at *begin* in their part x."""
    made, before = [varint(len(terms))], b""
    for term, columns in terms:
        name = term.encode()
        made.append(front_coded(before, name))
        sizes = (columns.documents, len(columns.all_numbers()), len(columns.remarks), len(columns.positions))
        made.append(varints(sizes))
        before = name
    made.append(varint(begin))
    made += [columns.all_numbers() for _, columns in terms]
    for column in ("codes", "sections", "remarks"):
        made += [getattr(columns, column) for _, columns in terms]
    return b"".join(made)


def documents(records: Sequence[Record], sizes: Sizes) -> Parts:
    """Yield the parts d, c and t of *records*."""
    for number, start in enumerate(range(0, len(records), sizes.text)):
        yield f"t{number}", b"".join(each.texts for each in records[start : start + sizes.text])
    rows = cards(records, sizes)
    for number, start in enumerate(range(0, len(rows), sizes.card)):
        yield f"d{number}", compressed(rows[start : start + sizes.card])
    for number, start in enumerate(range(0, len(records), sizes.comments)):
        yield f"c{number}", compressed([record.comment_ids for record in records[start : start + sizes.comments]])


def cards(records: Sequence[Record], sizes: Sizes) -> list[Any]:
    """Return the rows of the parts d."""
    rows: list[Any] = []
    offset = 0
    for number, record in enumerate(records):
        offset = offset if number % sizes.text else 0
        rows.append(_card(record, offset))
        offset += len(record.texts)
    return rows


def _card(record: Record, offset: int) -> list[Any]:
    id_, url, title, tags, category, author, *_ = record.head
    return [id_, url, title, int(record.date.timestamp()), category, tags, author, offset, len(record.texts)]


def days(records: Sequence[Record]) -> bytes:
    """Return the part y."""
    made, before = [], 0
    for record in records:
        day = day_of(record.date)
        made.append(zigzag(day - before))
        before = day
    return zlib.compress(varints(made), 9)


def facets(records: Sequence[Record]) -> bytes:
    """Return the part f."""
    counts: dict[str, Counter[str]] = {"category": Counter(), "tag": Counter(), "author": Counter()}
    for record in records:
        _, _, _, tags, category, author, *_ = record.head
        counts["category"].update({category} - {""})
        counts["author"].update({author} - {""})
        counts["tag"].update(set(tags))
    return compressed({kind: sorted(found.items()) for kind, found in counts.items()})


def index(words: Sequence[str], terms: Sequence[str], lengths: bytes, orders: bytes) -> bytes:
    """Return the part i."""
    made = [varint(len(words)), *map(text, words), varint(len(terms)), *map(text, terms), varint(len(lengths))]
    return zlib.compress(b"".join((*made, lengths, orders)), 9)


def compressed(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    """Return *value* as compressed JSON."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 9)
