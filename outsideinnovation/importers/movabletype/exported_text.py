"""Plain text out of an export: titles, names, tags, excerpts, without HTML, mail addresses or line breaks."""

import html
import re

from outsideinnovation.html_tokens import CODE, TokenKind, tokens
from outsideinnovation.importers import privacy
from outsideinnovation.lines import lines

NAME_LENGTH = 100  # characters of an author or category; each becomes a folder's name
TAG_LENGTH = 60  # what is longer is a sentence, not a tag
TITLE_WORDS = 8

_MARKUP = frozenset(
    {"a", "abbr", "acronym", "address", "article", "b", "big", "blockquote", "br", "center", "cite", "code", "col", "dd", "del",
     "div", "dl", "dt", "em", "embed", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "iframe", "img", "ins",
     "kbd", "li", "object", "ol", "p", "param", "pre", "q", "s", "samp", "script", "section", "small", "span", "strike",
     "strong", "style", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "tt", "u", "ul", "var", "video"}
)  # fmt: skip
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_LISTED = re.compile(r"""\s*(?:(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')\s*(?:,|\Z)|(?P<bare>[^,]*)(?:,|\Z))""")
_MARK = re.compile(r"[\\`*_\[\]]")
_FIRST_MARK = re.compile(r"(#|>|[-+=:](?=\s|$)|\d{1,9}(?=[.)]\s))")


def unescape(text: str) -> str:
    """Return *text* with its entities read; only those that end with ``;``, so that ``R&D`` and ``&nothing`` stay."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def plain(text: str) -> str:
    """Return *text*, which may be HTML, as one line of plain text."""
    return _one_line(_without_tags(text, " "))


def title(text: str) -> str:
    """Return a title as one line; inline tags vanish without leaving a space."""
    return _one_line(_without_tags(text, ""))


def title_from(body: str, basename: str) -> str:
    """Return a title for an entry without one: its first words, else its basename's."""
    spoken = plain(body[:20_000]).split()
    if spoken:
        return " ".join(spoken[:TITLE_WORDS])[:NAME_LENGTH] + ("…" if len(spoken) > TITLE_WORDS else "")
    return re.sub(r"[-_]+", " ", basename).strip().capitalize() or "Untitled"


def name(text: str) -> str:
    """Return a person's or a category's name; ``;`` would end it in a list, so it becomes a comma."""
    return _as_name(title(text))


def plain_name(text: str) -> str:
    """Return a name that is plain text already likewise."""
    return _as_name(one_line(text))


def one_line(text: str) -> str:
    """Return plain *text* as one line without mail addresses; what looks like HTML in it stays."""
    return privacy.in_plain(" ".join(_CONTROL.sub("", text).split()))


def tags(listed: str, keywords: str) -> tuple[list[str], list[str]]:
    """Return the tags of a TAGS line and a KEYWORDS text, each once, and what is too long to be one."""
    found = dict[str, None]()
    for text in (listed, *lines(keywords)):
        for tag in _LISTED.finditer(text):
            found[title(tag["double"] or tag["single"] or tag["bare"] or "").replace(";", ",").strip(" ,")] = None
    every = [tag for tag in found if tag]
    return [tag for tag in every if len(tag) <= TAG_LENGTH], [tag for tag in every if len(tag) > TAG_LENGTH]


def joined(names: list[str]) -> str:
    """Return *names* as one field that Pelican takes apart again: by ``;`` where one of them has a comma."""
    if any("," in each for each in names):
        return "; ".join(names) + (";" if len(names) == 1 else "")
    return ", ".join(names)


def summary(excerpt: str) -> str:
    """Return an excerpt as one line for the field Summary, which is read as Markdown: it shows the words as typed."""
    return as_summary(plain(excerpt))


def as_summary(line: str) -> str:
    """Return one *line* of plain text for the field Summary likewise."""
    text = _MARK.sub(r"\\\g<0>", line).replace("&", "&amp;").replace("<", "&lt;")
    return _FIRST_MARK.sub(_escaped_first, text, count=1) if _FIRST_MARK.match(text) else text


def _without_tags(text: str, gap: str) -> str:
    """Return the words of *text*, with a *gap* for each tag; what is no element's tag, such as ``<T>``, is words."""
    if "<" not in text:
        return text
    parts: list[str] = []
    for token in tokens(text):
        is_hidden = token.kind is TokenKind.HIDDEN or (token.kind is TokenKind.RAW and token.name in CODE)
        is_words = token.kind in {TokenKind.WORDS, TokenKind.RAW} or token.name not in _MARKUP
        parts.append(token.source if is_words and not is_hidden else gap)
    return "".join(parts)


def _one_line(text: str) -> str:
    return one_line(unescape(text))


def _as_name(line: str) -> str:
    return line.replace(";", ",").strip(" ,")[:NAME_LENGTH].strip()


def _escaped_first(found: re.Match[str]) -> str:
    mark = found[0]
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"
