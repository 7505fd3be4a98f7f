"""The items of a WordPress export as plain values, by the names that WordPress gives them, whatever prefixes the file uses.

No document type can stand in what is parsed here, for it begins with a start tag: there are no entities but XML's own five.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from outsideinnovation.importers.blog import original
from outsideinnovation.importers.mending import Mend, Mending

MANY = 400_000  # elements and attributes in one item: a post with ten thousand comments, as WordPress tells of them
META = original.OF_TEXTS | frozenset(
    {"_thumbnail_id", "_wp_attachment_image_alt", "_wp_old_slug", "_yoast_wpseo_primary_category", "footnotes"}
)
NAMESPACES = {
    "wp": "http://wordpress.org/export/1.2/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oi": original.NAMESPACE,
}
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_RAW = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)|<(?![A-Za-z_/!?])")
_NUMBER = re.compile(r"&#(?:(\d{1,7})|x([0-9A-Fa-f]{1,6}));")
# https://www.w3.org/TR/xml/#charsets
_CHARACTERS = (range(9, 11), range(13, 14), range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_COMMENT = re.compile(r"<!\[CDATA\[.*?\]\]>|<(?:[\w.-]+:)?comment(?=[\s>])", re.DOTALL)
_DECLARED = re.compile(r"\sxmlns:([\w.-]+)\s*=")


@dataclass(frozen=True, slots=True)
class TermRecord:
    """What a post stands under: ``domain`` is ``category``, ``post_tag`` or another taxonomy; ``name`` is plain text."""

    domain: str
    nicename: str
    name: str


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """A comment's values by their names without ``comment_``, and the line where it begins."""

    line: int
    values: dict[str, str]


