"""The comments and pings of an export, ready to be filed: no mail or network address is in them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.importers.comment_text import conversion, web_addresses
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.movabletype.entry_parser import ExportEntry, PieceKind, RawComment


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment or ping ready to be filed under the post *post_id*; no mail or network address is in it.

    ``fingerprint`` is a hash of the words as exported, and ``number`` tells apart comments that are alike in everything.
    ``date`` is aware and UTC, ``text`` Markdown.
    """

    post_id: str
    kind: PieceKind
    line: int
    author: str
    date: datetime
    text: str
    website: str | None
    by_author: bool
    fingerprint: str
    number: int


def made(
    raw: RawComment, entry: ExportEntry, post_id: str, *, date: datetime, text: str, number: int
) -> ImportedComment:
    """Return what is filed of *raw*, which stands in *entry*: an aware UTC *date*, *text* as Markdown; nameless is Anonymous."""
    author = (
        raw.head.get("BLOG NAME") or raw.head.get("TITLE") if raw.kind is PieceKind.PING else raw.head.get("AUTHOR")
    )
    return ImportedComment(
        post_id=post_id,
        kind=raw.kind,
        line=raw.line,
        author=exported_text.name(author or "") or "Anonymous",
        date=date,
        text=text,
        website=web_addresses.website(raw.head.get("URL", "")),
        by_author=raw.kind is PieceKind.COMMENT and _is_by_author(raw, entry),
        fingerprint=hashlib.sha256(raw.text.encode("utf-8", "surrogatepass")).hexdigest(),
        number=number,
    )


def markdown(raw: RawComment) -> str:
    """Return a comment's words as Markdown; a ping's title stands above its excerpt."""
    title = raw.head.get("TITLE", "") if raw.kind is PieceKind.PING else ""
    return conversion.markdown(f"{title}\n\n{raw.text}" if title else raw.text)


def _is_by_author(raw: RawComment, entry: ExportEntry) -> bool:
    mail, authors_mail = raw.head.get("EMAIL", "").casefold(), entry.head.get("AUTHOR EMAIL", "").casefold()
    if mail:
        return mail == authors_mail
    return bool(raw.head.get("AUTHOR")) and raw.head.get("AUTHOR") == entry.head.get("AUTHOR")
