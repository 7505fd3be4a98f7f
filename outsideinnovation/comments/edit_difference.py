"""What an edit changed, word by word, so that it can be set like prose: what stayed, what was left out, what came in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from outsideinnovation.comments import cleaning, record
from outsideinnovation.errors import ContentError

FIELDS = ("author", "website", "body")  # of a comment, which an edit may change
MOST_WORDS = 2_000  # of a changed passage that is compared word by word; a longer one is shown as it was, and as it is
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class ChangeKind(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """Words in a row that were kept, removed or added, every character visible."""

    kind: ChangeKind
    words: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What changed in one ``field`` of a comment: its whole text, in pieces."""

    field: str
    changes: tuple[Change, ...]


def edit_difference(before: bytes, after: bytes, path: Path) -> list[FieldDifference]:
    """Return what differs between two files of the comment at *path*, field by field.

    A file that is no comment, as one edited by hand may be, is compared whole.
    """
    try:
        old, new = record.parse(before, path), record.parse(after, path)
    except ContentError:
        pieces = word_difference(before.decode("utf-8", "replace"), after.decode("utf-8", "replace"))
        return [FieldDifference("file", tuple(pieces))]
    pairs = [(name, getattr(old, name) or "", getattr(new, name) or "") for name in FIELDS]
    return [FieldDifference(name, tuple(word_difference(was, now))) for name, was, now in pairs if was != now]


def word_difference(before: str, after: str) -> list[Change]:
    """Return *after* with what it has kept of *before* and what not: first by lines, then by the words of those that differ."""
    shown = (cleaning.visible(text, layout=True) for text in (before, after))
    pieces: list[Change] = []
    for kind, words in _by_lines(*shown):
        if pieces and pieces[-1].kind is kind:
            pieces[-1] = Change(kind, pieces[-1].words + words)
        elif words:
            pieces.append(Change(kind, words))
    return pieces


def _by_lines(before: str, after: str) -> Iterator[tuple[ChangeKind, str]]:
    old, new = _LINES.findall(before), _LINES.findall(after)
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        was, now = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "equal":
            yield ChangeKind.KEPT, now
        else:
            yield from _by_words(was, now)


def _by_words(before: str, after: str) -> Iterator[tuple[ChangeKind, str]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        yield from ((ChangeKind.REMOVED, before), (ChangeKind.ADDED, after))
        return
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield ChangeKind.KEPT, "".join(new[new_from:new_to])
            continue
        yield ChangeKind.REMOVED, "".join(old[old_from:old_to])
        yield ChangeKind.ADDED, "".join(new[new_from:new_to])
