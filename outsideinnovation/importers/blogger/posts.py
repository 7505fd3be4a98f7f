"""A post or page of Blogger, as every import hands it on; its labels are tags, for none of them comes first."""

import html
import re
from urllib.parse import unquote, urlsplit

from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.blogger import entries, old_addresses
from outsideinnovation.importers.blogger.entries import EntryKind
from outsideinnovation.importers.comment_export import moment
from outsideinnovation.importers.elements import Element
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.movabletype.bodies import with_breaks

_BLOCK = re.compile(r"<(?:p|br|div|table|[uo]l|dl|h[1-6]|blockquote|pre|hr|center|section|article)\b", re.IGNORECASE)
_PLAIN = frozenset({"text", "text/plain"})


def post(entry: Element, kind: EntryKind, visibility: Visibility) -> ExportedPost:
    """Return the post that *entry* holds. Its address is a path alone in a Takeout, which names no host."""
    filename = entry.value("filename")
    address = entries.link(entry, "alternate") or (f"/{filename.lstrip('/')}" if filename else "")
    date, modified = entries.date(entry), moment(entry.value("updated"))
    author = entry.child("author")
    name = exported_text.name(author.value("name")) if author else ""
    return ExportedPost(
        key=entries.key(entry),
        line=entry.line,
        title=exported_text.title(entry.value("title")),
        body=_body(entry),
        address=address,
        slug=old_addresses.slug(address),
        is_page=kind is EntryKind.PAGE,
        visibility=visibility,
        date=date,
        modified=modified if date and modified and modified > date else None,
        tags=tuple(dict.fromkeys(filter(None, map(exported_text.name, entries.labels(entry))))),
        authors=(name,) if name else (),
        summary=exported_text.plain(entry.value("metaDescription")),
    )


def _body(entry: Element) -> str:
    """Return a post's words, with what Blogger showed beside them: the link of its title, and sound and video."""
    content = entry.child("content") or Element("content", {}, entry.line)
    text = content.text
    if content.attributes.get("type", "html") in _PLAIN:
        text = html.escape(text, quote=False)
    if not _BLOCK.search(text):
        text = with_breaks(text)
    more = [_linked(address) for address, _ in entries.links(entry, "related")]
    more += [_enclosed(address, kind) for address, kind in entries.links(entry, "enclosure") if address not in text]
    return "\n".join((text, *more))


def _linked(address: str) -> str:
    shown = html.escape(address)
    return f'<p><a href="{shown}">{shown}</a></p>'


def _enclosed(address: str, kind: str) -> str:
    if kind.startswith("audio/"):
        return f'<p><audio controls preload="none" src="{html.escape(address)}"></audio></p>'
    name = unquote(urlsplit(address).path.rpartition("/")[2]) or address
    return f'<p><a href="{html.escape(address)}">{html.escape(name)}</a></p>'
