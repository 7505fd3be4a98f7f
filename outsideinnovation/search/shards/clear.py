"""Taking out of a published layer what nobody says any more: words, and the texts of the documents that said them.

Only the parts that hold them are written again, under names of their own. Offsets into the parts x and t stay right: what is
taken out there is blanked, and in p its place falls to the term before.
"""

import json
import zlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from outsideinnovation.search.shards.layer import Layer
from outsideinnovation.search.shards.parts import compressed, encode_words
from outsideinnovation.search.varints import Bytes, front_coded, varint, varints

Read = Callable[[str], bytes]  # the part of that name


class Term(NamedTuple):
    """A term in a part p: its header, where its positions begin in its part x, and its columns as they lie there."""

    term: str
    documents: int
    begin: int
    places: int  # bytes in x
    numbers: bytes
    codes: bytes
    sections: bytes
    remarks: bytes

    def documents_in(self) -> list[int]:
        """Return the numbers of the documents."""
        found, last = [], -1
        for difference in Bytes(self.numbers).varints(self.documents):
            last += difference + 1
            found.append(last)
        return found


def firsts(index: bytes) -> tuple[list[str], list[str]]:
    """Return the first words of the parts v and the first terms of the parts p, as a part i tells them."""
    data = Bytes(zlib.decompress(index))
    words = [data.text() for _ in range(data.varint())]
    return words, [data.text() for _ in range(data.varint())]


def terms(part: bytes) -> list[Term]:
    """Return what is in a part p."""
    data = Bytes(zlib.decompress(part))
    names, heads, before = [], [], b""
    for _ in range(data.varint()):
        before = before[: data.varint()] + data.take(data.varint())
        names.append(before.decode())
        heads.append(data.varints(4))
    begin = data.varint()
    begins = [begin + sum(head[3] for head in heads[:number]) for number in range(len(heads))]
    numbers = [data.take(size) for _, size, _, _ in heads]
    codes = [data.take(documents) for documents, _, _, _ in heads]
    sections = [data.take(documents) for documents, _, _, _ in heads]
    remarks = [data.take(remarks) for _, _, remarks, _ in heads]
    counts, places = [head[0] for head in heads], [head[3] for head in heads]
    return list(map(Term, names, counts, begins, places, numbers, codes, sections, remarks))


def words(part: bytes) -> list[tuple[str, str, int]]:
    """Return what is in a part v: words with their stems and counts."""
    data = Bytes(zlib.decompress(part))
    before, found = b"", []
    for _ in range(data.varint()):
        before = before[: data.varint()] + data.take(data.varint())
        stem = before[: data.varint()] + data.take(data.varint())
        found.append((before.decode(), stem.decode(), data.signed()))
    return found


def cleared(
    layer: Layer, read: Read, documents: Collection[int], gone_words: Iterable[str], gone_terms: Iterable[str]
) -> dict[str, bytes]:
    """Return the parts of *layer* that hold any of this, each without it."""
    first_words, first_terms = firsts(read("i0"))
    made: dict[str, bytes] = {}

    def held(name: str) -> bytes:
        return made.get(name) or read(name)

    for number in sorted(documents):
        _clear_document(layer, held, made, number)
    for word in sorted(gone_words):
        name = f"v{_place(first_words, word)}"
        made[name] = encode_words([entry for entry in words(held(name)) if entry[0] != word])
    for term in sorted(gone_terms):
        place = _place(first_terms, term)
        _clear_term(held, made, f"p{place}", f"x{place // layer.sizes.spread}", term)
    return made


def _place(first: Sequence[str], key: str) -> int:
    return bisect_right(first, key) - 1


def _clear_document(layer: Layer, held: Read, made: dict[str, bytes], number: int) -> None:
    card, row = f"d{number // layer.sizes.card}", number % layer.sizes.card
    rows = json.loads(zlib.decompress(held(card)))
    if rows[row] is not None:
        offset, size = rows[row][7:9]
        texts = f"t{number // layer.sizes.text}"
        data = held(texts)
        made[texts] = data[:offset] + bytes(size) + data[offset + size :]
    rows[row] = None
    made[card] = compressed(rows)
    part = f"c{number // layer.sizes.comments}"
    rows = json.loads(zlib.decompress(held(part)))
    rows[number % layer.sizes.comments] = None
    made[part] = compressed(rows)


def _clear_term(held: Read, made: dict[str, bytes], postings: str, positions: str, gone: str) -> None:
    found = terms(held(postings))
    lost = next((each for each in found if each.term == gone), None)
    if lost is None:
        return
    remaining = [each for each in found if each is not lost]
    ends = [each.begin for each in remaining[1:]]
    begin = remaining[0].begin if remaining else 0
    last = found[-1].begin + found[-1].places
    sizes = [end - each.begin for each, end in zip(remaining, [*ends, last], strict=True)] if remaining else []
    data = held(positions)
    made[positions] = data[: lost.begin] + bytes(lost.places) + data[lost.begin + lost.places :]
    made[postings] = zlib.compress(_encoded(remaining, sizes, begin), 9)


def _encoded(remaining: Sequence[Term], sizes: Sequence[int], begin: int) -> bytes:
    made, before = [varint(len(remaining))], b""
    for each, size in zip(remaining, sizes, strict=True):
        name = each.term.encode()
        made += [front_coded(before, name), varints((each.documents, len(each.numbers), len(each.remarks), size))]
        before = name
    columns = ((each.numbers, each.codes, each.sections, each.remarks) for each in remaining)
    return b"".join((*made, varint(begin), *(column for group in zip(*columns, strict=True) for column in group)))
