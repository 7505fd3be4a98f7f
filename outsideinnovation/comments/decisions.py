"""The log of decisions: a line for each, only ever added to, in the order in which they were made.

It lies in ``instance/`` and names editors. What an editor did in one gesture is one act: its lines share ``act``.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from outsideinnovation import files
from outsideinnovation.comments.edits import Edits
from outsideinnovation.errors import StorageError
from outsideinnovation.languages.message import Message, Moment
from outsideinnovation.locks import Lock

EDIT = "edit"
REPLY = "reply"
UNDO = "undo"
_DONE = {
    "approve": Message("approved by %(editor)s on %(time)s", editor="", time=""),
    "reject": Message("rejected by %(editor)s on %(time)s", editor="", time=""),
    "spam": Message("marked as spam by %(editor)s on %(time)s", editor="", time=""),
    "restore": Message("put back among the waiting by %(editor)s on %(time)s", editor="", time=""),
    EDIT: Message("edited by %(editor)s on %(time)s", editor="", time=""),
    REPLY: Message("written by %(editor)s on %(time)s", editor="", time=""),
    "withdraw": Message("taken back by %(editor)s on %(time)s", editor="", time=""),
    UNDO: Message("put back as it was by %(editor)s on %(time)s", editor="", time=""),
}
_WAYS = {
    "mail": Message("mail"),
    "terminal": Message("terminal"),
    "hand": Message("hand"),
    "trust": Message("trust"),
}
_OTHERWISE = Message("%(action)s by %(editor)s on %(time)s", action="", editor="", time="")
_NEWLINE = b"\n"
_REWRITTEN = "rewritten"  # the key of the line with which a log begins after an erasure
_MARK = f'{{"{_REWRITTEN}"'.encode()
_BEGINNING = 64  # bytes that tell one file from another; an erasure changes them


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """One decision about the comment ``id``.

    ``before`` and ``after`` are its states; ``before`` is empty where it had none. ``version`` is that of its text
    afterwards. ``undoes`` names the act that this one took back.
    """

    date: datetime
    id: str
    action: str
    before: str
    after: str
    by: str
    version: str = ""
    act: str = ""
    undoes: str = ""

    def __str__(self) -> str:
        return self.message

    @property
    def editor(self) -> str:
        """The editor's name, or how it was decided where no name is known."""
        return _WAYS.get(self.by, self.by)

    @property
    def message(self) -> Message:
        """What was done, by whom and when."""
        values = {"editor": self.editor, "time": Moment(self.date)}
        if self.action not in _DONE:
            return _OTHERWISE.filled(action=self.action, **values)
        return _DONE[self.action].filled(**values)


