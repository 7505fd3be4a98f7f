"""Where mails that came back lie: a Maildir, files of one mail each, or standard input."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from outsideinnovation.errors import NotFoundError, StorageError
from outsideinnovation.subscriptions.bounces.bounce_verdict import LONGEST


@dataclass(frozen=True, slots=True)
class Maildir:
    """The new mails of a Maildir; each moves to ``cur``, as seen, once it has been dealt with."""

    folder: Path

    def mails(self) -> Iterator[bytes]:
        """Yield each new mail, the oldest first. Raises NotFoundError where there is no Maildir."""
        new = self.folder / "new"
        if not new.is_dir():
            raise NotFoundError(f"{self.folder} is no Maildir: it has no folder `new`.")
        for path in sorted(new.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                with self._settled(path), suppress(NotFoundError):  # a mail program has moved it
                    yield from _read([path])

    @contextmanager
    def _settled(self, path: Path) -> Iterator[None]:
        yield
        with suppress(FileNotFoundError):
            (self.folder / "cur").mkdir(exist_ok=True)
            path.rename(self.folder / "cur" / f"{path.name.partition(':')[0]}:2,S")


def files(paths: Iterable[Path]) -> Iterator[bytes]:
    """Yield the mail in each file, which stays where it is. Raises NotFoundError and StorageError."""
    return _read(paths)


def stream(source: BinaryIO) -> Iterator[bytes]:
    """Yield the one mail that *source* holds, such as an MTA's pipe."""
    yield source.read(LONGEST)


def _read(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        try:
            with path.open("rb") as opened:
                yield opened.read(LONGEST)
        except FileNotFoundError:
            raise NotFoundError(f"{path}: no such file.") from None
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}: check its rights.") from error
