"""Writing many files at once: each whole or not there, none replaced, nothing left lying about."""

from pathlib import Path

import pytest

from outsideinnovation import files
from outsideinnovation.errors import ConflictError, StorageError


def test_many_files_are_written_whole(tmp_path: Path) -> None:
    """Every file is there with its bytes, in folders that did not exist, and no unfinished one beside it."""
    wanted = {tmp_path / f"{number % 7}" / "deep" / f"{number}": b"x" * number for number in range(200)}
    files.create_all(wanted.items())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == wanted


def test_nothing_to_write_is_no_error(tmp_path: Path) -> None:
    """An empty batch writes nothing."""
    files.create_all([])
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_left_as_it_is(tmp_path: Path) -> None:
    """A name that is taken is told, its file keeps its bytes, and nothing unfinished is left."""
    (tmp_path / "b").write_bytes(b"old")
    with pytest.raises(ConflictError, match=str(tmp_path / "b")):
        files.create_all((tmp_path / name, b"new") for name in "abc")
    assert (tmp_path / "b").read_bytes() == b"old"
    assert all(path.read_bytes() == b"new" for path in tmp_path.iterdir() if path.name != "b")
    assert {path.name for path in tmp_path.iterdir()} <= set("abc")


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    """A folder that cannot be made is named."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=f"{tmp_path}/file: Not a directory"):
        files.create_all([(tmp_path / "file" / "below" / "a", b"")])
