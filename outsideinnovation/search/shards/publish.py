"""Writing the shards of an index into a site: as little as a change allows, and nothing of what was withdrawn.

A changed document is written into a small layer of its own and marked dead where it stood; small layers are merged into a
middle one, and all into a new base when they are too many. What was withdrawn makes a new base at once, since the postings of
a document are spread over hundreds of files; so do words by the dozen that an edit took out.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path

from outsideinnovation.files import write_atomically
from outsideinnovation.search.analysis import analyse
from outsideinnovation.search.batch import Batch, Inverted
from outsideinnovation.search.document import Document
from outsideinnovation.search.index import Index, in_order
from outsideinnovation.search.parallel import in_forks
from outsideinnovation.search.ranking import Scoring
from outsideinnovation.search.shards.clear import cleared
from outsideinnovation.search.shards.content import UNREADABLE, LayerDocuments
from outsideinnovation.search.shards.layer import SHARDS, Layer, make
from outsideinnovation.search.shards.published_layers import PublishedLayers, part
from outsideinnovation.search.shards.shard_files import MANIFEST, put, remove_unnamed
from outsideinnovation.search.state import State
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.stored_document import Record
from outsideinnovation.search.update import withdrawn
from outsideinnovation.search.varints import text, varint
from outsideinnovation.search.whoosh_index import IndexReader

FORMAT = 1
SMALL = 300  # documents up to which all is written anew: that takes no time
RECENT = 16  # documents in the packed layer at most
SHARE = 20  # that part of all documents, at most, stands outside of the base
MOST_CLEARED = 40  # parts that are cleared of words before a new base is the better way
PART = 1250  # documents that one fork takes apart at a time
_EPOCH = 1 << 40  # added to seconds, so that dates before 1970 are varints too


@dataclass(frozen=True, slots=True)
class Written:
    """The files that a run wrote, and those that it removed, below the folder."""

    files: tuple[str, ...]
    removed: tuple[str, ...]


def write_shards(index: Index, folder: Path, *, small: int = SMALL, name: str = "published") -> Written:
    """Let *folder* (``search/`` of a site) hold the shards of what is in *index*; what is right there stays as it is.

    Up to *small* documents all is written anew. *name* is that of the file beside the index which says what this very
    folder holds. Raises DamagedIndexError, or OSError where the disk refuses.
    """
    reader, counted = index.open()
    try:
        known = PublishedLayers.read(index.folder / name, index.key, folder / MANIFEST)
        return _Run(index, reader, counted, folder, small, index.folder / name).write(known)
    finally:
        reader.close()


class _Run:
    """One run: what is live, and the files that are to be written."""

    def __init__(
        self, index: Index, reader: IndexReader, counted: State, folder: Path, small: int, published: Path
    ) -> None:
        self._index = index
        self._reader = reader
        self._counted = counted
        self._folder, self._shards = folder, folder / SHARDS
        self._published = published
        self._small = small
        self._stems = Stems(index.language)
        self._digests = {id_: digest for id_, (digest, _) in counted.documents.items()}
        self._files: dict[str, bytes] = {}

    def write(self, known: PublishedLayers | None) -> Written:
        """Write what differs from what is *known* to be there."""
        after = self._changed(known) if known and len(self._digests) > self._small else None
        return self._finish(after if after is not None else self._all())

    def _all(self) -> PublishedLayers:
        """Make one layer of all documents."""
        if not self._digests:
            return PublishedLayers()
        self._files = {}
        batches = self._index.batches or self._batches()
        layer, files = make(batches, self._digests, self._counted.words, self._stems.__getitem__)
        self._files.update(files)
        dates = [record.date for batch in batches for record in batch.records]
        return PublishedLayers([layer], [self._counted.words], [int(date.timestamp()) for date in dates])

    def _batches(self) -> list[Batch]:
        numbers = [number for part in self._reader.by_segment() for number in part]
        records = sorted(
            ((self._reader.order(number), self._reader.record(number)) for number in numbers), reverse=True
        )
        parts = [[data for _, data in records[start : start + PART]] for start in range(0, len(records), PART)]
        return list(in_forks(self._batch, parts))

    def _batch(self, records: Sequence[bytes]) -> Batch:
        return Inverted((Record.load(each).document() for each in records), Stems(self._index.language)).batch()

    def _changed(self, known: PublishedLayers) -> PublishedLayers | None:
        """Return the layers after a change, or None where all is to be made anew."""
        found = _Difference.between(known.layers, self._digests)
        if not known.layers or found.gone:
            return None
        if not found.fresh:
            return known
        fits = len(self._outside(known, found)) * SHARE <= len(self._digests)
        with suppress(*UNREADABLE):  # a damaged site is written anew
            if fits and self._cleared(known, found):
                return self._layered(known, found)
        return None

    def _outside(self, known: PublishedLayers, found: "_Difference") -> list[str]:
        """Return the ids of the documents that are to stand outside of the base."""
        later = [id_ for number, layer in enumerate(known.layers[1:], 1) for id_ in found.live(number, layer)]
        return [*later, *found.fresh]

    def _cleared(self, known: PublishedLayers, found: "_Difference") -> bool:
        """Clear what changed documents no longer say; False where too much, or a comment, was taken back."""
        made = 0
        for number, layer in enumerate(known.layers):
            dead = [place for place in found.dead[number] if place not in layer.dead]
            published = LayerDocuments(partial(part, self._shards, layer), layer.sizes)
            lost_words: set[str] = set()
            lost_terms: set[str] = set()
            for place in dead:
                old, new = published.document(place), self._document(layer.ids[place])
                if withdrawn(old, new):
                    return False
                if _words_of(old) == _words_of(new):  # comments were only added: all its words are still there
                    continue
                taken = analyse(old, self._stems)
                lost_words |= {word for word in taken.words if word not in self._counted.words}
                lost_terms |= {term for term in taken.postings if not self._reader.has(term)}
            known.layers[number] = replace(layer, dead=tuple(found.dead[number]))
            if layer.packed or not (lost_words or lost_terms):
                continue
            parts = cleared(layer, partial(part, self._shards, layer), dead, lost_words, lost_terms)
            made += len(parts)
            known.layers[number] = self._replaced(known.layers[number], parts)
            for word in lost_words:
                known.words[number].pop(word, None)
        return made <= MOST_CLEARED

    def _replaced(self, layer: Layer, parts: Mapping[str, bytes]) -> Layer:
        names = dict(layer.replaced)
        for name, data in parts.items():
            names[name] = f"{name}-{blake2b(data, digest_size=4).hexdigest()}"
            self._files[f"{layer.name}/{names[name]}.bin"] = data
        return replace(layer, replaced=tuple(sorted(names.items())))

    def _layered(self, known: PublishedLayers, found: "_Difference") -> PublishedLayers:
        """Put what is fresh into the recent layer, or into the middle one where the recent is full."""
        recent = [*(id_ for each in _last(known) for id_ in found.live(*each)), *found.fresh]
        layers, words = list(known.layers), list(known.words)
        if layers[-1].packed:
            layers.pop(), words.pop()
        packed = len(recent) <= RECENT
        if not packed and len(layers) > 1:
            recent = [*found.live(1, layers.pop()), *recent]
            words.pop()
        before: Counter[str] = Counter()
        for counts in words:
            before.update(counts)
        counts = Counter(
            {
                word: count
                for word in before.keys() | self._counted.words.keys()
                if (count := self._counted.words[word] - before[word])
            }
        )
        documents = in_order(map(self._document, recent))
        batch = Inverted(documents, self._stems).batch()
        orders = b"".join(_order(each, known.seconds, known.layers[0].ids) for each in documents)
        layer, files = make([batch], self._digests, counts, self._stems.__getitem__, orders=orders, packed=packed)
        self._files.update(files)
        return PublishedLayers([*layers, layer], [*words, counts], known.seconds)

    def _document(self, id_: str) -> Document:
        (number,) = self._reader.numbers(id_)
        return Record.load(self._reader.record(number)).document()

    def _finish(self, after: PublishedLayers) -> Written:
        """Write the files, then the manifest, then remove what it no longer names."""
        files = [name for name, data in self._files.items() if put(self._shards / name, data)]
        manifest = self._manifest(after)
        old = _read(self._folder / MANIFEST)
        if old != manifest:
            write_atomically(self._folder / MANIFEST, manifest, is_served=True)
        after.write(self._published, self._index.key, manifest)
        changed = () if old == manifest else (MANIFEST,)
        gone = remove_unnamed(self._shards, after.layers) if self._shards.is_dir() else []
        return Written((*(f"{SHARDS}/{name}" for name in files), *changed), tuple(f"{SHARDS}/{name}" for name in gone))

    def _manifest(self, after: PublishedLayers) -> bytes:
        row = {
            "format": FORMAT, "docs": len(self._digests), "length": self._counted.length, "scoring": Scoring().dump(),
            "layers": [layer.row() for layer in after.layers],
        }  # fmt: skip
        return json.dumps(row, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Difference:
    """What is live beside what is published: by layer the numbers that are dead, ids to be published, and whether any is gone."""

    dead: list[list[int]]
    fresh: list[str]
    gone: bool

    @classmethod
    def between(cls, layers: Sequence[Layer], digests: Mapping[str, str]) -> "_Difference":
        """Compare the *layers* with the *digests* of what is live."""
        dead, present, gone = [], set(), False
        for layer in layers:
            lost = set(layer.dead)
            for number, (id_, digest) in enumerate(zip(layer.ids, layer.digests, strict=True)):
                if number not in lost and digests.get(id_) == digest:
                    present.add(id_)
                elif number not in lost:
                    lost.add(number)
                    gone = gone or id_ not in digests
            dead.append(sorted(lost))
        return cls(dead, [id_ for id_ in digests if id_ not in present], gone)

    def live(self, number: int, layer: Layer) -> list[str]:
        """Return the ids of what is live in the layer of that number."""
        lost = set(self.dead[number])
        return [id_ for place, id_ in enumerate(layer.ids) if place not in lost]


def _last(known: PublishedLayers) -> list[tuple[int, Layer]]:
    """Return the packed layer with its number, if there is one."""
    return [(number, layer) for number, layer in enumerate(known.layers) if layer.packed]


def _words_of(document: Document) -> tuple[object, ...]:
    """Return what a document says itself."""
    return document.title, document.headings, document.text, document.tags, document.category, document.author


def _order(document: Document, base: Sequence[int], ids: Sequence[str]) -> bytes:
    """Return a document's order in a part i: how many of the first layer it wins against, its seconds, its id."""
    place = bisect_left(base, document.seconds)
    while place < len(base) and base[place] == document.seconds and ids[place] > document.id:
        place += 1
    return varint(place) + varint(document.seconds + _EPOCH) + text(document.id)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
