"""Waiting for events: a test waits for what it means, and only a hang meets the limit (never a slow machine)."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

HANG = 300.0  # seconds, below the ten minutes that a whole run may take


def until(holds: Callable[[], object], what: str = "it never held") -> None:
    """Wait until *holds* returns something true. Raises AssertionError with *what* after HANG seconds."""
    end = time.monotonic() + HANG
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def tick() -> None:
    """Wait until files that change from now on have a later time of change than all before (one tick of the clock)."""
    with NamedTemporaryFile() as probe:
        file = Path(probe.name)
        before = file.stat().st_mtime_ns

        def is_later() -> bool:
            file.touch()
            return file.stat().st_mtime_ns > before

        until(is_later, "the clock of the file system stands still")
