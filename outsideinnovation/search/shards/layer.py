"""One layer of the shards: documents numbered in its own order, made into parts, and given a name by what is in them."""

import json
import os
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from outsideinnovation.search.batch import Batch, merged
from outsideinnovation.search.shards import parts
from outsideinnovation.search.shards.parts import Parts, Postings, Sizes

SHARDS = "shards"  # the folder of all layers, beside the manifest
_HEADER = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as the manifest lists it; ``ids`` and ``digests`` tell which documents it was made of, in what version."""

    name: str
    packed: bool
    docs: int
    sizes: Sizes
    ids: tuple[str, ...]
    digests: tuple[str, ...]
    dead: tuple[int, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the layer's object in the manifest."""
        sizes = {
            "card": self.sizes.card,
            "comments": self.sizes.comments,
            "text": self.sizes.text,
            "spread": self.sizes.spread,
        }
        head = {"name": f"{SHARDS}/{self.name}", "packed": self.packed, "docs": self.docs, **sizes}
        return {**head, "dead": list(self.dead), "replaced": dict(self.replaced)}


def make(
    batches: Sequence[Batch],
    digests: Mapping[str, str],
    words: Mapping[str, int],
    stem: Callable[[str], str],
    *,
    orders: bytes = b"",
    packed: bool = False,
) -> tuple[Layer, dict[str, bytes]]:
    """Return a layer of the documents of *batches*, one after the other, and its files by name.

    *words* are the counts of its vocabulary, *orders* what its part i ends with.
    """
    records = [record for batch in batches for record in batch.records]
    lengths = b"".join(bytes(batch.lengths) for batch in batches)
    postings = Postings.of(merged(batches))
    sizes = Sizes.of(len(records), len(postings.slices))
    firsts, vocabulary = parts.vocabulary(words, stem)
    made = {f"v{number}": part for number, part in enumerate(vocabulary)}
    made.update(_deflated(postings.parts(sizes.spread)))
    made.update(parts.documents(records, sizes))
    made["y0"], made["f0"] = parts.days(records), parts.facets(records)
    made["i0"] = parts.index(firsts, postings.firsts(), lengths, orders)
    ids = tuple(record.id for record in records)
    name = _name(made)
    layer = Layer(name, packed, len(records), sizes, ids, tuple(digests[each] for each in ids))
    if packed:
        return layer, {f"{name}.bin": pack(made)}
    return layer, {f"{name}/{part}.bin": data for part, data in made.items()}


def _deflated(made: Parts) -> Parts:
    """Yield parts with those of kind p compressed: on all cores, since zlib lets other threads run."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        waiting = [(name, threads.submit(zlib.compress, data, 9) if name[0] == "p" else data) for name, data in made]
        yield from ((name, each.result() if isinstance(each, Future) else each) for name, each in waiting)


def pack(made: Mapping[str, bytes]) -> bytes:
    """Return all parts as one file."""
    places, offset = {}, 0
    for part, data in made.items():
        places[part] = [offset, len(data)]
        offset += len(data)
    head = json.dumps(places, separators=(",", ":")).encode()
    return _HEADER.pack(len(head)) + head + b"".join(made.values())


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts in a packed file."""
    (size,) = _HEADER.unpack_from(data)
    begin = _HEADER.size + size
    places = json.loads(data[_HEADER.size : begin])
    return {part: data[begin + offset : begin + offset + length] for part, (offset, length) in places.items()}


def _name(made: Mapping[str, bytes]) -> str:
    digest = blake2b(digest_size=8)
    for part in sorted(made):
        digest.update(f"{part}:{len(made[part])}:".encode())
        digest.update(made[part])
    return digest.hexdigest()
