"""What is wrong with the names of categories, tags and authors that Pelican has read, and with those of files."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pelican.contents import Article

from outsideinnovation.builder.content.fields import NO_SLUG
from outsideinnovation.builder.pelican_engine.contents import contents
from outsideinnovation.builder.urls.makers import NAMED_BY, problem_at
from outsideinnovation.builder.urls.shared_slugs import Use, shared, spellings
from outsideinnovation.errors import Problem

logger = logging.getLogger(__name__)


def name_problems(generators: Iterable[Any]) -> list[Problem]:
    """Return a problem for every name without a slug, and for those that share one; each once."""
    every = _in_order(generators)
    return [*_without_slug(_once(every)), *_nameless(every), *shared(_once(filter(_is_listed, every)))]


def tell_spellings(generators: Iterable[Any]) -> None:
    """Warn of every name that published posts spell in two ways."""
    for note in spellings(_once(filter(_is_listed, _in_order(generators)))):
        logger.warning("%s", note)


def _in_order(generators: Iterable[Any]) -> list[Any]:
    return sorted(contents(generators), key=lambda each: str(each.source_path))


def _is_listed(content: Any) -> bool:
    return isinstance(content, Article) and content.status == "published"


def _once(every: Iterable[Any]) -> list[Use]:
    """Return every name with the first post that has it."""
    found: dict[tuple[str, str], Use] = {}
    for content in every:
        for use in _uses(content):
            found.setdefault((use.kind, use.name), use)
    return list(found.values())


def _uses(content: Any) -> Iterator[Use]:
    file = str(content.source_path)
    for kind, attribute in (("category", "all_categories"), ("tag", "tags"), ("author", "authors")):
        for wrapper in getattr(content, attribute, ()):
            yield Use(kind, wrapper.name, wrapper.slug, wrapper.url or "", file)


def _without_slug(uses: Iterable[Use]) -> Iterator[Problem]:
    for use in uses:
        if use.name and not use.slug:
            what = f"{use.kind} {use.name!r} gives no address"
            yield problem_at(use.file, NAMED_BY[use.kind], what, NO_SLUG.format(use.name), use.name)


def _nameless(every: Iterable[Any]) -> Iterator[Problem]:
    for content in every:
        if not content.slug:
            path = Path(content.source_path)
            yield Problem(path, 1, f"the file name {path.name!r} gives no address", "rename the file")
