"""The folder that a build writes into, and which of its files are ours: those that builds put there, and no others."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outsideinnovation.builder.incremental.stamps import visible_files
from outsideinnovation.builder.manifest import Manifest
from outsideinnovation.builder.protection import ANOTHER, Protected, real_path
from outsideinnovation.errors import ConflictError
from outsideinnovation.wording import some, stands, them, was

if TYPE_CHECKING:  # a build that has nothing to do puts nothing in place
    from outsideinnovation.builder.staging import Installed, Staging

SHOWN = 5  # files that a message names


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """The output folder at *path*, a real path; the *manifest* lists what builds have put there.

    One that is *own* lies in instance/ and holds nothing else. With *adopt*, files of others that stand in the way of
    outputs are replaced.
    """

    path: Path
    manifest: Manifest
    own: bool
    adopt: bool
    warn: Callable[[str], None]

    @classmethod
    def claim(
        cls,
        path: Path,
        protected: Protected,
        *,
        adopt: bool = False,
        earlier: Callable[[Path], frozenset[str]] = lambda _: frozenset(),
        warn: Callable[[str], None] = lambda _: None,
    ) -> "OutputFolder":
        """Return the folder at *path*; where it has no list, *earlier* tells what builds of an older version put there.

        Raises ConflictError where the folder is one of those that are *protected*, or holds files and none of them is
        known to be ours. Nothing in it is touched; what *earlier* tells is listed at once, since a cache may be lost.
        """
        real, own = real_path(path), protected.is_own(path)
        manifest = Manifest.of_folder(real_path(protected.instance), real)
        if own:
            return cls(real, manifest, own, adopt, warn)
        protected.refuse(path, "The output folder", ANOTHER)
        if not manifest.exists and (strangers := _first(real)):
            before = earlier(real)
            if not before and not adopt:
                raise _foreign(real, strangers)
            if before:
                manifest.write(before)
        return cls(real, manifest, own, adopt, warn)

    def install(
        self, staging: "Staging", written: Collection[str], names: Collection[str], ours: frozenset[str] = frozenset()
    ) -> "Installed":
        """Put the staged files *written* in place, so that all of our files there are *names*, and list them.

        What is on the list, or in *ours*, and not in *names* goes. Raises ConflictError, before anything is touched, where
        files of others are in the way; StorageError.
        """
        wanted = set(names)
        listed = frozenset(staging.there()) if self.own else self.listed() | ours
        removed = [name for name in sorted(listed - wanted) if not _is_elsewhere(self.path, name)]
        self._make_sure(written, listed, removed)
        if not self.own and not (wanted <= listed and self.manifest.exists):
            self.manifest.write(listed | wanted)  # first: a crash must not make a stranger of what is ours
        done = staging.install_only(written, removed)
        if not self.own and not listed <= wanted:
            self.manifest.write(wanted)
        return done

    def replace(
        self, staging: "Staging", written: Collection[str], new: Collection[str] = (), gone: Collection[str] = ()
    ) -> "Installed":
        """Put staged files in place that are all known to be ours, but for those that are *new*; those that are *gone* go.

        Raises ConflictError as ``install`` does, StorageError.
        """
        if not (new or gone) or self.own:
            self._make_sure(written, set(written), gone)
            return staging.install_only(written, gone)
        before = self.listed()
        self._make_sure(written, before | (set(written) - set(new)), gone)
        if not before.issuperset(new):
            self.manifest.write(before.union(new))  # first: a crash must not make a stranger of what is ours
        done = staging.install_only(written, [name for name in gone if not _is_elsewhere(self.path, name)])
        if gone:
            self.manifest.write(before.union(new) - set(gone))
        return done

    def list_below(self, folder: str, names: Iterable[str]) -> None:
        """List *names*, below *folder*, as ours: those put in place there by another than a staging folder."""
        if self.own:
            return
        listed = self.listed()
        here = frozenset(f"{folder}/{name}" for name in names)
        is_gone = {name for name in listed - here if name.startswith(f"{folder}/") and not (self.path / name).exists()}
        if not here <= listed or is_gone:
            self.manifest.write((listed - is_gone) | here)

    def listed(self) -> frozenset[str]:
        """Return what builds have put there."""
        return self.manifest.read() or frozenset()

    @property
    def has_list(self) -> bool:
        """Whether what is ours is written down, or need not be."""
        return self.own or self.manifest.exists

    def _make_sure(self, written: Collection[str], listed: Collection[str], removed: Collection[str]) -> None:
        """Raise ConflictError where something that is not ours is in the way of what is to be *written*."""
        if not self.path.is_dir():
            return
        gone = set(removed)
        blocked = sorted(
            {*_in_the_way_of_folders(self.path, written, gone), *_folders_in_the_way(self.path, written, gone)}
        )
        if blocked:
            raise ConflictError(
                f"{some(blocked, SHOWN)} in {self.path} {was(blocked)} made by no build and {stands(blocked)} where the build "
                f"puts a folder or file of another kind: nothing was touched. Move {them(blocked)} away, or build elsewhere "
                "(--output)."
            )
        foreign = [name for name in written if name not in listed and _is_taken(self.path / name)]
        if foreign and not self.adopt:
            raise ConflictError(
                f"{some(foreign, SHOWN)} in {self.path} {was(foreign)} made by no build and {stands(foreign)} where an output "
                f"belongs: nothing was touched. Move {them(foreign)} away; or, to have {them(foreign)} overwritten, add "
                "--adopt."
            )
        if foreign:
            self.warn(f"Overwritten in {self.path}, though no build had made it: {', '.join(sorted(foreign))}")


def _foreign(folder: Path, name: str) -> ConflictError:
    return ConflictError(
        f"{folder} holds files that no build of this site is known to have made (such as {name}): nothing was touched. "
        f"{ANOTHER} If it is the output, and only the list in instance/ is lost, or if the site shall share it: "
        "oi build --adopt, with the same --output. It removes nothing that it has not made, and names what it overwrites."
    )


def _first(folder: Path) -> str | None:
    """Return a file in *folder*; None where it has none but what is hidden at its top, which is never touched."""
    return next((name for name in visible_files(folder) if not name.startswith(".")), None)


def _is_taken(place: Path) -> bool:
    """Tell whether there is a file or a link; folders are looked into by ``_folders_in_the_way``."""
    return place.is_symlink() or (place.exists() and not place.is_dir())


def _is_elsewhere(root: Path, name: str) -> bool:
    """Tell whether the file *name* is reached through a link that somebody has put in the place of a folder."""
    return any((root / parent).is_symlink() for parent in Path(name).parents)


def _in_the_way_of_folders(root: Path, written: Iterable[str], gone: Collection[str]) -> Iterator[str]:
    """Yield the files and links that stand where *written* files need folders; those of ours that go are not in the way."""
    folders = {name.rpartition("/")[0] for name in written}
    for folder in {parent.as_posix() for each in folders if each for parent in (Path(each), *Path(each).parents)} - {
        "."
    }:
        place = root / folder
        if folder not in gone and (place.is_symlink() or (place.exists() and not place.is_dir())):
            yield folder


def _folders_in_the_way(root: Path, written: Iterable[str], gone: Collection[str]) -> Iterator[str]:
    """Yield the files that stay in folders which stand where *written* files belong."""
    for name in written:
        place = root / name
        if place.is_dir() and not place.is_symlink():
            for below in visible_files(place, hidden=True):
                if f"{name}/{below}" not in gone:
                    yield f"{name}/{below}"
