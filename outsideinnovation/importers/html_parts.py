"""Parts of an HTML page by their elements: what is in the first one that is looked for, and the page without it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from outsideinnovation.html_tokens import Token, TokenKind, tokens
from outsideinnovation.importers.html_rewriting import VOID, classes

Wanted = Callable[[str, Mapping[str, str]], bool]  # an element's name and attributes


@dataclass(frozen=True, slots=True)
class PagePart:
    """An element: its attributes, the HTML that is in it, and what stands before and after it on the page."""

    attributes: Mapping[str, str]
    inner: str
    before: str
    after: str


def first(markup: str, wanted: Wanted) -> PagePart | None:
    """Return the first element of *markup* that is *wanted*; one that does not end goes on to the end of the page."""
    found = iter(tokens(markup))
    before: list[str] = []
    for token in found:
        if token.kind is TokenKind.START and wanted(token.name, token.attributes()):
            inner = _inner(token, found)
            return PagePart(token.attributes(), inner, "".join(before), "".join(each.source for each in found))
        before.append(token.source)
    return None


def every(markup: str, wanted: Wanted) -> Iterator[str]:
    """Yield the HTML in each element of *markup* that is *wanted*, and in no other such."""
    found = iter(tokens(markup))
    for token in found:
        if token.kind is TokenKind.START and wanted(token.name, token.attributes()):
            yield _inner(token, found)


def by_class(name: str) -> Wanted:
    """Return what wants elements of the class *name*."""
    return lambda _, attributes: name in classes(attributes)


def by_name(*names: str) -> Wanted:
    """Return what wants elements that are called so."""
    return lambda name, _: name in names


def _inner(start: Token, following: Iterator[Token]) -> str:
    """Return what is in the element that *start* begins; *following* stands behind its end then."""
    if start.name in VOID:
        return ""
    depth, inner = 1, list[str]()
    for token in following:
        if token.name == start.name and token.kind in {TokenKind.START, TokenKind.END}:
            depth += 1 if token.kind is TokenKind.START else -1
        if not depth:
            break
        inner.append(token.source)
    return "".join(inner)