class DecisionLog:
    """The log at *path*. Threads and processes may share it; a line that a crash cut off was never a decision."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock(path.with_suffix(".lock"))
        self._reading = threading.Lock()
        self._known: tuple[bytes, int] = (b"", 0)  # the beginning of the file that was read, and how far
        self._entries: list[LoggedDecision] = []
        self._by_id: dict[str, list[LoggedDecision]] = {}
        self._undone: set[str] = set()

    @property
    def edits(self) -> Edits:
        """What editors changed in comments' texts."""
        return Edits(self.path.parent / "edits")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one editor at a time decide, in all threads and processes; whoever holds a turn may append."""
        with self._lock:
            yield

    def append(self, entries: Iterable[LoggedDecision]) -> None:
        """Add *entries* durably: all, or none and StorageError."""
        lines = b"".join(_line(entry) for entry in entries)
        if lines:
            with self.turn():
                files.append(self.path, lines, mode=0o600)

    def all(self) -> list[LoggedDecision]:
        """Return every entry, the oldest first."""
        return list(self._read())

    def stream(self) -> Iterator[tuple[int, LoggedDecision | None]]:
        """Yield every line's number, from 1, and its entry, the oldest first; None is one that is damaged.

        Nothing is kept in memory. Raises StorageError where the log cannot be read.
        """
        try:
            with self.path.open("rb") as stream:
                for number, line in enumerate(stream, 1):
                    if line.strip() and line.endswith(_NEWLINE) and not line.startswith(_MARK):
                        yield number, _entry(line)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StorageError(f"Cannot read {self.path}: {error.strerror}. Check its rights.") from error

    def of(self, identifier: str) -> list[LoggedDecision]:
        """Return what was decided about a comment, the oldest first."""
        self._read()
        return list(self._by_id.get(identifier, ()))

    def last(self, identifier: str) -> LoggedDecision | None:
        """Return the last decision about a comment."""
        self._read()
        return next(reversed(self._by_id.get(identifier, [])), None)

    def last_of(self, identifiers: Iterable[str]) -> dict[str, LoggedDecision]:
        """Return the last decisions about several comments, by their ids, after one look into the file."""
        self._read()
        return {identifier: entries[-1] for identifier in identifiers if (entries := self._by_id.get(identifier))}

    def in_effect(self, identifier: str) -> LoggedDecision | None:
        """Return the last decision about a comment that was not undone."""
        entries = (entry for entry in reversed(self.of(identifier)) if entry.action != UNDO)
        return next((entry for entry in entries if entry.act not in self._undone), None)

    def since(self, date: datetime) -> list[LoggedDecision]:
        """Return the entries of *date* and later, the oldest first."""
        return [entry for entry in self._read() if entry.date >= date]

    def undoable(self, by: str) -> list[LoggedDecision]:
        """Return the entries of the last act of *by* that is no undoing and was not undone; none: nothing is left."""
        mine = [
            entry
            for entry in self._read()
            if entry.by == by and entry.act and entry.action != UNDO and entry.act not in self._undone
        ]
        return [entry for entry in mine if entry.act == mine[-1].act] if mine else []

    def forget(self, identifier: str) -> bool:
        """Remove every line about a comment, and what was edited in it; tell whether there was any: for erasure."""
        with self.turn():
            remaining = [entry for entry in self._read() if entry.id != identifier]
            known = len(remaining) < len(self._entries)
            if known:
                mark = (
                    json.dumps({_REWRITTEN: os.urandom(16).hex()}).encode() + _NEWLINE
                )  # tells readers to begin again
                files.write_atomically(self.path, mark + b"".join(_line(entry) for entry in remaining), mode=0o600)
        return self.edits.forget(identifier) or known

    def _read(self) -> list[LoggedDecision]:
        """Return every whole line, reading only what was added since the last time."""
        with self._reading:
            try:
                with self.path.open("rb") as stream:
                    self._read_on(stream)
            except FileNotFoundError:
                self._begin()
            return self._entries

    def _read_on(self, stream: BinaryIO) -> None:
        beginning = stream.read(_BEGINNING)
        known, offset = self._known
        if not beginning.startswith(known) or offset > os.fstat(stream.fileno()).st_size:
            self._begin()
            offset = 0
        stream.seek(offset)
        data, newline, _ = stream.read().rpartition(_NEWLINE)
        self._learn(data)
        offset += len(data) + len(newline)
        self._known = (beginning[:offset], offset)

    def _begin(self) -> None:
        self._known, self._entries, self._by_id, self._undone = (b"", 0), [], {}, set()

    def _learn(self, data: bytes) -> None:
        entries = [entry for line in data.split(_NEWLINE) if (entry := _entry(line))]
        self._entries = self._entries + entries
        for entry in entries:
            self._by_id.setdefault(entry.id, []).append(entry)
            self._undone.update([entry.undoes] if entry.undoes else [])


def _line(entry: LoggedDecision) -> bytes:
    row: dict[str, Any] = {key: value for key, value in asdict(entry).items() if value != ""}
    row["date"] = entry.date.astimezone(UTC).isoformat()
    return json.dumps(row, ensure_ascii=False).encode() + _NEWLINE


def _entry(line: bytes) -> LoggedDecision | None:
    try:
        row = json.loads(line)
        known = {key: str(row.get(key, "")) for key in LoggedDecision.__slots__ if key != "date"}
        return LoggedDecision(date=datetime.fromisoformat(row["date"]), **known)
    except (ValueError, KeyError, TypeError, AttributeError):  # a crash cut it off
        return None
