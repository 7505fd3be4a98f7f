"""The files of the shards in a site: which are ours, and which are no longer named by any manifest."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from outsideinnovation.search.shards.layer import SHARDS, Layer

MANIFEST = "manifest.json"
_OURS = re.compile(r"[0-9a-f]{16}(\.bin)?")
_PART = re.compile(r"[a-z][0-9]+(-[0-9a-f]{8})?\.bin")
_FILES = re.compile(rf"{MANIFEST}|{SHARDS}/[0-9a-f]{{16}}(\.bin|/[a-z][0-9]+(-[0-9a-f]{{8}})?\.bin)")


def written_files(folder: Path) -> list[str]:
    """Return the names, below *folder*, of the files there that ``write_shards`` writes; others' are not among them."""
    found = [folder / MANIFEST, *(folder / SHARDS).glob("*.bin"), *(folder / SHARDS).glob("*/*.bin")]
    names = (path.relative_to(folder).as_posix() for path in found if path.is_file())
    return sorted(name for name in names if _FILES.fullmatch(name))


def put(path: Path, data: bytes) -> bool:
    """Let *path* hold *data*, whole or not at all, and return whether it did not.

    What holds it already, and may be linked into a release, is not touched.
    """
    with suppress(OSError):
        if path.read_bytes() == data:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(data)
    new.replace(path)
    return True


def remove_unnamed(folder: Path, layers: Sequence[Layer]) -> list[str]:
    """Remove from *folder* layers, and parts of layers, that no layer of the manifest has any more; return their files."""
    named = {f"{layer.name}.bin" if layer.packed else layer.name: layer for layer in layers}
    gone = []
    for path in sorted(folder.iterdir()):
        if not _OURS.fullmatch(path.name):
            continue
        if path.name not in named:
            gone += _removed_layer(path)
        elif path.is_dir() and (replaced := dict(named[path.name].replaced)):
            gone += _removed_parts(path, replaced)
    return gone


def _removed_layer(layer: Path) -> list[str]:
    if not layer.is_dir():
        layer.unlink()
        return [layer.name]
    gone = [path for path in sorted(layer.glob("*.bin")) if _PART.fullmatch(path.name)]
    for path in gone:
        path.unlink()
    with suppress(OSError):  # where files of others are in it, it stays
        layer.rmdir()
    return [f"{layer.name}/{path.name}" for path in gone]


def _removed_parts(layer: Path, replaced: Mapping[str, str]) -> list[str]:
    gone = [
        path for path in sorted(layer.glob("*.bin")) if replaced.get(path.stem.split("-")[0], path.stem) != path.stem
    ]
    for path in gone:
        path.unlink()
    return [f"{layer.name}/{path.name}" for path in gone]
