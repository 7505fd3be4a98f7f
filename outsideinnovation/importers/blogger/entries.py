"""What an entry of Blogger's feeds says, in either of its two dialects: the classic one's kinds, and Takeout's own elements."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from outsideinnovation.importers import comment_export
from outsideinnovation.importers.blog.exported import Visibility
from outsideinnovation.importers.comment_export import ExportedStatus
from outsideinnovation.importers.elements import Element

# What stands in other namespaces is no word of Blogger's, whatever its name; an export may also have lost its declarations.
_NAMESPACES = frozenset(
    {
        "",
        "http://www.w3.org/2005/Atom",
        "http://schemas.google.com/blogger/2018",
        "http://purl.org/syndication/thread/1.0",
        "http://purl.org/atom/app#",
        "http://www.w3.org/2007/app",
        "http://schemas.google.com/g/2005",
    }
)
_KINDS = "http://schemas.google.com/g/2005#kind"
_LABELS = re.compile(r"http://www\.blogger\.com/atom/ns#|tag:blogger\.com,1999:blog-\d+|")
_ID = re.compile(r"\b(?P<kind>post|page|comment)-(?P<number>\d+)\Z")
_COMMENT_FEED = re.compile(r"/feeds/\d+/\d+/comments/default/(\d+)")
_PROFILE = re.compile(r"https?://(?:www\.|draft\.)?blogger\.com(?P<path>/profile/g?\d+)/?", re.IGNORECASE)
_STRANGER = re.compile(r"/(?:blank\.gif|openid\d*-rounded\.gif)\Z")  # instead of the picture of an account
_STATES = {
    "": Visibility.PUBLISHED,
    "LIVE": Visibility.PUBLISHED,
    "DRAFT": Visibility.DRAFT,
    "SCHEDULED": Visibility.SCHEDULED,
    "SOFT_TRASHED": Visibility.TRASH,
    "HARD_TRASHED": Visibility.TRASH,
}
_COMMENT_STATES = {
    "": ExportedStatus.APPROVED,
    "LIVE": ExportedStatus.APPROVED,
    "PENDING": ExportedStatus.PENDING,
    "SPAM": ExportedStatus.SPAM,
    "SOFT_TRASHED": ExportedStatus.REJECTED,
    "HARD_TRASHED": ExportedStatus.REJECTED,
}
EMPTIED = "EMPTIED"  # the state of a comment whose words were taken away


class EntryKind(StrEnum):
    """What an entry is; settings and templates are entries of the classic feed too."""

    POST = "post"
    PAGE = "page"
    COMMENT = "comment"
    SETTINGS = "settings"
    TEMPLATE = "template"


def own(element: Element) -> Element:
    """Return *element* with nothing in it but what is Atom's or Blogger's, by the namespaces it declares."""
    if not element.children:
        return element
    return replace(element, children=[own(child) for child in element.children if child.namespace in _NAMESPACES])


def kind(entry: Element) -> EntryKind | None:
    """Return what *entry* is; None where it does not say so in a word that is known."""
    terms = [
        each.attributes.get("term", "") for each in entry.all("category") if each.attributes.get("scheme") == _KINDS
    ]
    said = entry.value("type").lower() or next(iter(terms), "").rpartition("#")[2]
    return EntryKind(said) if said in list(EntryKind) else None


def key(entry: Element) -> str:
    """Return the name of a post or page: ``post-12``, the same in both dialects."""
    found = _ID.search(entry.value("id"))
    return found[0] if found else entry.value("id")


def number(identifier: str) -> str:
    """Return the number in an id or key, which no two entries of a blog share; all of it where it has none."""
    found = _ID.search(identifier)
    return found["number"] if found else identifier


def post_of(comment: Element) -> tuple[str, str]:
    """Return the key of the post that a *comment* is on, and its address, where it says so."""
    answered = comment.child("in-reply-to")
    said = answered.attributes.get("ref", "") if answered else comment.value("parent")
    found = _ID.search(said)
    href = (answered.attributes.get("href", "") if answered else "") or link(comment, "alternate")
    return found[0] if found else said, href.partition("?")[0].partition("#")[0]


def parent_of(comment: Element) -> str | None:
    """Return the number of the comment that a *comment* answers."""
    feed = _COMMENT_FEED.search(link(comment, "related"))
    return (feed[1] if feed else number(comment.value("inReplyTo"))) or None


def labels(entry: Element) -> Iterator[str]:
    """Yield the labels of a post."""
    for category in entry.all("category"):
        if _LABELS.fullmatch(category.attributes.get("scheme", "")) and category.attributes.get("term", "").strip():
            yield category.attributes["term"].strip()


def link(entry: Element, relation: str) -> str:
    """Return the address of an entry's first link of that *relation*, if it is one of the web."""
    return next(links(entry, relation), ("", ""))[0]


def links(entry: Element, relation: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses and media types of an entry's links of that *relation*; Takeout has elements of that name."""
    found = [each for each in entry.all("link") if each.attributes.get("rel", "alternate") == relation]
    for each in (*found, *entry.all(relation)):
        address = each.attributes.get("href") or each.attributes.get("url") or ""
        if _scheme(address) in {"http", "https"}:
            yield address.strip(), each.attributes.get("type", "")


def visibility(entry: Element) -> Visibility | None:
    """Return who could read a post; None for a state that is not known."""
    if entry.value("trashed"):
        return Visibility.TRASH
    return Visibility.DRAFT if _is_draft(entry) else _STATES.get(entry.value("status").upper())


def comment_status(entry: Element) -> ExportedStatus | None:
    """Return where a comment stood; None for a state that is not known."""
    if entry.value("trashed"):
        return ExportedStatus.REJECTED
    return ExportedStatus.PENDING if _is_draft(entry) else _COMMENT_STATES.get(entry.value("status").upper())


def is_removed(comment: Element) -> bool:
    """Tell whether a comment's words were taken away, and others say so in their place."""
    return entry_property(comment, "blogger.contentRemoved") == "true" or comment.value("status").upper() == EMPTIED


def entry_property(entry: Element, name: str) -> str:
    """Return what the classic dialect's ``gd:extendedProperty`` of that *name* says."""
    return next(
        (
            each.attributes.get("value", "")
            for each in entry.all("extendedProperty")
            if each.attributes.get("name") == name
        ),
        "",
    )


def date(entry: Element) -> datetime | None:
    """Return when it was published, or else made or changed, in UTC; a moment that is none is passed over."""
    found = (comment_export.moment(entry.value(name)) for name in ("published", "created", "updated"))
    return next((each for each in found if each), None)


def profile(entry: Element) -> str:
    """Return the path of the Blogger profile that *entry* names as its author's; nothing where it names another address."""
    author = entry.child("author")
    found = _PROFILE.fullmatch(author.value("uri")) if author else None
    return found["path"] if found else ""


def is_by_account(comment: Element) -> bool:
    """Tell whether whoever wrote a *comment* was signed in to Blogger; others can type any name and address they like."""
    author = comment.child("author")
    said, picture = (author.value("type").upper(), author.child("image")) if author else ("", None)
    return (
        said == "BLOGGER" if said else picture is not None and not _STRANGER.search(picture.attributes.get("src", ""))
    )


def _is_draft(entry: Element) -> bool:
    control = entry.child("control")
    return control is not None and control.value("draft").lower() == "yes"


def _scheme(address: str) -> str:
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return ""
