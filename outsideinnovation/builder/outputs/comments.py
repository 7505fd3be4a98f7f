"""The conversation as pages show it: threads on posts, and the newest comments beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.comments.cleaning import shown
from outsideinnovation.comments.folding import fold
from outsideinnovation.comments.markup import excerpt
from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.thread import Order, Thread, arrange
from outsideinnovation.configuration.rooms import CommentsSettings

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


def thread(comments: Iterable[Comment], settings: CommentsSettings) -> Thread:
    """Arrange a post's approved comments by COMMENTS_ORDER and COMMENTS_DEPTH, and fold them by COMMENTS_FOLD_AFTER."""
    arranged = arrange(map(shown, comments), Order(settings.order), min(settings.depth, DEEPEST))
    return fold(arranged, settings.fold_after)


def recent(comment: Comment, title: str, url: str) -> RecentComment:
    """Return the row for a comment on the post of that title and address."""
    words = excerpt(comment.body, EXCERPT_LENGTH)
    return RecentComment(comment.author, title, f"{url}#comment-{comment.id}", comment.date, words)
