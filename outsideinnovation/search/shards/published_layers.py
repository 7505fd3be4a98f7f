"""What was published last: kept in ``instance/`` beside the index, to know what a change makes necessary.

It is believed only where the site's manifest is the very one that was written with it.
"""

import marshal
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from outsideinnovation.files import write_atomically
from outsideinnovation.search.shards.layer import Layer, unpack
from outsideinnovation.search.shards.parts import Sizes

_SEAL = 16  # bytes


@dataclass(slots=True)
class PublishedLayers:
    """The layers in a folder, what each layer's vocabulary counts, and the first layer's documents by date."""

    layers: list[Layer] = field(default_factory=list)
    words: list[Counter[str]] = field(default_factory=list)
    seconds: list[int] = field(default_factory=list)

    def write(self, path: Path, key: str, manifest: bytes) -> None:
        """Write all this beside what it stands for: the *manifest*, written by an index of that *key*."""
        layers = [
            (each.name, each.packed, each.docs, _sizes(each), each.ids, each.digests, each.dead, each.replaced)
            for each in self.layers
        ]
        row = (key, blake2b(manifest).digest(), layers, [dict(words) for words in self.words], self.seconds)
        data = marshal.dumps(row)
        write_atomically(path, blake2b(data, digest_size=_SEAL).digest() + data, mode=0o600)

    @classmethod
    def read(cls, path: Path, key: str, manifest: Path) -> "PublishedLayers | None":
        """Return what was written, or None where it does not belong to that key and manifest."""
        try:
            data, there = path.read_bytes(), manifest.read_bytes()
        except OSError:
            return None
        if blake2b(data[_SEAL:], digest_size=_SEAL).digest() != data[:_SEAL]:
            return None
        known, digest, layers, words, seconds = marshal.loads(data[_SEAL:])  # noqa: S302 - sealed, and ours
        if known != key or digest != blake2b(there).digest():
            return None
        found = [Layer(name, packed, docs, Sizes(*sizes), *rest) for name, packed, docs, sizes, *rest in layers]
        return cls(found, [Counter(each) for each in words], seconds)


def part(folder: Path, layer: Layer, name: str) -> bytes:
    """Return a part of a layer as it lies in *folder*. Raises OSError, KeyError or ValueError where it does not."""
    if layer.packed:
        return unpack((folder / f"{layer.name}.bin").read_bytes(), layer.packed)[name]
    return (folder / layer.name / f"{dict(layer.replaced).get(name, name)}.bin").read_bytes()


def _sizes(layer: Layer) -> tuple[int, int, int, int]:
    return (layer.sizes.card, layer.sizes.comments, layer.sizes.text, layer.sizes.spread)
