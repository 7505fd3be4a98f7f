"""What of a site goes into a backup: all that people made and nobody could make again.

Outputs, releases, caches and search indexes are left out: a build makes them. So is git's own folder, which is kept by pushing.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from outsideinnovation.errors import SettingsError, StorageError
from outsideinnovation.mail.outbox import FOLDER as OUTBOX
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.dkim_key import FILE as DKIM_KEY
from outsideinnovation.subscriptions.store.database import FILE as SUBSCRIBERS
from outsideinnovation.tokens import KEYRING_FILE

KEYS = frozenset({KEYRING_FILE, DKIM_KEY})  # below instance/
INSTANCE = "instance"
_MADE = re.compile(  # right below instance/: what builds, publications and previews make, and locks
    r"cache|releases|current|search|manifests|journal|output|web-server|catalogue\.json|external-links\.json|"
    r"newsletter-preview\.html|publish\.requests|(build|preview)(\..+)?|search\..+|\.current.*|.+\.lock"
)
_SUBSCRIBERS = re.compile(rf"{re.escape(SUBSCRIBERS)}(-.+|\.lock|\.before-.+)?")  # goes by way of its tables
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.tmp|.+\.sqlite-(wal|shm|journal)|\..+\.lock", re.DOTALL)
_MARKS = ("CACHEDIR.TAG", "pyvenv.cfg")  # a folder that says itself that it can be made again
_PROGRAMS = frozenset({".git", ".hg", "__pycache__", "node_modules", ".venv"})


@dataclass(slots=True)
class SiteFiles:
    """The files of *site*, looked at once; ``left_out`` says in words what is missing, and why.

    A link is followed, so that a backup holds files and folders only. *with_keys*: the keys that sign, too.
    """

    site: Site
    with_keys: bool
    beside: Path  # where backups are: a backup holds no other
    left_out: list[str] = field(default_factory=list)

    def insist_on_all(self) -> None:
        """Raise SettingsError where what the site cannot do without lies outside its folder; note a theme that does."""
        for needed in (self.site.content, *self.site.template_folders[:-1]):
            self._insist_on_inside(needed)
        theme, package = self.site.theme.resolve(), Path(__file__).resolve().parents[2]
        if not theme.is_relative_to(self.site.root) and not theme.is_relative_to(package):
            self.left_out.append(f"{theme}: a theme outside the site's folder")

    def __iter__(self) -> Iterator[PurePosixPath]:
        """Yield the path of every file, from the site's folder on; none of comments, nor of mail."""
        yield from self._below(self.site.root, frozenset())

    def outbox(self) -> Iterator[PurePosixPath]:
        """Yield the path of every mail, and of what was counted of them; all else of the site is yielded by the iteration."""
        folder = self.site.instance / OUTBOX
        if folder.is_dir():
            yield from self._below(folder, frozenset())

    def _insist_on_inside(self, folder: Path) -> None:
        if not Path(os.path.normpath(folder)).is_relative_to(self.site.root):
            raise SettingsError(
                f"{folder} lies outside the site's folder {self.site.root}, and a backup would lack it: move it inside."
            )

    def _below(self, folder: Path, above: frozenset[Path]) -> Iterator[PurePosixPath]:
        """Yield the files below *folder*; *above* are the folders it was reached through, for links that go round."""
        here = above | {folder.resolve()}
        for path in _inside(folder):
            if self._is_made(path):
                continue
            mode = self._mode(path)
            if stat.S_ISDIR(mode) and path.resolve() not in here:
                yield from self._below(path, here)
            elif stat.S_ISREG(mode):
                yield PurePosixPath(path.relative_to(self.site.root))

    def _mode(self, path: Path) -> int:
        """Return what *path* is and who may use it, as stat says it; 0 for a link to nothing, or what is gone."""
        try:
            return path.stat().st_mode
        except OSError as error:
            if path.is_symlink():
                self.left_out.append(f"{path}: a link to what is not there")
            elif not isinstance(error, FileNotFoundError):
                raise StorageError(f"Cannot read {path}: {error.strerror}. Check its rights.") from error
            return 0

    def _is_made(self, path: Path) -> bool:
        site, name = self.site, path.name
        apart = {site.instance / OUTBOX, site.output, site.comments, site.search_index}
        if path in apart or path.resolve() == self.beside:
            return True
        if path.parent == site.instance and self._is_left_in_instance(name):
            return True
        if name in _PROGRAMS or _TEMPORARY.fullmatch(name):
            return True
        return any((path / mark).is_file() for mark in _MARKS)

    def _is_left_in_instance(self, name: str) -> bool:
        is_key = name in KEYS and not self.with_keys
        return is_key or bool(_MADE.fullmatch(name) or _SUBSCRIBERS.fullmatch(name))


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []  # removed meanwhile
    except OSError as error:
        raise StorageError(f"Cannot read {folder}: {error.strerror}. Check its rights.") from error
