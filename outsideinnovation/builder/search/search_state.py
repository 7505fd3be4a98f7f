"""Which build the search index and an output's shards stand for: asked by every build, so it loads nothing of search."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.configuration import Configuration
from outsideinnovation.files import write_atomically
from outsideinnovation.locks import Lock

FOLDER = "search"  # in the output
OUTPUTS = "outputs"  # in the index's folder: what is known of each output folder's shards
KEYS = "keys.json"  # there: by a document's id, a digest of what it was made of
OWN = (KEYS, OUTPUTS, "key", "whoosh")  # what lies in the index's folder, besides the states and the lock


@dataclass(frozen=True, slots=True)
class Followed:
    """What a build did for search: how many files of the output it wrote, and removed, and how many there are now."""

    written: int = 0
    removed: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class SearchState:
    """The state of search for one output folder; the folder *index* may serve several."""

    is_on: bool
    index: Path
    language: str
    output: Path

    @classmethod
    def of(cls, instance: Path, settings: Configuration, output: Path) -> "SearchState":
        """Return the state for *output* of the site whose private folder is *instance*.

        Reads SEARCH, SEARCH_LANGUAGE (else DEFAULT_LANG) and SEARCH_INDEX.
        """
        return cls(settings.search.is_on, settings.search.folder(instance), settings.search_language, output)

    @property
    def published(self) -> str:
        """The file, in the index's folder, that says what the shards in this output hold."""
        return f"{OUTPUTS}/{digest(str(self.output))}.published"

    def is_current(self, build: str) -> bool:
        """Tell whether index and shards stand for that *build* of this output; nothing of them is read."""
        if not self.is_on:
            return not (self.index / OUTPUTS).exists()
        with suppress(OSError, ValueError):
            return bool(json.loads(self._path.read_bytes()) == self._as_of(build))
        return False

    def stands_for(self, build: str) -> None:
        """Write down that they do. Raises StorageError.

        What is known of other outputs is forgotten where these are gone, or hold what the index did before: it may be words
        that were taken back since.
        """
        as_of = self._as_of(build)
        write_atomically(self._path, json.dumps(as_of).encode(), mode=0o600)
        for published in self._path.parent.glob("*.published"):
            about = published.with_suffix(".json")
            if about != self._path and not _is_of(about, as_of["index"]):
                published.unlink(missing_ok=True)
                about.unlink(missing_ok=True)

    def forget(self) -> None:
        """Forget what is indexed and published, so that both are made anew."""
        (self.index / KEYS).unlink(missing_ok=True)
        (self.index / self.published).unlink(missing_ok=True)

    def remove_index(self) -> None:
        """Remove the index: where search is switched off, nothing keeps it free of what is withdrawn."""
        if not self.index.is_dir():
            return
        import shutil  # noqa: PLC0415 - seldom, and it loads three ways of compressing

        with Lock(self.index / "lock"):
            for path in (*self.index.glob("state-*"), *(self.index / name for name in OWN)):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return (self.index / self.published).with_suffix(".json")

    def _as_of(self, build: str) -> dict[str, str]:
        index = _stamp([*self.index.glob("whoosh/*"), *self.index.glob("state-*"), self.index / "key"])
        shards = _stamp([self.output / FOLDER / "manifest.json"])
        return {
            "output": str(self.output),
            "build": build,
            "index": index,
            "shards": shards,
            "language": self.language,
        }


def _stamp(paths: Iterable[Path]) -> str:
    """Return what changes whenever any of the files at *paths* does."""
    found = []
    for path in sorted(paths):
        with suppress(FileNotFoundError):
            status = path.stat()
            found.append((path.name, status.st_size, status.st_mtime_ns))
    return digest(repr(found))


def _is_of(about: Path, index: str) -> bool:
    """Tell whether what is written down in *about* is of an output that is there, and of that state of the index."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(about.read_bytes())
        return bool(known["index"] == index and Path(known["output"]).is_dir())
    return False


def shards(output: Path, *, is_on: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Return the shards that lie in *output*: those that stay, where search *is_on*, and those that do not."""
    if not (output / FOLDER).is_dir():
        return frozenset(), frozenset()
    from outsideinnovation.search.shards.shard_files import written_files  # noqa: PLC0415 - see above

    found = frozenset(f"{FOLDER}/{name}" for name in written_files(output / FOLDER))
    return (found, frozenset()) if is_on else (frozenset(), found)
