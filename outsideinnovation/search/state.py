"""What the index counts of its own, beside Whoosh's files: which documents are live, their lengths, and every word in them.

Whoosh's counts hold what was removed until segments are merged, and its word list for suggestions never forgets. A state
belongs to one commit of the index and is written before it, so that a crash between the two leaves the old pair.
"""

import marshal
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from outsideinnovation.files import write_atomically
from outsideinnovation.search.batch import Batch
from outsideinnovation.search.document import Document
from outsideinnovation.search.scale import VALUES
from outsideinnovation.search.stored_document import Record

_SEAL = 16  # bytes


class DamagedIndexError(Exception):
    """The index is not what was written; nothing in it is to be believed."""


class SegmentFile(NamedTuple):
    """What a segment's file was when it was written: its size in bytes, its time of change in nanoseconds, its check sum."""

    size: int
    time: int
    check_sum: int

    @classmethod
    def of(cls, path: Path) -> "SegmentFile":
        """Return what the file at *path* is; all of it is read. Raises OSError."""
        data, status = path.read_bytes(), path.stat()
        return cls(len(data), status.st_mtime_ns, zlib.crc32(data))

    def is_at(self, path: Path) -> bool:
        """Tell whether this is the file at *path*, which is read where its time is another. Raises OSError."""
        status = path.stat()
        if status.st_size != self.size:
            return False
        return status.st_mtime_ns == self.time or SegmentFile.of(path).check_sum == self.check_sum


@dataclass(slots=True)
class State:
    """Live documents by id, with a digest of their record and the code of their length; in how many of them each word is.

    ``files`` are the segments with size, time and check sum: Whoosh has none, and answers wrongly from a changed file.
    """

    documents: dict[str, tuple[str, int]] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    files: dict[str, SegmentFile] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """The sum of the lengths of all documents."""
        return sum(VALUES[length] for _, length in self.documents.values())

    def copy(self) -> "State":
        """Return a state that may be changed without this one."""
        return State(dict(self.documents), self.words.copy(), dict(self.files))

    def add_batch(self, batch: Batch) -> None:
        """Count the documents of *batch* in."""
        for record, length in zip(batch.records, batch.lengths, strict=True):
            self.documents[record.id] = (_digest(record), length)
        self.words.update(batch.words)

    def has(self, document: Document) -> bool:
        """Tell whether that very document is live."""
        known = self.documents.get(document.id)
        return known is not None and known[0] == _digest(Record.of(document))

    def remove(self, id_: str, words: Iterable[str]) -> None:
        """Count a document out, with its *words*."""
        del self.documents[id_]
        for word in words:
            self.words[word] -= 1
            if self.words[word] <= 0:
                del self.words[word]

    def keep_files(self, folder: Path, names: Iterable[str]) -> None:
        """Let the index be made of those segment files in *folder*; a file never changes under its name."""
        self.files = {name: self.files.get(name) or SegmentFile.of(folder / name) for name in names}

    def check(self, folder: Path) -> None:
        """Compare the files in *folder* with what was written. Raises DamagedIndexError."""
        for name, written in self.files.items():
            try:
                unchanged = written.is_at(folder / name)
            except OSError as error:
                raise DamagedIndexError(f"{name} cannot be read") from error
            if not unchanged:
                raise DamagedIndexError(f"{name} was changed")

    def write(self, folder: Path, generation: int) -> None:
        """Write the state of the commit *generation*; those of other commits stay."""
        files = {name: tuple(file) for name, file in self.files.items()}
        data = zlib.compress(marshal.dumps((self.documents, dict(self.words), files)), 1)
        write_atomically(_path(folder, generation), blake2b(data, digest_size=_SEAL).digest() + data, mode=0o600)

    @classmethod
    def read(cls, folder: Path, generation: int) -> "State":
        """Read the state of a commit. Raises DamagedIndexError where it is not what was written."""
        try:
            data = _path(folder, generation).read_bytes()
        except OSError as error:
            raise DamagedIndexError(str(error)) from error
        if blake2b(data[_SEAL:], digest_size=_SEAL).digest() != data[:_SEAL]:
            raise DamagedIndexError("its state was changed")
        documents, words, files = marshal.loads(zlib.decompress(data[_SEAL:]))  # noqa: S302 - sealed, and ours
        return cls(documents, Counter(words), {name: SegmentFile(*file) for name, file in files.items()})


def forget(folder: Path, generation: int) -> None:
    """Remove the states of all commits but *generation*."""
    for path in folder.glob("state-*"):
        if path != _path(folder, generation):
            path.unlink(missing_ok=True)


def _digest(record: Record) -> str:
    return blake2b(record.dump(), digest_size=8).hexdigest()


def _path(folder: Path, generation: int) -> Path:
    return folder / f"state-{generation}"
