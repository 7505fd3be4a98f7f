"""A post's HTML for Ghost's importer: what it converts without loss stays plain, all else stands in HTML cards.

Its converter drops pictures in links, ids and classes, joins list items that hold paragraphs, eats blanks around some tags, and
refuses a whole export for a formula in a paragraph. In a card HTML stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsideinnovation.html_tokens import Token, TokenKind, tokens

BEGIN, END = "<!--kg-card-begin: html-->", "<!--kg-card-end: html-->"
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})  # Ghost gives them ids of their words, as we do
BLOCKS = HEADINGS | {"p", "ul", "ol", "blockquote", "hr"}
INSIDE = frozenset({"a", "strong", "em", "code", "br", "li"})  # within such a block
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
_WITHIN = re.compile(r"""href=["']#([^"']+)["']""")
_CARD = re.compile(r"<!--\s*kg-card-")


@dataclass(slots=True)
class _Block:
    """An element that stands by itself, or words between such."""

    parts: list[str]
    is_plain: bool


def carded(html: str) -> str:
    """Return *html* as Ghost is to take it."""
    pieces: list[str] = []
    held: list[str] = []
    for block in _blocks(html):
        if block.is_plain:
            pieces += [*_card(held), "".join(block.parts)]
            held = []
        elif held or "".join(block.parts).strip():
            held += block.parts
    return "\n".join([*pieces, *_card(held)])


def _card(held: list[str]) -> list[str]:
    html = "".join(held).strip()
    return [f"{BEGIN}\n{html}\n{END}"] if html else []


def _blocks(html: str) -> Iterator[_Block]:
    """Yield the pieces of *html* between which it can be cut: where no element is open."""
    block, depth, parents = _Block([], is_plain=True), 0, list[str]()
    linked = frozenset(_WITHIN.findall(html))
    for token in tokens(html):
        if token.kind is TokenKind.HIDDEN and _CARD.match(token.source):
            continue
        if not depth and token.kind is TokenKind.START and block.parts:
            yield _settled(block)
            block = _Block([], is_plain=True)
        block.parts.append(token.source)
        block.is_plain &= _is_plain(token, parents, linked)
        if token.kind is TokenKind.START and token.name not in VOID:
            parents.append(token.name)
        elif token.kind is TokenKind.END and parents:
            block.is_plain &= parents.pop() == token.name
        depth = len(parents)
        if not depth and token.kind in {TokenKind.END, TokenKind.START}:
            yield _settled(block)
            block = _Block([], is_plain=True)
    block.is_plain &= not parents  # else something is never closed
    yield _settled(block)


def _settled(block: _Block) -> _Block:
    """Return the block; white space between two is of neither kind, and words without an element need a card."""
    text = "".join(block.parts)
    return _Block(block.parts, block.is_plain and text.lstrip().startswith("<"))


def _is_plain(token: Token, parents: list[str], linked: frozenset[str]) -> bool:
    if token.kind in {TokenKind.WORDS, TokenKind.END}:
        return bool(parents) or not token.source.strip()
    if token.kind is not TokenKind.START:
        return False
    if not parents:
        said = token.attributes()
        is_fit = not said or (token.name in HEADINGS and said.keys() == {"id"} and said["id"] not in linked)
        return token.name in BLOCKS and is_fit
    is_list = parents[-1] in {"ul", "ol"}
    if token.name == "p":
        return parents[-1] == "blockquote" and not token.attribute_text.strip()
    if is_list or token.name == "li":
        return is_list and token.name == "li" and len(parents) == 1 and not token.attribute_text.strip()
    return token.name in INSIDE and set(token.attributes()) <= ({"href"} if token.name == "a" else set())
