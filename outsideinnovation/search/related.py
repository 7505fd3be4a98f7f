"""Comments like a comment: by the words that say most about it, which are those that few documents have."""

from collections import Counter
from collections.abc import Mapping

from outsideinnovation.search.analysis import CODE, FREQUENCY, IN_COMMENT, REMARK, analyse
from outsideinnovation.search.document import Document
from outsideinnovation.search.keywords import telling
from outsideinnovation.search.ranking import Scoring
from outsideinnovation.search.stems import Stems
from outsideinnovation.search.whoosh_index import IndexReader

TERMS = 12  # of a text by which others are sought
FEW = 10  # documents: a word in no more of them says something, however few there are


class DocumentRelated:
    """What is like what, in one committed state of an index; a document is known by its number there."""

    def __init__(self, reader: IndexReader, stems: Stems, documents: int) -> None:
        self._reader = reader
        self._stems = stems
        self._most = max(FEW, documents * Scoring().common)  # documents that a word may be in, and still say something

    def comments(self, text: str, count: int = 5) -> list[tuple[int, int]]:
        """Return the comments most like *text*: the document each stands under, and its number among those there."""
        scores: Counter[tuple[int, int]] = Counter()
        for found, weight in self._telling(analyse(Document.of_text(text), self._stems).postings):
            for number, posting in found.items():
                if posting[CODE] & IN_COMMENT:
                    scores[number, posting[REMARK]] += weight
        return sorted(scores, key=lambda each: (-scores[each], self._reader.order(each[0]), each[1]))[:count]

    def _telling(self, postings: Mapping[str, bytes]) -> list[tuple[Mapping[int, bytes], int]]:
        """Return the postings of the terms that say most, with what each says; a filter is no word."""
        weights = []
        for term, posting in postings.items():
            if ":" not in term and 0 < len(found := self._reader.postings(term)) <= self._most:
                says = telling(len(found), least=0)
                weights.append((says * (posting[CODE] & FREQUENCY), term, found, says))
        weights.sort(key=lambda each: (-each[0], each[1]))
        return [(found, says) for _, _, found, says in weights[:TERMS] if says]
