"""The releases of a site: which there are, which one readers get, and the step from one to another.

``instance/releases/<id>`` holds the files, ``<id>.json`` beside it the record; a folder without a record is unfinished and
is swept away. ``instance/current`` is a link to the live release, and only ever replaced in one step.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outsideinnovation.deploy.releases.approval import Approved, Mark
from outsideinnovation.errors import NotFoundError, StorageError
from outsideinnovation.files import sync_directory, write_atomically

ID = re.compile(r"(\d{8}T\d{6}Z)-(\d{4,})")  # when it was made, in UTC, and a running number
RECORD = ".json"
CATALOGUE = ".catalogue.json"
TEMPORARY = ".current-"
_NOTHING: Mapping[str, Mark] = {}


@dataclass(frozen=True, slots=True)
class Release:
    """What is remembered of one release.

    ``approved`` is the frozen list of comments it was made of, ``carried`` the files it has only because older pages need
    them, ``rules`` the signature of the rules it was inspected by, ``changed`` when files of it were last replaced.
    """

    id: str
    files: int
    pages: int
    rules: str
    approved: Approved = field(default_factory=lambda: _NOTHING, hash=False)
    carried: tuple[str, ...] = ()
    changed: datetime | None = None

    @property
    def made(self) -> datetime:
        """When it was made."""
        return datetime.strptime(self.id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def dump(self) -> bytes:
        """Write the record as JSON; ``load`` reads it."""
        changed = self.changed.isoformat() if self.changed else None
        values = {name: getattr(self, name) for name in ("id", "files", "pages", "rules", "approved", "carried")}
        return json.dumps(values | {"changed": changed}).encode()

    @classmethod
    def load(cls, data: bytes) -> "Release":
        """Read a record. Raises ValueError, KeyError or TypeError where it is none."""
        values: dict[str, Any] = json.loads(data)
        return cls(
            **values
            | {
                "approved": {key: Mark._make(mark) for key, mark in values["approved"].items()},
                "carried": tuple(values["carried"]),
                "changed": datetime.fromisoformat(values["changed"]) if values["changed"] else None,
            }
        )


class Releases:
    """The releases below the private folder *instance*."""

    def __init__(self, instance: Path) -> None:
        self._instance = instance
        self.home = instance / "releases"
        self.current = instance / "current"

    def folder(self, identifier: str) -> Path:
        """Return where the files of that release are."""
        return self.home / identifier

    def catalogue(self, identifier: str) -> Path:
        """Return where the catalogue of that release is, if it has one."""
        return self.home / f"{identifier}{CATALOGUE}"

    def record(self, identifier: str) -> Path:
        """Return where the record of that release is."""
        return self.home / f"{identifier}{RECORD}"

    def live_id(self) -> str | None:
        """Return which release readers get; None before the first. Raises StorageError where ``current`` is no link."""
        try:
            return Path(self.current.readlink()).name
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(
                f"{self.current} is not a link to a release: move it away, and publish again."
            ) from error

    def live(self) -> Release | None:
        """Return the release that readers get; None before the first, or where its record or files are lost."""
        identifier = self.live_id()
        return self.find(identifier) if identifier else None

    def find(self, identifier: str) -> Release | None:
        """Return the release of that id; None where there is none that is whole."""
        try:
            release = Release.load(self.record(identifier).read_bytes())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return release if self.folder(identifier).is_dir() else None

    def get(self, identifier: str) -> Release:
        """Return the release of that id. Raises NotFoundError."""
        release = self.find(identifier) if ID.fullmatch(identifier) else None
        if release is None:
            raise NotFoundError(f"No release {identifier!r}. See: oi releases list")
        return release

    def complete(self) -> list[Release]:
        """Return the releases that are whole, newest first."""
        return [release for each in self.ids() if (release := self.find(each))]

    def ids(self) -> list[str]:
        """Return the ids of all releases, finished or not, newest first: by their numbers, whatever the clock said."""
        return sorted(set(self._names()), key=_number, reverse=True)

    def next_id(self, now: datetime) -> str:
        """Return an id for a release made *now*, an aware time; its number is higher than any that there is."""
        number = max(map(_number, self.ids()), default=0) + 1
        return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{number:04}"

    def write(self, release: Release) -> None:
        """Write the record, which makes the release a whole one. Raises StorageError."""
        write_atomically(self.record(release.id), release.dump())

    def switch(self, identifier: str) -> None:
        """Give readers that release from now on, in one step. Raises StorageError; they then get what they got before."""
        temporary = self._instance / f"{TEMPORARY}{identifier}"
        try:
            temporary.unlink(missing_ok=True)
            temporary.symlink_to(Path(self.home.name, identifier))
            temporary.replace(self.current)
            sync_directory(self._instance)
        except OSError as error:
            raise StorageError(f"Cannot switch {self.current}: {error.strerror}. Move away what is there.") from error
        finally:
            temporary.unlink(missing_ok=True)

    def drop(self, identifier: str) -> None:
        """Remove a release; the live one stays whatever is asked."""
        if identifier == self.live_id():
            return
        self.record(identifier).unlink(missing_ok=True)  # first: what has no record is swept away after a crash
        self.catalogue(identifier).unlink(missing_ok=True)
        shutil.rmtree(self.folder(identifier), ignore_errors=True)

    def sweep(self) -> None:
        """Remove what a publication that did not come to its end has left behind."""
        for temporary in self._instance.glob(f"{TEMPORARY}*"):
            temporary.unlink(missing_ok=True)
        for temporary in self.home.glob(".*.tmp"):
            temporary.unlink(missing_ok=True)
        for identifier in self.ids():
            if not (self.record(identifier).is_file() and self.folder(identifier).is_dir()):
                self.drop(identifier)

    def _names(self) -> Iterator[str]:
        with suppress(FileNotFoundError):
            for entry in self.home.iterdir():
                if ID.fullmatch(identifier := entry.name.partition(".")[0]):
                    yield identifier


def _number(identifier: str) -> int:
    return int(identifier.rpartition("-")[2])
