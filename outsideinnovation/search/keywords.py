"""Posts like a post, from a few words of each that say most about it.

Pages name related posts before the index follows the site, and a clean build must name the same; so this needs no index, but
cuts and stems words as the index does. What a word says depends on how many posts have it, in powers of two, so that one new
post leaves nearly all others with the posts they had.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from outsideinnovation.search.stems import Stems
from outsideinnovation.search.words import words

IN_TITLE, IN_TAGS = 3, 2  # times that a word counts there; one in the text, headings included, counts once
LEAST = 2  # counts of a word that says something about a post
KEPT = 48  # words of one post
SHORTEST = 3  # letters, of a word in such letters as the Latin ones
ASKED = 10  # of a post's words: the rarest decide
COMMON = 200  # posts: what more have in common is nothing that they have in common
SHARED = 2  # words at least that posts like each other share
SAYS_NOTHING = 16  # a word in two to the power of that many documents, or more


def keywords(title: str, tags: Iterable[str], text: str, stems: Stems) -> tuple[str, ...]:
    """Return the stems that a post uses most, sorted; *text* is plain words."""
    counts: Counter[str] = Counter()
    for part, times in ((title, IN_TITLE), (" ".join(tags), IN_TAGS), (text, 1)):
        for word, count in Counter(words(part)).items():
            counts[stems[word]] += count * times
    most = [(-count, stem) for stem, count in counts.items() if count >= LEAST and _is_long(stem)]
    return tuple(sorted(stem for _, stem in sorted(most)[:KEPT]))


def telling(having: int, *, least: int) -> int:
    """Return how much a word says that *having* documents have: *least* squared, or more the fewer they are."""
    return max(SAYS_NOTHING - having.bit_length(), least) ** 2


class KeywordRelated:
    """Which posts are like which; they are given by the keywords of each, in the order that decides between equals."""

    def __init__(self, posts: Sequence[tuple[str, ...]]) -> None:
        self._posts = posts
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, words_ in enumerate(posts):
            for word in words_:
                self._having[word].append(number)

    def most(self, number: int, count: int) -> list[int]:
        """Return the numbers of the *count* posts most like that of *number*, the most like first."""
        scores: dict[int, int] = defaultdict(int)
        shared: dict[int, int] = defaultdict(int)
        for word in self._asked(number):
            having = self._having[word]
            says = telling(len(having), least=1)
            for other in having:
                scores[other] += says
                shared[other] += 1
        found = [(-score, other) for other, score in scores.items() if shared[other] >= SHARED and other != number]
        return [other for _, other in sorted(found)[:count]]

    def _asked(self, number: int) -> Iterable[str]:
        having = self._having
        asked = (word for word in self._posts[number] if 1 < len(having[word]) <= COMMON)
        return islice(sorted(asked, key=lambda word: (len(having[word]).bit_length(), word)), ASKED)


def _is_long(stem: str) -> bool:
    return len(stem) >= SHORTEST or not stem.isascii()
