"""What is published in a folder of shards, read back from its files alone: its documents, and whether two sites say the same."""

import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outsideinnovation.search.document import Document, DocumentComment
from outsideinnovation.search.shards.layer import unpack
from outsideinnovation.search.shards.parts import Sizes
from outsideinnovation.search.shards.shard_files import MANIFEST

# What is raised where shards are damaged.
UNREADABLE = (OSError, KeyError, IndexError, TypeError, ValueError, zlib.error)


def same_content(one: Path, other: Path) -> bool:
    """Tell whether the shards in two folders hold the same documents, in however many layers; what is damaged is unlike."""
    try:
        return _counts(one) == _counts(other) and documents(one) == documents(other)
    except UNREADABLE:
        return False


def documents(folder: Path) -> dict[str, Document]:
    """Return the documents that are live in the shards in *folder*, by their ids; times are of whole seconds.

    Raises OSError, or what unreadable data raise.
    """
    return {each.id: each for layer in _manifest(folder)["layers"] for each in _documents(folder, layer)}


class LayerDocuments:
    """The documents of one layer, whose parts *read* gives by their names; each part is read once."""

    def __init__(self, read: Callable[[str], bytes], sizes: Sizes) -> None:
        self._read, self._sizes = read, sizes
        self._texts: dict[str, bytes] = {}
        self._rows: dict[str, list[Any]] = {}

    def document(self, number: int) -> Document:
        """Return the document of that number. Raises what unreadable data raise."""
        id_, url, title, when, category, tags, author, offset, size = self._row("d", number, self._sizes.card)
        data = self._text(f"t{number // self._sizes.text}")[offset : offset + size]
        text, told, headings = json.loads(zlib.decompress(data))
        ids = self._row("c", number, self._sizes.comments)
        comments = tuple(
            DocumentComment(each, who, what, _moment(at)) for each, (who, at, what) in zip(ids, told, strict=True)
        )
        date = _moment(when)
        return Document(id_, url, title, tuple(headings), text, tuple(tags), category, author, date, comments)

    def _text(self, name: str) -> bytes:
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def _row(self, kind: str, number: int, each: int) -> Any:  # noqa: ANN401 - JSON
        name = f"{kind}{number // each}"
        if name not in self._rows:
            self._rows[name] = json.loads(zlib.decompress(self._read(name)))
        return self._rows[name][number % each]


def _documents(folder: Path, layer: dict[str, Any]) -> Iterator[Document]:
    path, replaced = folder / layer["name"], layer["replaced"]
    packed = unpack(Path(f"{path}.bin").read_bytes(), layer["packed"]) if layer["packed"] else {}
    sizes = Sizes(layer["card"], layer["comments"], layer["text"], layer["spread"])

    def read(name: str) -> bytes:
        return packed[name] if layer["packed"] else (path / f"{replaced.get(name, name)}.bin").read_bytes()

    found = LayerDocuments(read, sizes)
    return (found.document(number) for number in sorted({*range(layer["docs"])} - {*layer["dead"]}))


def _counts(folder: Path) -> tuple[Any, ...]:
    manifest = _manifest(folder)
    return manifest["docs"], manifest["length"], manifest["scoring"]


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return manifest


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
