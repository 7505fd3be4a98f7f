"""Whether a site stays arranged as it is while the words of a few posts change: then nothing else has to be looked at."""

from collections.abc import Mapping
from typing import Any

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.cache import Cache
from outsideinnovation.builder.outputs.feeds import FeedWriter

FEW = 40  # posts and pages; with more, the whole site is soon looked at


def stays_in_place(before: Row, after: Row) -> bool:
    """Tell whether nothing of a post has changed but what it says: not its place, its template, or the files it brings."""
    return (before.place, before.template, _brought(before)) == (after.place, after.template, _brought(after))


def keeps_the_archive(state: Cache, settings: Mapping[str, Any], weights: Mapping[str, tuple[int, int]]) -> bool:
    """Tell whether the feed and its archive are divided as before, where *weights* of posts, before and after, have changed.

    The page of archives, which lists all posts in their order, is what says which posts there are.
    """
    changed = {path: after for path, (before, after) in weights.items() if before != after}
    if not changed:
        return True
    found = state.recipes([str(settings["ARCHIVES_SAVE_AS"])])
    if not found:
        return False
    known, order = state.weights(), found[0][0].items
    if not all(path in known for path in order):
        return False
    division, before = FeedWriter(settings).division, [known[path] for path in order]
    return division(before) == division([changed.get(path, known[path]) for path in order])


def _brought(row: Row) -> frozenset[str]:
    return frozenset(target for what, target in row.links if what == "static")
