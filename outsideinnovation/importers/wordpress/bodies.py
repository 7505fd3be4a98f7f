"""A post's text as HTML that is whole by itself: what WordPress makes of its source for a reader, without WordPress."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from outsideinnovation.importers.wordpress import blocks, markup, paragraphs
from outsideinnovation.importers.wordpress.blocks import Blocks
from outsideinnovation.importers.wordpress.galleries import Galleries
from outsideinnovation.importers.wordpress.records import ItemRecord
from outsideinnovation.importers.wordpress.shortcodes import Shortcodes
from outsideinnovation.importers.wordpress.site_index import ExportIndex

_MORE = re.compile(r"<!--more(?:\s[^>]*?)?-->|<!--noteaser-->", re.IGNORECASE)
_NEXT_PAGE = re.compile(r"<!--nextpage-->", re.IGNORECASE)
_CUT = "\x01"  # stands where the summary ends; no text has it, since control characters are dropped
_CUT_ALONE = re.compile(rf"(?:<p>\s*)?{_CUT}(?:\s*</p>)?")
_EMBED = re.compile(
    r"(<div class=[\"'][^\"']*wp-block-embed__wrapper[^\"']*[\"']>)\s*(https?://[^\s<>\"]+)\s*(?=</div>)"
)
_LONE_ADDRESS = re.compile(r"^[ \t]*(?:<p>[ \t]*)?(https?://[^\s<>\"]+)[ \t]*(?:</p>)?[ \t]*\r?$", re.MULTILINE)
_NOT_IN_SUMMARY = re.compile(r"<figure\b.*?</figure>|<sup\b[^>]*\bdata-fn=.*?</sup>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """A post's HTML. ``teaser`` is what stood before ``<!--more-->``, as plain text; ``pages`` how many pages it had.

    ``shortcodes`` counts those that stay, ``empty`` blocks that hold nothing, ``embeds`` what came from elsewhere, by host;
    ``files`` and ``blocks`` are the numbers of attachments and reusable blocks that are in no file.
    """

    html: str
    teaser: str
    pages: int
    shortcodes: Counter[str]
    empty: Counter[str]
    embeds: Counter[str]
    files: list[str]
    blocks: list[str]


def read(record: ItemRecord, index: ExportIndex) -> Body:
    """Return the body of the post *record*, which refers to what is in *index*."""
    galleries, taken = Galleries(index, record.value("wp:post_id")), Blocks(index.blocks)
    shortcodes = Shortcodes(galleries)
    text = record.values.get("content:encoded", "").replace("\r\n", "\n")
    pages = 1 + len(_NEXT_PAGE.findall(text))
    is_classic = not blocks.is_made_of_blocks(text)
    text = _MORE.sub(f"\n\n{_CUT}\n\n", taken.flat(_NEXT_PAGE.sub("\n\n", text)))
    text = markup.outside_verbatim(text, lambda part: _with_links(part, shortcodes))
    text = shortcodes.replaced(text)
    text = paragraphs.with_paragraphs(text) if is_classic else _without_gaps(text)
    text = blocks.with_footnotes(text, record.meta("footnotes"))
    before, cut, _ = text.partition(_CUT)
    whole = _CUT_ALONE.sub("", text).strip()
    return Body(
        whole,
        _teaser(before, shortcodes.others) if cut else "",
        pages,
        shortcodes.others,
        taken.empty,
        shortcodes.embeds,
        galleries.missing,
        taken.missing,
    )


def _with_links(text: str, shortcodes: Shortcodes) -> str:
    """Return *text* with each address that stands alone on its line, which WordPress shows what is there for, as a link."""

    def shown(found: re.Match[str]) -> str:
        shortcodes.count_embed(found[1])
        return f"\n\n{markup.figure(markup.link(found[1]), kind='embed')}\n\n"

    def inside(found: re.Match[str]) -> str:
        shortcodes.count_embed(found[2])
        return f"{found[1]}{markup.link(found[2])}"

    return _LONE_ADDRESS.sub(shown, _EMBED.sub(inside, text))


def _teaser(html: str, shortcodes: Collection[str]) -> str:
    """Return what stood before ``<!--more-->`` as words: without pictures, marks of footnotes and *shortcodes*."""
    words = markup.plain(_NOT_IN_SUMMARY.sub("", html))
    listed = "|".join(map(re.escape, shortcodes))
    return " ".join(re.sub(rf"\[/?(?:{listed})(?![\w-])[^\[\]]*\]", "", words).split()) if shortcodes else words


def _without_gaps(text: str) -> str:
    """Return *text* without the empty lines that comments of blocks leave behind; those inside ``<pre>`` stay."""
    return markup.outside_verbatim(text, lambda part: re.sub(r"\n{3,}", "\n\n", part))
