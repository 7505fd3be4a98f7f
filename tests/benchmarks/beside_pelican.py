"""Times a clean build of ours beside stock Pelican with its simple theme, on the same posts, in one run.

usage: python tests/benchmarks/beside_pelican.py [--posts 1000] [--runs 3]

Prints both medians and their ratio. Ours has everything on: comments, feeds in all formats, sidebar, structured data.
"""

import argparse
import datetime
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CATEGORIES = ["Co-Design", "Lead Users", "Communities", "Research", "Notes"]
STOCK = """
PATH = "content"
ARTICLE_PATHS = ["posts"]
SITENAME = "Bench"
SITEURL = "https://blog.example"
TIMEZONE = "UTC"
THEME = "simple"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
"""


def sentence(rng: random.Random, length: int) -> str:
    """Make a sentence of invented words."""
    return (
        " ".join("".join(rng.choices("aeioubdfgklmnprst", k=rng.randint(2, 9))) for _ in range(length)).capitalize()
        + "."
    )


def write_posts(folder: Path, posts: int) -> None:
    """Write *posts* posts of some 400 words, and a comment for every one on average."""
    rng = random.Random(7)
    start = datetime.datetime(2005, 9, 1, 9, tzinfo=datetime.UTC)
    for number in range(posts):
        words = "\n\n".join([sentence(rng, 70), f"## {sentence(rng, 4)}", *(sentence(rng, 80) for _ in range(4))])
        date = start + datetime.timedelta(hours=6 * number)
        tags = ", ".join(rng.sample([f"tag{n}" for n in range(60)], 3))
        head = f"Title: {sentence(rng, 6)}\nDate: {date:%Y-%m-%d %H:%M}\nCategory: {rng.choice(CATEGORIES)}\nTags: {tags}\n"
        (folder / f"post-{number}.md").write_text(f"{head}Slug: post-{number}\n\n{words}\n")
        for comment in range(rng.choice([0, 0, 1, 3])):
            place = folder.parent / "comments" / "approved" / f"post-{number}" / f"{number:08x}-{comment}.md"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(f'+++\nauthor = "Dana"\ndate = 2006-01-01T00:00:0{comment}Z\n+++\n{sentence(rng, 40)}\n')


def timed(command: list[str], folder: Path) -> float:
    """Return the seconds a clean build takes."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Build both in turn and print the medians."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, default=1000)
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        ours, stock = Path(scratch, "ours"), Path(scratch, "stock")
        subprocess.run([sys.executable, "-m", "outsideinnovation", "init", str(ours)], check=True, capture_output=True)
        for sample in (ours / "content" / "posts").glob("*.md"):
            sample.unlink()
        write_posts(ours / "content" / "posts", options.posts)
        shutil.copytree(ours / "content" / "posts", stock / "content" / "posts")
        (stock / "pelicanconf.py").write_text(STOCK)
        times: dict[str, list[float]] = {"ours": [], "stock": []}
        for _ in range(options.runs):
            times["ours"].append(timed([sys.executable, "-m", "outsideinnovation", "build", "--clean"], ours))
            times["stock"].append(timed([sys.executable, "-m", "pelican", "-s", "pelicanconf.py"], stock))
    median = {name: statistics.median(values) for name, values in times.items()}
    print(
        f"{options.posts} posts, median of {options.runs}: ours {median['ours']:.2f} s, stock Pelican {median['stock']:.2f} s, "
    )
    print(f"ratio {median['ours'] / median['stock']:.2f}")


if __name__ == "__main__":
    main()
