"""Which addresses a site has right now, read off what Pelican has read: plain rows for the address keeper."""

from collections.abc import Iterable, Iterator
from typing import Any

from pelican.contents import Article
from pelican.generators import ArticlesGenerator

from outsideinnovation.publishing.addresses import contents
from outsideinnovation.publishing.keeper import Address, Kind

LISTS = (("categories", Kind.CATEGORY), ("tags", Kind.TAG), ("authors", Kind.AUTHOR))
PERIODS = ("YEAR_ARCHIVE_URL", "MONTH_ARCHIVE_URL")


def live(generators: Iterable[Any]) -> frozenset[Address]:
    """Return every address that the build is about to publish; to be called when all generators have their contents.

    Drafts have none. Lists have their first page only: what is on the others moves with every post.
    """
    generators = list(generators)
    posts = next(each for each in generators if isinstance(each, ArticlesGenerator))
    context, settings = posts.context, posts.settings
    rows = [*_contents(generators), *_lists(context, settings), *_feeds(context)]
    rows += [(static.url, Kind.FILE, static.url) for static in context["static_content"].values()]
    return frozenset(Address.of(context["root"] + path.lstrip("/"), kind, name) for path, kind, name in rows)


def _contents(generators: Iterable[Any]) -> Iterator[tuple[str, Kind, str]]:
    for content in contents(generators):
        if content.status == "draft" or not content.save_as:
            continue
        if not isinstance(content, Article):
            yield content.url, Kind.PAGE, content.slug
            continue
        identifier = getattr(content, "id", "") or content.slug
        yield content.url, Kind.POST, identifier
        if content.status == "published" and hasattr(content, "comments_feed_url"):
            yield content.comments_feed_url, Kind.FEED, f"comments:{identifier}"
        for comment in _comments(getattr(content, "comments", None)):
            yield f"{content.url}#comment-{comment}", Kind.COMMENT, comment


def _comments(thread: Any) -> Iterator[str]:
    """Yield the ids of a whole thread, however deep; a site without the comments plugin has the field's text there."""
    waiting = list(getattr(thread, "replies", ()))
    while waiting:
        node = waiting.pop()
        waiting += node.replies
        yield node.comment.id


def _lists(context: dict[str, Any], settings: dict[str, Any]) -> Iterator[tuple[str, Kind, str]]:
    for name, kind in LISTS:
        yield from ((wrapper.url, kind, wrapper.slug) for wrapper, _ in context[name])
    for pattern in PERIODS:
        for url in {settings[pattern].format(date=article.date) for article in context["articles"]}:
            yield url, Kind.ARCHIVE, url.strip("/")
    for template in settings["DIRECT_TEMPLATES"]:
        if url := settings.get(f"{template.upper()}_URL"):
            yield url, Kind.ARCHIVE, template
    yield "", Kind.ARCHIVE, "index"


def _feeds(context: dict[str, Any]) -> Iterator[tuple[str, Kind, str]]:
    for row in context.get("feeds", []):
        yield from ((path, Kind.FEED, path) for path in (row.rss, row.atom, row.json))
