"""Takes a backup of a site that is in use: comments first, then files, the databases last.

In that order every comment of the copy has its private row, which is written before a comment is; a row without a comment
is harmless, since sending the same words again then brings the comment.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from outsideinnovation import __version__, files
from outsideinnovation.backup import comment_files, copying, manifest
from outsideinnovation.backup.contents import KEYS, SiteFiles
from outsideinnovation.backup.manifest import BackupManifest, SavedFile
from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.locks import locked_folder
from outsideinnovation.mail.outbox import FOLDER as OUTBOX
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.store import transfer
from outsideinnovation.subscriptions.store.database import Database

SITE, SUBSCRIBERS = PurePosixPath("site"), PurePosixPath("subscriptions.sqlite")  # in a backup
PARTIAL = ".partial"  # the end of the name of what is not whole yet
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole, in *folder*; ``left_out`` says what of the site is not in it, and why."""

    folder: Path
    manifest: BackupManifest
    left_out: tuple[str, ...]


def back_up(site: Site, folder: Path, now: datetime, *, with_keys: bool, report: Report = lambda *_: None) -> Backup:
    """Copy *site* into a new folder below *folder*, named by *now*, and return that; nothing of the site is changed.

    It gets its name when all of it is on the disk. Raises StorageError when the disk refuses, ConflictError for a folder of
    the site itself, SettingsError for a site whose content lies elsewhere; nothing is left then.
    """
    folder = folder.resolve()
    if folder == site.root or folder.is_relative_to(site.content) or site.instance in folder.parents:
        raise ConflictError(f"{folder} belongs to the site itself: name a folder elsewhere, best on another disk.")
    _make(folder)
    with _turn(folder):
        for cut_off in folder.glob(f".[0-9]*{PARTIAL}"):  # nobody else is at work
            shutil.rmtree(cut_off, ignore_errors=True)
        name = _free_name(folder, now)
        partial = folder / f".{name}{PARTIAL}"
        try:
            made = _Copying(site, partial, SiteFiles(site, with_keys, folder), report)
            made.copy()
            whole = made.finish(now)
            files.move(partial, folder / name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return Backup(folder / name, whole, tuple(made.sources.left_out))


@dataclass(slots=True)
class _Copying:
    site: Site
    target: Path
    sources: SiteFiles
    report: Report
    done: dict[str, SavedFile] = field(default_factory=dict)

    def copy(self) -> None:
        """Copy everything, in the order that the module's first lines give."""
        self.sources.insist_on_all()
        self._comments()
        databases = [path for path in self.sources if not self._copy(path)]
        with self._outbox_at_rest():
            databases += [path for path in self.sources.outbox() if not self._copy(path)]
        for path in databases:
            with _readable(self.site.root / path):
                self._note(SITE / path, copying.copy_sqlite(self.site.root / path, self.target / SITE / path))
        self._subscribers()

    def _copy(self, path: PurePosixPath) -> bool:
        """Copy a file of the site as it is; False for a database, which others may be writing to."""
        source = self.site.root / path
        with _readable(source):
            if source.is_relative_to(self.site.instance) and copying.is_sqlite(source):
                return False
            self._note(SITE / path, copying.copy(source, self.target / SITE / path))
        return True

    @contextmanager
    def _outbox_at_rest(self) -> Iterator[None]:
        """Let no mail change its state: each is copied once."""
        outbox = Outbox(self.site.instance / OUTBOX)
        with outbox.locked("change") if outbox.folder.is_dir() else nullcontext():
            yield

    def finish(self, now: datetime) -> BackupManifest:
        """Write the manifest once everything else is on the disk."""
        whole = BackupManifest(now, __version__, any(_is_key(path) for path in self.done), self.done)
        os.sync()  # thousands of files at once; one after the other takes minutes
        files.create(self.target / manifest.NAME, whole.dump(), mode=0o600)
        return whole

    def _comments(self) -> None:
        folder = self.site.comments
        below = SITE / PurePosixPath(folder.relative_to(self.site.root))
        for comment in comment_files.listed(folder):
            for source, path in comment_files.places(folder, comment):
                with _readable(source):
                    self._note(below / path, copying.copy(source, self.target / below / path))
                    break
        for path in comment_files.others(folder):
            self._copy(below.relative_to(SITE) / path)

    def _subscribers(self) -> None:
        database = Database.of(self.site.instance)
        target = self.target / SUBSCRIBERS
        if database.path is None:
            copying.private_folder(target.parent)
            try:
                transfer.to_file(database, target)
            finally:
                database.close()
            self._note(SUBSCRIBERS, copying.saved(target, 0o600))
        elif database.path.exists():
            self._note(SUBSCRIBERS, copying.copy_sqlite(database.path, target))

    def _note(self, path: PurePosixPath, saved: SavedFile) -> None:
        self.done[str(path)] = saved
        self.report("backup", len(self.done), 0)


def _is_key(path: str) -> bool:
    return PurePosixPath(path).parts[:2] == (str(SITE), "instance") and PurePosixPath(path).name in KEYS


def _make(folder: Path) -> None:
    try:
        copying.private_folder(folder)
    except OSError as error:
        raise StorageError(f"Cannot make {folder}: {error.strerror}. Name a folder where you may write.") from error


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Let one backup after the other be taken into *folder*."""
    with locked_folder(folder):
        yield


def _free_name(folder: Path, now: datetime) -> str:
    name = f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    for each in names:
        if not (folder / each).exists():
            return each
    raise ConflictError(f"{folder} holds a hundred backups of this second: wait for the next.")


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    """Pass over what is gone since its folder was listed: moved to another state, or removed. Raises StorageError."""
    try:
        yield
    except FileNotFoundError:
        pass
    except OSError as error:
        raise StorageError(f"Cannot read {source}: {error.strerror}. Check its rights; no backup was kept.") from error
