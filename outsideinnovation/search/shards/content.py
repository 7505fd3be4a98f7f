"""What is published in a folder of shards, read back from its files alone: whether two sites say the same."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from outsideinnovation.search.shards.layer import unpack
from outsideinnovation.search.shards.shard_files import MANIFEST

Content = dict[str, tuple[Any, ...]]  # by a document's id: its card, its comments' ids, and its text with what they say
_UNREADABLE = (OSError, KeyError, IndexError, TypeError, ValueError, zlib.error)


def same_content(one: Path, other: Path) -> bool:
    """Tell whether the shards in two folders hold the same documents, in however many layers; what is damaged is unlike."""
    try:
        return content(one) == content(other)
    except _UNREADABLE:
        return False


def content(folder: Path) -> Content:
    """Return what is live in the shards in *folder*. Raises OSError, or what unreadable data raise."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    found: Content = {"": (manifest["docs"], manifest["length"], manifest["scoring"])}
    for layer in manifest["layers"]:
        found.update(_documents(folder, layer))
    return found


def _documents(folder: Path, layer: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    read = _Parts(folder, layer)
    for number in {*range(layer["docs"])} - {*layer["dead"]}:
        *card, offset, size = read.rows("d", number, layer["card"])
        comments = read.rows("c", number, layer["comments"])
        text = read.part(f"t{number // layer['text']}")[offset : offset + size]
        yield card[0], (card, comments, json.loads(zlib.decompress(text)))


class _Parts:
    """The parts of one layer, each read once."""

    def __init__(self, folder: Path, layer: dict[str, Any]) -> None:
        self._path, self._replaced = folder / layer["name"], layer["replaced"]
        packed = Path(f"{self._path}.bin")
        self._parts: dict[str, bytes] = unpack(packed.read_bytes()) if layer["packed"] else {}
        self._rows: dict[str, list[Any]] = {}

    def part(self, name: str) -> bytes:
        if name not in self._parts:
            self._parts[name] = (self._path / f"{self._replaced.get(name, name)}.bin").read_bytes()
        return self._parts[name]

    def rows(self, kind: str, number: int, each: int) -> Any:  # noqa: ANN401 - JSON
        name = f"{kind}{number // each}"
        if name not in self._rows:
            self._rows[name] = json.loads(zlib.decompress(self.part(name)))
        return self._rows[name][number % each]
