"""Measures `oi import pelican` beside reading: the same folder is read by stock Pelican, by our own reader, and imported.

usage: python tests/benchmarks/pelican_import.py [--posts 10000] [--rounds 3]

Prints the least seconds of all rounds for each, and the import as a share of each reading. "Read by stock Pelican" is what its
generators do before anything is written; "heads taken apart" is the least that anybody must do who wants to know the posts.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sample_blogs import STOCK, posts

from outsideinnovation import frontmatter

READ = """
import logging, time
from pelican import Pelican
from pelican.generators import ArticlesGenerator
from pelican.settings import read_settings
logging.disable()
pelican = Pelican(read_settings("pelicanconf.py"))
context = pelican.settings.copy() | {"generated_content": {}, "static_links": set(), "static_content": {}}
generator = ArticlesGenerator(context, pelican.settings, pelican.path, pelican.theme, pelican.output_path)
started = time.perf_counter()
generator.generate_context()
print(time.perf_counter() - started)
"""


def write_old(folder: Path, count: int) -> None:
    """Write *count* posts as Pelican's users keep them: in folders by year and month, the date in the file's name."""
    (folder / "content").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(STOCK.replace('ARTICLE_PATHS = ["posts"]', "PLUGINS = []"), "utf-8")
    for post in posts(count):
        path = folder / f"content/{post.date:%Y/%m}/{post.date:%Y-%m-%d}-{post.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"Title: {post.title}\nSlug: {post.slug}\nCategory: {post.category}\nTags: {', '.join(post.tags)}\n"
        path.write_text(f"{head}\n{post.body}\n", "utf-8")


def heads(folder: Path) -> float:
    """Read every file and take its head apart; return the seconds."""
    started = time.perf_counter()
    for path in sorted((folder / "content").rglob("*.md")):
        frontmatter.parse(path.read_bytes().decode("utf-8"))
    return time.perf_counter() - started


def stock(folder: Path) -> float:
    """Let stock Pelican read the posts; return the seconds, without those of its start."""
    command = [sys.executable, "-c", READ]
    return float(subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8").stdout)


def imported(folder: Path) -> float:
    """Import the folder into a new site; return the seconds of the whole command."""
    with tempfile.TemporaryDirectory() as new:
        command = [sys.executable, "-m", "outsideinnovation"]
        subprocess.run([*command, "init", f"{new}/site"], check=True, capture_output=True)
        started = time.perf_counter()
        subprocess.run(
            [*command, "--site", f"{new}/site", "import", "pelican", str(folder)], check=True, capture_output=True
        )
        return time.perf_counter() - started


def main() -> None:
    """Measure in turns, and print a row a way."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    ways: dict[str, Callable[[Path], float]] = {
        "heads taken apart": heads, "read by stock Pelican": stock, "oi import pelican": imported,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        write_old(Path(folder) / "old", chosen.posts)
        rounds = [[way(Path(folder) / "old") for way in ways.values()] for _ in range(chosen.rounds)]
    least = dict(zip(ways, map(min, zip(*rounds, strict=True)), strict=True))
    for name, seconds in least.items():
        print(f"{name:24}{seconds:8.2f} s   the import is {least['oi import pelican'] / seconds:5.2f} x")


if __name__ == "__main__":
    main()
