"""The file that an export is written to: it appears whole or not at all, and takes no other's place unasked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from outsideinnovation.errors import ConflictError, StorageError
from outsideinnovation.files import sync_directory

PUBLIC, PRIVATE = 0o644, 0o600


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise ConflictError where there is something at *path*, and StorageError where its folder is none.

    *force* lets a file be replaced, but never a device or a pipe, whose place a file would take for everybody.
    """
    if not path.parent.is_dir():
        raise StorageError(f"Cannot write {path}: there is no folder {path.parent}. Make it first, or name another.")
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ConflictError(
            f"{path} is no file, and was left as it is. Name a file, or leave --output out and redirect."
        )
    if path.is_dir() or (path.exists() and not force):
        raise ConflictError(f"{path} exists already and was left as it is. Choose another name, or say --force.")


@contextmanager
def output_file(path: Path, *, mode: int = PUBLIC, force: bool = False) -> Iterator[BinaryIO]:
    """Give the stream that becomes the file at *path* once all is written, with the rights *mode*.

    Raises ConflictError where there is one already and it is not to be replaced by *force*, StorageError when the disk refuses.
    """
    refuse_existing(path, force=force)
    temporary = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}.tmp")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:  # noqa: PTH123 - with its rights from the start
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _put_in_place(temporary, path, force=force)
        sync_directory(path.parent)
    except FileExistsError:
        raise ConflictError(
            f"{path} exists already and was left as it is. Choose another name, or say --force."
        ) from None
    except OSError as error:
        remedy = "Check the folder's rights and free space."
        raise StorageError(f"Cannot write {path}: {error.strerror}. {remedy}") from error
    finally:
        temporary.unlink(missing_ok=True)


def _put_in_place(temporary: Path, path: Path, *, force: bool) -> None:
    if force:
        temporary.replace(path)
    else:
        os.link(temporary, path)
