"""Turns a comment's Markdown into HTML that a page may show: a small, safe kind, in bounded time whatever was typed.

Known are paragraphs, emphasis, code, quotes, lists and links; line ends stay line ends. HTML, headings, images and
tables are refused: their marks stay literal text. What is written goes through an explicit allow-list once more.
"""

import html
import re

import nh3
from markdown_it import MarkdownIt

from outsideinnovation.comments import cleaning

TAGS = frozenset({"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"})
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https"})
LINK_REL = "nofollow ugc noopener"

LENGTH = 16_384  # characters; a longer text is shown as plain paragraphs, since reading marks takes 10 µs a character
MARKS = 4_000  # characters that may be markup, likewise
BRACKETS = 400  # each may begin a link and is looked at many times, likewise
NESTING = 10  # quotes and lists inside each other; what is deeper stays literal text

_MARK = re.compile(r"[\[\]*_`<>\\&]")
# Lines that begin with a letter, a quotation mark or a parenthesis and hold nothing that Markdown gives a meaning.
_PLAIN = re.compile(r"""(?:(?:[^\W\d_]|["'(“‘„«])[^\\\[\]*_`<&\t\n]*(?:\n+|\Z))+""")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_INLINE_TAG = re.compile(r"</?(?:em|strong|code|a)(?: [^>]*)?>")
_ANY_TAG = re.compile(r"<[^>]*>")

_MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": NESTING}).enable(
    ["fence", "blockquote", "list", "newline", "escape", "backticks", "emphasis", "balance_pairs", "link", "autolink"]
    + ["entity", "fragments_join"]
)
_SANITIZER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=LINK_REL,
)


def render(body: str) -> str:
    """Return *body* as sanitized HTML without a final line end; no ``@`` stands in it, so that no address is harvested.

    A text too long or too full of marks to be read as Markdown in bounded time is shown as plain paragraphs.
    """
    words = cleaning.text(body).strip()
    if _PLAIN.fullmatch(words) or not _is_bounded(words):
        return _paragraphs(words)
    return _rendered(words)


def excerpt(body: str, length: int) -> str:
    """Return the first words of *body* as plain text of at most *length* characters: no HTML, to be escaped as any text.

    A mail address among the words is left out.
    """
    spaced = _ANY_TAG.sub(" ", _INLINE_TAG.sub("", render(body)))
    words = " ".join("…" if "@" in word.strip("@") else word for word in html.unescape(spaced).split())
    if len(words) <= length:
        return words
    whole, _, _ = words[:length].rpartition(" ")
    return (whole or words[: length - 1]).rstrip(" ,;:") + "…"


def _is_bounded(words: str) -> bool:
    return len(words) <= LENGTH and words.count("[") <= BRACKETS and len(_MARK.findall(words)) <= MARKS


def _rendered(words: str) -> str:
    return _without_at(_SANITIZER.clean(_MARKDOWN.render(words)).rstrip())


def _paragraphs(words: str) -> str:
    """Return *words* as escaped paragraphs, exactly as ``_rendered`` writes a text without marks."""
    escaped = html.escape(words, quote=False).replace("\xa0", "&nbsp;")
    paragraphs = (_LINE_END.sub("<br>\n", paragraph.strip()) for paragraph in _BLANK_LINES.split(escaped))
    return _without_at("\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph))


def _without_at(safe: str) -> str:
    return safe.replace("@", "&#64;")
