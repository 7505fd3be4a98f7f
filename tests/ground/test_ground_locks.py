"""One lock for threads and processes, which a crash lets go of."""

import os
import threading
from pathlib import Path

import pytest

from outsideinnovation.errors import StorageError
from outsideinnovation.locks import Lock, locked_folder


def test_it_is_held_by_one_and_may_be_taken_again_by_the_same_thread(tmp_path: Path) -> None:
    """Another lock on the same file is somebody else, also in this process."""
    lock, other = Lock(tmp_path / "below" / "lock"), Lock(tmp_path / "below" / "lock")
    with lock, lock, other.attempt() as is_free:
        assert not is_free
    with other.attempt() as is_free, Lock(lock.path).attempt() as is_still_free:
        assert is_free
        assert not is_still_free


def test_whoever_waits_gets_it_next(tmp_path: Path) -> None:
    """And not before."""
    order: list[str] = []
    begun = threading.Event()

    def wait() -> None:
        begun.set()
        with Lock(tmp_path / "lock"):
            order.append("second")

    waiting = threading.Thread(target=wait)
    with Lock(tmp_path / "lock"):
        waiting.start()
        begun.wait()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_a_fork_does_not_keep_it(tmp_path: Path) -> None:
    """It has the same descriptor, and may live longer than who took the lock."""
    reading, writing = os.pipe()
    with Lock(tmp_path / "lock"):
        child = os.fork()
        if not child:
            os.close(writing)
            os.read(reading, 1)
            os._exit(0)
    with Lock(tmp_path / "lock").attempt() as is_free:
        assert is_free
    os.close(writing)
    os.waitpid(child, 0)
    os.close(reading)


def test_a_folder_can_be_locked_itself(tmp_path: Path) -> None:
    """Nothing is written for that."""
    order: list[str] = []

    def wait() -> None:
        with locked_folder(tmp_path):
            order.append("second")

    waiting = threading.Thread(target=wait)
    with locked_folder(tmp_path):
        waiting.start()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """With the remedy."""
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Check the folder's rights"), Lock(tmp_path / "file" / "lock"):
        pass
