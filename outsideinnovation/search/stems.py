"""Stemming by language with Snowball; the version of the stemmer is part of what an index is made under.

The words of an index are stemmed when it is made, and a query's by what the index knows, here as in the browser: no second
stemmer, of another version, ever has a say.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import Stemmer

from outsideinnovation.search.words import is_character

LANGUAGES: Mapping[str, str] = MappingProxyType(  # ISO 639-1, and Snowball's name
    {
        "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
        "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
        "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
        "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
        "tr": "turkish",
    }
)  # fmt: skip


class Stems(dict[str, str]):
    """The stem of every word asked for so far; one of a language without a stemmer is the word itself.

    Words with signs (``c++``, ``.net``) and pairs of Chinese, Japanese or Korean characters are their own stems.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        name = LANGUAGES.get(language.lower().replace("_", "-").split("-")[0], "")
        self._stem = Stemmer.Stemmer(name).stemWord if name in Stemmer.algorithms() else None

    def __missing__(self, word: str) -> str:
        signs = word[0] == "." or word[-1] in "+#"
        stem = word if self._stem is None or signs or is_character(word) else self._stem(word) or word
        self[word] = stem
        return stem


@cache
def version() -> str:
    """Return the version of the stemmer: an index made under another one is made again."""
    return f"PyStemmer {Stemmer.version()}"
