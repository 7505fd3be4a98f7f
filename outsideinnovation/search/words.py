r"""Cutting text into words: the one rule, which the browser's script repeats line by line, and a test compares them.

A text is normalised (NFC), put in lower case and freed of the accents on Latin and Greek letters. A word is a run of
letters, marks and digits, with apostrophes inside (``don't``); behind a Latin one ``++`` or ``#`` belongs to it (``c++``,
``c#``), before one a point (``.net``). A run of Chinese, Japanese or Korean characters, which has no spaces, becomes the
pairs of its neighbours (bigrams). Python's ``lower``, NFC and ``\w`` equal JavaScript's ``toLowerCase``, ``normalize`` and
``[\p{L}\p{N}_]``; ``casefold`` has no counterpart there.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

VERSION = 1  # goes into the index's key: raise it with the rule
LONGEST = 64  # code points: what is longer is no word that anybody types, and is cut

_MARKED = (  # where characters of category M stand; to look at all of Unicode takes too long
    (0x300, 0x20FF), (0x2CEF, 0x30FF), (0xA66F, 0xABFF), (0xFB1E, 0xFE2F), (0x101FD, 0x11FFF), (0x16AF0, 0x16FFF),
    (0x1BC9D, 0x1E9FF), (0xE0100, 0xE01EF),
)  # fmt: skip
_OTHERWISE = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ", "’": "'", "ʼ": "'"}
_CJK = (
    "\u1100-\u11ff\u3005\u3007\u3040-\u309f\u30a0-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003134f"
)


_BEFORE, _BEHIND = r"(?:(?<![\w.])\.(?=[a-z]))?", r"(?:(?<=[a-z0-9])(?:\+\+|#)(?!\w))?"
_ASCII = re.compile(rf"{_BEFORE}[a-z0-9]+(?:'[a-z0-9]+)*{_BEHIND}")
_ACCENTS = re.compile("([a-zα-ω])[\u0300-\u036f]+")
_OTHER = re.compile("[" + "".join(_OTHERWISE) + "]")
_RUNS = re.compile(f"([{_CJK}]+)")
_CHARACTER = re.compile(f"[{_CJK}]")


def fold(text: str) -> str:
    """Return *text* as words are compared: NFC, in lower case, without accents on Latin and Greek letters."""
    if text.isascii():
        return text.lower()
    lower = _OTHER.sub(lambda found: _OTHERWISE[found[0]], unicodedata.normalize("NFC", text).lower())
    return unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", lower)))


def words(text: str) -> list[str]:
    """Return the words of *text* in their order, folded; one that stands there twice comes twice."""
    folded = fold(text)
    if folded.isascii():
        return [word if len(word) <= LONGEST else word[:LONGEST] for word in _ASCII.findall(folded)]
    found = _any().findall(folded)
    if _CHARACTER.search(folded):
        found = [word for run in found for word in _split(run)]
    return [word[:LONGEST] for word in found]


def is_character(word: str) -> bool:
    """Tell whether *word* is of Chinese, Japanese or Korean characters: a pair of them, or one."""
    return _CHARACTER.match(word) is not None


def _marks() -> str:
    """Return the characters of category M (combining marks) as ranges for a character class."""
    places = (place for first, last in _MARKED for place in range(first, last + 1))
    marks = [place for place in places if unicodedata.category(chr(place))[0] == "M"]
    inside = set(marks)
    begins = [place for place in marks if place - 1 not in inside]
    ends = [place for place in marks if place + 1 not in inside]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(begins, ends, strict=True))


@cache
def _any() -> "re.Pattern[str]":
    """Return the pattern of a word in any script; to make it takes longer than to cut a hundred posts that are ASCII."""
    letter = rf"(?:[^\W_]|[{_marks()}])"
    return re.compile(rf"{_BEFORE}{letter}+(?:'{letter}+)*{_BEHIND}")


def _split(run: str) -> Iterator[str]:
    """Yield the words of a *run* of letters: what is Chinese, Japanese or Korean by pairs, the rest as it is."""
    for number, part in enumerate(_RUNS.split(run)):
        if number % 2 and len(part) > 1:
            yield from (first + second for first, second in pairwise(part))
        elif number % 2:
            yield part
        else:
            yield from _any().findall(part)
