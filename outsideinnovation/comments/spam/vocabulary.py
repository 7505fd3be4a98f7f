"""What a text is made of, for those who compare texts: its words, and what is telling beside them."""

import re
import unicodedata
from typing import Protocol

from outsideinnovation.comments.spam import written_links


class TokenizedComment(Protocol):
    """Words that somebody wrote under a name."""

    @property
    def author(self) -> str:
        """The writer's name."""

    @property
    def body(self) -> str:
        """The words as typed."""

    @property
    def website(self) -> str | None:
        """The writer's website."""


LENGTH = 16_384  # characters of a text that are looked at
TOKENS = 400  # of one comment; so a flood of random words cannot fill the memory
_LONGEST = 30  # characters of a word
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"  # Thai to Chinese: written without spaces
)
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


def words(text: str) -> list[str]:
    """Return the words of *text* in their order, small and in one form; of scripts without spaces, pairs of signs."""
    if text.isascii():
        return [word[:_LONGEST] for word in _ASCII_WORD.findall(text[:LENGTH].lower())]
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text[:LENGTH]).casefold()):
        if _IS_UNSPACED.match(word):
            found.extend(word[at : at + 2] for at in range(max(len(word) - 1, 1)))
        else:
            found.append(word[:_LONGEST])
    return found


def tokens(comment: TokenizedComment) -> list[str]:
    """Return what is telling in a comment, each once: words, ``name:`` words of the name, ``host:`` where links lead."""
    body = comment.body[:LENGTH]
    telling = [f"host:{host[:_LONGEST]}" for host in written_links.hosts(f"{body} {comment.website or ''}")]
    telling += [f"name:{word}" for word in words(comment.author)]
    telling += [word for word in words(written_links.without(body)) if len(word) > 1]
    return list(dict.fromkeys(telling))[:TOKENS]
