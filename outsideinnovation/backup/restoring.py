"""Brings a whole site back out of a backup, into a new folder and, where it is said, another database.

The folder gets its name when everything is in it, so a restore that was cut off leaves no half of a site; the same command
again then does all of it.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from outsideinnovation.backup import copying
from outsideinnovation.backup.contents import INSTANCE, KEYS
from outsideinnovation.backup.manifest import BackupManifest, SavedFile
from outsideinnovation.backup.taking import PARTIAL, SITE, SUBSCRIBERS
from outsideinnovation.backup.verification import verify
from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.locks import locked_folder
from outsideinnovation.mail.outbox import FOLDER, Outbox
from outsideinnovation.mail.queued_mail import MailState
from outsideinnovation.subscriptions.store import transfer
from outsideinnovation.subscriptions.store.database import ENVIRONMENT, Database
from outsideinnovation.subscriptions.store.holding import hold_back
from outsideinnovation.subscriptions.store.transfer import TableDigest

Report = Callable[[str, int, int], None]
WHY = "Not sent: it waited when the backup was taken, and may have gone out since."


@dataclass(frozen=True, slots=True)
class Restored:
    """A site that was brought back: how many ``files``, and each table of subscribers and mailings.

    ``is_carried``: the tables went into another database, and were found equal there. ``held_issues`` and ``held_mails``
    were on their way when the backup was taken, and are not sent.
    """

    folder: Path
    files: int
    has_keys: bool
    tables: Mapping[str, TableDigest]
    is_carried: bool
    held_issues: int
    held_mails: int


def restore(
    backup: Path,
    folder: Path,
    now: datetime,
    *,
    with_keys: bool = True,
    sends_waiting: bool = False,
    environment: Mapping[str, str] | None = None,
    report: Report = lambda *_: None,
) -> Restored:
    """Make the site that *backup* holds at *folder*, which must be new or empty; the subscribers go where *environment* says.

    What waited to be sent is held back unless *sends_waiting*. Raises ContentError with every damaged file of the backup,
    ConflictError where *folder* or the database holds something, StorageError when the disk refuses; nothing is left then.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - a link is not followed: what it leads to is in use
    _refuse_taken(folder)
    said = verify(backup, report)
    _make_folder(folder.parent)
    with locked_folder(folder.parent):  # whatever of this name is not finished is nobody's
        partial = folder.with_name(f".{folder.name}{PARTIAL}")
        try:
            shutil.rmtree(partial, ignore_errors=True)
            made = _Restoring(backup, said, partial, now, with_keys)
            count = made.copy(report)
            held = (0, 0) if sends_waiting else made.hold_back()
            tables = made.place_subscribers(os.environ if environment is None else environment)
            os.sync()
            _give_name(partial, folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    is_carried = bool(tables) and not (folder / INSTANCE / SUBSCRIBERS.name).exists()
    return Restored(folder, count, said.has_keys and with_keys, tables, is_carried, *held)


@dataclass(frozen=True, slots=True)
class _Restoring:
    backup: Path
    manifest: BackupManifest
    partial: Path
    now: datetime
    with_keys: bool

    @property
    def subscribers(self) -> Path:
        """The file of subscribers and mailings, while the site is being made."""
        return self.partial / INSTANCE / SUBSCRIBERS.name

    def copy(self, report: Report) -> int:
        """Copy every file that is wanted, and return how many."""
        wanted = {path: saved for path, saved in self.manifest.files.items() if self._is_wanted(PurePosixPath(path))}
        for number, (path, saved) in enumerate(wanted.items(), 1):
            self._copy(path, saved)
            report("restore", number, len(wanted))
        return len(wanted)

    def hold_back(self) -> tuple[int, int]:
        """Let nothing be sent that waited; return how many issues and mails that are."""
        issues = 0
        if self.subscribers.exists():
            database = transfer.of_file(self.subscribers)
            issues = hold_back(database, self.manifest.made)
            database.close()
        outbox = self.partial / INSTANCE / FOLDER
        return issues, _hold_mails(Outbox(outbox), self.now) if outbox.is_dir() else 0

    def place_subscribers(self, environment: Mapping[str, str]) -> Mapping[str, TableDigest]:
        """Bring the tables where the environment names another database, and return what is in them."""
        if not self.subscribers.exists():
            return {}
        source = transfer.of_file(self.subscribers)
        try:
            if not environment.get(ENVIRONMENT, "").strip():
                return transfer.digests(source)
            target = Database.of(self.partial / INSTANCE, environment)
            try:
                carried = transfer.carry(source, target)
            finally:
                target.close()
        finally:
            source.close()
            transfer.settle(self.subscribers)
        self.subscribers.unlink()  # else there were two, and one of them would grow old
        return carried

    def _is_wanted(self, path: PurePosixPath) -> bool:
        return self.with_keys or not (path.parts[:2] == (str(SITE), INSTANCE) and path.name in KEYS)

    def _copy(self, path: str, saved: SavedFile) -> None:
        place = PurePosixPath(path)
        target = self.subscribers if place == SUBSCRIBERS else self.partial / place.relative_to(SITE)
        _make_folder(target.parent)
        copied = copying.copy(self.backup / path, target)
        if copied.sha256 != saved.sha256:
            raise StorageError(f"{self.backup / path} changed while it was read: check the disk, and restore again.")
        target.chmod(saved.mode)
        os.utime(target, ns=(saved.modified, saved.modified))


def _hold_mails(outbox: Outbox, now: datetime) -> int:
    """Give up every mail that waits, with the reason."""
    every = (*outbox.mails(MailState.READY), *outbox.mails(MailState.SENDING))
    waiting = [mail for mail in every if mail.state is MailState.READY]
    for mail in waiting:
        outbox.begin(mail)
        outbox.fail(mail, WHY, now)
    return len(waiting)


def _refuse_taken(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise ConflictError(f"{folder} is there and not empty, and was left as it is: name a new folder for the site.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"Cannot make {folder}: {error.strerror}. Name a folder where you may write.") from error


def _give_name(partial: Path, folder: Path) -> None:
    """Let *partial* be the site, in one step; an empty folder of that name gives way, and nothing else does."""
    try:
        partial.rename(folder)
    except OSError as error:
        raise ConflictError(f"{folder} has been filled meanwhile ({error.strerror}): name a new folder.") from error
