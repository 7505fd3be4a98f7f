"""What one entry of an export says: its head, its texts, and the comments and pings under it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from outsideinnovation.importers.movabletype.entries import RawEntry
from outsideinnovation.importers.movabletype.entry_heads import KEYS, PIECES, REPEATED, any_key, is_inner_separator

COMMENT_KEYS = {
    "COMMENT": frozenset({"AUTHOR", "EMAIL", "IP", "URL", "DATE"}),
    "PING": frozenset({"TITLE", "URL", "IP", "BLOG NAME", "DATE"}),
}
_COMMENT_LINE = re.compile(r"(?P<key>[A-Z][A-Z0-9 _-]{1,60}):(?P<value>.*)")
_LOOKED_AT = 50  # lines of a comment's head


class PieceKind(StrEnum):
    """Whether words were left by a reader or by another blog's software."""

    COMMENT = "comment"
    PING = "ping"


@dataclass(frozen=True, slots=True)
class RawComment:
    """A comment or ping as it stands, ``line`` being that of its name; what its head says is private in part."""

    kind: PieceKind
    line: int
    head: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """An entry taken apart; ``texts`` has BODY, EXTENDED BODY, EXCERPT and KEYWORDS.

    ``strays`` are lines without sense; ``foreign`` has the keys that are not known here, each with its first line.
    """

    line: int
    head: Mapping[str, str]
    head_lines: Mapping[str, int]
    categories: tuple[str, ...]
    tags: str
    texts: Mapping[str, str]
    comments: tuple[RawComment, ...]
    strays: tuple[int, ...]
    foreign: Mapping[str, int]


def take_apart(raw: RawEntry) -> ExportEntry:
    """Read an entry's lines. Nothing in them is an error here; ``strays`` has what could not be understood."""
    pieces = list(_pieces(raw))
    head = _Head(raw.line, raw.lines[: pieces[0].start - 1] if pieces else _without_closing(raw.lines))
    texts = {"BODY": "\n".join(head.old_body).strip("\n")} if head.old_body else {}
    comments = list[RawComment]()
    for piece in pieces:
        lines = raw.lines[piece.start + 1 : piece.end]
        if piece.name in COMMENT_KEYS:
            comments.append(_comment(piece.name, raw.line + piece.start, lines, head.foreign))
        else:
            texts[piece.name] = "\n".join(lines).strip("\n")
    return ExportEntry(
        line=raw.line,
        head=head.values,
        head_lines=head.lines,
        categories=tuple(head.many["CATEGORY"]),
        tags=",".join(head.many["TAGS"]),
        texts=texts,
        comments=tuple(comments),
        strays=tuple(head.strays),
        foreign=head.foreign,
    )


@dataclass(slots=True)
class _Piece:
    name: str
    start: int  # where its name stands among the entry's lines
    end: int  # where the separator after it stands


class _Head:
    """The ``KEY: value`` lines of an entry; of a key that comes twice the first value counts."""

    def __init__(self, first: int, lines: list[str]) -> None:
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.many: dict[str, list[str]] = {key: [] for key in REPEATED}
        self.strays: list[int] = []
        self.foreign: dict[str, int] = {}
        self.old_body: list[str] = []
        for at, line in enumerate(lines):
            if line.strip() == "START BODY:":
                self.old_body = lines[at + 1 :] or [""]
                break
            self._read(line, first + at)

    def _read(self, line: str, number: int) -> None:
        key, _, value = (part.strip() for part in line.partition(":"))
        if not line.strip() or is_inner_separator(line):
            return
        if key in REPEATED:
            self.many[key].append(value)
        elif key in KEYS:
            self.values.setdefault(key, value)
            self.lines.setdefault(key, number)
        elif any_key(line):
            self.foreign.setdefault(key, number)
        else:
            self.strays.append(number)


def _pieces(raw: RawEntry) -> Iterator[_Piece]:
    """Yield the pieces in order; one begins only where a separator is followed by a name that may come here."""
    piece: _Piece | None = None
    seen = set[str]()
    for at, line in enumerate(raw.lines):
        if not is_inner_separator(line):
            continue
        start = _next_words(raw.lines, at + 1)
        name = raw.lines[start].strip().removesuffix(":") if start < len(raw.lines) else ""
        if start == len(raw.lines) or _is_piece(raw.lines, start, seen):
            if piece:
                yield _Piece(piece.name, piece.start, at)
            piece = _Piece(name, start, len(raw.lines)) if name else None
            seen.add(name)
    if piece:
        yield piece


def _is_piece(lines: list[str], at: int, seen: set[str]) -> bool:
    if lines[at].strip() not in PIECES:
        return False
    name = lines[at].strip().removesuffix(":")
    if name in COMMENT_KEYS:
        return _key_follows(lines, at + 1, COMMENT_KEYS[name])
    return name not in seen and not seen & COMMENT_KEYS.keys()


def _comment(name: str, line: int, lines: list[str], foreign: dict[str, int]) -> RawComment:
    """Read a comment; a key that is not known is one only where a known one follows it, else the words have begun."""
    head, known = dict[str, str](), COMMENT_KEYS[name]
    for at, text in enumerate(lines):
        named = _COMMENT_LINE.match(text)
        key = named["key"] if named else ""
        if key in known and key not in head and named:
            head[key] = named["value"].strip()
        elif key and key not in known and _key_follows(lines, at + 1, known - head.keys()):
            foreign.setdefault(f"{name} {key}", line + at + 1)
        else:
            return RawComment(PieceKind(name.lower()), line, head, "\n".join(lines[at:]).strip("\n"))
    return RawComment(PieceKind(name.lower()), line, head, "")


def _key_follows(lines: list[str], start: int, keys: Collection[str]) -> bool:
    """Tell whether the lines from *start* on are ``KEY: value`` ones, up to one of *keys*."""
    for line in lines[start : start + _LOOKED_AT]:
        named = _COMMENT_LINE.match(line)
        if not named or named["key"] in keys:
            return named is not None
    return False


def _next_words(lines: list[str], at: int) -> int:
    """Return where the first line from *at* on stands that is not blank, or how many lines there are."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _without_closing(lines: list[str]) -> list[str]:
    return [line for line in lines if not is_inner_separator(line)]
