"""Categories, tags and authors that no published post has: no list is made of them, so nothing may link to one.

Any theme links to the ``url`` of what a post has; here that is empty, which leads to the front page at worst.
"""

from typing import Any

from pelican.contents import Author, Category, Tag
from pelican.generators import ArticlesGenerator


class _Unlisted:
    """What has a name and a slug, and no page."""

    url = save_as = page_name = ""


class _UnlistedCategory(_Unlisted, Category):
    """A category without a list."""


class _UnlistedTag(_Unlisted, Tag):
    """A tag without a list."""


class _UnlistedAuthor(_Unlisted, Author):
    """An author without a list."""


_KINDS: dict[type[Any], type[Any]] = {Category: _UnlistedCategory, Tag: _UnlistedTag, Author: _UnlistedAuthor}


def take_addresses(generator: ArticlesGenerator, articles: list[Any]) -> None:
    """Take the addresses from what *articles* have and no list shows; to be called once Pelican has made the lists."""
    listed = {Tag: set(generator.tags)}
    listed |= {Category: {name for name, _ in generator.categories}, Author: {name for name, _ in generator.authors}}
    for article in articles:
        for name in ("category", "author"):
            if hasattr(article, name):
                setattr(article, name, _taken(getattr(article, name), listed))
        for name in ("all_categories", "tags", "authors"):
            if hasattr(article, name):
                setattr(article, name, [_taken(each, listed) for each in getattr(article, name)])


def _taken(wrapper: Any, listed: dict[type[Any], set[Any]]) -> Any:
    kind = type(wrapper)
    if kind not in listed or wrapper in listed[kind]:
        return wrapper
    made = _KINDS[kind](wrapper.name, wrapper.settings)
    made.slug = wrapper.slug
    return made
