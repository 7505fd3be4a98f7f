"""What templates see: things with the attributes that Pelican's have, and no more of them than the recipe covers."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from outsideinnovation.builder.content.rows import Named, Row


class View(SimpleNamespace):
    """A bundle of attributes; one that is not set is undefined to a template."""


class PageOfPosts:
    """A page of a list, with the names of Pelican's paginator."""

    def __init__(self, cards: Sequence[View], number: int, pages: int, count: int | None = None) -> None:
        self.object_list = cards
        self.number = number
        self.paginator = View(num_pages=pages) if count is None else View(num_pages=pages, count=count)
        self._pages = pages

    def has_previous(self) -> bool:
        """Tell whether there are newer posts."""
        return self.number > 1

    def has_next(self) -> bool:
        """Tell whether there are older posts."""
        return self.number < self._pages


def named(value: Named) -> View:
    """Return a category, tag or author."""
    name, slug, url = value
    return View(name=name, slug=slug, url=url)


def all_named(values: Iterable[Named], unlisted: Container[str] = ()) -> list[View]:
    """Return categories, tags or authors; those whose addresses are *unlisted* have none, since no list is made there."""
    return [named((name, slug, "" if url in unlisted else url)) for name, slug, url in values]


def link(row: Row) -> View:
    """Return a post as archives and neighbours show it."""
    return View(title=row.title, url=row.url, date=row.when)


def card(row: Row, comments: int) -> View:
    """Return a post as lists show it."""
    return View(
        title=row.title,
        url=row.url,
        date=row.when,
        summary=row.summary,
        authors=all_named(row.authors),
        category=named(row.categories[0]),
        comments_count=comments,
    )


def page(row: Row, content: str) -> View:
    """Return a page."""
    view = View(
        title=row.title, url=row.url, save_as=row.save_as, content=content, description=row.description, slug=row.slug
    )
    if row.lang:
        view.lang = row.lang
    if row.toc:
        view.toc = row.toc
    if row.shared_until:
        view.shared_until = datetime.fromisoformat(row.shared_until)
    return view


def article(row: Row, content: str, state: str, unlisted: Container[str] = (), **conversation: Any) -> View:
    """Return a whole post. *conversation* is what the comments add: comments, count, time of the last, their feed.

    *unlisted* are the addresses of its categories, tags and authors where no list of posts is made.
    """
    authors, categories = all_named(row.authors, unlisted), all_named(row.categories, unlisted)
    view = View(
        id=row.id,
        title=row.title,
        url=row.url,
        save_as=row.save_as,
        slug=row.slug,
        date=row.when,
        author=authors[0],
        authors=authors,
        category=categories[0],
        all_categories=categories,
        content=content,
        summary=row.summary,
        description=row.description,
        reading_minutes=row.minutes,
        comments_state=state,
        prev_article=None,
        next_article=None,
        **conversation,
    )
    if row.tags:
        view.tags = all_named(row.tags, unlisted)
    if row.lang:
        view.lang = row.lang
    if row.toc:
        view.toc = row.toc
    if row.modified:
        view.modified = datetime.fromisoformat(row.modified)
    if row.shared_until:
        view.shared_until = datetime.fromisoformat(row.shared_until)
    return view
