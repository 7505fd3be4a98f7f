"""HTML as Markdown that shows the same, judged by the HTML that comes out of it again.

markdownify and Python-Markdown do not round-trip: escaped tags come alive, lists start at 1 again, raised and lowered letters and
cells are lost, and no setting of either mends all of that. So what differs stays HTML.
"""

import re
from collections.abc import Callable
from typing import Protocol

from markdownify import MarkdownConverter

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.importers import html_comparison, markdown_cost, privacy

_SPACE = 200  # spaces side by side
_LONG_SPACE = re.compile(rf"[ \t]{{{_SPACE},}}")
_MARKDOWN_LINE_START = re.compile(r"^(\s*)([#>+-]|=(?==*\s*$)|:(?=\s)|\d+(?=[.)]\s))", re.MULTILINE)
_MARKDOWN_MARK = re.compile(r"[\\`*_\[\]]")


class MarkdownBodies:
    """Converts bodies, and counts those that had to stay HTML; *render* is what the site's build makes of Markdown."""

    def __init__(self, render: Callable[[str], str]) -> None:
        self._render = render
        self.converted = self.kept_as_html = 0

    def convert(self, text: str) -> str | None:
        """Return *text*, HTML, as Markdown; None where the build would not show the same of it."""
        written = as_markdown(text)
        if written is None or not self._shows(written, text):
            self.kept_as_html += 1
            return None
        self.converted += 1
        return written

    def _shows(self, written: str, text: str) -> bool:
        try:
            return html_comparison.says_the_same(text, self._render(written))
        except (OutsideInnovationError, RecursionError):
            return False


def as_markdown(text: str) -> str | None:
    """Return *text*, HTML, as Markdown; None where it is nested too deeply to be converted, or would take long to read.

    Whether it shows the same is not asked.
    """
    try:
        short = _LONG_SPACE.sub(" " * _SPACE, text)  # markdownify looks at each space from each before it
        converted = _Converter(heading_style="ATX", bullets="-", sup_symbol="<sup>", sub_symbol="<sub>").convert(
            f"<div>{short}</div>"
        )
    except RecursionError:
        return None
    written = privacy.in_markdown(str(converted).strip("\n"))
    return written if markdown_cost.is_bounded(written) else None


class _Element(Protocol):
    name: str


def _as_tag(_: object, element: _Element, text: str, parent_tags: object) -> str:
    del parent_tags
    return f"<{element.name}>{text}</{element.name}>" if text.strip() else text


class _Converter(MarkdownConverter):
    """markdownify, escaping as Python-Markdown reads it: that takes no backslash before ``<``, for one.

    What Markdown has no mark for, but HTML a word, stays a tag.
    """

    convert_u = convert_ins = convert_mark = convert_s = convert_del = _as_tag

    def escape(self, text: str, parent_tags: object) -> str:
        del parent_tags
        marked = _MARKDOWN_MARK.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;")
        return _MARKDOWN_LINE_START.sub(_escaped_start, marked)


def _escaped_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    if mark.isdigit():
        return f"{space}{mark}\\"
    return f"{space}&#{ord(mark)};" if mark in ":=" else f"{space}\\{mark}"
