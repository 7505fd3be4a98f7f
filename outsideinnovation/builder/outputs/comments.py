"""The conversation as pages show it: threads on posts, and the newest comments beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from outsideinnovation.comments.cleaning import shown
from outsideinnovation.comments.markup import excerpt
from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.thread import Order, Thread, arrange
from outsideinnovation.errors import ContentError, Problem

EXCERPT_LENGTH = 90  # characters
DEEPEST = 12  # templates nest no deeper, whatever COMMENTS_DEPTH says


@dataclass(frozen=True, slots=True)
class RecentComment:
    """A row of the sidebar's list; ``url`` is a path below the site's root, with the comment's fragment."""

    author: str
    post_title: str
    url: str
    date: datetime
    excerpt: str


def thread(comments: Iterable[Comment], settings: Mapping[str, Any], settings_file: Path) -> Thread:
    """Arrange a post's approved comments by COMMENTS_ORDER and COMMENTS_DEPTH."""
    return arrange(map(shown, comments), order(settings, settings_file), min(int(settings["COMMENTS_DEPTH"]), DEEPEST))


def order(settings: Mapping[str, Any], settings_file: Path) -> Order:
    """Return the order of threads. Raises ContentError, naming the settings file, for one that does not exist."""
    try:
        return Order(settings["COMMENTS_ORDER"])
    except ValueError:
        said = f"COMMENTS_ORDER {settings['COMMENTS_ORDER']!r} is no order"
        raise ContentError([Problem(settings_file, 0, said, "write one of " + ", ".join(Order))]) from None


def recent(comment: Comment, title: str, url: str) -> RecentComment:
    """Return the row for a comment on the post of that title and address."""
    words = excerpt(comment.body, EXCERPT_LENGTH)
    return RecentComment(comment.author, title, f"{url}#comment-{comment.id}", comment.date, words)
