"""The lines of an export: its encoding, found beforehand, then one line after the other, in bounded memory."""

import codecs
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import TextIO

from outsideinnovation.errors import NotFoundError, OutsideInnovationError, StorageError

Progress = Callable[[int], None]

LINE_LIMIT = 16_000_000  # characters; what is longer is no writing, and no memory is spent on it
OVERLONG = "\0a line longer than the limit"
CHUNK = 1 << 16
_LAST_ASCII = 0x7F

_WIDE = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16", codecs.BOM_UTF32_BE: "UTF-32"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\udc80-\udcff]")
_DAMAGE = re.compile(r"[\x00\udc80-\udcff]")


class UnreadableExportError(OutsideInnovationError):
    """The file is no export that can be read."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How an export's bytes stand for characters: Python's name for it, and ours where it is worth telling."""

    codec: str
    told: str = ""


def detect(path: Path, progress: Progress = lambda _: None) -> Encoding:
    """Read *path* once and return its encoding: UTF-8 unless more of its bytes contradict than confirm that.

    Raises NotFoundError, StorageError, and UnreadableExportError for UTF-16 and UTF-32.
    """
    with _opened(path) as stream:
        start = stream.read(CHUNK)
        _refuse_wide(path, start)
        confirmed = contradicted = 0
        rest, chunk = b"", start
        while chunk:
            good, bad, rest = _weigh(rest + chunk)
            confirmed, contradicted = confirmed + good, contradicted + bad
            progress(stream.tell())
            chunk = stream.read(CHUNK)
    if contradicted and contradicted >= confirmed:
        return Encoding("latin-1", "Windows-1252 (Latin-1), not UTF-8")
    if contradicted:
        return Encoding("utf-8-sig", "UTF-8 with damaged characters")
    return Encoding("utf-8-sig", "UTF-8 with a byte-order mark" if start.startswith(codecs.BOM_UTF8) else "")


class Lines:
    """The lines of *stream*, without their ends, numbered from 1; any number can be looked at before it is taken."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._ahead: deque[str] = deque()
        self._damaged: list[int] = []
        self.taken = 0

    def take(self) -> str | None:
        """Return the next line and step over it; None after the last one."""
        line = self.peek()
        if line is not None:
            self._ahead.popleft()
            self.taken += 1
        return line

    def peek(self, offset: int = 0) -> str | None:
        """Return the line *offset* after the next one, without taking it."""
        while len(self._ahead) <= offset:
            line = self._read()
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[offset]

    def damaged(self) -> list[int]:
        """Return the numbers of damaged lines among those taken since the last call."""
        found = [number for number in self._damaged if number <= self.taken]
        self._damaged = [number for number in self._damaged if number > self.taken]
        return found

    def _read(self) -> str | None:
        line = self._stream.readline(LINE_LIMIT + 1)
        if not line:
            return None
        if len(line) > LINE_LIMIT:
            while line and not line.endswith("\n"):
                line = self._stream.readline(CHUNK)
            return OVERLONG
        line = line.removesuffix("\n").removeprefix("\ufeff")  # of a file that was put behind another
        if not _CONTROL.search(line):
            return line
        if _DAMAGE.search(line):
            self._damaged.append(self.taken + len(self._ahead) + 1)
        return _CONTROL.sub(_written_out, line)


@contextmanager
def opened(path: Path, encoding: Encoding) -> Iterator[tuple[Lines, Callable[[], int]]]:
    """Give the Lines of *path*, whatever ends them (LF, CRLF or CR), and a way to ask how many bytes were read so far.

    Raises NotFoundError, StorageError.
    """
    with (
        _opened(path) as stream,
        TextIOWrapper(stream, encoding=encoding.codec, errors="surrogateescape", newline=None) as text,
    ):
        yield Lines(text), stream.tell


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise NotFoundError(f"{path}: no such file. Name the export that you downloaded.") from None
    except IsADirectoryError:
        raise NotFoundError(f"{path} is a folder. Name the export file in it.") from None
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}. Check the file's rights.") from error


def _refuse_wide(path: Path, start: bytes) -> None:
    name = next((name for mark, name in _WIDE.items() if start.startswith(mark)), "")
    if not name and start[:1000].count(0) > len(start[:1000]) // 4:
        name = "UTF-16 or no text at all"
    if name:
        remedy = f"Convert it first: iconv -f UTF-16 -t UTF-8 {path.name} > export.txt"
        raise UnreadableExportError(f"{path}: {name}, which no blog system writes. {remedy}")


def _weigh(data: bytes) -> tuple[int, int, bytes]:
    """Return how many bytes speak for UTF-8, how many against, and the start of a character that *data* cuts off."""
    if data.isascii():
        return 0, 0, b""
    view, good, bad = memoryview(data), 0, 0
    while True:
        try:
            text, used = codecs.utf_8_decode(view, "strict", False)  # noqa: FBT003 - its third argument has no name
        except UnicodeDecodeError as error:
            good += sum(byte > _LAST_ASCII for byte in view[: error.start])
            bad += 1
            view = view[error.end :]
        else:
            return good + used - len(text), bad, bytes(view[used:])


def _written_out(match: re.Match[str]) -> str:
    """Return what a control character stood for: a letter of Windows-1252, a space for a line break, or nothing."""
    character = match[0]
    if _DAMAGE.match(character):
        return "" if character == "\0" else "\N{REPLACEMENT CHARACTER}"
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("cp1252", "ignore")
    return " " if character in "\v\f" else ""
