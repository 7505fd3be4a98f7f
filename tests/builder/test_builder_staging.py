"""A new output's folders lie apart on the disk, where the file system knows how."""

import fcntl
import os
import struct
from pathlib import Path

import pytest

from outsideinnovation.builder.fast_paths.folder_spreading import GET_FLAGS, TOP_OF_HIERARCHY, spread_apart
from outsideinnovation.builder.staging import Staging


def _flags(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        return struct.unpack("l", fcntl.ioctl(descriptor, GET_FLAGS, struct.pack("l", 0)))[0]
    except OSError:
        pytest.skip("the file system of the temporary folder has no such flags")
    finally:
        os.close(descriptor)


def _is_top(folder: Path) -> bool:
    return bool(_flags(folder) & TOP_OF_HIERARCHY)


def test_a_new_output_and_the_folders_right_in_it_are_tops_of_hierarchies(tmp_path):
    """``chattr +T`` on both, and on nothing below: months and tags lie apart, the pages of one tag side by side."""
    spread_apart(str(tmp_path))
    if not _is_top(tmp_path):
        pytest.skip("the file system of the temporary folder knows no such mark")
    with Staging(tmp_path / "output") as staging:
        written = [
            each for name in ("index.html", "2005/12/a.html", "2005/12/b.html") for each in staging.put(name, b"a")
        ]
        staging.install_only(written, ())
    assert _is_top(tmp_path / "output")
    assert _is_top(tmp_path / "output" / "2005")
    assert not _is_top(tmp_path / "output" / "2005" / "12")


def test_a_folder_that_cannot_be_marked_is_left_as_it_is(tmp_path):
    """No such folder, or a file system without such marks, is no failure."""
    spread_apart(str(tmp_path / "missing"))
    spread_apart("/proc/self")
