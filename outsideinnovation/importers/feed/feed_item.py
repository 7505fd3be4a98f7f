"""A post or comment as a feed tells of it, whatever format the feed has."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FeedEnclosure:
    """A file that comes with a post: its absolute address, its media type and its length in bytes, where they are said."""

    url: str
    kind: str = ""
    length: int = 0


@dataclass(slots=True)
class FeedItem:
    """One of them; addresses are absolute, texts are HTML but for ``title`` and names, and dates are as they were written.

    ``is_beginning`` says that the feed holds only the beginning of the text. ``answers`` are the ids and addresses of what it
    answers, where this is a comment: the post, or another comment. ``comments`` is the address of the feed of its comments.
    """

    line: int
    id: str = ""
    address: str = ""
    base: str = ""
    title: str = ""
    body: str = ""
    summary: str = ""
    is_beginning: bool = False
    is_permalink: bool = False  # whether ``id`` is an address of the post
    published: str = ""
    updated: str = ""
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    author_address: str = ""
    author_mail: str = ""
    language: str = ""
    picture: str = ""
    picture_alternative: str = ""
    enclosures: list[FeedEnclosure] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    comments: str = ""
    comment_count: int | None = None


@dataclass(slots=True)
class FeedHead:
    """What a feed says of itself: ``address`` is its own, ``site`` the blog's, ``next`` that of an older page."""

    address: str = ""
    site: str = ""
    title: str = ""
    generator: str = ""
    language: str = ""
    next: str = ""
    authors: list[str] = field(default_factory=list)
    total: int = 0  # OpenSearch: how many posts there are in all, and
    start: int = 0  # which one this page begins with, from 1
    count: int = 0  # posts on this page that were read so far
    is_complete: bool = False  # RFC 5005, 2: there are no older posts
