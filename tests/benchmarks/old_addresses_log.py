"""Measures `oi check --old-addresses` with the log of a web server, beside reading the same lines and doing nothing with them.

usage: python tests/benchmarks/old_addresses_log.py [--lines 1000000] [--posts 1000]

Six lines of ten ask for one of twenty thousand addresses, two for one that nobody asked for before, two for a style sheet.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sample_blogs import posts
from stopwatch import weighed

LINE = (
    '192.0.2.{} - - [09/Dec/2005:10:31:{:02} +0100] "GET {} HTTP/1.1" 200 512 "https://example.org/{}" "Mozilla/5.0"\n'
)


def write_log(path: Path, count: int) -> None:
    """Write a log of *count* lines."""
    chance = random.Random(15)
    with path.open("w", encoding="utf-8") as log:
        for number in range(count):
            kind = chance.random()
            address = f"/2007/03/name-{chance.randrange(20_000)}.html" if kind < 0.6 else f"/x/{number}.html?u={number}"
            log.write(LINE.format(number % 250, number % 60, "/a.css" if kind > 0.8 else address, number))


def write_blog(folder: Path, count: int) -> None:
    """Write a blog of *count* posts."""
    subprocess.run([sys.executable, "-m", "outsideinnovation", "init", str(folder)], check=True, capture_output=True)
    for post in posts(count):
        text = f"Title: {post.title}\nDate: {post.date:%Y-%m-%d %H:%M}\nSlug: {post.slug}\n\n{post.body}\n"
        (folder / f"content/posts/{post.slug}.md").write_text(text, "utf-8")


def main() -> None:
    """Measure, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=1_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        log, blog = Path(name, "access.log"), Path(name, "blog")
        write_log(log, asked.lines)
        write_blog(blog, asked.posts)
        started = time.perf_counter()
        with log.open(encoding="utf-8") as stream:
            read = sum(1 for _ in stream)
        alone = time.perf_counter() - started
        command = [sys.executable, "-m", "outsideinnovation", "check", "--json", "--old-addresses", str(log)]
        run = weighed(command, blog)
    print(
        f"{read:,} lines, {asked.posts:,} posts: {run.seconds:.1f} s, {run.megabytes:.0f} MB; reading alone {alone:.2f} s"
    )


if __name__ == "__main__":
    main()
