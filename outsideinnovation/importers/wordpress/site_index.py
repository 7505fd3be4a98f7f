"""What the posts of a WordPress export refer to, gathered before they are read: authors, terms, attachments, reusable blocks.

It stands anywhere: an attachment or a block after the post that shows it, or in another file of the same export.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.importers.wordpress import export_file
from outsideinnovation.importers.wordpress.records import HeadElement, ItemRecord

BLOCKS_LENGTH = 16 * 1_048_576  # characters of all reusable blocks
_REFERRED_TO = re.compile(r"post_type>\s*(?:<!\[CDATA\[)?\s*(?:attachment|wp_block)\b")
_TERMS = {  # elements for terms, with the taxonomy and the names of their values
    "wp:category": ("category", "wp:category_nicename", "wp:cat_name", "wp:category_parent"),
    "wp:tag": ("post_tag", "wp:tag_slug", "wp:tag_name", ""),
    "wp:term": ("", "wp:term_slug", "wp:term_name", "wp:term_parent"),
}
_NUMBER = re.compile(r"[0-9]{1,18}")
_UNSEEN = frozenset({"trash", "private", "draft", "pending", "auto-draft"})


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever writes there: the number of the account, and the name that readers see, as plain text."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class TermInfo:
    """A category or tag: its ``name`` as plain text, the nicename of its ``parent``, and its number."""

    name: str
    parent: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded file: its ``address``, the words instead of it (``alternative``) and below it (``caption``, which is HTML)."""

    address: str
    alternative: str = ""
    caption: str = ""
    title: str = ""
    page: str = ""
    order: int = 0


@dataclass(slots=True)
class ExportIndex:
    """All that posts refer to, by the names they use: logins, taxonomies with nicenames, numbers."""

    authors: dict[str, Author] = field(default_factory=dict)
    terms: dict[tuple[str, str], TermInfo] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)  # a post's number → those of what was uploaded to it
    blocks: dict[str, str] = field(default_factory=dict)
    base: str = ""  # the blog's own address, without a slash at its end
    _blocks_length: int = 0

    @property
    def root(self) -> str:
        """The path of the blog's own address, ``/blog``; empty where it has none."""
        return comment_export.path(self.base).partition("?")[0].rstrip("/")

    def take(self, found: HeadElement | ItemRecord) -> None:
        """Take in whatever posts may refer to."""
        if isinstance(found, HeadElement):
            self._head(found)
        elif found.value("wp:post_type") == "attachment":
            self._attachment(found)
        elif found.value("wp:post_type") == "wp_block":
            self._block(found)

    def uploads(self, post: str) -> list[str]:
        """Return the numbers of what was uploaded to a post, in the order its author gave it."""
        return sorted(self.children.get(post, ()), key=lambda each: (self.attachments[each].order, _number(each)))

    def _head(self, element: HeadElement) -> None:
        values = element.values
        if element.name == "wp:author":
            names = (values.get(f"wp:author_{each}", "").strip() for each in ("display_name", "login", "id"))
            name, login, number = names
            self.authors.setdefault(login, Author(number, exported_text.name(name) or exported_text.name(login)))
        elif element.name in _TERMS:
            self._term(element)
        elif element.name == "wp:base_blog_url" or (element.name == "link" and not self.base):
            self.base = element.text.rstrip("/")

    def _term(self, element: HeadElement) -> None:
        taxonomy, nicename, name, parent = _TERMS[element.name]
        values = element.values
        key = (taxonomy or values.get("wp:term_taxonomy", "").strip(), values.get(nicename, "").strip())
        told = exported_text.name(values.get(name, ""))
        number = values.get("wp:term_id", "").strip()
        if key[1]:  # newer versions tell of each twice
            self.terms.setdefault(key, TermInfo(told or key[1], values.get(parent, "").strip(), number))

    def _attachment(self, record: ItemRecord) -> None:
        number, parent = record.value("wp:post_id"), record.value("wp:post_parent")
        address = record.value("wp:attachment_url") or record.value("guid")
        if record.value("wp:status") in _UNSEEN or not number or not address:
            return
        self.attachments[number] = Attachment(
            address,
            exported_text.plain(record.meta("_wp_attachment_image_alt")),
            record.value("excerpt:encoded"),
            exported_text.title(record.value("title")),
            record.value("link"),
            _number(record.value("wp:menu_order")),
        )
        if parent not in {"", "0"}:
            self.children.setdefault(parent, []).append(number)

    def _block(self, record: ItemRecord) -> None:
        content = record.values.get("content:encoded", "")
        self._blocks_length += len(content)
        if record.value("wp:status") not in _UNSEEN and self._blocks_length <= BLOCKS_LENGTH:
            self.blocks.setdefault(record.value("wp:post_id"), content)


def gather(paths: Iterable[Path]) -> ExportIndex:
    """Return what the posts of all files at *paths* refer to; what is damaged there is told when they are read for good.

    Raises UnreadableExportError and NotFoundError as ``export_file.read`` does.
    """
    index = ExportIndex()
    for path in paths:
        for found in export_file.read(path, ImportReport(path), _REFERRED_TO):
            index.take(found)
    return index


def _number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0
