"""How many pictures an import would bring in, before anything is written: a dry run's count."""

from collections.abc import Collection, Iterable
from pathlib import Path

from outsideinnovation.importers.images.addresses import PictureAddresses
from outsideinnovation.importers.images.bringing import FOLDER


class PictureCount:
    """Counts pictures while texts go by, since the hosts that count are known last. It holds hashes of their names alone."""

    def __init__(self) -> None:
        self._addresses = PictureAddresses(None)
        self._names: dict[str, set[int]] = {}

    def add(self, text: str) -> None:
        """Take note of the pictures of a *text*."""
        for host, name in self._addresses.names(text):
            self._names.setdefault(host, set()).add(hash(name))

    def add_file(self, data: bytes) -> None:
        """Take note of the pictures of a content file."""
        self.add(data.decode("utf-8", "replace"))

    def of(self, hosts: Collection[str], content: Path) -> tuple[int, int]:
        """Return how many pictures of *hosts* are not in *content* yet, and how many are there."""
        found = set[int]().union(*(names for host, names in self._names.items() if not host or host in hosts))
        there = _stems(content / FOLDER) if found else set()
        return len(found - there), len(found & there)


def _stems(folder: Path) -> set[int]:
    paths: Iterable[Path] = folder.iterdir() if folder.is_dir() else ()
    return {hash(path.stem) for path in paths}
