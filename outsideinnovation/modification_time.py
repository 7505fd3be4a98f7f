"""Modification times by which a web server tells the versions of a file apart.

nginx and Caddy 2.6 make an ETag of a file's size and of the second in which it was modified. Two versions of one size that
come within one second ("2 comments", "3 comments") would have one ETag, and a reader who asks again would be told that the
first is still right (304 Not Modified, RFC 9110 section 15.4.5). So each version is given a second of its own.
"""

import os
from contextlib import suppress
from pathlib import Path

SECOND = 1_000_000_000  # nanoseconds


def follow(new: Path, old: Path) -> None:
    """Let *new*, which is about to replace *old*, have been modified in a later second; nothing is done where it was.

    Publications that follow each other faster than seconds do, or a clock that was set back, give times in the future. Raises
    OSError where *new* is not there or belongs to somebody else.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        before = os.stat(old).st_mtime_ns  # noqa: PTH116 - for each of ten thousand files
        if new.stat().st_mtime_ns // SECOND <= before // SECOND:
            os.utime(new, ns=(before + SECOND, before + SECOND))
