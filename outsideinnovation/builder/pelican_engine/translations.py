"""Translations: which post or page each belongs to, and the lists of what only translations are filed under.

Pelican takes whatever shares a slug for one thing, and warns of two that are in the same language; here these are two posts
of different months, as blogs have them, and a translation belongs to the one that is nearest to it in time.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator

OF_POSTS = (("articles", "translations"), ("hidden_articles", "hidden_translations"), ("drafts", "drafts_translations"))
OF_PAGES = (("pages", "translations"), ("hidden_pages", "hidden_translations"), ("draft_pages", "draft_translations"))


def settle(generator: Any) -> None:
    """Let every original know its own translations, and each of these the original and its other translations."""
    pairs = OF_POSTS if isinstance(generator, ArticlesGenerator) else OF_PAGES
    for originals, translations in pairs if isinstance(generator, (ArticlesGenerator, PagesGenerator)) else ():
        _settle(getattr(generator, originals), getattr(generator, translations))


def file_others(generator: ArticlesGenerator) -> None:
    """File translations under the categories, tags and authors that no listed post has, so that each has a page.

    To be called before Pelican files the listed posts under theirs.
    """
    listed = {wrapper for article in generator.articles for wrapper, _ in _names(article, generator)}
    for article in sorted(generator.translations, key=attrgetter("date"), reverse=True):
        for wrapper, lists in _names(article, generator):
            if wrapper not in listed and article not in lists[wrapper]:
                lists[wrapper].append(article)


def with_translations(contents: Iterable[Any]) -> list[Any]:
    """Return each of *contents* and its translations, once."""
    every = (one for content in contents for one in (content, *content.translations))
    return list({id(one): one for one in every}.values())


def _settle(originals: list[Any], translations: list[Any]) -> None:
    groups: dict[int, list[Any]] = {id(each): [each] for each in originals}
    for translation in translations:
        candidates = [each for each in translation.translations if id(each) in groups and each.lang != translation.lang]
        if candidates:
            groups[id(min(candidates, key=lambda each: _distance(each, translation)))].append(translation)
    for members in _in_languages(originals, groups):
        for each in members:
            each.translations = sorted(
                (one for one in members if one is not each and one.lang != each.lang), key=attrgetter("lang")
            )


def _in_languages(originals: list[Any], groups: dict[int, list[Any]]) -> Iterator[list[Any]]:
    """Yield the groups; originals in several languages, of which none is the site's, are one."""
    for original in originals:
        others = [each for each in original.translations if id(each) in groups and each.lang != original.lang]
        if original.in_default_lang or not others:
            yield groups[id(original)]
        else:
            yield [original, *others]


def _distance(one: Any, other: Any) -> tuple[float, str]:
    its, others = getattr(one, "date", None), getattr(other, "date", None)
    return (abs((its - others).total_seconds()) if its and others else 0.0), str(one.source_path)


def _names(article: Any, generator: ArticlesGenerator) -> Iterator[tuple[Any, Any]]:
    for category in getattr(article, "all_categories", None) or [article.category]:
        yield category, generator.categories
    yield from ((tag, generator.tags) for tag in getattr(article, "tags", ()))
    yield from ((author, generator.authors) for author in getattr(article, "authors", ()))
