"""Invented documents to search in, and a reader of shards that does what the browser's script does."""

import json
import random
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from outsideinnovation.search.document import Document, DocumentComment
from outsideinnovation.search.ranking import QueryWord, Scoring, score
from outsideinnovation.search.shards.clear import terms, words
from outsideinnovation.search.shards.layer import unpack
from outsideinnovation.search.stems import Stems

START = datetime(2005, 9, 1, 9, tzinfo=UTC)
SYLLABLES = ("ka", "lo", "mi", "ne", "tu", "sar", "vo", "pel", "dri", "en")
WORDS = [first + second + third for first in SYLLABLES for second in SYLLABLES for third in ("", "n", "ta")]


def comment(number: int, text: str, author: str = "Bo") -> DocumentComment:
    """Return a comment that says *text*."""
    return DocumentComment(f"c{number:04}", author, text, START + timedelta(hours=number))


def document(number: int, text: str, **fields: Any) -> Document:
    """Return a post of that number which says *text*."""
    given = {
        "title": f"Title {number}",
        "headings": (),
        "tags": (),
        "category": "Notes",
        "author": "Ann",
        "comments": (),
    }
    given |= {"date": START + timedelta(days=number), **fields}
    return Document(f"post-{number}", f"/{number}/", text=text, **given)


def invented(rng: random.Random, number: int) -> Document:
    """Return a post of invented words, some of them frequent and most of them rare."""

    def said(most: int) -> str:
        return " ".join(WORDS[int(len(WORDS) * rng.random() ** 2)] for _ in range(rng.randint(1, most)))

    comments = tuple(comment(each, said(12)) for each in range(rng.choice((0, 0, 1, 3))))
    tags = tuple(rng.sample(("a", "b", "lead users"), rng.randint(0, 2)))
    date = START + timedelta(days=rng.randrange(900))
    return document(number, said(60), title=said(5), tags=tags, comments=comments, date=date)


def queries(rng: random.Random, count: int) -> list[str]:
    """Return that many queries of one to four of the invented words."""
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 4))) for _ in range(count)]


class Shards:
    """The shards in a folder, read as their format says, with the script's own arithmetic where that is not shared."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text("utf-8"))

    def parts(self, layer: dict[str, Any]) -> dict[str, bytes]:
        """Return the parts of a layer by name."""
        if layer["packed"]:
            return unpack((self.folder / f"{layer['name']}.bin").read_bytes(), layer["packed"])
        replaced = {file: part for part, file in layer["replaced"].items()}
        files = (self.folder / layer["name"]).glob("*.bin")
        return {replaced.get(path.stem, path.stem): path.read_bytes() for path in files}

    def plain(self) -> bytes:
        """Return all that lies there, with every stream uncompressed."""
        made = [(self.folder / "manifest.json").read_bytes()]
        for layer in self.manifest["layers"]:
            for name, data in self.parts(layer).items():
                made.append(
                    b"".join(_streams(data)) if name[0] == "t" else data if name[0] == "x" else zlib.decompress(data)
                )
        return b"\n".join(made)

    def words(self) -> dict[str, int]:
        """Return in how many live documents each word is."""
        counts: dict[str, int] = {}
        for layer in self.manifest["layers"]:
            for name, data in self.parts(layer).items():
                for word, _, count in words(data) if name[0] == "v" else ():
                    counts[word] = counts.get(word, 0) + count
        return {word: count for word, count in counts.items() if count > 0}

    def best(self, asked: Iterable[str], limit: int = 10) -> list[tuple[str, float]]:
        """Return the ids and scores of the best documents for words in the vocabulary."""
        counts, stems = self.words(), Stems("en")
        known = [word for word in asked if word in counts]
        weights: dict[str, int] = {}
        rare = [word for word in known if counts[word] <= Scoring().common * self.manifest["docs"]]
        common = {stems[word] for word in known} - {stems[word] for word in rare}
        common |= {stems[word] for word in known if word not in rare}
        for word in known:
            weights[stems[word]] = weights.get(stems[word], 0) + 1
        left = {stem: weight for stem, weight in weights.items() if stem not in common} or weights
        postings, rows = self._postings(left)
        groups = [QueryWord(weight, [postings[stem]]) for stem, weight in left.items()]
        found = score(groups, self.manifest["docs"], self.manifest["length"], Scoring())
        ordered = sorted(found, key=lambda number: (-found[number][0], -rows[number][3], rows[number][0]))
        return [(rows[number][0], found[number][0]) for number in ordered[:limit]]

    def _postings(self, stems: Iterable[str]) -> tuple[dict[str, dict[int, bytes]], dict[int, list[Any]]]:
        postings: dict[str, dict[int, bytes]] = {stem: {} for stem in stems}
        rows: dict[int, list[Any]] = {}
        for offset, layer in enumerate(self.manifest["layers"]):
            parts, dead = self.parts(layer), set(layer["dead"])
            lengths = _lengths(zlib.decompress(parts["i0"]))
            cards = [row for name in _in_order(parts, "d") for row in json.loads(zlib.decompress(parts[name]))]
            rows |= {offset * 10**6 + number: row for number, row in enumerate(cards) if number not in dead}
            for name in _in_order(parts, "p"):
                for term in terms(parts[name]):
                    if term.term not in postings:
                        continue
                    remarks = iter(term.remarks)
                    for number, code, section in zip(term.documents_in(), term.codes, term.sections, strict=True):
                        value = bytes((lengths[number], code, section, next(remarks) if code & 32 else 0))
                        if number not in dead:
                            postings[term.term][offset * 10**6 + number] = value
        return postings, rows


def _lengths(index: bytes) -> bytes:
    from outsideinnovation.search.varints import Bytes

    data = Bytes(index)
    for _ in range(2):
        for _ in range(data.varint()):
            data.text()
    return data.take(data.varint())


def _in_order(parts: Iterable[str], kind: str) -> Sequence[str]:
    return sorted((name for name in parts if name[0] == kind), key=lambda name: int(name[1:]))


def _streams(data: bytes) -> Iterable[bytes]:
    """Yield the zlib streams in a part t; what was blanked between them is zeros."""
    while data := data.lstrip(b"\0"):
        stream = zlib.decompressobj()
        yield stream.decompress(data)
        data = stream.unused_data
