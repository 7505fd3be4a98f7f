"""Mobiledoc, which Ghost 1 to 4 kept texts in, as HTML.

Source: https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md, versions 0.3.0 to 0.3.2.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from outsideinnovation.importers.ghost.cards import card

_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
_ATOM = 1
_BREAK = "soft-return"
_MARKUPS = frozenset({"a", "b", "code", "em", "i", "s", "strong", "sub", "sup", "u"})
_SECTIONS = frozenset({"aside", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pull-quote"})


class Mobiledoc:
    """One text; *document* is what JSON made of it. Whatever in it is not as it should be is passed over."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._markups = _list(document.get("markups"))
        self._atoms = _list(document.get("atoms"))
        self._cards = _list(document.get("cards"))
        self._sections = _list(document.get("sections"))

    def html(self) -> str:
        """Return the whole text."""
        made = (self._section(section) for section in self._sections if isinstance(section, list) and section)
        return "\n".join(each for each in made if each)

    def _section(self, section: list[Any]) -> str:
        kind, value, inside = section[0], *[*section[1:3], None, None][:2]
        if kind == _MARKUP:
            tag = value if isinstance(value, str) and value in _SECTIONS else "p"
            tag = "blockquote" if tag in {"aside", "pull-quote"} else tag
            words = self._words(inside)
            return f"<{tag}>{words}</{tag}>" if words else ""
        if kind == _LIST:
            tag = "ol" if value == "ol" else "ul"
            return f"<{tag}>{''.join(f'<li>{self._words(item)}</li>' for item in _list(inside))}</{tag}>"
        if kind == _IMAGE:
            return card("image", {"src": value})
        name, payload = self._of(self._cards, value) if kind == _CARD else ("", None)
        return card(name, payload if isinstance(payload, dict) else {})

    def _words(self, markers: object) -> str:
        """Return what *markers* say; marks that nothing closes are closed at the end."""
        opened: list[str] = []
        return "".join((*self._marked(markers, opened), *(f"</{tag}>" for tag in reversed(opened))))

    def _marked(self, markers: object, opened: list[str]) -> Iterator[str]:
        for marker in _list(markers):
            if not isinstance(marker, list) or len(marker) != 4:  # noqa: PLR2004 - kind, opens, closes, value
                continue
            kind, opens, closes, value = marker
            for index in _list(opens):
                yield self._start(index, opened)
            yield self._atom(value) if kind == _ATOM else escape(str(value), quote=False)
            for _ in range(min(closes if isinstance(closes, int) else 0, len(opened))):
                yield f"</{opened.pop()}>"

    def _start(self, index: object, opened: list[str]) -> str:
        name, attributes = self._of(self._markups, index)
        tag = name if name in _MARKUPS else "span"
        opened.append(tag)
        pairs = _list(attributes)
        address = (
            dict(zip(pairs[::2], pairs[1::2], strict=False)).get("href") if tag == "a" and _are_text(pairs) else ""
        )
        return f'<{tag} href="{escape(address)}">' if address else f"<{tag}>"

    def _atom(self, index: object) -> str:
        name, words = self._of(self._atoms, index)
        return "<br>" if name == _BREAK else escape(str(words or ""), quote=False)

    def _of(self, things: list[Any], index: object) -> tuple[str, Any]:
        """Return the name and the value of one of the *things* that sections point to."""
        found = things[index] if isinstance(index, int) and 0 <= index < len(things) else None
        named = [*_list(found), None, None]
        return str(named[0] or ""), named[1]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _are_text(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values)
