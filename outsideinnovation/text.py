"""HTML as plain words: what a reader sees of it, on one line; for feeds, descriptions, search and whatever shows an excerpt.

What a summary is made of is decided here and nowhere else: ``prose``.
"""

import html
import re

from outsideinnovation.html_tags import TAG

_UNSEEN = re.compile(r"<(script|style|template|textarea|noscript)\b.*?(?:</\1\b|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "li", "main", "nav", "ol", "option", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio", "iframe",
])  # fmt: skip
_ADDRESS = re.compile(r"(?<=\w)@(?=\w)")

_NAMES_APART = re.compile(r"<(?:table|h[1-6]|math|nav|svg|iframe|object|video|audio|select|button)\b", re.IGNORECASE)
_MARKS_APART = ("toc", "footnote", "admonition", "doc-", "#fn", "#_ftn", "#_edn")  # lower case, as programs write them
_NO_WORDS = frozenset({"math", "nav", "svg", "iframe", "object", "video", "audio", "select", "button"})
_WORDS_APART = frozenset({"table", "h"})
_KINDS = _NO_WORDS | _WORDS_APART
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Contents lists and footnotes as Python-Markdown, kramdown, Hugo, Pandoc and Word (``_ftn``) mark them.
_MARK = re.compile(
    r"\bclass\s*=\s*[\"']?(?:[^\"'>]*\s)?(?:toc|footnotes?|footnote-(?:ref|backref)|reversefootnote)(?=[\"'\s>]|\Z)"
    r"|\brole\s*=\s*[\"']?doc-(?:toc|endnotes?|footnote|noteref|backlink)\b|\bhref\s*=\s*[\"']?#(?:fn|_ftn|_edn|footnote)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\bclass\s*=\s*[\"']?(?:[^\"'>]*\s)?admonition-title\b", re.IGNORECASE)
_DISPLAYED = re.compile(r"\bdisplay\s*=\s*[\"']?block\b", re.IGNORECASE)
_OMISSION = "…"  # stands for a formula in the middle of a sentence


def plain(markup: str) -> str:
    """Return the words of *markup*, white space folded; a word that is emphasised in part stays one word.

    A mail address in it is spelt ``name at host``: plain text has no way to hide an ``@`` from those who harvest them.
    """
    return _folded(TAG.sub(_gap, _UNSEEN.sub("<br ", markup)))


def prose(markup: str) -> str:
    """Return the words of *markup* that are fit for a summary: those of its running text, as ``plain`` has them.

    Left out are scripts, styles, contents lists, headings, tables, the titles of admonitions, footnotes and their marks,
    and formulas.
    """
    return _parted(markup)[0]


def searchable(markup: str) -> str:
    """Return the words of *markup* that are to be found: its prose, and then those of headings, tables and titles.

    In this order an excerpt is prose wherever what was searched for stands there.
    """
    return " ".join(filter(None, _parted(markup)))


def headings(markup: str) -> tuple[str, ...]:
    """Return the words of each heading in *markup*, in their order."""
    found = (plain(each[2]) for each in _HEADING.finditer(_UNSEEN.sub(" ", markup)))
    return tuple(filter(None, found))


def _gap(tag: re.Match[str]) -> str:
    return " " if (tag["element"] or "").lower() in _BLOCKS else ""


def _folded(words: str) -> str:
    return _ADDRESS.sub(" at ", " ".join(html.unescape(words).split()))


def _parted(markup: str) -> tuple[str, str]:
    """Return the words of the running text, and those of what stands apart from it."""
    if not _NAMES_APART.search(markup) and not any(mark in markup for mark in _MARKS_APART):
        return plain(markup), ""
    parts, place = _Parts(), 0
    markup = _UNSEEN.sub("<br ", markup)
    for tag in TAG.finditer(markup):
        start, end = tag.span()
        if start > place and parts.into is not None:
            parts.into.append(markup[place:start])
        place = end
        parts.pass_tag(tag)
    parts.say(markup[place:])
    return _folded("".join(parts.running)), _folded("".join(parts.apart))


class _Parts:
    """The words of a text in the order of its tags: those of the running text, and those apart."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.apart: list[str] = []
        self.into: list[str] | None = self.running  # None where words are left out
        self._outside: list[
            tuple[str, int, list[str] | None]
        ] = []  # name and depth of what is open, and what was before

    def say(self, words: str) -> None:
        if self.into is not None:
            self.into.append(words)

    def pass_tag(self, tag: re.Match[str]) -> None:
        is_end, element, attributes = tag.group("end", "element", "attributes")
        if not element:
            return
        name = element.lower()
        kind = "h" if name in _HEADINGS else name
        if self._outside and kind == self._outside[-1][0]:
            self._count(-1 if is_end else 1)
        elif not is_end and (attributes or kind in _KINDS) and self.into is not None and not tag[0].endswith("/>"):
            self._open(kind, attributes)
        if name in _BLOCKS:
            self.say(" ")

    def _open(self, kind: str, attributes: str) -> None:
        if kind in _NO_WORDS or (attributes and _MARK.search(attributes)):
            if kind == "math" and not _DISPLAYED.search(attributes):
                self.say(_OMISSION)
            self._outside.append((kind, 1, self.into))
            self.into = None
        elif kind in _WORDS_APART or (attributes and _TITLE.search(attributes)):
            self._outside.append((kind, 1, self.into))
            self.into = self.apart
            self.say(" ")

    def _count(self, change: int) -> None:
        kind, depth, before = self._outside.pop()
        if depth + change:
            self._outside.append((kind, depth + change, before))
        else:
            self.say(" " if self.into is self.apart else "")
            self.into = before
