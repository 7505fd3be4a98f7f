"""Glue for ``outsideinnovation.comments``: approved comments, as a thread, on the post they belong to.

Settings: COMMENTS_ORDER, COMMENTS_DEPTH. Posts get ``article.comments`` (the thread), ``.comments_count`` and
``.comments_feed_url``; templates get ``recent_comments`` for the sidebar. Nothing but what lies in ``approved/`` is read.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

from outsideinnovation.comments.markup import excerpt
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.thread import Order, arrange
from outsideinnovation.errors import ContentError, Problem

EXCERPT_LENGTH = 90  # characters
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecentComment:
    """A row of the sidebar's list; ``url`` is a path below the site's root, with the comment's fragment."""

    author: str
    post_title: str
    url: str
    date: datetime
    excerpt: str


def register() -> None:
    """Connect to Pelican's signals; called by Pelican."""
    signals.article_generator_finalized.connect(attach)


def attach(generator: ArticlesGenerator) -> None:
    """Give every post its thread, and the templates the newest comments of live posts."""
    settings = generator.settings
    order, depth = _order(settings), int(settings["COMMENTS_DEPTH"])
    approved = CommentQueue(Path(generator.path, "comments")).list(Status.APPROVED)
    by_post = {
        post: list(comments) for post, comments in groupby(sorted(approved, key=attrgetter("post")), attrgetter("post"))
    }
    everything = [*generator.articles, *generator.translations, *generator.hidden_articles, *generator.drafts]
    for article in everything:
        article.comments = arrange(by_post.get(article.id, []), order, depth)
        article.comments_count = article.comments.count
        article.comments_feed_url = feed_url(article.save_as)
    for missing in sorted(by_post.keys() - {article.id for article in everything}):
        logger.warning("content/comments/approved/%s: no post has this id, so its comments are on no page", missing)
    generator.context["recent_comments"] = _recent(approved, generator.articles, settings["SIDEBAR_RECENT_COMMENTS"])


def feed_url(save_as: str) -> str:
    """Return where a post's comment feed is: beside the post's own file."""
    stem = save_as.removesuffix("/index.html").removesuffix(".html")
    return f"{stem}/comments.atom.xml" if save_as.endswith("/index.html") else f"{stem}.comments.atom.xml"


def _order(settings: dict[str, Any]) -> Order:
    try:
        return Order(settings["COMMENTS_ORDER"])
    except ValueError:
        where = Path(settings["PATH"]).parent / "pelicanconf.py"
        said = f"COMMENTS_ORDER {settings['COMMENTS_ORDER']!r} is no order"
        raise ContentError([Problem(where, 0, said, "write one of " + ", ".join(Order))]) from None


def _recent(approved: list[Comment], articles: list[Any], number: int) -> list[RecentComment]:
    live = {article.id: article for article in articles}
    newest = sorted(
        (comment for comment in approved if comment.post in live), key=attrgetter("date", "id"), reverse=True
    )
    return [
        RecentComment(
            comment.author,
            live[comment.post].title,
            f"{live[comment.post].url}#comment-{comment.id}",
            comment.date,
            excerpt(comment.body, EXCERPT_LENGTH),
        )
        for comment in newest[:number]
    ]
