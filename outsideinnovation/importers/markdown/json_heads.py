"""Heads in JSON, as Hugo (an object at the beginning) and Eleventy (after ``---json``) write them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from outsideinnovation.frontmatter.values import Entry, UnreadableHeadError, Value

FENCE = re.compile(r"---[ \t]*json[ \t]*\n")
END = re.compile(r"[ \t]*(?:\n---[ \t]*)?(?:\n|$)")


def read(text: str) -> tuple[list[Entry], int]:
    """Return what the head of *text* holds, and where in it the body begins. Raises UnreadableHeadError."""
    fence = FENCE.match(text)
    at = fence.end() if fence else 0
    try:
        found, at = json.JSONDecoder().raw_decode(text, at + len(text[at:]) - len(text[at:].lstrip()))
    except json.JSONDecodeError as error:
        raise UnreadableHeadError(error.lineno, f"no JSON ({error.msg})", "correct it") from None
    except RecursionError:
        raise UnreadableHeadError(1, "no JSON (too deep)", "correct it") from None
    end = END.match(text, at)
    if not isinstance(found, dict) or not end or (fence and "---" not in end[0]):
        remedy = "write an object, and a line of --- after it" if fence else "write one, and the text in lines below it"
        raise UnreadableHeadError(text.count("\n", 0, at) + 1, "the head is no JSON object of its own", remedy)
    return entries(found, 1), end.end()


def entries(found: Mapping[str, Any], line: int) -> list[Entry]:
    """Return an object that was read as entries of *line*; JSON does not tell theirs."""
    return [Entry(name, _value(value), line) for name, value in found.items()]


def _value(value: Any) -> Value:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_value(each) for each in value]
    if isinstance(value, dict):
        return {name: _value(each) for name, each in value.items()}
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
