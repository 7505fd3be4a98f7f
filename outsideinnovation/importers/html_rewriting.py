"""HTML of an old blog with some of its elements taken out, unwrapped or replaced; whatever is not named stays as it stands."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from outsideinnovation.html_tokens import Token, TokenKind, tokens

VOID = frozenset(  # https://html.spec.whatwg.org/multipage/syntax.html#void-elements
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Instead:
    """What stands for an element: *start* and *end* for its tags; what is in it stays only where *inside* says so."""

    start: str = ""
    end: str = ""
    inside: bool = True


OUT = Instead(inside=False)  # the element vanishes, with all that is in it
UNWRAPPED = Instead()  # its tags vanish
Rewriting: TypeAlias = Callable[[Token, Mapping[str, str]], Instead | None]  # None: it stays as it is


def rewritten(markup: str, rewriting: Rewriting) -> str:
    """Return *markup* with each element as *rewriting* has it, which is asked at start tags, with their attributes."""
    return "".join(_rewritten(markup, rewriting)) if "<" in markup else markup


def classes(attributes: Mapping[str, str]) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset(attributes.get("class", "").split())


def tag(name: str, attributes: Mapping[str, str], wanted: Collection[str]) -> str:
    """Return a start tag with those of the *attributes* that are *wanted*, in that order, where they say anything.

    An empty ``alt`` says that a picture adds nothing to the words.
    """
    said = [each for each in wanted if each in attributes and (attributes[each].strip() or each == "alt")]
    kept = "".join(f' {each}="{escape(attributes[each])}"' for each in said)
    return f"<{name}{kept}>"


def _rewritten(markup: str, rewriting: Rewriting) -> Iterator[str]:
    opened = _Opened()
    for token in tokens(markup):
        if token.kind is TokenKind.START:
            yield from opened.start(token, rewriting)
        elif token.kind is TokenKind.END:
            yield from opened.end(token)
        elif not opened.hidden:
            yield token.source


class _Opened:
    """The elements that are open, and what ends each; ``hidden`` of them were when what is taken out began, else 0."""

    def __init__(self) -> None:
        self.hidden = 0
        self._elements: list[tuple[str, str]] = []
        self._names = Counter[str]()

    def start(self, token: Token, rewriting: Rewriting) -> Iterator[str]:
        instead = None if self.hidden else rewriting(token, token.attributes())
        if not self.hidden:
            yield token.source if instead is None else instead.start
        if token.name in VOID:
            return
        self._names[token.name] += 1
        self._elements.append((token.name, f"</{token.name}>" if instead is None else instead.end))
        if instead and not instead.inside:
            self.hidden = len(self._elements)

    def end(self, token: Token) -> Iterator[str]:
        found = _last(self._elements, token.name) if self._names[token.name] else 0
        if not found and not self.hidden:
            yield token.source
        if not found or found < self.hidden:
            return
        if found == self.hidden or not self.hidden:
            yield from _ended(self._elements[found - 1 :], token)
            self.hidden = 0
        self._names.subtract(name for name, _ in self._elements[found - 1 :])
        del self._elements[found - 1 :]


def _last(opened: Sequence[tuple[str, str]], name: str) -> int:
    """Return the place, from 1, of the element of that *name* that was opened last; 0 where there is none."""
    return next((place for place in range(len(opened), 0, -1) if opened[place - 1][0] == name), 0)


def _ended(open_ones: list[tuple[str, str]], token: Token) -> Iterator[str]:
    """Yield the end of the first of *open_ones*, and of those in it that became other elements and have no end tag."""
    for name, end in reversed(open_ones[1:]):
        if end not in {f"</{name}>", ""}:
            yield end
    name, end = open_ones[0]
    yield token.source if end == f"</{name}>" else end
