"""Pictures that somebody has saved: in a folder, or in the zip of an export, by the names that they had in the blog."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from outsideinnovation.importers.archive import Archive, read
from outsideinnovation.importers.images import variants
from outsideinnovation.importers.movabletype.lines import UnreadableExportError


class SavedPictures:
    """The files of an *archive*; those of more than *largest* bytes are not read."""

    def __init__(self, archive: Archive, largest: int) -> None:
        self._archive, self._largest = archive, largest
        self._names: dict[str, list[str]] = {}
        for name in archive.names:
            for stem in _stems(name):
                self._names.setdefault(stem, []).append(name)

    def find(self, paths: Iterable[str], name: str) -> Iterator[tuple[str, bytes]]:
        """Yield what may be the picture that was at *paths* or is called *name*: what it is called, and its bytes.

        That whose folders agree best comes first, and of those the largest; b"" stands for what cannot be read.
        """
        wanted = [unquote(path).strip("/") for path in paths]
        stems = {variants.stem(path) for path in wanted} | {name.lower()}
        found = {each for stem in stems for each in self._names.get(stem, ())}
        best = max((_agreement(each, wanted) for each in found), default=0)
        alike = [each for each in found if _agreement(each, wanted) == best]
        data = [(str(self._archive.path(each)), self._read(each)) for each in alike]
        yield from sorted(data, key=lambda each: (-len(each[1]), each[0]))

    def _read(self, name: str) -> bytes:
        try:
            return read(self._archive, name, self._largest)
        except UnreadableExportError:
            return b""


def _stems(path: str) -> set[str]:
    """Return what a file may be looked for by: its name, without its size and ending, and TypePad's by what all sizes share."""
    name = path.rpartition("/")[2].lower()
    return {
        name,
        name.rpartition(".")[0] or name,
        variants.stem(name),
        name.partition("-")[0] if name.startswith("6a") else name,
    }


def _agreement(name: str, wanted: Iterable[str]) -> int:
    """Return how many folders next to the file are those of an old address."""
    mine = name.lower().split("/")[-2::-1]
    return max((_alike(mine, each.lower().split("/")[-2::-1]) for each in wanted), default=0)


def _alike(mine: list[str], theirs: list[str]) -> int:
    number = 0
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            break
        number += 1
    return number
