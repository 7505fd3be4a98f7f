"""Which addresses a site has right now, read off what Pelican has read; the same rows as ``live`` gives of our own plan."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pelican.contents import Article

from outsideinnovation.builder.outputs.feed_ids import FeedIds
from outsideinnovation.builder.outputs.plan import LISTS
from outsideinnovation.builder.pelican_engine.contents import contents
from outsideinnovation.builder.urls.current import (
    Place,
    of_comments,
    of_feeds,
    of_lists,
    recorded_ids,
    recorded_slugs,
    rooted,
)
from outsideinnovation.builder.urls.history import PublishedUrl, UrlKind
from outsideinnovation.configuration import Configuration
from outsideinnovation.slugs import of_content


def live_contents(generators: Iterable[Any], feeds: Iterable[tuple[str, str]]) -> frozenset[PublishedUrl]:
    """Return every address, as ``live.planned`` does; to be called when all generators have their contents."""
    generators = list(generators)
    context, settings = generators[0].context, generators[0].settings
    rows: list[Place] = []
    posts: list[tuple[str, int, str]] = []
    names: list[tuple[str, str, str, str]] = []
    for content in contents(generators):
        if content.status != "draft" and content.save_as:
            rows += _content(content)
            if isinstance(content, Article):
                posts.append((_id_of(content), content.date.year, content.url))
            names.append(("content", Path(content.source_path).stem, content.slug, content.url))
    for kind, name in LISTS.items():
        names += [(kind, wrapper.name, wrapper.slug, wrapper.url) for wrapper, _ in context[name]]
        rows += [(wrapper.url, UrlKind(kind), wrapper.slug) for wrapper, _ in context[name]]
    rows += recorded_slugs(names, of_content(Path(generators[0].path), Configuration.of(settings).content))
    rows += recorded_ids(posts, FeedIds.of(Path(generators[0].path), Configuration.of(settings)))
    rows += of_lists(settings, {article.date for article in context["articles"]})
    return rooted([*rows, *of_feeds(feeds)], context["root"])


def _id_of(content: Any) -> str:
    return str(getattr(content, "id", "") or content.slug)


def _content(content: Any) -> Iterator[Place]:
    if not isinstance(content, Article):
        yield content.url, UrlKind.PAGE, content.slug
        return
    yield content.url, UrlKind.POST, _id_of(content)
    waiting = list(
        getattr(getattr(content, "comments", None), "replies", ())
    )  # without the plugin it is the field's text
    while waiting:
        node = waiting.pop()
        waiting += node.replies
        yield from of_comments(content.url, [node.comment.id])
