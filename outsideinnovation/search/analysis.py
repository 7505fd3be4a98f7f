"""From a document to its postings: what stands where in it, rounded to what ranking needs; done once, for both indexes.

A posting is a string of bytes: the length of the document and the weighted frequency on the scale, the sections, the remark,
then the positions; what each means stands in ``shards``.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from outsideinnovation.search import scale
from outsideinnovation.search.document import Document
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.varints import varint
from outsideinnovation.search.words import is_character, words

VERSION = 3  # goes into the index's key: raise it with anything below
TITLE, HEADING, TAGS, BODY, COMMENT = 12, 6, 8, 4, 2  # what a word weighs there, in quarters of one in the body
FREQUENCY, IN_COMMENT, OUTSIDE, IN_TITLE = 31, 32, 64, 128  # a posting's code: five bits, and three flags
GAP = 16  # positions between one field and the next, so that no phrase runs across
SECTIONS = 4
MANY = 255  # the remark for this comment or a later one
LENGTH, CODE, SECTION, REMARK, POSITIONS = range(5)  # where they stand in a posting


@dataclass(frozen=True, slots=True)
class Analysis:
    """A document taken apart: the code of its length, its postings by term, and the words in it but pairs of characters."""

    length: int
    postings: dict[str, bytes]
    words: frozenset[str]


def analyse(document: Document, stems: Stems) -> Analysis:
    """Take *document* apart into its postings, filters included."""
    text = _Text()
    text.add(document.title, TITLE, OUTSIDE | IN_TITLE)
    text.add(" ".join((document.category, document.author, *document.tags)), TAGS, OUTSIDE)
    for heading in document.headings:
        text.add(heading, HEADING, OUTSIDE, length=0)
    text.add(document.text, BODY, OUTSIDE)
    for number, comment in enumerate(document.conversation()):
        text.add(f"{comment.author}\n{comment.text}", COMMENT, IN_COMMENT, remark=min(number, MANY))
    length = scale.code(text.length // BODY)
    postings = text.postings(length, stems)
    postings |= zip(filters(document), repeat(bytes((length, 0, 0, 0, 0))))
    return Analysis(
        length, postings, frozenset(word for word in text.distinct() if word.isascii() or not is_character(word))
    )


def filters(document: Document) -> Iterator[str]:
    """Yield the terms by which *document* is filtered: those of its category, tags and author."""
    named = (("category", document.category), ("author", document.author), *(("tag", tag) for tag in document.tags))
    yield from dict.fromkeys(filter_term(kind, name) for kind, name in named if name.strip())


def filter_term(kind: str, name: str) -> str:
    """Return the term that stands for a *kind* of filter (category, tag, author) with that *name*, or one of the same words."""
    return f"{kind}:{' '.join(words(name))}"


class _Text:
    """The words of one document at their positions, and what each position weighs."""

    def __init__(self) -> None:
        self.length = 0  # in quarters of a word of the body
        self._words: list[str] = []
        self._positions: list[int] = []
        self._weights: list[int] = []
        self._flags: list[int] = []
        self._remarks: list[int] = []

    def add(self, text: str, weight: int, flags: int, *, remark: int = 0, length: int | None = None) -> None:
        """Add a field with what a word of it weighs; it adds to the document's length as its words weigh in a body."""
        found = words(text)
        count = len(found)
        if not count:
            return
        first = self._positions[-1] + GAP + 1 if self._positions else 0
        self._positions += range(first, first + count)
        self._words += found
        self._weights += repeat(weight, count)
        self._flags += repeat(flags, count)
        self._remarks += repeat(remark, count)
        self.length += count * min(weight, BODY) if length is None else length

    def distinct(self) -> set[str]:
        """Return the different words."""
        return set(self._words)

    def postings(self, length: int, stems: Stems) -> dict[str, bytes]:
        """Return the posting of every stem."""
        places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(self._words):
            places[stems[word]].append(index)
        for index, character in self._characters():
            places[character].append(index)
            places[character].sort()  # one may stand alone, too, behind the pair
        total = max(len(self._words), 1)
        sections = [1 << index * SECTIONS // total for index in range(total)]
        return {stem: self._posting(length, found, sections) for stem, found in places.items()}

    def _characters(self) -> Iterator[tuple[int, str]]:
        """Yield the single Chinese, Japanese and Korean characters of the pairs, each where its pair stands, to be found too."""
        if "".join(self._words).isascii():
            return
        for index, word in enumerate(self._words):
            if len(word) == 2 and is_character(word):  # noqa: PLR2004 - a pair
                yield index, word[0]
                if index + 1 == len(self._words) or self._words[index + 1][0] != word[1]:
                    yield index, word[1]

    def _posting(self, length: int, places: list[int], sections: list[int]) -> bytes:
        if len(places) == 1:  # most are
            (place,) = places
            code = _FREQUENCY_CODES[self._weights[place]] | self._flags[place]
            position = self._positions[place]
            head = bytes((length, code, sections[place], self._remarks[place], 1))
            return head + varint(position)
        weight, code, mask, remark, before = 0, 0, 0, 0, 0
        data = bytearray((length, 0, 0, 0)) + varint(len(places))
        weights, flags, all_positions = self._weights, self._flags, self._positions
        for place in places:
            weight += weights[place]
            flag = flags[place]
            if flag & IN_COMMENT and not code & IN_COMMENT:
                remark = self._remarks[place]
            code |= flag
            mask |= sections[place]
            position = all_positions[place]
            data += varint(position - before)
            before = position
        frequency = _FREQUENCY_CODES[weight] if weight < len(_FREQUENCY_CODES) else scale.code(weight, FREQUENCY)
        data[CODE : REMARK + 1] = code | frequency, mask, remark
        return bytes(data)


_FREQUENCY_CODES = [scale.code(weight, FREQUENCY) for weight in range(64)]
