"""Bare addresses become links, by the rule that GitHub has for them: https://github.github.com/gfm/#autolinks-extension-.

Not so addresses of mail, which a page had better not offer to harvesters; and an address ends before the marks with which
Chinese, Japanese and Arabic sentences do.
"""

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

FOREIGN_STOPS = "\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65،؛؟۔»“”„«"
PATTERN = (
    r"(?<![^\s*_~(])(?<!\]\()(?:https?://|www\.)"
    r"(?:\w(?:[\w-]*\w)?\.)*\w(?:[\w-]*\w)?(?::\d+)?"
    rf"(?:[/?#](?:[^\s<\x02\x03{FOREIGN_STOPS}]|\x02klzzwxh:\d+\x03)*)?"
)
_HOST = re.compile(r"(?:https?://)?(?P<host>[^/?#:]*)")
_ESCAPED = re.compile(r"\x02(\d+)\x03")  # a character that a backslash stood before
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")
_STASHED = re.compile(r"\x02klzzwxh:(\d+)\x03")
_RAW = re.compile(r"\x02wzxhzdk:(\d+)\x03")
_STOPS = "?!.,:*_~'\""


def trimmed(address: str) -> str:
    """Take off *address* what is rather the sentence's: stops, an entity, and parentheses that were opened before it."""
    while address:
        last = address[-1]
        if last in _STOPS or (last == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        elif last == ";":
            address = _ENTITY.sub("", address) if _ENTITY.search(address) else address[:-1]
        else:
            break
    return address


def is_address(address: str) -> bool:
    """Tell whether the host of *address* has a dot in it, and no underscore in its last two parts."""
    found = _HOST.match(address)
    parts = found["host"].split(".") if found else []
    return len(parts) > 1 and all(parts) and not any("_" in part for part in parts[-2:])


class BareAddresses(InlineProcessor):
    """Makes links of them, where no link is around them yet."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link, and from where to where it reaches; nothing where this is none."""
        whole, length = self._unescaped(m[0])
        address = trimmed(whole)
        if not is_address(address) or self._is_in_raw_link(data[: m.start()]):
            return None, None, None
        link = Element("a")
        link.set("href", f"http://{address}" if address.startswith("www.") else address)
        link.text = AtomicString(address)
        return link, m.start(), m.start() + length[len(address)]

    def _unescaped(self, found: str) -> tuple[str, list[int]]:
        """Return an address without what stands for escaped characters, and how long each beginning of it is in *found*."""
        address, lengths = "", [0]
        stashed = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        for piece in re.finditer(rf"{_STASHED.pattern}|.", found):
            character = piece[0]
            if piece[1]:
                escaped = _ESCAPED.fullmatch(str(stashed.get(piece[1], "")))
                if not escaped:
                    break
                character = chr(int(escaped[1]))
            address += character
            lengths.append(piece.end())
        return address, lengths

    def _is_in_raw_link(self, before: str) -> bool:
        """Tell whether the last link that was written as HTML is still open."""
        stashed = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
        for number in reversed(_STASHED.findall(before)):
            found = _RAW.fullmatch(str(stashed.get(number, "")))
            raw = self.md.htmlStash.rawHtmlBlocks[int(found[1])] if found else None
            if isinstance(raw, str) and re.match(r"</?a\b", raw, re.IGNORECASE):
                return not raw.startswith("</")
        return False
