"""The Whoosh index: the only module that knows Whoosh.

Segments are written through Whoosh's codec from documents that were taken apart once, for this index and for the browser;
its own analysis and sorting take ten times as long. What Whoosh would do with deletions and merges is done here too, since
there a removed text stays in the files (a large segment is never merged) and counts in the statistics.
"""

import secrets
import shutil
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

from outsideinnovation.search.posting_lists import decoded, encoded
from outsideinnovation.search.state import DamagedIndexError

Postings = Mapping[str, tuple[Sequence[int], Sequence[bytes]]]  # by term: documents' numbers, ascending, and values
Segment = Any  # Whoosh's, pickled between processes and never looked into
NAME = "MAIN"
TRIES = 40  # to open an index whose files another process is replacing


class Values(formats.Format):  # type: ignore[misc]
    """Whoosh's name for how a posting is kept: ours, as it is."""


class Codec(W3Codec):  # type: ignore[misc]  # published without types
    """Whoosh's codec, but for postings: ``lists`` is what writes those of the field that was begun last.

    Whoosh takes postings singly, pickles and compresses them by the hundred, which is a third of a cold build, and reads
    them singly too.
    """

    lists: "PostingLists"

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how a segment names its codec: by the class alone."""
        return (Codec, ())

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - Whoosh's signature
        """Return what writes the postings of a field into *dbfile*."""
        self.lists = PostingLists(dbfile)
        return self.lists

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:  # noqa: ANN401
        """Return a matcher of all the postings of a term."""
        numbers, values = decoded(dbfile.get, terminfo.extent()[0])  # the length comes back from Whoosh as a tuple
        return ListMatcher(numbers, values=values, format=format_, scorer=scorer, all_weights=1.0, term=term)


class PostingLists(base.PostingsWriter):  # type: ignore[misc]
    """Writes one list after the other; each is also the block of which Whoosh makes its statistics."""

    def __init__(self, dbfile: Any) -> None:  # noqa: ANN401
        self._file = dbfile

    def start_postings(self, format_: Any, terminfo: Any) -> None:  # noqa: ANN401 - Whoosh's signature
        """Begin the postings of a term."""
        self._terminfo = terminfo
        self._numbers, self._values = array("I"), list[bytes]()

    def add(self, numbers: Sequence[int], values: Sequence[bytes]) -> None:
        """Add postings: documents' *numbers*, ascending, and a value for each."""
        self._numbers.extend(numbers)
        self._values += values

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:
        """Add one posting."""
        self.add((id_,), (vbytes,))

    def finish_postings(self) -> Any:  # noqa: ANN401
        """Write the postings, and return what Whoosh keeps of the term: statistics, and where they are."""
        offset = self._file.tell()
        self._file.write(data := encoded(self._numbers, self._values))
        self._terminfo.add_block(self)
        self._terminfo.set_extent(offset, len(data))
        return self._terminfo

    def written(self) -> bool:
        """Tell whether part of the list has been written before its end: never."""
        return False

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def _weights(self) -> tuple[float]:
        return (float(len(self)),)

    def min_id(self) -> int:
        """Return the first document's number."""
        return self._numbers[0]

    def max_id(self) -> int:
        """Return the last document's number."""
        return self._numbers[-1]

    def min_length(self) -> None:
        """Return nothing: lengths are in the postings."""

    def max_length(self) -> int:
        """Return nothing, likewise."""
        return 0

    def max_weight(self) -> float:
        """Return what every posting weighs for Whoosh."""
        return 1.0


def schema() -> Any:  # noqa: ANN401 - published without types
    """Return the schema: the id, the terms with our postings, and two columns: the record, and the order of equal scores."""
    return fields.Schema(
        id=fields.ID(unique=True),
        terms=fields.FieldType(Values(), None),
        record=fields.COLUMN(columns.VarBytesColumn()),
        order=fields.COLUMN(columns.VarBytesColumn()),
    )


def write_segment(
    folder: Path,
    rows: Sequence[tuple[str, bytes, bytes]],
    postings: Mapping[str, tuple[Sequence[int], Sequence[bytes]]],
) -> Segment:
    """Write a segment into *folder*: documents as rows of id, record and order, and their postings by term.

    It is nowhere in the index until ``Files.commit`` says so.
    """
    storage, codec, made = FileStorage(str(folder)), Codec(), schema()
    segment = codec.new_segment(storage, NAME)
    segment.segid = secrets.token_hex(8)  # Whoosh takes it from ``random``: seeded, it would name a living one again
    documents = codec.per_document_writer(storage, segment)
    for number, (_, record, order) in enumerate(rows):
        documents.start_doc(number)
        documents.add_column_value("record", made["record"].column_type, record)
        documents.add_column_value("order", made["order"].column_type, order)
        documents.finish_doc()
    documents.close()
    writer = codec.field_writer(storage, segment)
    ids = {id_: ((number,), (b"",)) for number, (id_, _, _) in enumerate(rows)}
    for name, found in (("id", ids), ("terms", postings)):
        writer.start_field(name, made[name])
        _write_terms(writer, codec.lists, found)
        writer.finish_field()
    writer.close()
    segment.set_doc_count(len(rows))
    segment.create_compound_file(storage)
    segment.compound = True
    return segment


