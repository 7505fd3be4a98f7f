"""Glue for ``outsideinnovation.comments``: approved comments, as a thread, on the post they belong to.

Settings: COMMENTS_ORDER, COMMENTS_DEPTH, COMMENTS_FOLD_AFTER. Posts get ``article.comments`` (the thread), ``.comments_count``,
``.comments_updated`` and ``.comments_feed_url``; templates get ``recent_comments``. Only ``approved/`` is read.
"""

import logging
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator

from outsideinnovation.builder.outputs.comments import RecentComment, recent, thread
from outsideinnovation.builder.outputs.feed_writer import comments_feed_url
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.contents import contents
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment
from outsideinnovation.configuration import Configuration

logger = logging.getLogger(__name__)


def register() -> None:
    """Wait for the build; called by Pelican."""
    signals.initialized.connect(connect)


def connect(pelican: Pelican) -> None:
    """Connect to the signals of a build of ours; stock Pelican's classes lack what this needs."""
    if not isinstance(pelican, PelicanEngine):
        return
    signals.article_generator_finalized.connect(attach)


def attach(generator: ArticlesGenerator) -> None:
    """Give every post its thread, and the templates the newest comments of live posts."""
    settings = Configuration.of(generator.settings)
    queue = CommentQueue(Path(generator.path, "comments"))
    shown = queue.approved() if generator.context["comments_have_a_place"] else ()
    approved = sorted(shown, key=attrgetter("post", "date", "id"))
    by_post = {post: list(comments) for post, comments in groupby(approved, attrgetter("post"))}
    everything = list(contents([generator]))
    for article in everything:
        comments = by_post.get(article.id, [])
        article.comments = thread(comments, settings.comments)
        article.comments_count = len(comments)
        article.comments_updated = comments[-1].date if comments else None
        article.comments_feed_url = comments_feed_url(article.save_as) if comments else ""
    for missing in sorted(by_post.keys() - {article.id for article in everything}):
        logger.warning("content/comments/approved/%s: no post has this id, so its comments are on no page", missing)
    live = [*generator.articles, *generator.translations]
    generator.context["recent_comments"] = _recent(approved, live, settings.sidebar.recent_comments)


def _recent(approved: list[Comment], articles: list[Any], number: int) -> list[RecentComment]:
    live = {article.id: article for article in articles}
    newest = sorted((each for each in approved if each.post in live), key=attrgetter("date", "id"), reverse=True)
    return [recent(comment, live[comment.post].title, live[comment.post].url) for comment in newest[:number]]
