"""ProseMirror's tree of a text, as editors keep it in JSON, as HTML. Of a node that is not known its words are kept."""

import json
from html import escape
from typing import Any

DEPTH = 60  # nodes inside each other
LONGEST = 1_048_576  # characters of a tree that is written as text
_BLOCKS = {
    "paragraph": "p",
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "code_block": "pre",
    "heading": "h3",
}
_MARKS = {
    "strong": "strong",
    "bold": "strong",
    "em": "em",
    "italic": "em",
    "strike": "del",
    "strikethrough": "del",
    "code": "code",
    "underline": "u",
}
Node = dict[str, Any]


def document(value: object) -> Node | None:
    """Return the tree that *value* is, or holds as text; None where it is none."""
    if isinstance(value, str) and value.lstrip().startswith("{") and len(value) <= LONGEST:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) and isinstance(value.get("content"), list) else None


def html_of(node: Node, depth: int = 0) -> str:
    """Return the HTML of a *node* and all that is in it."""
    if depth > DEPTH:
        return ""
    kind, attributes = _snake(str(node.get("type", ""))), _attributes(node)
    if kind == "text":
        return _marked(escape(str(node.get("text", ""))), node.get("marks"))
    if kind in {"hard_break", "br"}:
        return "<br>"
    if kind == "image":
        return f'<img src="{escape(attributes.get("src", ""))}" alt="{escape(attributes.get("alt", ""))}">'
    content = node.get("content")
    inside = "".join(
        html_of(each, depth + 1) for each in (content if isinstance(content, list) else ()) if isinstance(each, dict)
    )
    words = inside or escape(next((attributes[name] for name in ("label", "name", "text") if attributes.get(name)), ""))
    tag = _BLOCKS.get(kind)
    return f"<{tag}>{words}</{tag}>" if tag else words


def _marked(words: str, marks: object) -> str:
    for mark in marks if isinstance(marks, list) else ():
        kind = _snake(str(mark.get("type", ""))) if isinstance(mark, dict) else ""
        if kind == "link":
            words = f'<a href="{escape(_attributes(mark).get("href", ""))}">{words}</a>'
        elif tag := _MARKS.get(kind):
            words = f"<{tag}>{words}</{tag}>"
    return words


def _attributes(node: Node) -> dict[str, str]:
    found = node.get("attrs")
    return {name: value for name, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def _snake(name: str) -> str:
    """Return a name as ProseMirror's own schema has it: ``bulletList`` is ``bullet_list`` elsewhere."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")
