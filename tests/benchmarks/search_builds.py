"""What search adds to builds: cold, after an edit, after a new post, and from an approval to the answer of a running service.

    python tests/benchmarks/search_builds.py [POSTS] [APPROVALS]

Posts are those of ``sample_blogs``, with three comments each. Prints JSON; seconds by the clock, and of the processors. Hugo
with Pagefind beside it: ``search_beside_pagefind``.
"""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from approval import BEGINNING, OI, Blog
from sample_blogs import Post, posts
from stopwatch import timed, weighed

COMMENTS = 3  # on each post
QUERIES = 200


def with_comments(blog: list[Post]) -> list[Post]:
    """Return *blog* with three comments on each post, of its own words."""
    made = []
    for post in blog:
        words = [word for word in post.body.split() if word.isalpha()]
        said = [(f"Reader {number}", post.date, " ".join(words[number::7][:40])) for number in range(COMMENTS)]
        made.append(replace(post, comments=said))
    return made


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size and time of change of every file below *folder*."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            status = Path(parent, name).stat()
            found[str(Path(parent, name).relative_to(folder))] = (status.st_size, status.st_mtime_ns)
    return found


def change(root: Path) -> dict[str, Any]:
    """Build, and return how long it took, and which files and bytes below search/ and elsewhere are others than before."""
    before = tree(root / "output")
    seconds, processor = spent([*OI, "build"], root)
    after = tree(root / "output")
    new = changed_files(before, after)
    searched = {name: size for name, size in new.items() if name.startswith("search/")}
    pages = sum(name.endswith(".html") for name in new)
    sizes = {"search files": len(searched), "search bytes": sum(searched.values()), "pages": pages}
    return {"seconds": seconds, "processor": processor, **sizes}


def changed_files(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> dict[str, int]:
    """Return the sizes of the files that are others than before, as ``tree`` tells."""
    return {name: size for name, (size, _) in after.items() if after[name] != before.get(name)}


def spent(command: list[str], root: Path) -> tuple[float, float]:
    """Run *command*; return the seconds by the clock, and those of the processors, which a busy machine does not change."""
    before = os.times()
    seconds = timed(command, root).seconds
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return round(seconds, 2), round(processor, 2)


def edited(root: Path, post: Post, word: str) -> None:
    """Add a word to a post."""
    with (root / "content" / "posts" / f"{post.slug}.md").open("a", encoding="utf-8") as file:
        file.write(f"\nAnd {word}.\n")


@contextmanager
def service(root: Path) -> Iterator[str]:
    """Run ``oi service``; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [*OI, "--site", str(root), "service", "--port", port]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def asked(address: str, query: str) -> dict[str, Any]:
    """Ask the service; nothing found where it does not answer yet."""
    request = urllib.request.Request(
        f"{address}/search?{urllib.parse.urlencode({'q': query})}", headers={"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except OSError:
        return {"total": 0, "hits": []}


def until_found(blog: Blog, address: str, number: int) -> float:
    """Approve a comment that has a word of its own; return the seconds until the service finds it."""
    page, name = blog.approve("output")
    approved = blog.root / "content" / "comments" / "approved" / page.stem / f"{name}.md"
    started = time.perf_counter()
    while not any(name in hit["url"] for hit in asked(address, f"lateword late {number}")["hits"]):
        assert approved.exists()
        assert time.perf_counter() - started < BEGINNING
        time.sleep(0.01)
    return time.perf_counter() - started


def measured(count: int, approvals: int) -> dict[str, Any]:
    """Return the figures for *count* posts."""
    with tempfile.TemporaryDirectory() as place:
        root, written = Path(place, "ours"), with_comments(list(posts(count + 1)))
        blog = Blog(root, written[:-1])
        settings = root / "pelicanconf.py"
        said = settings.read_text("utf-8")
        settings.write_text(f"{said}SEARCH = False\n", "utf-8")
        without = spent([*OI, "build", "--clean"], root)
        settings.write_text(said, "utf-8")
        run = weighed([*OI, "build", "--clean"], root)
        found: dict[str, Any] = {"posts": count, "cold without search": without}
        found |= {"cold": spent([*OI, "build", "--clean"], root), "cold MB": round(run.megabytes)}
        found["search files"] = sum(name.startswith("search/") for name in tree(root / "output"))
        found["unchanged"] = change(root)
        edited(root, written[count // 2], "quagga")
        found["edited"] = change(root)
        write_post(root, written[-1])
        found["new post"] = change(root)
        found |= answered(blog, approvals)
        return found


def write_post(root: Path, post: Post) -> None:
    """Write one post more."""
    head = f"Title: {post.title}\nDate: {post.date:%Y-%m-%d %H:%M}\nCategory: {post.category}\nTags: {', '.join(post.tags)}\n"
    (root / "content" / "posts" / f"{post.slug}.md").write_text(f"{head}Slug: {post.slug}\n\n{post.body}\n", "utf-8")


def answered(blog: Blog, approvals: int) -> dict[str, Any]:
    """Return how long the service takes from an approval to the answer, and for answers."""
    with service(blog.root) as address:
        until_found(blog, address, 0)  # whatever it still had to learn
        waits = [until_found(blog, address, number + 1) for number in range(approvals)]
        words = (blog.root / "content" / "posts" / "post-7.md").read_text("utf-8").split()[20:]
        times = []
        for number in range(QUERIES):
            started = time.perf_counter()
            asked(address, " ".join(words[number % 90 : number % 90 + 1 + number % 4]))
            times.append(time.perf_counter() - started)
    times.sort()
    return {
        "approved to found": [round(statistics.median(waits), 2), round(max(waits), 2)],
        "query ms, median and 95 %": [
            round(statistics.median(times) * 1e3, 1), round(times[int(len(times) * 0.95)] * 1e3, 1),
        ],
    }  # fmt: skip


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    print(json.dumps(measured(*([*numbers, *(10_000, 5)[len(numbers) :]])), indent=1))
