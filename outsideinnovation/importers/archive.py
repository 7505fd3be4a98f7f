"""Exports of many files, in a folder or a zip: each is opened by its name, and nothing is ever unpacked to where a name says.

Names that lead upwards, links, and files that claim to be larger than an export can be are refused and told of.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport

MEMBERS = 200_000  # files in one export
FILE_LENGTH = 2 * 1024**3  # bytes of one file, unpacked
WHOLE_LENGTH = 16 * 1024**3  # bytes of all files, unpacked
RATIO = 200  # times that a file may have become smaller in a zip; deflate can do 1,032, which only a bomb needs
SMALL = 10_000_000  # bytes, unpacked, below which any ratio is harmless
_ENCRYPTED = 0x1


class DamagedFileError(UnreadableExportError):
    """One file of an export cannot be read to its end."""


class Archive(Protocol):
    """The files of one export; ``names`` are their paths inside it, with slashes, in alphabetical order."""

    names: tuple[str, ...]

    def open(self, name: str) -> BinaryIO:
        """Return the file of that *name*, to be closed. Raises DamagedFileError."""
        ...

    def path(self, name: str) -> Path:
        """Return what to call the file of that *name* in a message."""
        ...


@contextmanager
def opened(path: Path, report: ImportReport) -> Iterator[Archive]:
    """Open the folder or zip at *path*; what is refused of it goes to the *report*.

    Raises NotFoundError where there is none, UnreadableExportError where it is no zip, or one that was cut off.
    """
    if path.is_dir():
        yield _Folder(path, report)
        return
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name the zip that was exported, or its folder.") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        remedy = "it may have been cut off: download it again, or unpack it and name the folder"
        raise UnreadableExportError(
            f"{path}: no zip that can be read ({error}): {remedy}. Nothing was imported."
        ) from None
    with archive:
        yield _Zip(path, archive, report)


def read(archive: Archive, name: str, largest: int) -> bytes:
    """Return the bytes of a file. Raises DamagedFileError where it is longer than *largest* bytes, or damaged."""
    with archive.open(name) as stream:
        data = stream.read(largest + 1)
    if len(data) > largest:
        raise DamagedFileError(f"{archive.path(name)}: more than {largest} bytes")
    return data


class _Folder:
    def __init__(self, path: Path, report: ImportReport) -> None:
        self._path = path
        found = sorted(each for each in path.rglob("*") if each.is_file())
        for each in found:
            if each.is_symlink():
                report.note(0, "a link to a file elsewhere; it was not followed", "put the file in its place", each)
        self.names = tuple(each.relative_to(path).as_posix() for each in found if not each.is_symlink())

    def open(self, name: str) -> BinaryIO:
        try:
            return self.path(name).open("rb")
        except OSError as error:
            raise DamagedFileError(f"{self.path(name)}: {error.strerror}") from None

    def path(self, name: str) -> Path:
        return self._path / name


class _Zip:
    def __init__(self, path: Path, archive: zipfile.ZipFile, report: ImportReport) -> None:
        self._path, self._archive = path, archive
        infos = archive.infolist()
        if len(infos) > MEMBERS or sum(info.file_size for info in infos) > WHOLE_LENGTH:
            what = f"more than {MEMBERS} files, or {WHOLE_LENGTH} bytes unpacked"
            raise UnreadableExportError(f"{path}: {what}: no export is so large. Nothing was imported.")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            objection = _objection(info)
            if objection:
                report.problem(0, f"{info.filename[:200]!r} {objection}; left out", "export again", path)
            elif not info.is_dir():
                self._members[info.filename] = info
        self.names = tuple(sorted(self._members))

    def open(self, name: str) -> BinaryIO:
        try:
            return io.BufferedReader(_Member(self._archive.open(self._members[name]), self.path(name)))  # type: ignore[type-var]
        except _BROKEN as error:
            raise _damaged(self.path(name), error) from None

    def path(self, name: str) -> Path:
        return self._path / name


class _Member(io.RawIOBase):
    """A file in a zip, whose damage is told in our words."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream, self._path = stream, path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise _damaged(self._path, error) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def _damaged(path: Path, error: Exception) -> DamagedFileError:
    return DamagedFileError(f"{path}: it is damaged ({error})")


def _objection(info: zipfile.ZipInfo) -> str:
    """Return what is wrong with a file in a zip, before anything of it is unpacked; nothing where it may be read."""
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in (name.parts or ("",))[0] or "\0" in info.filename:
        return "leads out of the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.file_size > FILE_LENGTH or info.file_size > max(SMALL, info.compress_size * RATIO):
        return f"would unpack to {info.file_size} bytes, which no export holds"
    return ""
