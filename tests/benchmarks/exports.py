"""Measures `oi export`: each format of one blog, and the way back of those that we read ourselves.

usage: python tests/benchmarks/exports.py [--posts 10000] [--comments 5]

Prints for each command its seconds by the clock and the most memory that it held, workers included. Imports go into new sites.
"""

import argparse
import datetime
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sample_blogs import Post, posts, write_ours
from stopwatch import timed, weighed

FORMATS = ("wordpress", "movabletype", "ghost", "jsonl")
READ_BACK = ("wordpress", "movabletype")
OI = [sys.executable, "-m", "outsideinnovation"]


def discussed(count: int, comments: int) -> Iterator[Post]:
    """Yield *count* posts with so many *comments* each."""
    for post in posts(count):
        words, hour = post.body[:300].replace("\n", " "), datetime.timedelta(hours=1)
        said = [
            (f"Reader {number}", post.date + hour * (number + 1), f"{words} {number}") for number in range(comments)
        ]
        yield replace(post, comments=said)


def measure(command: list[str], folder: Path) -> str:
    """Run *command* twice, for its seconds and for its memory, and return both in words."""
    return f"{timed(command, folder).seconds:7.1f} s  {weighed(command, folder).megabytes:6.0f} MB"


def main() -> None:
    """Write the blog, and print what each command takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=5, help="on each post")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, site = Path(name), Path(name) / "site"
        write_ours(site, [*discussed(asked.posts, asked.comments)])
        for kind in FORMATS:
            command = [*OI, "--site", str(site), "export", kind, "--output", str(folder / kind), "--force"]
            told = measure(command, folder)
            print(f"export {kind:12} {told}  {(folder / kind).stat().st_size / 1e6:6.0f} MB written")
        for kind in READ_BACK:
            target = folder / f"from-{kind}"
            timed([*OI, "init", str(target)], folder)
            seconds = timed([*OI, "--site", str(target), "import", kind, str(folder / kind)], folder).seconds
            print(f"import {kind:12} {seconds:7.1f} s")


if __name__ == "__main__":
    main()
