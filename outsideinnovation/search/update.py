"""One update of an index: which segments stay, which lose documents, and which are written anew."""

from collections.abc import Collection, Iterator, Mapping

from outsideinnovation.search.analysis import analyse
from outsideinnovation.search.batch import Inverted
from outsideinnovation.search.document import Document
from outsideinnovation.search.parallel import in_forks
from outsideinnovation.search.state import DamagedIndexError, State
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.stored_document import Record
from outsideinnovation.search.whoosh_index import IndexFiles, IndexReader, Segment, write_segment

# Into so many a large index is divided: the fewer, the faster to read; the more, the faster to clear of something.
SEGMENTS = 8
SMALLEST = 500  # documents in a full segment at least
SMALL = 6  # segments of less than a quarter of a full one, before they are merged
STALE = 5  # a segment of which that part is no longer live is written anew


def segment_size(documents: int) -> int:
    """Return how many documents are in a full segment of an index of so many."""
    return max(SMALLEST, -(-documents // SEGMENTS))


class Update:
    """An update of the index that *reader* shows and *counted* counts; both are of the same commit."""

    def __init__(self, files: IndexFiles, reader: IndexReader, counted: State, stems: Stems) -> None:
        self._files = files
        self._reader = reader
        self._counted = counted
        self._stems = stems

    def run(self, changed: Mapping[str, Document], removed: Collection[str]) -> list[Segment]:
        """Return the segments of the index with *changed* in it and without *removed*; the state is changed likewise."""
        segments = self._files.segments()
        live = [set(numbers) for numbers in self._reader.by_segment()]
        dirty, withdrawn_ids = set(), set()
        for id_ in (*changed, *removed):
            for number in self._reader.numbers(id_):
                place, inside = self._reader.segment(number)
                old = self._document(number)
                self._counted.remove(id_, analyse(old, self._stems).words)
                segments[place].delete_document(inside)
                live[place].discard(number)
                if id_ not in changed or withdrawn(old, changed[id_]):
                    dirty.add(place)
                    withdrawn_ids.add(id_)
        dirty |= self._old_versions(withdrawn_ids)
        anew = self._written_anew(live, dirty, [segment.doc_count_all() for segment in segments])
        unchanged = [segment for place, segment in enumerate(segments) if not any(place in places for places in anew)]
        batches = [sorted(number for place in places for number in live[place]) for places in anew]
        made = list(in_forks(self._rewritten, [numbers for numbers in batches if numbers]))
        return [*unchanged, *made, *self._added(changed)]

    def _old_versions(self, ids: set[str]) -> set[int]:
        """Return the segments in whose files older versions of these documents still lie."""
        if not ids:
            return set()
        return {
            self._reader.segment(number)[0]
            for number in self._reader.deleted()
            if Record.load(self._reader.record(number)).id in ids
        }

    def _written_anew(self, live: list[set[int]], dirty: set[int], sizes: list[int]) -> list[list[int]]:
        """Return groups of segments, each of which becomes one: those with something withdrawn, stale ones, many small ones."""
        full = segment_size(len(self._counted.documents))
        small = [place for place, numbers in enumerate(live) if len(numbers) < full // 4]
        stale = {place for place, numbers in enumerate(live) if len(numbers) * STALE < sizes[place] * (STALE - 1)}
        together = small if len(small) > SMALL or dirty & set(small) else []
        return [*([place] for place in sorted((dirty | stale) - set(together))), *([together] if together else [])]

    def _rewritten(self, numbers: list[int]) -> Segment:
        inverted = Inverted(map(self._document, numbers), self._stems)
        return write_segment(self._files.folder, inverted.rows, inverted.postings)

    def _added(self, changed: Mapping[str, Document]) -> Iterator[Segment]:
        if changed:
            inverted = Inverted(changed.values(), self._stems)
            self._counted.add_batch(inverted.batch())
            yield write_segment(self._files.folder, inverted.rows, inverted.postings)

    def _document(self, number: int) -> Document:
        try:
            return Record.load(self._reader.record(number)).document()
        except ValueError as error:
            raise DamagedIndexError(str(error)) from error


def withdrawn(before: Document, after: Document) -> bool:
    """Tell whether a comment of *before* is gone from *after*, whole or in part: its text, or the name of who wrote it."""
    current = {comment.id: (comment.author, comment.text) for comment in after.comments}
    return any(current.get(each.id) != (each.author, each.text) for each in before.comments)
