"""The order of posts and pages: by ARTICLE_ORDER_BY and PAGE_ORDER_BY, and where these leave it open by their paths.

So it is where our own way builds. Pelican's is then the order of their slugs, in which finding translations has put them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

import pelican.generators
from pelican.utils import order_content

from outsideinnovation.builder.pelican_engine.replacement import replaced


@contextmanager
def our_order() -> Iterator[None]:
    """Let Pelican order what it has read so while the block runs."""
    with replaced((pelican.generators, "order_content", _ordered)):
        yield


def _ordered(contents: list[Any], order_by: str | Callable[[Any], Any] | None = "slug") -> list[Any]:
    contents.sort(key=attrgetter("relative_source_path"))
    ordered: list[Any] = order_content(contents, order_by)
    return ordered
