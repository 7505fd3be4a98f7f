"""Many documents taken apart at once: the postings of each term as columns, ready for a Whoosh segment and for shards."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from outsideinnovation.search.analysis import CODE, IN_COMMENT, POSITIONS, REMARK, SECTION, analyse
from outsideinnovation.search.document import Document
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.stored_document import Record, order
from outsideinnovation.search.varints import Bytes, varint, varints


class Columns(NamedTuple):
    """The postings of a term in documents that are numbered one after the other, as the parts p and x of shards hold them.

    ``numbers`` are those after the ``first``, each the difference to the one before, minus 1.
    """

    documents: int
    first: int
    last: int
    numbers: bytes
    codes: bytes
    sections: bytes
    remarks: bytes
    positions: bytes

    @classmethod
    def of(cls, numbers: Sequence[int], values: Sequence[bytes]) -> "Columns":
        """Return the postings *values* of the documents *numbers* as columns."""
        differences = [after - before - 1 for before, after in pairwise(numbers)]
        return cls(
            len(numbers),
            numbers[0],
            numbers[-1],
            varints(differences),
            bytes([value[CODE] for value in values]),
            bytes([value[SECTION] for value in values]),
            bytes([value[REMARK] for value in values if value[CODE] & IN_COMMENT]),
            b"".join([value[POSITIONS:] for value in values]),
        )

    def all_numbers(self) -> bytes:
        """Return the numbers as a part p holds them, the first among them."""
        return varint(self.first) + self.numbers

    def documents_in(self) -> Iterator[int]:
        """Yield the numbers of the documents."""
        yield (number := self.first)
        for difference in Bytes(self.numbers).varints(self.documents - 1):
            yield (number := number + difference + 1)


def joined(parts: Sequence[tuple[int, Columns]]) -> Columns:
    """Return columns of several batches as one; each comes with the number its batch's first document has now."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    numbers, last = bytearray(), -1
    for offset, each in parts:
        if last >= 0:
            numbers += varint(offset + each.first - last - 1)
        numbers += each.numbers
        last = offset + each.last
    columns = list(zip(*(each for _, each in parts), strict=True))
    rest = (b"".join(column) for column in columns[4:])
    return Columns(sum(columns[0]), parts[0][0] + parts[0][1].first, last, bytes(numbers), *rest)


@dataclass(slots=True)
class Batch:
    """Documents in their order, as records with the code of their length, the terms in them, and in how many a word is."""

    records: list[Record] = field(default_factory=list)
    lengths: bytearray = field(default_factory=bytearray)
    terms: dict[str, Columns] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)


class Inverted:
    """Documents taken apart, their postings turned round: by term."""

    def __init__(self, documents: Iterable[Document], stems: Stems) -> None:
        self.rows: list[tuple[str, bytes, bytes]] = []  # id, record, order
        self._batch = Batch()
        mixed: dict[str, list[Any]] = defaultdict(list)  # by term: number, value, number, value …
        for number, document in enumerate(documents):
            for term, value in self._counted(document, stems).items():
                mixed[term] += number, value
        self.postings: dict[str, tuple[array[int], list[bytes]]] = {}
        while mixed:
            term, found = mixed.popitem()
            self.postings[term] = array("I", found[::2]), found[1::2]

    def batch(self) -> Batch:
        """Return all this as columns."""
        self._batch.terms = {term: Columns.of(*found) for term, found in self.postings.items()}
        return self._batch

    def _counted(self, document: Document, stems: Stems) -> Mapping[str, bytes]:
        """Count a document in, and return its postings."""
        analysis, record = analyse(document, stems), Record.of(document)
        self.rows.append((document.id, record.dump(), order(document)))
        self._batch.records.append(record)
        self._batch.lengths.append(analysis.length)
        self._batch.words.update(analysis.words)
        return analysis.postings


def merged(batches: Sequence[Batch]) -> Mapping[str, Columns]:
    """Return the terms of several batches, one after the other, as if they had been one."""
    if len(batches) == 1:
        return batches[0].terms
    parts: dict[str, list[tuple[int, Columns]]] = {}
    offset = 0
    for batch in batches:
        for term, columns in batch.terms.items():
            parts.setdefault(term, []).append((offset, columns))
        offset += len(batch.records)
    return {term: joined(found) for term, found in parts.items()}
