"""A post's text as HTML that is whole by itself: what WordPress makes of its source for a reader, without WordPress."""

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from outsideinnovation.html_tokens import TokenKind, tokens
from outsideinnovation.importers.wordpress import blocks, markup, paragraphs
from outsideinnovation.importers.wordpress.blocks import Blocks
from outsideinnovation.importers.wordpress.galleries import Galleries
from outsideinnovation.importers.wordpress.records import Record
from outsideinnovation.importers.wordpress.shortcodes import Shortcodes
from outsideinnovation.importers.wordpress.site_index import SiteIndex

_MORE = re.compile(r"<!--more(?:\s[^>]*?)?-->|<!--noteaser-->", re.IGNORECASE)
_NEXT_PAGE = re.compile(r"<!--nextpage-->", re.IGNORECASE)
_CUT = "\x01"  # stands where the summary ends; no text has it, since control characters are dropped
_CUT_ALONE = re.compile(rf"(?:<p>\s*)?{_CUT}(?:\s*</p>)?")
_EMBED = re.compile(
    r"(<div class=[\"'][^\"']*wp-block-embed__wrapper[^\"']*[\"']>)\s*(https?://[^\s<>\"]+)\s*(?=</div>)"
)
_LONE_ADDRESS = re.compile(r"^[ \t]*(?:<p>[ \t]*)?(https?://[^\s<>\"]+)[ \t]*(?:</p>)?[ \t]*\r?$", re.MULTILINE)
_NOT_IN_SUMMARY = re.compile(r"<figure\b.*?</figure>|<sup\b[^>]*\bdata-fn=.*?</sup>", re.DOTALL | re.IGNORECASE)
_UPLOADED = re.compile(r"((?:src|href|poster)=[\"'])(/wp-content/)")
_OF_ATTACHMENT = re.compile(r"\bwp-image-(\d{1,18})\b")


@dataclass(frozen=True, slots=True)
class Body:
    """A post's HTML. ``teaser`` is what stood before ``<!--more-->``, as plain text; ``pages`` how many pages it had.

    ``shortcodes`` counts those of plug-ins, ``empty`` blocks that hold nothing, ``embeds`` what was shown from elsewhere;
    ``files`` and ``blocks`` are the numbers of attachments and reusable blocks that are in no file.
    """

    html: str
    teaser: str
    pages: int
    shortcodes: Counter[str]
    empty: Counter[str]
    embeds: int
    files: list[str]
    blocks: list[str]


def read(record: Record, index: SiteIndex) -> Body:
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
    text = _pictures(_UPLOADED.sub(rf"\g<1>{_host(index.base)}\2", text), index)
    before, cut, _ = text.partition(_CUT)
    whole = _CUT_ALONE.sub("", text).strip()
    return Body(
        whole,
        markup.plain(_NOT_IN_SUMMARY.sub("", before)) if cut else "",
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
        shortcodes.embeds += 1
        return f"\n\n{markup.figure(markup.link(found[1]), kind='embed')}\n\n"

    def inside(found: re.Match[str]) -> str:
        shortcodes.embeds += 1
        return f"{found[1]}{markup.link(found[2])}"

    return _LONE_ADDRESS.sub(shown, _EMBED.sub(inside, text))


def _pictures(text: str, index: SiteIndex) -> str:
    """Return *text* with whole pictures in the place of smaller ones that WordPress made of them, shown as large as those."""
    if "wp-image-" not in text:
        return text
    return "".join(
        _picture(token.source, token.attributes(), index)
        if token.kind is TokenKind.START and token.name == "img"
        else token.source
        for token in tokens(text)
    )


def _picture(source: str, attributes: Mapping[str, str], index: SiteIndex) -> str:
    found = _OF_ATTACHMENT.search(attributes.get("class", ""))
    file = index.attachments.get(found[1]) if found else None
    address = attributes.get("src", "")
    if not file or not markup.is_size_of(address, file.address):
        return source
    size = markup.size(address)
    more = f' alt="{html.escape(file.alternative)}"' if "alt" not in attributes else ""
    if size and size != markup.size(file.address) and "width" not in attributes:
        more += f' width="{size[0]}" height="{size[1]}"'
    shown = source.replace(html.escape(address), html.escape(file.address)).replace(address, html.escape(file.address))
    return f"{shown[:4]}{more}{shown[4:]}"


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _without_gaps(text: str) -> str:
    """Return *text* without the empty lines that comments of blocks leave behind; those inside ``<pre>`` stay."""
    return markup.outside_verbatim(text, lambda part: re.sub(r"\n{3,}", "\n\n", part))
