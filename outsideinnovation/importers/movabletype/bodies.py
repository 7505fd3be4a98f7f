"""An entry's text as the body of a Markdown file: what Movable Type made of it, as HTML or as Markdown."""

import html
import re
from collections.abc import Mapping
from enum import StrEnum

from outsideinnovation.importers import markdown_cost, privacy
from outsideinnovation.importers.blog.html_bodies import Conversion, kept, mended, verbatim

MORE = "<!-- more -->"  # between BODY and EXTENDED BODY

# As ``html_text_transform`` in Movable Type's lib/MT/Util.pm, and the parts of lists and tables besides.
_NO_PARAGRAPH = re.compile(
    r"\s*(?:<!--|</?(?:h[1-6]|table|thead|tbody|tfoot|tr|td|th|caption|ol|dl|ul|li|dt|dd|menu|dir|p|pre|center|form"
    r"|fieldset|select|option|blockquote|address|div|hr|section|article|figure|aside|script|style|noscript|iframe)\b)",
    re.IGNORECASE,
)
_RAW = re.compile(
    r"<!--.*?-->|<(?P<tag>script|style|textarea|pre)\b[^<>]*>.*?</(?P=tag)\s*>", re.IGNORECASE | re.DOTALL
)
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_LINE_END = "\x1e"  # stands for a line end that must stay one; no text has it, since control characters are removed


class Markup(StrEnum):
    """What an entry's text was written in."""

    HTML = "HTML"
    BREAKS = "HTML with line breaks"
    MARKDOWN = "Markdown"
    TEXTILE = "Textile"


_MARKUPS = {
    "0": Markup.HTML,
    "wysiwyg": Markup.HTML,
    "richtext": Markup.HTML,
    "1": Markup.BREAKS,
    "__default__": Markup.BREAKS,
    "markdown": Markup.MARKDOWN,
    "markdown_with_smartypants": Markup.MARKDOWN,
    "textile_1": Markup.TEXTILE,
    "textile_2": Markup.TEXTILE,
}


def markup(convert_breaks: str | None, text: str) -> Markup:
    """Return what *text* is written in, by the entry's CONVERT BREAKS, or by its look where that says too little."""
    declared = _MARKUPS.get((convert_breaks or "").lower(), Markup.HTML)
    if declared is Markup.MARKDOWN:
        return Markup.HTML if _is_html(text) else Markup.MARKDOWN
    if not convert_breaks:  # an old Movable Type, whose default was to convert them
        return Markup.HTML if _is_html(text) else Markup.BREAKS
    return declared


def body(texts: Mapping[str, str], convert_breaks: str | None, as_markdown: Conversion | None = None) -> str:
    """Return the body of a content file for BODY and EXTENDED BODY; *as_markdown* makes Markdown of HTML where it can.

    Either way the words are the same, and no mail address stands in it. Textile is kept, as paragraphs and lines.
    """
    parts = [_part(texts.get(name, ""), convert_breaks, as_markdown) for name in ("BODY", "EXTENDED BODY")]
    return f"\n\n{MORE}\n\n".join(parts) if parts[1] else parts[0]


def is_costly(texts: Mapping[str, str], convert_breaks: str | None) -> bool:
    """Tell whether any of the texts is Markdown that would take too long to read, and so is kept as it was typed."""
    return any(
        markup(convert_breaks, text) is Markup.MARKDOWN and not markdown_cost.is_bounded(text)
        for name in ("BODY", "EXTENDED BODY")
        if (text := texts.get(name, "")).strip()
    )


def with_breaks(text: str) -> str:
    """Return *text* with paragraphs and line breaks as HTML, as Movable Type shows it; ``<pre>`` is left alone."""
    joined = _RAW.sub(lambda found: found[0].replace("\n", _LINE_END), mended(text))
    paragraphs = (_paragraph(part) for part in _BLANK_LINES.split(joined) if part.strip())
    return "\n\n".join(paragraphs).replace(_LINE_END, "\n")


def _part(text: str, convert_breaks: str | None, as_markdown: Conversion | None) -> str:
    if not text.strip():
        return ""
    kind = markup(convert_breaks, text)
    if kind is Markup.MARKDOWN:
        return privacy.in_markdown(text) if markdown_cost.is_bounded(text) else verbatim(_as_typed(text))
    marked = text if kind is Markup.HTML else with_breaks(text)
    return kept(marked, as_markdown)


def _as_typed(text: str) -> str:
    """Return HTML that shows *text* letter by letter, in lines and paragraphs."""
    return with_breaks(html.escape(text, quote=False))


def _is_html(text: str) -> bool:
    """Tell whether most of *text*'s blocks begin with an element that HTML has for blocks."""
    blocks = [block for block in _BLANK_LINES.split(_RAW.sub("<p>", mended(text))) if block.strip()]
    return sum(_NO_PARAGRAPH.match(block) is not None for block in blocks) * 2 >= len(blocks)


def _paragraph(text: str) -> str:
    if _NO_PARAGRAPH.match(text):
        return text
    return f"<p>{text.strip().replace(chr(10), '<br />' + chr(10))}</p>"
