"""What search costs: a cold index with shards, one changed post, queries, and the bytes that a browser fetches.

    python tests/benchmarks/search_speed.py [POSTS]

Posts are those of ``sample_blogs``, 400 words, each with three comments of 40. Bytes are those of the files as they are sent,
without the script; *typed* asks after every letter from the third on for what that needs and has not been fetched before.
"""

import dataclasses
import json
import random
import re
import resource
import statistics
import sys
import tempfile
import time
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sample_blogs import posts

from outsideinnovation.search.document import Document, DocumentComment
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index
from outsideinnovation.search.shards.clear import firsts
from outsideinnovation.search.shards.publish import write_shards
from outsideinnovation.search.stems import Stems

SHOWN = 5  # hits that are shown while somebody types


def documents(count: int) -> Iterator[Document]:
    """Yield that many posts with three comments each."""
    rng = random.Random(8)
    for post in posts(count):
        words = post.body.split()
        comments = tuple(
            DocumentComment(
                f"{number:012x}-{rng.getrandbits(64):016x}", "Bo", " ".join(rng.choices(words, k=40)), post.date
            )
            for number in range(3)
        )
        headings = tuple(re.findall("^## (.*)$", post.body, re.MULTILINE))
        url = f"/{post.date:%Y/%m}/{post.slug}/"
        yield Document(
            post.slug, url, post.title, headings, post.body, tuple(post.tags), post.category, "Ann", post.date, comments
        )


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long *work* takes, and what it returns."""
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


def quantiles(times: list[float], unit: float = 1e3) -> str:
    """Return the median and the 95th percentile."""
    return f"{statistics.median(times) * unit:.1f} / {sorted(times)[int(len(times) * 0.95)] * unit:.1f}"


class Fetched:
    """What a browser has fetched of the shards in *folder*, and how many bytes that was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = (folder / "manifest.json").read_bytes()
        self.layer = json.loads(manifest)["layers"][0]
        self.bytes = len(zlib.compress(manifest))
        self._seen: set[str] = set()
        self.words, self.terms = firsts(self.part("i0"))

    def part(self, name: str) -> bytes:
        """Return a part, and count its bytes the first time."""
        data = (self.folder / self.layer["name"] / f"{name}.bin").read_bytes()
        self.bytes += len(data) * (name not in self._seen)
        self._seen.add(name)
        return data

    def search(
        self, search: Search, stems: Stems, text: str, numbers: dict[str, int], limit: int, *, typing: bool
    ) -> None:
        """Fetch what it takes to show the first *limit* hits for *text*, whose last word may be unfinished with *typing*."""
        vocabulary = search._opened()._vocabulary
        asked = text.split()
        for word in asked:
            self.part(f"v{bisect_right(self.words, word) - 1}")
            for found in vocabulary.completed(word) if word == text.rsplit(maxsplit=1)[-1] else [word]:
                self.part(f"p{bisect_right(self.terms, stems[found]) - 1}")
        for hit in search.query(text, limit=limit, typing=typing).hits:
            self.part(f"d{numbers[hit.id] // self.layer['card']}")
            if "#" in hit.url:
                self.part(f"c{numbers[hit.id] // self.layer['comments']}")


def over_the_wire(search: Search, folder: Path, blog: list[Document]) -> None:
    """Print what the first query of two words costs, opened as a link and typed."""
    rng, stems = random.Random(6), Stems("en")
    numbers = {each.id: place for place, each in enumerate(sorted(blog, key=lambda each: each.date))}
    words = [word for word in sorted(search._opened()._vocabulary.words) if len(word) > 3]
    linked, typed = [], []
    for _ in range(40):
        text = " ".join(rng.choices(words, k=2))
        once, letters = Fetched(folder), Fetched(folder)
        once.search(search, stems, text, numbers, 10, typing=False)
        for length in range(3, len(text)):
            if len(text[:length].split()[-1]) > 2:
                letters.search(search, stems, text[:length], numbers, SHOWN, typing=True)
        letters.search(search, stems, text, numbers, 10, typing=False)
        linked.append(float(once.bytes))
        typed.append(float(letters.bytes))
    print(
        f"first query: as a link {quantiles(linked, 1e-3)} KB, typed {quantiles(typed, 1e-3)} KB (median / p95), no script"
    )


def main() -> None:
    """Print it all."""
    blog = list(documents(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
    with tempfile.TemporaryDirectory() as place:
        index, site = Index(Path(place) / "instance"), Path(place) / "site"
        cold, _ = seconds(lambda: index.rebuild(blog))
        shards, _ = seconds(lambda: write_shards(index, site))
        files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
        print(f"cold: index {cold:.1f} s, shards {shards:.1f} s more; {len(files)} files, {sum(files) / 1e6:.1f} MB")
        kilobytes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(
            f"memory: {kilobytes[0] / 1e3:.0f} MB with the posts, and up to {kilobytes[1] / 1e3:.0f} MB a fork, shared in part"
        )
        search = Search(index)
        words = sorted(search._opened()._vocabulary.words)
        rng = random.Random(3)
        texts = [" ".join(rng.choices(words, k=2)) for _ in range(200)]
        times = [seconds(lambda text=text: search.query(text))[0] for text in texts]
        print(f"query of two words with excerpts: {quantiles(times)} ms (median / p95)")
        over_the_wire(search, site, blog)
        changed = dataclasses.replace(blog[70], text=blog[70].text + " zebracrossing")
        fresh = Index(Path(place) / "instance")
        updated, _ = seconds(lambda: fresh.update([changed], [], list))
        shards, written = seconds(lambda: write_shards(fresh, site))
        size = sum((site / name).stat().st_size for name in written.files)
        print(
            f"one post changed: index {updated:.2f} s, shards {shards:.2f} s; {len(written.files)} files, {size / 1e3:.1f} KB"
        )
        removed, _ = seconds(lambda: fresh.update([], [changed.id], list))
        shards, written = seconds(lambda: write_shards(fresh, site))
        print(f"one post removed: index {removed:.2f} s, shards {shards:.2f} s; {len(written.files)} files")
        search.close()


if __name__ == "__main__":
    main()
