"""A large export is read in bounded memory."""

import tracemalloc
from pathlib import Path

from importers_export import bring, comment, numbered

from outsideinnovation.importers.report import Thing

MEGABYTE = 1_000_000


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    """Twenty megabytes of entries never take as much memory: one entry after the other is read and written."""
    words = "<p>" + "words and more words " * 1_000 + "</p>"
    size = 0
    with (tmp_path / "large.txt").open("w") as stream:
        for number in range(900):
            size += stream.write(numbered(number, body=words, comments=[comment(f"No. {number}")]))
    assert size > 19 * MEGABYTE
    export = (tmp_path / "large.txt").read_bytes()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        brought = bring(tmp_path, export)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert brought.fates(Thing.POST) == (900, 0, 0)
    assert peak < 20 * MEGABYTE
