"""Where mails wait until the relay has taken them: one file each, in the folder that is its state.

``ready`` → ``sending`` → ``sent`` or ``failed``, or back to ``ready`` for later. A mail is in ``sending`` before the relay
hears of it and in ``sent`` after it has said 250, so a crash loses none; what is found in ``sending`` afterwards may have
arrived (RFC 1047) and goes again with the same Message-ID. Nobody but the owner can read any of it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.locks import Lock
from outsideinnovation.mail.message import MailMessage
from outsideinnovation.mail.queued_mail import SUFFIX, MailState, QueuedMail, same_address
from outsideinnovation.mail.remainders import Remainder, Remainders

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))  # then every eight hours
GIVE_UP = timedelta(days=5)  # RFC 5321 §4.5.4.1: at least four to five days
KEEP_SENT = timedelta(days=30)  # so long a key is remembered
KEEP_FAILED = timedelta(days=90)
CORRUPT = "corrupt"  # what is no queued mail any more is set aside here
_log = logging.getLogger(__name__)


LIMITS = "limits"  # below the outbox
FOLDER, PREVIEWS_FOLDER = "outbox", "preview.outbox"  # below instance/; what a preview would send is nobody's mail


@dataclass(frozen=True, slots=True)
class Outbox:
    """The mails of one site, in *folder* (``instance/outbox``). Several processes may use it at once."""

    folder: Path

    @property
    def limits(self) -> Path:
        """Where the mails of each hour are counted."""
        return self.folder / LIMITS

    def folders(self) -> Iterator[Path]:
        """Yield every folder that a new mail is written to."""
        yield from (self.folder, self.folder / MailState.READY, self.limits)

    def put(self, mail: MailMessage, message: bytes, now: datetime, not_before: datetime | None = None) -> bool:
        """Keep *message*, which was composed of *mail*, durably and return True; False where its key was put before.

        It is not sent before *not_before*. Raises StorageError when the disk refuses.
        """
        queued_mail = QueuedMail.of(mail, message, now, not_before)
        with self.locked("change"):
            if self.knows(mail.key):
                return False
            self._make(self.folder / MailState.READY)
            files.create(self._path(queued_mail), queued_mail.dump(message), mode=0o600)
        return True

    def knows(self, key: str) -> bool:
        """Tell whether a mail of that key was put, be it sent meanwhile (up to KEEP_SENT ago)."""
        return any((self.folder / state / QueuedMail.name_of(key)).exists() for state in MailState)

    def due(self, now: datetime) -> list[QueuedMail]:
        """Return what is to be sent now, the longest waiting first."""
        waiting = (queued_mail for queued_mail in self.mails(MailState.READY) if queued_mail.not_before <= now)
        return sorted(waiting, key=lambda queued_mail: (queued_mail.not_before, queued_mail.created, queued_mail.key))

    def sent(self, limit: int) -> list[QueuedMail]:
        """Return the last mails that the relay took, the newest first."""
        return self._last(MailState.SENT, limit)

    def failed(self, limit: int) -> list[QueuedMail]:
        """Return the last mails that were given up, the newest first; each one's ``reply`` says why."""
        return self._last(MailState.FAILED, limit)

    def counts(self) -> dict[MailState, int]:
        """Return how many mails are in each state."""
        return {state: sum(1 for _ in self._files(state)) for state in MailState}

    def mails(self, state: MailState) -> Iterator[QueuedMail]:
        """Yield the mails in *state*; a damaged file is set aside in ``corrupt/`` and logged."""
        for path in self._files(state):
            try:
                yield QueuedMail.read(path)
            except FileNotFoundError:
                continue  # it has just moved on
            except ValueError:
                self._set_aside(path)

    def message(self, queued_mail: QueuedMail) -> bytes:
        """Return the message of *queued_mail*. Raises ConflictError when it has moved on since it was listed."""
        try:
            return QueuedMail.message_in(self._path(queued_mail))
        except FileNotFoundError:
            raise ConflictError(f"Mail {queued_mail.name} is no longer {queued_mail.state}: list again.") from None

    def prepare(self, queued_mail: QueuedMail) -> None:
        """Do nothing: a file is renamed when it is time (see ``mail.queue``)."""

    def begin(self, queued_mail: QueuedMail) -> bool:
        """Say durably that *queued_mail* is on its way; False if it is gone, for it was erased meanwhile."""
        with self.locked("change"):
            return self._rename(queued_mail.name, queued_mail.state, MailState.SENDING)

    def finish(self, queued_mail: QueuedMail, reply: str, now: datetime) -> None:
        """Say durably that the relay has taken *queued_mail*, which was on its way."""
        self._settle(replace(queued_mail, state=MailState.SENT, reply=reply, settled=now))

    def fail(self, queued_mail: QueuedMail, reply: str, now: datetime) -> None:
        """Give up *queued_mail*, which was on its way, and keep why."""
        self._settle(replace(queued_mail, state=MailState.FAILED, reply=reply, settled=now))

    def defer(self, queued_mail: QueuedMail, reply: str, now: datetime) -> bool:
        """Keep *queued_mail*, which was on its way, for later, each time for longer; False if it is given up: after GIVE_UP."""
        if now - queued_mail.created > GIVE_UP:
            self.fail(queued_mail, reply, now)
            return False
        later = now + BACK_OFF[min(queued_mail.attempts, len(BACK_OFF) - 1)]
        self._settle(
            replace(
                queued_mail, state=MailState.READY, reply=reply, attempts=queued_mail.attempts + 1, not_before=later
            )
        )
        return True

    def flush(self) -> None:
        """Do nothing: each step was durable when it was done (see ``mail.queue``)."""

    def recover(self, now: datetime) -> int:
        """Finish what a crash left half done, and return how many mails may have arrived and go again.

        To be called by whoever holds the lock for sending, before it sends.
        """
        with self.locked("change"):
            self._sweep()
        uncertain = 0
        for queued_mail in list(self.mails(MailState.SENDING)):
            if queued_mail.state is MailState.READY:
                uncertain += 1
                soon = (
                    now if queued_mail.attempts == 0 else now + BACK_OFF[min(queued_mail.attempts, len(BACK_OFF)) - 1]
                )
                self._settle(replace(queued_mail, attempts=queued_mail.attempts + 1, not_before=soon))
            else:  # what became of it was written down already
                with self.locked("change"):
                    self._rename(queued_mail.name, MailState.SENDING, queued_mail.state)
        return uncertain

    def purge(self, *, about: str | None = None, to: str | None = None) -> int:
        """Remove every mail, in whatever state, that holds words of comment *about*, links to it, or goes to *to*.

        Return how many. What an unsent one said of other comments is noted among ``remainders``, which forget *about* and
        *to* themselves.
        """
        with self.locked("change"):
            found = [
                queued_mail.in_state(state)
                for state in MailState
                for queued_mail in self.mails(state)
                if queued_mail.concerns(about) or (to is not None and same_address(to, queued_mail.to))
            ]
            unsaid = [
                Remainder(queued_mail.to, tuple(each for each in queued_mail.about if each != about))
                for queued_mail in found
                if queued_mail.state in {MailState.READY, MailState.SENDING} and queued_mail.concerns(about)
            ]
            notes = Remainders(self.folder)
            notes.forget(about=about, to=to)
            notes.note(each for each in unsaid if to is None or not same_address(to, each.to))
            wanted = [words.encode() for words in (about, to) if words]
            damaged = [path for path in self._files(CORRUPT) if any(words in path.read_bytes() for words in wanted)]
            return self._remove([*map(self._path, found), *damaged])

    @contextmanager
    def remainders(self) -> Iterator[list[Remainder]]:
        """Give what is to be said again, since it went with what was erased; forgotten when the ``with`` block ends well."""
        notes = Remainders(self.folder)
        with self.locked("change"):
            remainders = notes.set_apart()
        yield remainders
        with self.locked("change"):
            notes.done()

    def withdraw(self, to: str, *, about: str | None = None) -> int:
        """Remove what still waits for *to* and may be stopped, of comment *about* (None: of any); return how many."""
        with self.locked("change"):
            waiting = [
                self._path(queued_mail)
                for queued_mail in self.mails(MailState.READY)
                if queued_mail.stoppable and same_address(to, queued_mail.to) and about in {None, *queued_mail.about}
            ]
            return self._remove(waiting)

    def prune(self, now: datetime) -> int:
        """Remove what was sent or given up long ago, and return how many."""
        ages = {MailState.SENT: KEEP_SENT, MailState.FAILED: KEEP_FAILED}
        old = (
            queued_mail
            for state, age in ages.items()
            for queued_mail in self.mails(state)
            if now - queued_mail.last > age
        )
        return self._remove([self._path(queued_mail) for queued_mail in old])

    @contextmanager
    def locked(self, purpose: str, *, wait: bool = True) -> Iterator[bool]:
        """Hold the lock of that *purpose* among all processes; yield False where another holds it and *wait* is False."""
        self._make(self.folder)
        lock = Lock(self.folder / f".{purpose}.lock")
        if not wait:
            with lock.attempt() as is_ours:
                yield is_ours
            return
        with lock:
            yield True

    def _last(self, state: MailState, limit: int) -> list[QueuedMail]:
        return sorted(self.mails(state), key=lambda queued_mail: (queued_mail.last, queued_mail.created), reverse=True)[
            :limit
        ]

    def _path(self, queued_mail: QueuedMail) -> Path:
        return self.folder / queued_mail.state / queued_mail.name

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.folder / folder).glob(f"[!.]*{SUFFIX}"))

    def _settle(self, queued_mail: QueuedMail) -> None:
        """Write down what became of a mail in ``sending``, and move it there. One that is gone was erased: it stays so."""
        path = self.folder / MailState.SENDING / queued_mail.name
        with self.locked("change"):
            try:
                message = QueuedMail.message_in(path)
            except FileNotFoundError:
                return
            files.write_atomically(path, queued_mail.dump(message), mode=0o600)
            self._rename(queued_mail.name, MailState.SENDING, queued_mail.state)

    def _rename(self, name: str, before: str, after: str) -> bool:
        self._make(self.folder / after)
        try:
            (self.folder / before / name).replace(self.folder / after / name)
            for folder in (after, before):
                files.sync_directory(self.folder / folder)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StorageError(
                f"Cannot move {self.folder / before / name}: {error.strerror}. Check its rights."
            ) from error
        return True

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                files.sync_directory(folder.parent)
            except OSError as error:
                raise StorageError(f"Cannot make {folder}: {error.strerror}. Check the rights above it.") from error

    def _remove(self, paths: list[Path]) -> int:
        try:
            for path in paths:
                path.unlink(missing_ok=True)
            for folder in {path.parent for path in paths}:
                files.sync_directory(folder)
        except OSError as error:
            raise StorageError(f"Cannot remove mail in {self.folder}: {error.strerror}. Check its rights.") from error
        return len(paths)

    def _set_aside(self, path: Path) -> None:
        _log.error("%s is no mail that can be read; it lies in %s now: look at it, or remove it.", path, CORRUPT)
        self._rename(path.name, path.parent.name, CORRUPT)

    def _sweep(self) -> None:
        """Remove what unfinished writes left; whoever writes holds the lock that the caller holds."""
        self._remove([path for state in MailState for path in (self.folder / state).glob(".*.tmp")])