def file_name(segment: Segment) -> str:
    """Return the name of the one file that a segment is."""
    return f"{segment.segment_id()}.seg"


def _write_terms(writer: Any, lists: PostingLists, postings: Postings) -> None:  # noqa: ANN401 - without types
    for key, term in sorted((term.encode(), term) for term in postings):
        writer.start_term(key)
        lists.add(*postings[term])
        writer.finish_term()


@contextmanager
def _damage() -> Iterator[None]:
    """Five kinds of damage to its files made Whoosh raise five kinds of exception: any one says so."""
    try:
        yield
    except Exception as error:
        raise DamagedIndexError(f"{type(error).__name__}: {error}") from error


class IndexFiles:
    """The index in *folder* as files: its segments, which are live, and how to replace them all at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._storage = FileStorage(str(folder))

    def generation(self) -> int:
        """Return the number of the last commit, or -1 where there is none."""
        pattern = TOC._pattern(NAME)
        names = self.folder.iterdir() if self.folder.is_dir() else ()
        return max((int(found[1]) for path in names if (found := pattern.match(path.name))), default=-1)

    def commit_stamp(self) -> tuple[int, int, int]:
        """Return what is another after every commit, and where somebody has removed the index and it was made again."""
        generation = self.generation()
        try:
            status = (self.folder / TOC._filename(NAME, generation)).stat()
        except OSError:
            return generation, 0, 0
        return generation, status.st_mtime_ns, status.st_ino

    def segments(self) -> list[Segment]:
        """Return the segments of the last commit."""
        with _damage():
            return list(TOC.read(self._storage, NAME).segments)

    def commit(self, segments: Sequence[Segment]) -> None:
        """Let the index be made of *segments* from now on; files of others are removed."""
        generation = self.generation() + 1
        TOC(schema(), list(segments), generation).write(self._storage, NAME)
        clean_files(self._storage, NAME, generation, segments)
        shutil.rmtree(self.folder / f"{NAME}.tmp", ignore_errors=True)

    def reader(self) -> "IndexReader":
        """Open what is committed. Raises DamagedIndexError, also where another process is replacing it at the moment."""
        with _damage():
            return IndexReader(FileIndex(self._storage, indexname=NAME).reader())


class IndexReader:
    """One committed state of the index, for one thread."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401
        self._leaves = reader.leaf_readers()
        self._reader = reader
        self._columns: dict[tuple[int, str], Any] = {}
        self._gone = frozenset(self.deleted())

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def postings(self, term: str) -> dict[int, bytes]:
        """Return the postings of *term* in live documents, by the number of the document in this state."""
        found: dict[int, bytes] = {}
        with _damage():
            for matcher, offset in self._matchers("terms", term):
                everything = getattr(matcher, "child", matcher)  # Whoosh leaves out deleted documents one by one
                found.update((number + offset, value) for number, value in everything.all_items())
        if not found.keys().isdisjoint(self._gone):
            found = {number: value for number, value in found.items() if number not in self._gone}
        return found

    def has(self, term: str) -> bool:
        """Tell whether *term* is in any live document, without reading all its postings."""
        with _damage():
            return any(matcher.is_active() for matcher, _ in self._matchers("terms", term))

    def numbers(self, id_: str) -> list[int]:
        """Return the numbers of the live documents with that id: one, or none."""
        with _damage():
            return [matcher.id() + offset for matcher, offset in self._matchers("id", id_) if matcher.is_active()]

    def record(self, number: int) -> bytes:
        """Return the record of a document."""
        with _damage():
            return bytes(self._value("record", number))

    def order(self, number: int) -> bytes:
        """Return what sorts the document among those of one score."""
        with _damage():
            return bytes(self._value("order", number))

    def by_segment(self) -> list[list[int]]:
        """Return the numbers of the live documents of each segment."""
        with _damage():
            return [[number + offset for number in leaf.all_doc_ids()] for leaf, offset in self._leaves]

    def deleted(self) -> list[int]:
        """Return the numbers of documents that are no longer live, and whose text is still in the files."""
        with _damage():
            return [
                number + offset
                for leaf, offset in self._leaves
                if leaf.has_deletions()
                for number in range(leaf.doc_count_all())
                if leaf.is_deleted(number)
            ]

    def segment(self, number: int) -> tuple[int, int]:
        """Return which segment a document is in, and its number there."""
        place = max(index for index, (_, offset) in enumerate(self._leaves) if offset <= number)
        return place, number - self._leaves[place][1]

    def _matchers(self, field: str, term: str) -> Iterator[tuple[Any, int]]:
        key = term.encode()
        for leaf, offset in self._leaves:
            with suppress(TermNotFound):
                yield leaf.postings(field, key), offset

    def _value(self, column: str, number: int) -> Any:  # noqa: ANN401
        place, inside = self.segment(number)
        reader = self._columns.get((place, column))
        if reader is None:
            reader = self._columns[place, column] = self._leaves[place][0].column_reader(column)
        return reader[inside]
