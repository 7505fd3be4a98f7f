"""Which post or page is at which address."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from pelican.contents import Article
from pelican.generators import ArticlesGenerator, PagesGenerator

OF_POSTS = ("articles", "translations", "hidden_articles", "hidden_translations", "drafts", "drafts_translations")
DRAFTS = {True: "DRAFT_SAVE_AS", False: "DRAFT_PAGE_SAVE_AS"}  # of posts, of pages
OF_PAGES = ("pages", "translations", "hidden_pages", "hidden_translations", "draft_pages", "draft_translations")


def contents(generators: Iterable[Any]) -> Iterator[Any]:
    """Yield every post and page that the generators have read, whatever its status."""
    for generator in generators:
        lists = (
            OF_POSTS
            if isinstance(generator, ArticlesGenerator)
            else OF_PAGES
            if isinstance(generator, PagesGenerator)
            else ()
        )
        yield from chain.from_iterable(getattr(generator, name) for name in lists)


def settle(generators: Iterable[Any]) -> None:
    """Work out every address once: Pelican would put it together again each time a template asks.

    A draft has no address of its own yet: where its front matter says one, that is where it will be once published.
    """
    for content in contents(generators):
        if content.status == "draft":
            vars(content).pop("override_url", None)
            vars(content).pop("override_save_as", None)
            if not content.settings[DRAFTS[isinstance(content, Article)]]:
                content.override_save_as = ""  # nor in another language, for which Pelican has a setting of its own
        content.override_url, content.override_save_as = content.url, content.save_as
