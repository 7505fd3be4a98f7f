"""Lexical's tree, which Ghost 5 and 6 keep texts in, as HTML."""

from html import escape
from typing import Any

from outsideinnovation.importers.ghost.cards import card

DEPTH = 60  # nodes inside each other
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FORMATS = (  # the bits of a text's format, https://lexical.dev/docs/concepts/nodes
    (16, "code"), (2, "em"), (1, "strong"), (4, "s"), (8, "u"), (32, "sub"), (64, "sup"), (128, "mark"),
)  # fmt: skip
_BLOCKS = {
    "paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote", "listitem": "li",
}  # fmt: skip
Node = dict[str, Any]


def html(document: Node) -> str:
    """Return the whole text; *document* is what JSON made of it. Of a node that is not known its words are kept."""
    root = document.get("root")
    made = (_html(node, 0) for node in _children(root if isinstance(root, dict) else {}))
    return "\n".join(each for each in made if each)


def _html(node: Node, depth: int) -> str:
    kind = str(node.get("type", ""))
    if depth > DEPTH:
        return ""
    if kind == "linebreak":
        return "<br>"
    if "text" in node and "children" not in node and kind.endswith(("text", "tab")):
        return _text(node)
    if "children" not in node:
        return card(kind, node)
    return _element(kind, node, depth)


def _element(kind: str, node: Node, depth: int) -> str:
    """Return an element with all that is in it; an empty paragraph is none."""
    if kind == "list":
        return _list(node, depth)
    inside = "".join(_html(child, depth + 1) for child in _children(node))
    if kind in {"link", "autolink"}:
        return f'<a href="{escape(str(node.get("url") or ""))}">{inside}</a>'
    tag = str(node.get("tag")) if node.get("tag") in _HEADINGS else _BLOCKS.get(kind, "")
    return f"<{tag}>{inside}</{tag}>" if tag and inside else inside


def _list(node: Node, depth: int) -> str:
    """Return a list; an item that holds but a list belongs to the item before it."""
    items: list[str] = []
    for child in _children(node):
        made = _html(child, depth + 1)
        if items and {each.get("type") for each in _children(child)} == {"list"}:
            items[-1] = items[-1].removesuffix("</li>") + made.removeprefix("<li>")
        else:
            items.append(made)
    tag, start = ("ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"), node.get("start")
    first = f' start="{start}"' if tag == "ol" and isinstance(start, int) and start != 1 else ""
    return f"<{tag}{first}>{''.join(items)}</{tag}>"


def _text(node: Node) -> str:
    words, found = escape(str(node.get("text", "")), quote=False), node.get("format")
    bits = found if isinstance(found, int) else 0
    for bit, tag in _FORMATS:
        words = f"<{tag}>{words}</{tag}>" if bits & bit and words else words
    return words


def _children(node: Node) -> list[Node]:
    found = node.get("children")
    return [child for child in found if isinstance(child, dict)] if isinstance(found, list) else []
