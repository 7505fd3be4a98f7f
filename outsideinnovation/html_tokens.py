"""HTML as a row of tokens: tags with their attributes, words, and what no reader sees, cut as a browser cuts them.

https://html.spec.whatwg.org/multipage/parsing.html#tokenization, by ``html_tags``; not by ``html.parser``, which cuts
comments, CDATA and scripts otherwise from one patch release of Python to the next. Time is linear to the text.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from outsideinnovation.html_tags import ATTRIBUTE, TAG

# Elements whose text holds no tags: https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments
CODE = frozenset({"script", "style"})
RAW = CODE | {"textarea", "title", "xmp", "iframe", "noembed", "noframes"}
_NEVER_ENDING = 50  # so many tags without an end are each looked at to the end of the text; after that, all is words


class TokenKind(Enum):
    """What a token is; RAW is the text of an element such as ``<script>``, in which no tag begins."""

    START = auto()
    END = auto()
    WORDS = auto()
    RAW = auto()
    HIDDEN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of HTML: ``source`` as it stands; ``name`` is a tag's element, or that a RAW text is in, in lower case."""

    kind: TokenKind
    source: str
    name: str = ""
    attribute_text: str = ""

    def attributes(self, unescape: Callable[[str], str] = html.unescape) -> Mapping[str, str]:
        """Return a tag's attributes by their names in lower case; of one that comes twice the first counts."""
        found: dict[str, str] = {}
        for each in ATTRIBUTE.finditer(self.attribute_text):
            value = next((each[quote] for quote in ("double", "single", "bare") if each[quote] is not None), "")
            found.setdefault(each["name"].lower(), unescape(value))
        return found


def tokens(markup: str) -> Iterator[Token]:
    """Yield the tokens of *markup*, which joined give it back. A tag that never ends is words: nothing vanishes for it.

    A comment or script that never ends goes on to the end, as in a browser; any other text without tags needs its end tag.
    """
    end, never_ending, unended = 0, 0, set[str]()
    while (found := TAG.search(markup, end)) is not None:
        tag = _token(found)
        if tag.kind is not TokenKind.HIDDEN and found["close"] != ">":
            never_ending += 1
            if never_ending > _NEVER_ENDING:
                break
            yield Token(TokenKind.WORDS, markup[end : found.start() + 1])
            end = found.start() + 1
            continue
        if found.start() > end:
            yield Token(TokenKind.WORDS, markup[end : found.start()])
        yield tag
        end = found.end()
        if tag.kind is TokenKind.START and tag.name in RAW - unended:
            stop = _end_of_raw(markup, end, tag.name)
            if stop is None and tag.name not in CODE:
                unended.add(tag.name)
                continue
            stop = len(markup) if stop is None else stop
            if stop > end:
                yield Token(TokenKind.RAW, markup[end:stop], tag.name)
            end = stop
    if end < len(markup):
        yield Token(TokenKind.WORDS, markup[end:])


def _token(found: re.Match[str]) -> Token:
    if not found["element"]:
        return Token(TokenKind.HIDDEN, found[0])
    kind = TokenKind.END if found["end"] else TokenKind.START
    return Token(kind, found[0], found["element"].lower(), found["attributes"])


def _end_of_raw(markup: str, start: int, name: str) -> int | None:
    """Return where the end tag of the element *name*, whose text begins at *start*, begins; None where it has none."""
    found = re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE).search(markup, start)
    return found.start() if found else None