@dataclass(slots=True)
class ItemRecord:
    """An element with its values by name: ``wp:post_id``, ``content:encoded``, ``title``; of each the first that is there."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    terms: list[TermRecord] = field(default_factory=list)
    metas: dict[str, list[str]] = field(default_factory=dict)
    comments: list[CommentRecord] = field(default_factory=list)

    def value(self, name: str) -> str:
        """Return the value called *name* without white space around it; empty where there is none."""
        return self.values.get(name, "").strip()

    def meta(self, key: str) -> str:
        """Return the first of the postmeta of that *key*, one of META; empty where there is none."""
        return next(iter(self.metas.get(key, ())), "").strip()


@dataclass(frozen=True, slots=True)
class HeadElement:
    """What stands before the items: an author or a term with its values, or ``wp:base_blog_url`` with its text."""

    name: str
    text: str
    values: dict[str, str]


class DamagedItemError(ValueError):
    """An item that cannot be read even after mending; the text says why."""


class RecordParser:
    """Parses what stands in a file whose root's start tag is *root*, and counts in *mending* what it puts right."""

    def __init__(self, root: str, mending: Mending) -> None:
        declared = set(_DECLARED.findall(root))
        lacking = "".join(f' xmlns:{each}="{url}"' for each, url in NAMESPACES.items() if each not in declared)
        self._root, self._declared = f"{root[:-1]}{lacking}>", declared | set(NAMESPACES)
        self._mending = mending
        self._names: dict[str, str] = {}  # as the parser writes them → as WordPress does

    def item(self, text: str, line: int) -> ItemRecord:
        """Return the item that *text* holds. Raises DamagedItemError."""
        element = self._parsed(text, line).find("item")
        if element is None:
            raise DamagedItemError("no <item> in it")
        record = ItemRecord(line)
        comments: list[dict[str, str]] = []
        for child in element:
            self._take(child, record, comments)
        lines = _comment_lines(text, line) if comments else iter(())
        record.comments = [CommentRecord(next(lines, line), values) for values in comments]
        return record

    def head(self, text: str, line: int) -> Iterator[HeadElement]:
        """Yield the elements that stand before the items. Raises DamagedItemError."""
        for child in self._parsed(text, line):
            yield HeadElement(self._name(child.tag), (child.text or "").strip(), self._values(child))

    def _take(self, child: ElementTree.Element, record: ItemRecord, comments: list[dict[str, str]]) -> None:
        name = self._name(child.tag)
        if name == "category":
            nicename = child.get("nicename") or ""
            record.terms.append(TermRecord(child.get("domain") or "category", nicename, child.text or nicename))
        elif name == "wp:postmeta":
            values = self._values(child)
            if (key := values.get("wp:meta_key", "")) in META:
                record.metas.setdefault(key, []).append(values.get("wp:meta_value", ""))
        elif name == "wp:comment":
            comments.append(self._comment(child))
        elif name:
            record.values.setdefault(name, child.text or "")

    def _comment(self, element: ElementTree.Element) -> dict[str, str]:
        """Return a comment's values; of its metadata those that say what it was here."""
        values = {key.removeprefix("wp:comment_"): each for key, each in self._values(element).items()}
        for child in element:
            if len(child) and self._name(child.tag) == "wp:commentmeta":
                meta = self._values(child)
                if (key := meta.get("wp:meta_key", "")) in original.OF_TEXTS:
                    values.setdefault(key, meta.get("wp:meta_value", ""))
        return values

    def _values(self, element: ElementTree.Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for child in element:
            name = self._name(child.tag)
            if name and not len(child):
                found.setdefault(name, child.text or "")
        return found

    def _name(self, tag: str) -> str:
        """Return *tag* with WordPress' own prefix; nothing where it is of a foreign namespace."""
        if tag not in self._names:
            url, _, local = tag.rpartition("}")
            self._names[tag] = _called(url.removeprefix("{"), local)
        return self._names[tag]

    def _parsed(self, text: str, line: int) -> ElementTree.Element:
        if text.count("<") + text.count("=") > MANY and _markup(text) > MANY:
            raise DamagedItemError(f"more than {MANY} elements and attributes in it")
        try:
            return self._channel(text)
        except ElementTree.ParseError:
            return self._mended(text, line)

    def _mended(self, text: str, line: int) -> ElementTree.Element:
        mending = Mending()
        mended = mended_markup(text, line, mending)
        outside = _CDATA.sub("", mended)
        used = {each for pair in _PREFIX.findall(outside) for each in pair if each}
        unknown = sorted(used - self._declared - {"xml", "xmlns", *_DECLARED.findall(outside)})
        if unknown:
            mending.count(Mend.PREFIX, len(unknown), line)
        try:
            element = self._channel(mended, "".join(f' xmlns:{each}="urn:undeclared:{each}"' for each in unknown))
        except ElementTree.ParseError as error:
            raise DamagedItemError(str(error).partition(":")[0]) from None
        for mend, number in mending.counts.items():
            self._mending.count(mend, number, mending.first[mend])
        return element

    def _channel(self, text: str, more: str = "") -> ElementTree.Element:
        parser = ElementTree.XMLParser()  # noqa: S314 - see the module: no document type can stand in it
        parser.feed(f"{self._root[:-1]}{more}><channel>")
        parser.feed(text)
        parser.feed("</channel></rss>")
        channel = parser.close().find("channel")
        return ElementTree.Element("channel") if channel is None else channel


def mended_markup(text: str, line: int, mending: Mending) -> str:
    """Return *text*, from *line* on, with what stands raw outside CDATA escaped, and counted in *mending*."""
    parts = _CDATA.split(text)
    for at, part in enumerate(parts):
        if at % 2 == 0:
            parts[at] = _escaped(part, line, mending)
        line += part.count("\n")
    return "".join(parts)


def _escaped(text: str, line: int, mending: Mending) -> str:
    def escaped(found: re.Match[str]) -> str:
        mend = Mend.AMPERSAND if found[0] == "&" else Mend.LESS_THAN
        mending.count(mend, 1, line + text.count("\n", 0, found.start()))
        return "&amp;" if found[0] == "&" else "&lt;"

    def numbered(found: re.Match[str]) -> str:
        number = int(found[1]) if found[1] else int(found[2], 16)
        if any(number in characters for characters in _CHARACTERS):
            return found[0]
        mending.count(Mend.CONTROL, 1, line)
        return ""

    return _RAW.sub(escaped, _NUMBER.sub(numbered, text))


def _markup(text: str) -> int:
    """Return how many elements and attributes there may be in *text*, outside CDATA."""
    outside = _CDATA.sub("", text)
    return outside.count("<") - outside.count("</") + outside.count("=")


def _called(url: str, local: str) -> str:
    if not url:
        return local
    if "wordpress.org/export/" in url:
        return f"excerpt:{local}" if "excerpt" in url else f"wp:{local}"
    return next((f"{prefix}:{local}" for prefix, known in NAMESPACES.items() if url == known), "")


def _comment_lines(text: str, line: int) -> Iterator[int]:
    end = 0
    for found in _COMMENT.finditer(text):
        if found[0][1] != "!":
            line += text.count("\n", end, found.start())
            end = found.start()
            yield line
