"""Pelican's generators for posts, pages and files, without their quadratic list scans and with a fixed order.

Stock Pelican walks files in the order of a set and searches every list for every tag, category, author and month.
"""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from pelican.contents import Category
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.readers import ensure_metadata_list

from outsideinnovation.builder.pelican_engine.contents import contents
from outsideinnovation.site import COMMENTS, NO_POSTS

TEXTS = "content_sources"  # where in the context the files are noted that may be posts or pages
PERIODS = {
    "year": attrgetter("date.year"),
    "month": attrgetter("date.year", "date.month"),
    "day": attrgetter("date.year", "date.month", "date.day"),
}


class OrderedPages(PagesGenerator):
    """Pages: read in a fixed order."""

    def get_files(self, *args: Any, **kwargs: Any) -> list[str]:
        """Return the files in an order that does not depend on hashing; comments and sidebar modules are no pages."""
        return _texts(self, super().get_files(*args, **kwargs))


class StaticFiles(StaticGenerator):
    """Files that are only copied; ``published_instead`` (context) names, by a file's path, what takes the place of its copy."""

    def get_files(self, *args: Any, **kwargs: Any) -> set[str]:
        """Return the files but for comments, whatever STATIC_PATHS covers: those that wait are nobody's to read.

        With STATIC_EXCLUDE_SOURCES, texts that say ``Status: skip`` are none either; Pelican leaves out all others by itself.
        """
        found = set(_outside({COMMENTS}, super().get_files(*args, **kwargs)))
        return found - self.context[TEXTS] if self.settings["STATIC_EXCLUDE_SOURCES"] else found

    def _link_or_copy_staticfile(self, sc: Any) -> None:
        if not (instead := self.context.get("published_instead", {}).get(sc.source_path)):
            super()._link_or_copy_staticfile(sc)
            return
        target = Path(self.output_path, sc.save_as)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(instead, target)


class Posts(ArticlesGenerator):
    """Posts: in a fixed order, in all their categories, with lists made in one pass."""

    def get_files(self, *args: Any, **kwargs: Any) -> list[str]:
        """Return the files in an order that does not depend on hashing; comments and sidebar modules are no posts."""
        return _texts(self, super().get_files(*args, **kwargs))

    def place_in_categories(self) -> None:
        """File each post under its other categories too; called before Pelican files it under its primary one."""
        for article in contents([self]):
            names = ensure_metadata_list(getattr(article, "categories", ""))
            more = [Category(name, self.settings) for name in names]
            article.all_categories = list(dict.fromkeys([article.category, *more]))
        for article in self.articles:
            for category in article.all_categories[1:]:
                self.categories[category].append(article)

    def order_categories(self) -> None:
        """Put every category's posts into the order of all posts; called once Pelican has filed them.

        A category that is written in several ways is called as by the first post in it, like every other name.
        """
        place = {id(article): n for n, article in enumerate(self.articles)}
        for at, (category, articles) in enumerate(self.categories):
            articles.sort(
                key=lambda article: place.get(id(article), 0)
            )  # translations, where there are no others, stay
            named = next(each for each in articles[0].all_categories if each == category)
            self.categories[at] = (named, articles)

    def _build_period_archives(
        self, sorted_articles: list[Any], articles: list[Any], settings: dict[str, Any]
    ) -> dict[str, list[dict[str, Any]]]:
        place = {id(article): n for n, article in enumerate(articles)}
        archives: dict[str, list[dict[str, Any]]] = {}
        for name, key in PERIODS.items():
            save_as, url = settings[f"{name.upper()}_ARCHIVE_SAVE_AS"], settings[f"{name.upper()}_ARCHIVE_URL"]
            if not save_as:
                continue
            archives[name] = [
                self._archive(name, list(group), place, save_as, url) for _, group in groupby(sorted_articles, key=key)
            ]
        return archives

    def _archive(self, name: str, dates: list[Any], place: dict[int, int], save_as: str, url: str) -> dict[str, Any]:
        date = dates[0].date
        number = {"year": (date.year,), "month": (date.year, date.month), "day": (date.year, date.month, date.day)}[
            name
        ]
        spoken = {
            "year": number,
            "month": (date.year, date.strftime("%B")),
            "day": (date.year, date.strftime("%B"), date.day),
        }
        return {
            "dates": dates,
            "articles": sorted(dates, key=lambda article: place[id(article)]),
            "save_as": save_as.format(date=date),
            "url": url.format(date=date),
            "period": spoken[name],
            "period_num": number,
        }

    def generate_tags(self, write: Any) -> None:
        """Write a list of posts a tag."""
        self._write_lists(write, "tag", self.tags.items())

    def generate_categories(self, write: Any) -> None:
        """Write a list of posts a category."""
        self._write_lists(write, "category", self.categories)

    def generate_authors(self, write: Any) -> None:
        """Write a list of posts an author."""
        self._write_lists(write, "author", self.authors)

    def _write_lists(self, write: Any, name: str, lists: Iterable[tuple[Any, list[Any]]]) -> None:
        template = self.get_template(name)
        for wrapper, articles in lists:
            dates = sorted(articles, key=attrgetter("date"), reverse=self.context["NEWEST_FIRST_ARCHIVES"])
            write(
                wrapper.save_as,
                template,
                self.context,
                url=wrapper.url,
                articles=articles,
                dates=dates,
                template_name=name,
                blog=True,
                page_name=wrapper.page_name,
                all_articles=self.articles,
                **{name: wrapper},
            )


def _texts(generator: Generator, paths: Iterable[str]) -> list[str]:
    """Return those of *paths* that may be posts or pages, in a fixed order, and note them in the context."""
    found = sorted(_outside(NO_POSTS, paths))
    generator.context[TEXTS].update(found)
    return found


def _outside(folders: Collection[str], paths: Iterable[str]) -> Iterator[str]:
    """Yield those of *paths*, below the content folder, that lie in none of its *folders*."""
    return (path for path in paths if os.path.normpath(path).partition(os.sep)[0] not in folders)
