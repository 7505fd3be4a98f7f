"""The search index of a site, in a folder of ``instance/``: updated by what changed, read by any number of threads.

One update at a time; another one queues. What is withdrawn (a document, or a comment of one) is in no file afterwards; what an
edit took out of a text goes when its segment is next merged.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterable
from math import ceil
from pathlib import Path

from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.locks import Lock
from outsideinnovation.search import analysis, state, stems, words
from outsideinnovation.search.batch import Batch, Inverted
from outsideinnovation.search.document import Document
from outsideinnovation.search.parallel import in_forks
from outsideinnovation.search.state import DamagedIndexError, SegmentFile, State
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.update import Update, segment_size
from outsideinnovation.search.whoosh_index import TRIES, IndexFiles, IndexReader, Segment, file_name, write_segment

log = logging.getLogger(__name__)
Everything = Callable[[], Iterable[Document]]  # asked only where all has to be indexed again
CommitStamp = tuple[int, int, int]  # another after every commit


class Index:
    """The index in *folder*, for one language."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        self.folder = folder
        self.language = language
        self.batches: list[Batch] | None = None  # of all documents in order, where this object has indexed them all
        self._files = IndexFiles(folder / "whoosh")
        self._committed: tuple[CommitStamp, State] | None = None  # by this object, which need not read it back
        self.lock = Lock(folder / "lock")

    @property
    def key(self) -> str:
        """What the index was made under; one of another key is made again."""
        return f"3 {analysis.VERSION} {words.VERSION} {stems.version()} {self.language}"

    def update(self, changed: Iterable[Document], removed: Iterable[str], everything: Everything) -> None:
        """Index *changed* anew and forget the ids in *removed*; all the rest stays.

        Where there is no index, or one that is damaged or was made under another key, *everything* is asked for and indexed.
        """
        with self.lock:
            try:
                self._update(*self.open(), changed, removed)
            except DamagedIndexError as error:
                if self._files.generation() >= 0:
                    log.warning("The search index in %s cannot be used (%s): it is made again.", self.folder, error)
                self._rebuild(everything())

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Index *documents*, and nothing else, from nothing."""
        with self.lock:
            self._rebuild(documents)

    def follow(self, other: "Index") -> None:
        """Let this index hold what *other* does, whose files are linked. Raises DamagedIndexError where that is damaged."""
        with other.lock, self.lock:
            reader, counted = other.open()
            reader.close()
            self._files.folder.mkdir(parents=True, exist_ok=True)
            for name in counted.files:
                _share(other._files.folder / name, self._files.folder / name, counted.files[name])
            self._commit(other._files.segments(), counted)
            write_atomically(self.folder / "key", self.key.encode(), mode=0o600)

    def open(self) -> tuple[IndexReader, State]:
        """Open what is committed, for one thread.

        Raises DamagedIndexError, or StorageError where the index never stands still.
        """
        for _ in range(TRIES):
            generation = self._files.generation()
            self._check_key()
            try:
                counted = self._counted(generation)
                counted.check(self._files.folder)
                reader = self._files.reader()
            except DamagedIndexError:
                if self._files.generation() == generation:
                    raise
                continue
            if self._files.generation() == generation:
                return reader, counted
            reader.close()
        raise StorageError(f"The search index in {self.folder} changes all the time. Try again.")

    def commit_stamp(self) -> CommitStamp:
        """Return what tells the last commit from others: with another, what is open is to be opened anew."""
        return self._files.commit_stamp()

    def _counted(self, generation: int) -> State:
        committed = self._committed
        if committed and committed[0] == self.commit_stamp() and committed[0][0] == generation:
            return committed[1].copy()
        return State.read(self.folder, generation)

    def _check_key(self) -> None:
        try:
            key = (self.folder / "key").read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndexError("it is incomplete") from error
        if key != self.key:
            raise DamagedIndexError("another version made it")

    def _rebuild(self, documents: Iterable[Document]) -> None:
        wanted = in_order({each.id: each for each in documents}.values())
        self._files.folder.mkdir(parents=True, exist_ok=True)
        size = ceil(len(wanted) / ceil(len(wanted) / segment_size(len(wanted)))) if wanted else 1
        parts = [wanted[start : start + size] for start in range(0, len(wanted), size)]
        made = list(in_forks(self._indexed, parts))
        counted = State()
        for _, batch in made:
            counted.add_batch(batch)
        self.batches = [batch for _, batch in made]
        self._commit([segment for segment, _ in made], counted)
        write_atomically(self.folder / "key", self.key.encode(), mode=0o600)

    def _indexed(self, documents: list[Document]) -> tuple[Segment, Batch]:
        inverted = Inverted(documents, Stems(self.language))
        return write_segment(self._files.folder, inverted.rows, inverted.postings), inverted.batch()

    def _update(self, reader: IndexReader, counted: State, changed: Iterable[Document], removed: Iterable[str]) -> None:
        wanted = {each.id: each for each in changed if not counted.has(each)}
        gone = {*removed} & counted.documents.keys() - wanted.keys()
        if not wanted and not gone:
            reader.close()
            return
        self.batches = None
        try:
            segments = Update(self._files, reader, counted, Stems(self.language)).run(wanted, gone)
        finally:
            reader.close()
        self._commit(segments, counted)

    def _commit(self, segments: list[Segment], counted: State) -> None:
        generation = self._files.generation() + 1
        counted.keep_files(self._files.folder, map(file_name, segments))
        counted.write(self.folder, generation)
        self._files.commit(segments)
        state.forget(self.folder, generation)
        self._committed = self.commit_stamp(), counted


def _share(source: Path, target: Path, written: SegmentFile) -> None:
    """Let *target* be the file *source* too: by a link, or a copy where that is on another disk."""
    if target.exists() and written.is_at(target):
        return
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def in_order(documents: Iterable[Document]) -> list[Document]:
    """Return *documents* as the first layer of the shards numbers them: the higher number wins where scores are equal."""
    by_id = sorted(documents, key=lambda document: document.id, reverse=True)
    return sorted(by_id, key=lambda document: document.seconds)
