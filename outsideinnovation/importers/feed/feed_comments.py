"""Comments as feeds tell of them: those of one post (``wfw:commentRss``, Atom's ``replies``), or of a whole blog (RFC 4685)."""

import re
from collections.abc import Collection
from datetime import tzinfo
from urllib.parse import urldefrag

from outsideinnovation.importers import comment_export, loose_dates
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.feed.feed_item import FeedItem
from outsideinnovation.importers.feed.feed_posts import key

# The addresses that WordPress, Movable Type and TypePad, and Blogger give to comments.
_COMMENT = re.compile(r"#(?:comment-?\w+|c\d+)$|[?&]showComment=\d")
_SHOWN = re.compile(r"[?&]showComment=\d+")
_BY = re.compile(
    r"(?:By|Von|Par|Por|Di|Door): (?P<name>.+)"
)  # WordPress's title of a comment, where no author is named
_NO_MAIL = "noreply@blogger.com"


def is_comment(item: FeedItem) -> bool:
    """Tell whether *item* is a comment, and no post."""
    return bool(item.answers) or _COMMENT.search(item.address) is not None


def comment(item: FeedItem, place: ExportPlace | None, zone: tzinfo, known: Collection[str]) -> Foreign | str:
    """Return the comment that *item* is, on the post at *place*, or on the one that it names; else why it is none.

    *known* are the ids of comments: what else it answers is the post (RFC 4685 has one element for both).
    """
    date, text = loose_dates.moment(item.published or item.updated, zone), conversion.markdown(item.body)
    if not date:
        return f"its date is {(item.published or item.updated)[:40]!r}"
    if not text:
        return "it has no words"
    said = _BY.fullmatch(item.title)
    authors = item.authors or ([said["name"]] if said else [])
    return Foreign(
        key=key(item),
        parent=next((name for name, href in item.answers if _is_of_comment(name, href) or name in known), None),
        place=place or _place(item),
        line=item.line,
        author=comment_export.name(", ".join(authors)),
        email=comment_export.mail(item.author_mail) if item.author_mail != _NO_MAIL else None,
        website=comment_export.website(item.author_address),
        date=date,
        text=text,
        status=ExportedStatus.APPROVED,
    )


def _is_of_comment(name: str, href: str) -> bool:
    """Tell whether the id or address of something answered shows that it is a comment."""
    return _COMMENT.search(href) is not None or _COMMENT.search(name) is not None


def _place(item: FeedItem) -> ExportPlace:
    """Return the post that the comment *item* is on: where it stands itself, and what it says it answers."""
    pages = (item.address, *(href for _, href in item.answers))
    addresses = tuple(dict.fromkeys(filter(None, (_SHOWN.sub("", urldefrag(each)[0]) for each in pages))))
    ids = tuple(name for name, href in item.answers if not _is_of_comment(name, href))
    return ExportPlace(comment_export.path(addresses[0]) if addresses else next(iter(ids), ""), addresses, ids)
