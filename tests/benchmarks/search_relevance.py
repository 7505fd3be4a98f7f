"""How good the first ten are: NDCG@10 on two public collections, sentences that find nothing, and words with a slip.

python tests/benchmarks/search_relevance.py [FOLDER]        FOLDER holds cranfield.json and cacm.json
"""

import json
import math
import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from outsideinnovation.search.document import Document
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "relevance"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST = 10
DATE = datetime(2005, 9, 1, tzinfo=UTC)


def ndcg(search: Search, queries: dict[str, str], judgments: dict[str, dict[str, int]]) -> tuple[float, float]:
    """Return NDCG@10 over all judged queries, and the share of them that find nothing."""
    gains, nothing = [], 0
    for number, text in queries.items():
        right = judgments.get(number)
        if right:
            hits = search.query(text).hits
            nothing += not hits
            gain = sum(1 / math.log2(hit.rank + 1) for hit in hits if hit.id in right)
            gains.append(gain / sum(1 / math.log2(rank + 2) for rank in range(min(FIRST, len(right)))))
    return sum(gains) / len(gains), nothing / len(gains)


def with_a_slip(word: str, rng: random.Random) -> str:
    """Return *word* with a letter too many, too few, another one, or two in the wrong order."""
    place = rng.randrange(len(word))
    other, after = rng.choice(LETTERS), word[place + 1 :]
    swapped = word[: max(place - 1, 0)] + word[max(place - 1, 0) : place + 1][::-1] + after
    return rng.choice(
        (word[:place] + after, word[:place] + other + word[place:], word[:place] + other + after, swapped)
    )


def forgiven(search: Search, words: list[str], count: int = 60) -> int:
    """Return for how many of *count* words with one slip five of the right first ten are found."""
    rng, right = random.Random(5), 0
    for _ in range(count):
        word = rng.choice(words)
        wanted = {hit.id for hit in search.query(word).hits}
        right += len(wanted & {hit.id for hit in search.query(with_a_slip(word, rng)).hits}) >= min(5, len(wanted))
    return right


def main() -> None:
    """Print a line a collection."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for path in sorted(folder.glob("*.json")):
        documents, queries, judgments = json.loads(path.read_text("utf-8"))
        with tempfile.TemporaryDirectory() as place:
            index = Index(Path(place))
            index.rebuild(
                Document(each["id"], f"/{each['id']}/", each["title"], (), each["body"], (), "", "", DATE)
                for each in documents
            )
            search = Search(index)
            found, nothing = ndcg(search, queries, judgments)
            reader, counted = index.open()
            reader.close()
            words = sorted(
                word for word, count in counted.words.items() if len(word) > 4 and word.isalpha() and count > 4
            )
            right = forgiven(search, words)
            print(f"{path.stem}: NDCG@10 {found:.4f}, nothing found {nothing:.1%}, slips forgiven {right} of 60")
            search.close()


if __name__ == "__main__":
    main()
