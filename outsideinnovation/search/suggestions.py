"""What a word that nobody wrote may have been meant to be: words of what is live, one slip away before two.

A slip is a letter too many, too few, another one, or two neighbours in the wrong order (Damerau 1964, optimal string
alignment). Of equally near words that is meant which is in more documents, then the first by alphabet.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

ALTERNATIVES = 3  # that stand for an unknown word at most
COMPLETIONS = 2  # that stand for an unfinished one: each costs a browser a part of the shards
ONE_SLIP, TWO_SLIPS = 4, 7  # letters from which a word may have that many


class Vocabulary:
    """The words of what is live, in how many documents each is, and their stems."""

    def __init__(self, words: Mapping[str, int], stem: Callable[[str], str]) -> None:
        self.words = words
        self.stem = stem
        self._letters = ""

    def meant(self, word: str) -> list[str]:
        """Return the words that an unknown *word* may have been meant to be, the likeliest first; all equally near.

        Nearest is one slip with the first letter right, then one slip, then two with the first letter right.
        """
        if len(word) < ONE_SLIP:
            return []
        near = sorted({each for each in self._one_slip(word) if each in self.words}, key=self._rank)
        found = [each for each in near if each[0] == word[0]] or near
        if not found and len(word) >= TWO_SLIPS:
            found = sorted(self._two_slips(word), key=self._rank)
        return self._distinct(found, ALTERNATIVES)

    def completed(self, beginning: str) -> list[str]:
        """Return the words that begin so and are in most documents, that word itself first."""
        found = [word for word in self.words if word.startswith(beginning)]
        return self._distinct(sorted(found, key=lambda word: (word != beginning, self._rank(word))), COMPLETIONS)

    def _distinct(self, words: Iterable[str], most: int) -> list[str]:
        """Return the first of *words*, of those with one stem the first."""
        stems: dict[str, str] = {}
        for word in words:
            stems.setdefault(self.stem(word), word)
        return list(stems.values())[:most]

    def _rank(self, word: str) -> tuple[int, str]:
        return (-self.words[word], word)

    def _one_slip(self, word: str) -> Iterator[str]:
        letters = self._letters = self._letters or "".join(sorted(set().union(*self.words)))
        for place in range(len(word) + 1):
            before, after = word[:place], word[place:]
            yield from (before + letter + after for letter in letters)
            if after:
                yield before + after[1:]
                yield from (before + letter + after[1:] for letter in letters)
            if len(after) > 1:
                yield before + after[1] + after[0] + after[2:]

    def _two_slips(self, word: str) -> Iterator[str]:
        size = len(word)
        for each in self.words:
            if each[0] == word[0] and -2 <= len(each) - size <= 2 and distance(word, each, 2) <= 2:  # noqa: PLR2004
                yield each


def distance(left: str, right: str, limit: int) -> int:
    """Return how many slips are between two words, or any number above *limit* where it is more."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        before, above, row = row, before, [i] + [0] * len(right)
        for j, other in enumerate(right, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                row[j] = min(row[j], above[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return row[-1]
