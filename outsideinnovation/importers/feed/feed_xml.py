"""The XML of a feed, piece by piece and in little memory: a part of the head, or one post, as an element with all that is in it.

After a post that is no well-formed XML the next one is looked for, so that one of them costs no more than itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from outsideinnovation.sidebar.feed_elements import ITEMS, ROOTS, XML_BASE, FeedError

LENGTH = 16 * 1_048_576  # characters of one post
DEPTH = 200  # elements inside each other
MANY = 400_000  # elements in one post
HEAD_LENGTH = 4 * 1_048_576  # characters before the first post
_CONTAINERS = ROOTS | {"channel"}
_ITEM = re.compile(r"<(?:[A-Za-z][\w.-]{0,20}:)?(?:item|entry)(?=[\s>/])")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")


@dataclass(frozen=True, slots=True)
class FeedPiece:
    """A part of a feed: what stands right in its channel, the line where it begins, and the address its links start from."""

    element: Element
    line: int
    base: str

    @property
    def name(self) -> str:
        """Its local name."""
        return local(self.element)

    @property
    def is_post(self) -> bool:
        """Whether it is an item or entry."""
        return self.name in ITEMS


@dataclass(frozen=True, slots=True)
class FeedDamage:
    """Where a feed is no XML, and how."""

    line: int
    what: str


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def pieces(chunks: Iterator[str], base: str) -> Iterator[FeedPiece | FeedDamage]:
    """Yield the pieces of the feed whose text is *chunks* and whose address is *base*.

    Raises FeedError for what is no feed, or is built to exhaust whoever reads it.
    """
    reader = _Reader(base)
    for segment, is_post in _segments(chunks):
        yield from reader.read(segment, begins=is_post)
    yield from reader.end()


def _segments(chunks: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Yield the text, parted before each tag of a post, and whether a part begins with one."""
    is_first = True
    for chunk in chunks:
        text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), chunk, count=1) if is_first else chunk
        is_first, start, begins = is_first and not chunk.strip(), 0, False
        for found in _ITEM.finditer(text):
            if found.start() > start:
                yield text[start : found.start()], begins
            start, begins = found.start(), True
        if start < len(text):
            yield text[start:], begins


class _Reader:
    """Feeds a parser, and another one with the same head after each damage."""

    def __init__(self, base: str) -> None:
        self._base, self._head, self._line = base, list[str](), 1
        self._in_head, self._is_broken = True, False
        self._builder = _Builder(base)
        self._parser = _parser(self._builder)

    def read(self, text: str, *, begins: bool) -> Iterator[FeedPiece | FeedDamage]:
        """Read the next part, which *begins* with a post or goes on with what was before."""
        self._in_head = self._in_head and not begins
        if self._in_head:
            self._head.append(text)
            if sum(map(len, self._head)) > HEAD_LENGTH:
                raise FeedError("it has no post in its first four million characters")
        elif begins and self._is_broken:
            self._builder = _Builder(self._base)
            self._parser, self._is_broken = _parser(self._builder), False
            self._fed("".join(self._head))
            self._builder.done.clear()
        if not self._is_broken:
            self._builder.line = self._line
            damage = self._fed(text)
            yield from self._builder.taken()
            if damage:
                yield damage
        self._line += text.count("\n")

    def end(self) -> Iterator[FeedPiece | FeedDamage]:
        """Say whether the feed came to its end."""
        if not self._is_broken:
            damage = self._closed()
            yield from self._builder.taken()
            if damage:
                yield damage
        if not self._builder.is_feed:
            raise FeedError("it is no feed, or a broken one")

    def _fed(self, text: str) -> FeedDamage | None:
        try:
            self._parser.feed(text)
        except ParseError as error:
            return self._damaged(str(error).partition(":")[0])
        except DefusedXmlException:
            raise FeedError("it defines entities of its own, which no feed needs") from None
        return None

    def _closed(self) -> FeedDamage | None:
        try:
            self._parser.close()
        except ParseError:
            return self._damaged("it ends in the middle")
        return None

    def _damaged(self, what: str) -> FeedDamage:
        if not self._builder.is_feed:
            raise FeedError(f"it is no feed, or a broken one (line {self._line}: {what})")
        self._is_broken = True
        return FeedDamage(self._builder.begun or self._line, what)


def _parser(builder: "_Builder") -> DefusedXMLParser:
    return DefusedXMLParser(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)


class _Builder:
    """What the parser tells: elements are built only below the channel, and handed out one by one."""

    def __init__(self, base: str) -> None:
        self.done: list[FeedPiece] = []
        self.is_feed, self.line, self.begun = False, 1, 0
        self._bases = [base]
        self._open: list[Element] = []
        self._length = self._number = 0

    def taken(self) -> Iterator[FeedPiece]:
        """Return what is complete."""
        done, self.done = self.done, []
        return iter(done)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if not self._open and name in _CONTAINERS:
            self.is_feed = True
            self._bases.append(joined(self._bases[-1], attributes.get(XML_BASE, "")))
            return
        if not self.is_feed:
            raise FeedError("it is XML, but no feed")
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].append(element)
        else:
            self.begun, self._length, self._number = self.line, 0, 0
        self._open.append(element)
        self._number += 1
        if len(self._open) > DEPTH or self._number > MANY:
            raise FeedError(f"line {self.begun}: more elements in each other, or in one post, than any has")

    def end(self, tag: str) -> None:
        del tag
        if not self._open:
            self._bases.pop()
            return
        element = self._open.pop()
        if not self._open:
            self.done.append(FeedPiece(element, self.begun, joined(self._bases[-1], element.get(XML_BASE, ""))))
            self.begun = 0

    def data(self, text: str) -> None:
        if not self._open:
            return
        self._length += len(text)
        if self._length > LENGTH:
            raise FeedError(f"line {self.begun}: a post of more than {LENGTH} characters")
        around = self._open[-1]
        if len(around):
            around[-1].tail = (around[-1].tail or "") + text
        else:
            around.text = (around.text or "") + text

    def close(self) -> None:
        """There is no whole tree to return."""


def joined(base: str, address: str) -> str:
    """Return *address* as it is meant at *base*; *base* where it is none."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return base
