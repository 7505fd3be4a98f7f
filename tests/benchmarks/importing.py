"""Measures `oi import wordpress` beside `oi import movabletype`: the same posts and comments, as each system exports them.

usage: python tests/benchmarks/importing.py [--posts 10000] [--comments 5] [--rounds 1]

Prints for each the seconds by the clock, those of the processor, and the most memory that the whole process held; of several
rounds the least. The WordPress file is written in blocks, with categories, tags, threads, a raw & and a control character.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sample_blogs import Post, posts

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
import wordpress_exports as wxr

MEBIBYTE = 1_048_576
KIBIBYTES = 1_024  # in a mebibyte; Linux counts ru_maxrss so
ALLOWED = 1.5  # of the Movable Type import (issue 15)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run took: seconds, and mebibytes at the highest."""

    wall: float
    processor: float
    memory: float


def words(post: Post, number: int) -> str:
    """Return the words of a comment."""
    return f"I read {post.title} twice, and <em>{number}</em> things stay with me.\n\nHere is why: {post.body[:160]}"


def paragraphs(post: Post) -> list[str]:
    """Return the paragraphs of a post."""
    return [part for part in post.body.split("\n\n") if part.strip()]


def write_wordpress(path: Path, count: int, comments: int) -> None:
    """Write *count* posts with *comments* each as WordPress does."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(wxr.HEAD.format(base=wxr.BASE) + wxr.author(1, "dana", "Dana"))
        for number, post in enumerate(posts(count), 1):
            content = "\n\n".join(
                f"<!-- wp:paragraph -->\n<p>{each}</p>\n<!-- /wp:paragraph -->" for each in paragraphs(post)
            )
            talk = (
                wxr.comment(
                    number * 100 + each,
                    words(post, each),
                    parent=str(number * 100 + each - 1) if each % 2 else "0",
                    author_url="http://a.example/?x=1&y=2" if number % 500 == 0 else "",
                )
                for each in range(comments)
            )
            under = (
                ("category", post.category.lower(), post.category),
                *(("post_tag", tag.lower(), tag) for tag in post.tags),
            )
            date = f"{post.date:%Y-%m-%d %H:%M:%S}"
            link = f"{wxr.BASE}/{post.date:%Y/%m}/{post.slug}/"
            content += "\x0b" if number % 500 == 0 else ""
            stream.write(
                wxr.item(
                    number,
                    content,
                    *talk,
                    title=post.title,
                    link=link,
                    name=post.slug,
                    under=under,
                    date=date,
                    date_gmt=date,
                )
            )
        stream.write(wxr.FOOT)


def write_movable_type(path: Path, count: int, comments: int) -> None:
    """Write the same posts as Movable Type does."""
    with path.open("w", encoding="utf-8") as stream:
        for post in posts(count):
            said = f"{post.date:%m/%d/%Y %H:%M:%S}"
            body = "\n\n".join(f"<p>{each}</p>" for each in paragraphs(post))
            stream.write(
                f"AUTHOR: Dana\nTITLE: {post.title}\nBASENAME: {post.slug}\nSTATUS: Publish\nALLOW COMMENTS: 1\n"
                f"CONVERT BREAKS: 0\nUNIQUE URL: {wxr.BASE}/zal/{post.date:%Y/%m}/{post.slug}.html\n"
                f"PRIMARY CATEGORY: {post.category}\nCATEGORY: {post.category}\nTAGS: {','.join(post.tags)}\n"
                f"DATE: {said}\n-----\nBODY:\n{body}\n-----\n"
            )
            for each in range(comments):
                later = post.date + timedelta(hours=each + 1)
                stream.write(
                    f"COMMENT:\nAUTHOR: Reader {each}\nEMAIL: reader{each}@example.org\nIP: 192.0.2.7\nURL: \n"
                    f"DATE: {later:%m/%d/%Y %H:%M:%S}\n{words(post, each)}\n-----\n"
                )
            stream.write("--------\n")


def imported(system: str, export: Path, expected: int) -> Spent:
    """Import *export* into a new site in a process of its own, insist that *expected* posts came, and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "outsideinnovation"]
        subprocess.run([*command, "init", f"{folder}/site"], check=True, capture_output=True)
        before = len(list(Path(folder, "site/content/posts").rglob("*.md")))
        started = time.perf_counter()
        with Path(folder, "told").open("wb") as told:
            process = subprocess.Popen(
                [*command, "--site", f"{folder}/site", "import", system, str(export)], stdout=told, stderr=told
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        came = len(list(Path(folder, "site/content/posts").rglob("*.md"))) - before
        if process.returncode or came != expected:
            raise SystemExit(f"{system}: {came} of {expected} posts\n{Path(folder, 'told').read_text('utf-8')[-2000:]}")
        return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / KIBIBYTES)


def main() -> None:
    """Measure in turns, and print a row a system."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, default=10_000)
    arguments.add_argument("--comments", type=int, default=5)
    arguments.add_argument("--rounds", type=int, default=1)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        exports = {"wordpress": Path(folder, "blog.xml"), "movabletype": Path(folder, "blog.txt")}
        write_wordpress(exports["wordpress"], chosen.posts, chosen.comments)
        write_movable_type(exports["movabletype"], chosen.posts, chosen.comments)
        spent: dict[str, list[Spent]] = {system: [] for system in exports}
        for _ in range(chosen.rounds):
            for system, export in exports.items():
                spent[system].append(imported(system, export, chosen.posts))
                print(f"{system}: {spent[system][-1]}", file=sys.stderr, flush=True)
        sizes = {system: export.stat().st_size / MEBIBYTE for system, export in exports.items()}
    least = {system: min(each.processor for each in runs) for system, runs in spent.items()}
    for system, runs in spent.items():
        wall, memory = min(each.wall for each in runs), max(each.memory for each in runs)
        print(
            f"{system:12}{sizes[system]:7.1f} MiB read{wall:8.1f} s{least[system]:8.1f} s of processor{memory:7.0f} MiB"
        )
    print(
        f"WordPress takes {least['wordpress'] / least['movabletype']:.2f} x the processor of Movable Type (at most {ALLOWED})"
    )


if __name__ == "__main__":
    main()
