"""Turns a comment's Markdown into HTML that a page may show: a small, safe kind, in bounded time whatever was typed.

Known are paragraphs, emphasis, code, quotes, lists and links; line ends stay line ends. HTML, headings, images and
tables are refused: their marks stay literal text. What is written goes through an explicit allow-list once more.
"""

import html
import re
from functools import cache
from typing import TYPE_CHECKING

import nh3

from outsideinnovation.comments import cleaning

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = frozenset({"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"})
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "*": set[str]()}  # without the star nh3 lets title and lang through
SCHEMES = frozenset({"http", "https"})
LINK_REL = "nofollow ugc noopener"

LENGTH = 16_384  # characters; a longer text is shown as plain paragraphs
WORK = 3_000  # what reading a text may cost, in marks of about 15 µs; a costlier one is shown as plain paragraphs
NESTING = 8  # levels; a quote is one, a list two. The parser leaves out what is deeper, so such a text is shown plainly

_MARK = re.compile(r"[\[\]*_`<>\\&]")
_STOP = re.compile(r"[!#$%+:=@^{}~-]")  # the parser looks at each whether it is a mark
_POINTED_LINK = re.compile(r"<[^<>\s]*[:@]")
_QUOTING_LINE = re.compile(r"^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]*)*>", re.MULTILINE)
# What these cost beside what they are made of, in marks: measured on what costs most of each kind.
_LINK, _POINTED, _LINE = 3, 10, 3
_STOPS, _QUOTED_LINES, _BRACKETED, _ADDRESSES = 6, 3, 150, 100  # so many cost one mark
# Lines that begin with a letter, a quotation mark or a parenthesis and hold nothing that Markdown gives a meaning.
_PLAIN = re.compile(r"""(?:(?:[^\W\d_]|["'(“‘„«])[^\\\[\]*_`<&\t\n]*(?:\n+|\Z))+""")
_FOLDED = re.compile(r"\t|^ |  |\n{3}", re.MULTILINE)  # white space that a page does not keep
_BLANK_LINES = re.compile(r"\n{2,}")
_INLINE_TAG = re.compile(r"</?(?:em|strong|code|a)(?: [^>]*)?>")
_ANY_TAG = re.compile(r"<[^>]*>")

_RULES = "fence blockquote list newline escape backticks emphasis balance_pairs link autolink entity fragments_join"
_FOREIGN_NESTING = 100  # levels; the parser leaves out what is deeper
_CONTAINERS = frozenset({"blockquote_open", "list_item_open"})
_SANITIZER = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    attribute_filter=lambda _, name, value: cleaning.website(value) if name == "href" else value,
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=LINK_REL,
)


def render(body: str) -> str:
    """Return *body* as sanitized HTML without a final line end; no ``@`` stands in it, so that no address is harvested.

    A text too long, too deep or too full of marks to be read as Markdown in bounded time is shown as plain paragraphs.
    """
    words = cleaning.text(body).strip()
    if _PLAIN.fullmatch(words) or not _is_bounded(words):
        return _paragraphs(words)
    return _rendered(words) or _paragraphs(words)


def shows_as_typed(body: str) -> bool:
    """Tell whether a page shows *body* just as it was typed: without marks, unseen characters, or spaces that fold."""
    words = cleaning.text(body).strip()
    return (
        not _FOLDED.search(words)
        and words == cleaning.visible(body, layout=True).strip()
        and render(body) == _paragraphs(words)
    )


def excerpt(body: str, length: int) -> str:
    """Return the first words of *body*, at most *length* characters: plain text, which a page must escape as any other.

    Marks are gone, and so is a mail address among the words.
    """
    words = plain(body[:LENGTH])
    if len(words) <= length:
        return words
    whole, _, _ = words[:length].rpartition(" ")
    return (whole or words[: length - 1]).rstrip(" ,;:") + "…"


def plain(body: str) -> str:
    """Return the words of *body* without marks, white space folded: plain text, as ``excerpt`` has it."""
    spaced = _ANY_TAG.sub(" ", _INLINE_TAG.sub("", render(body)))
    return " ".join("…" if "@" in word.strip("@") else word for word in html.unescape(spaced).split())


def foreign_html(body: str) -> str | None:
    """Return *body*, Markdown as other comment systems read it, as HTML; None where it cannot be read in bounded time.

    HTML in it, headings, tables and pictures are what they are there. Nothing is cleaned: it is to be read, never shown.
    """
    words = cleaning.text(body)
    if not _is_bounded(words):
        return None
    parser = _foreign_parser()
    tokens = parser.parse(words)
    if any(token.level >= _FOREIGN_NESTING - 1 for token in tokens):
        return None
    return str(parser.renderer.render(tokens, parser.options, {}))


def _is_bounded(words: str) -> bool:
    """Tell whether *words* can be read as Markdown in bounded time."""
    return len(words) <= LENGTH and _work(words) <= WORK


def _work(words: str) -> int:
    """Return what reading *words* costs at most, in marks.

    A quote may be looked through to its end from each of its lines, a link's text to the end from each bracket, and its
    address up to the next space, where there may be the next link.
    """
    lines, quoted = words.count("\n") + 1, len(_QUOTING_LINE.findall(words))
    brackets, pointed = words.count("["), len(_POINTED_LINK.findall(words))
    marks, stops = len(_MARK.findall(words)), len(_STOP.findall(words))
    address = max(map(len, words.split()), default=0)
    singly = marks + stops // _STOPS + _LINK * brackets + _POINTED * pointed + _LINE * lines
    crosswise = quoted * lines // _QUOTED_LINES + brackets * (marks + stops) // _BRACKETED
    return singly + crosswise + words.count("](") * address // _ADDRESSES


def _rendered(words: str) -> str:
    """Return *words* read as Markdown; nothing if they are nested too deeply to be read whole."""
    parser = _parser()
    tokens = parser.parse(words)
    if any(token.level >= NESTING - 1 and token.type in _CONTAINERS for token in tokens):
        return ""
    written = parser.renderer.render(tokens, parser.options, {})
    # Cleaned once more, for &#x202e; and %1B have become characters by now.
    return _without_at(_SANITIZER.clean(cleaning.text(written)).rstrip())


@cache
def _parser() -> "MarkdownIt":
    """Return the parser, loaded when a comment first needs one: most are plain words."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - see above

    return MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": NESTING}).enable(_RULES.split())


@cache
def _foreign_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - as above

    options = {"html": True, "breaks": True, "maxNesting": _FOREIGN_NESTING}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def _paragraphs(words: str) -> str:
    """Return *words* as escaped paragraphs, exactly as ``_rendered`` writes a text without marks."""
    lines = "\n".join(line.strip(" \t") for line in words.split("\n"))
    paragraphs = (paragraph.strip() for paragraph in _BLANK_LINES.split(lines))
    escaped = html.escape("\0".join(filter(None, paragraphs)), quote=False)  # clean text holds no NUL of its own
    marked = escaped.replace("\xa0", "&nbsp;").replace("\n", "<br>\n").replace("\0", "</p>\n<p>")
    return _without_at(f"<p>{marked}</p>") if marked else ""


def _without_at(safe: str) -> str:
    return safe.replace("@", "&#64;")
