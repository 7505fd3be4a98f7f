"""Where the preview of a site is to be seen, for the commands that run beside it."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation import files

FILE = "preview.address"  # in instance/
USUAL = "http://127.0.0.1:8000"  # where `oi serve` listens unless it is told otherwise
_PATIENCE = 0.5  # seconds


def note(instance: Path, address: str) -> None:
    """Write down that a preview has begun at *address*, in the *instance* folder."""
    files.write_atomically(instance / FILE, f"{address}\n".encode())


def running(instance: Path) -> str | None:
    """Return the address of the preview that was begun last; None where nothing answers there any more."""
    try:
        address = (instance / FILE).read_text("utf-8").strip()
        there = urlsplit(address)
        with socket.create_connection((there.hostname or "", there.port or 80), _PATIENCE):
            return address
    except (OSError, ValueError):
        return None
