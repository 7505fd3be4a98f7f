"""Blocks, as WordPress has written posts since 2018: their comments go, reusable ones are filled in, others are counted.

A block that WordPress makes anew for each reader (``<!-- wp:latest-posts /-->``) holds nothing, so nothing of it comes.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from outsideinnovation.importers.wordpress import markup

LENGTH = 8 * 1_048_576  # characters of a post with all its reusable blocks
FOOTNOTES = "\x02"  # stands where they go; no text has it, since control characters are dropped
_DEPTH = 8  # reusable blocks inside each other
_COMMENT = re.compile(r"<!--(?P<inside>(?:(?!-->).)*+)-->", re.DOTALL)
_DELIMITER = re.compile(
    r"\s+(?P<end>/?)wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+(?P<values>\{.*\}\s+)?(?P<void>/?)", re.DOTALL
)
_SILENT = frozenset({"separator", "spacer", "more", "nextpage", "navigation-link"})
_MARK = re.compile(r"<sup\b[^>]*\bdata-fn=[\"']([\w-]{1,80})[\"']")


@dataclass(slots=True)
class Blocks:
    """Takes the blocks of one post apart. *reusable* are the texts of blocks by their numbers.

    ``empty`` counts blocks that hold nothing, by name; ``missing`` are the numbers of reusable ones that are nowhere.
    """

    reusable: Mapping[str, str]
    empty: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    _length: int = 0

    def flat(self, text: str, inside: tuple[str, ...] = ()) -> str:
        """Return *text* without the comments of blocks, and with what reusable ones hold."""
        self._length += len(text)
        end = text.rfind("-->") + 3
        return _COMMENT.sub(lambda found: self._one(found, inside), text[:end]) + text[end:]

    def _one(self, found: re.Match[str], inside: tuple[str, ...]) -> str:
        block = _DELIMITER.fullmatch(found["inside"])
        if not block:
            return found[0]
        name = block["name"].removeprefix("core/")
        if not block["void"] or block["end"]:
            return ""
        if name == "block":
            return self._filled(_values(block["values"]), inside)
        if name == "footnotes":
            return FOOTNOTES
        if name == "social-link":
            return _social(_values(block["values"]))
        if name not in _SILENT:
            self.empty[name] += 1
        return ""

    def _filled(self, values: Mapping[str, object], inside: tuple[str, ...]) -> str:
        number = str(values.get("ref", ""))
        if number not in self.reusable:
            self.missing.append(number)
            return ""
        if number in inside or len(inside) >= _DEPTH or self._length + len(self.reusable[number]) > LENGTH:
            return ""
        return self.flat(self.reusable[number], (*inside, number))


def is_made_of_blocks(text: str) -> bool:
    """Tell whether a post was written in the block editor; else blank lines part its paragraphs."""
    return "<!-- wp:" in text


def with_footnotes(text: str, told: str) -> str:
    """Return *text* with its footnotes where their block is, or at its end; *told* is the postmeta ``footnotes``, JSON."""
    notes = _notes(told)
    if not notes:
        return text.replace(FOOTNOTES, "")
    listed = "\n".join(
        f'<li id="{escape(key)}">{words} <a href="#{escape(key)}-link" aria-label="Back">↩</a></li>'
        for key, words in notes
    )
    whole = f'<ol class="footnotes">\n{listed}\n</ol>'
    if FOOTNOTES not in text:
        marked = set(_MARK.findall(text))
        return f"{text}\n{whole}" if any(key in marked for key, _ in notes) else text
    before, _, after = text.partition(FOOTNOTES)
    return f"{before}{whole}{after.replace(FOOTNOTES, '')}"


def _notes(told: str) -> list[tuple[str, str]]:
    found = _json(told)
    rows = found if isinstance(found, list) else []
    return [(str(row["id"]), str(row.get("content", ""))) for row in rows if isinstance(row, dict) and row.get("id")]


def _values(text: str | None) -> Mapping[str, object]:
    found = _json(text or "")
    return found if isinstance(found, dict) else {}


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _social(values: Mapping[str, object]) -> str:
    address, name = str(values.get("url", "")), str(values.get("label") or values.get("service") or "")
    if not address.startswith(("http://", "https://")):
        return ""
    return (
        f'<li><a href="{escape(address)}">{escape(name.capitalize())}</a></li>'
        if name
        else f"<li>{markup.link(address)}</li>"
    )
