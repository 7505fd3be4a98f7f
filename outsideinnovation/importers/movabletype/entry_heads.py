"""Where the head of an entry begins: ``KEY: value`` lines up to a separator and the name of a piece.

Separators are not escaped, so that a head is what tells a separator from hyphens that somebody typed.
"""

import re

from outsideinnovation.importers.movabletype.lines import Lines

INNER_SEPARATOR = "-----"
TEXTS = frozenset({"BODY:", "EXTENDED BODY:", "EXCERPT:", "KEYWORDS:"})
PIECES = TEXTS | {"COMMENT:", "PING:"}
KEYS = frozenset(
    {"AUTHOR", "AUTHOR EMAIL", "TITLE", "STATUS", "ALLOW COMMENTS", "CONVERT BREAKS", "ALLOW PINGS", "BASENAME",
     "PRIMARY CATEGORY", "CATEGORY", "TAGS", "UNIQUE URL", "DATE", "NO ENTRY", "START BODY"}
)  # fmt: skip
REPEATED = frozenset({"CATEGORY", "TAGS"})  # keys that a head may have many times, though not first
KEY_LINE = re.compile(r"\s{0,8}(?P<key>[A-Z][A-Z0-9 _-]{1,60}?)\s{0,8}:(?:\s|$)")
MUST_BE_SEEN = frozenset({"TITLE", "STATUS"})  # before a head is believed that no separator announces

_ANY_KEY_LINE = re.compile(r"\s{0,8}(?P<key>[A-Za-z][\w .-]{0,60}?)\s{0,8}:(?:\s|$)")
_LIMIT = 2_000  # lines; a head has as many as it has categories
_LINE_LIMIT = 10_000  # characters
_AGAIN = 8  # keys that a head should have once, and has again
_NAMELESS = 20  # lines without a key that a head may hold where all around it says that it is one
_TELLING = frozenset({"TITLE", "DATE"})


def is_blank(line: str | None) -> bool:
    """Tell whether there is a line, and nothing on it."""
    return line is not None and not line.strip()


def is_inner_separator(line: str) -> bool:
    """Tell whether *line* is one that may stand between an entry's pieces."""
    return line.rstrip() == INNER_SEPARATOR


def begins(lines: Lines, offset: int) -> bool:
    """Tell whether an entry begins at *offset*, by itself: with AUTHOR, or another key that is known."""
    line = lines.peek(offset)
    return line is not None and (line.startswith("AUTHOR:") or is_head(lines, offset))


def is_head(lines: Lines, offset: int, needed: frozenset[str] = frozenset()) -> bool:
    """Tell whether the lines from *offset* on are keys, *needed* ones among them, up to a separator and a piece's name.

    The first is one that is known; others may be of whatever program wrote the export.
    """
    seen = set[str]()
    again = 0
    for at in range(offset, offset + _LIMIT):
        line = lines.peek(at)
        if line is None or len(line) > _LINE_LIMIT:
            return False
        if is_inner_separator(line):
            return bool(seen) and needed <= seen and first_word(lines, at + 1) in PIECES
        key = _key(line)
        if not (key in KEYS - REPEATED if not seen else key or is_blank(line)):
            return False
        if key == "START BODY":
            return needed <= seen
        again += key in seen & KEYS - REPEATED
        if again > _AGAIN or (again and line == lines.peek(offset)):
            return False
        seen |= {key} - {""}
    return False


def is_head_between_entries(lines: Lines, offset: int) -> bool:
    """Tell the same where an entry has surely ended: the first key may be any, and lines without one may stand among them."""
    known, nameless = set[str](), 0
    for at in range(offset, offset + _LIMIT):
        line = lines.peek(at)
        if line is None or len(line) > _LINE_LIMIT:
            return False
        if is_inner_separator(line):
            return len(known) > 1 and bool(known & _TELLING) and first_word(lines, at + 1) in TEXTS
        key = any_key(line)
        nameless += not key and not is_blank(line)
        if nameless > _NAMELESS or (at == offset and not key):
            return False
        known |= {key} & KEYS
    return False


def is_cut_head(lines: Lines, offset: int) -> bool:
    """Tell whether everything from *offset* to the end of the file is the beginning of a head."""
    for at in range(offset, offset + _LIMIT):
        line = lines.peek(at)
        if line is None:
            return True
        if is_inner_separator(line):
            word = first_word(lines, at + 1)
            return word is None or any(name.startswith(word) for name in PIECES)
        is_last = lines.peek(at + 1) is None
        is_cut = is_last and any(word.startswith(line) for word in (INNER_SEPARATOR, *(f"{key}:" for key in KEYS)))
        if not (_key(line) in KEYS or is_cut or is_blank(line)) or len(line) > _LINE_LIMIT:
            return False
    return False


def first_word(lines: Lines, offset: int = 0) -> str | None:
    """Return the first line from *offset* on that is not blank, stripped; None where there is none."""
    for at in range(offset, offset + _LIMIT):
        line = lines.peek(at)
        if line is None:
            return None
        if not is_blank(line):
            return line.strip()
    return ""


def any_key(line: str) -> str:
    """Return the key of a line where only keys are expected, whatever program wrote it; empty where it has none."""
    named = _ANY_KEY_LINE.match(line)
    return named["key"] if named else ""


def _key(line: str) -> str:
    named = KEY_LINE.match(line)
    return named["key"] if named else ""
