"""HTML as plain words: what a reader sees of it, on one line; for feeds, descriptions, search and whatever shows an excerpt.

What a summary is made of is decided here and nowhere else: ``prose``.
"""

import html
import re

from outsideinnovation.html_tags import TAG

_UNSEEN = re.compile(r"<(script|style|template|textarea|noscript)\b.*?(?:</\1\b|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(
    r"address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|img|li"
    r"|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|iframe",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<=\w)@(?=\w)")

# Whether there may be anything but prose: the names and marks below, in a tag or not.
_PERHAPS_APART = re.compile(
    r"<(?:table|h[1-6]|math|nav|svg|iframe|object|video|audio|select|button)\b"
    r"|[\"'= ](?:toc|footnote|reversefootnote|admonition|doc-)|#(?:fn|footnote|_ftn|_edn)",
    re.IGNORECASE,
)
_NO_WORDS = frozenset({"math", "nav", "svg", "iframe", "object", "video", "audio", "select", "button"})
_WORDS_APART = frozenset({"table", "h"})
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
    return " " if tag["element"] and _BLOCK.fullmatch(tag["element"]) else ""


def _folded(words: str) -> str:
    return _ADDRESS.sub(" at ", " ".join(html.unescape(words).split()))


def _parted(markup: str) -> tuple[str, str]:
    """Return the words of the running text, and those of what stands apart from it."""
    if not _PERHAPS_APART.search(markup):
        return plain(markup), ""
    parts = _Parts()
    place = 0
    markup = _UNSEEN.sub("<br ", markup)
    for tag in TAG.finditer(markup):
        parts.say(markup[place : tag.start()])
        parts.pass_tag(tag)
        place = tag.end()
    parts.say(markup[place:])
    return _folded("".join(parts.running)), _folded("".join(parts.apart))


class _Parts:
    """The words of a text in the order of its tags: those of the running text, and those apart."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.apart: list[str] = []
        self._into: list[str] | None = self.running  # None where words are left out
        self._outside: list[
            tuple[str, int, list[str] | None]
        ] = []  # name and depth of what is open, and what was before

    def say(self, words: str) -> None:
        if self._into is not None and words:
            self._into.append(words)

    def pass_tag(self, tag: re.Match[str]) -> None:
        name = (tag["element"] or "").lower()
        kind = "h" if name in _HEADINGS else name
        if self._outside and kind == self._outside[-1][0]:
            self._count(-1 if tag["end"] else 1)
        elif name and not tag["end"] and self._into is not None and not tag[0].endswith("/>"):
            self._open(kind, tag["attributes"])
        self.say(_gap(tag))

    def _open(self, kind: str, attributes: str) -> None:
        if kind in _NO_WORDS or (attributes and _MARK.search(attributes)):
            if kind == "math" and not _DISPLAYED.search(attributes):
                self.say(_OMISSION)
            self._outside.append((kind, 1, self._into))
            self._into = None
        elif kind in _WORDS_APART or (attributes and _TITLE.search(attributes)):
            self._outside.append((kind, 1, self._into))
            self._into = self.apart
            self.say(" ")

    def _count(self, change: int) -> None:
        kind, depth, before = self._outside.pop()
        if depth + change:
            self._outside.append((kind, depth + change, before))
        else:
            self.say(" " if self._into is self.apart else "")
            self._into = before
