"""What the editors' pages keep in memory between requests: names in folders, who wrote what, what is live."""

from dataclasses import dataclass

from flask import current_app

from outsideinnovation.cached_file import CachedFile
from outsideinnovation.comments.author_history import AuthorHistories
from outsideinnovation.comments.queue_index import QueueIndex
from outsideinnovation.deploy.live_state import FILE, LiveState, read
from outsideinnovation.service.context import ServiceContext

EXTENSION = "outsideinnovation moderation"


@dataclass(frozen=True, slots=True)
class PageCache:
    """What is remembered of one site; all of it is in the files too, and learnt again from them."""

    names: QueueIndex
    histories: AuthorHistories
    live: CachedFile[LiveState]


def page_cache(context: ServiceContext) -> PageCache:
    """Return what this process remembers."""
    made = current_app.extensions.get(EXTENSION)
    if made is None:
        names = QueueIndex(context.queue.folder)
        live = CachedFile[LiveState](context.site.instance / FILE, lambda _: read(context.site), LiveState())
        made = PageCache(names, AuthorHistories(context.queue.folder, context.private_store), live)
        made = current_app.extensions.setdefault(EXTENSION, made)
    assert isinstance(made, PageCache)
    return made
