"""Every address that a Pelican site had besides its posts and pages: lists, archives and feeds, and where each leads now."""

import math
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from outsideinnovation.builder.outputs.feed_writer import SITE_FEEDS
from outsideinnovation.importers.list_addresses import ALL, ListAddresses
from outsideinnovation.importers.pelican.defaults import FEEDS
from outsideinnovation.importers.pelican.old_site import OldSite, filled
from outsideinnovation.importers.pelican.sources import SourceText
from outsideinnovation.site import Site

INDEX = "index.html"
SITE_FEED = f"/{SITE_FEEDS[0]}"
LISTS = {"category": "CATEGORY", "tag": "TAG", "author": "AUTHOR"}
OUR_FILES = {"sitemap": "/sitemap.xml", "404": "/404.html"}  # what many themes have direct templates for
Redirect = tuple[str, str]  # the old path below the site's root, and the new one, rooted


class OldAddresses:
    """The addresses of the old site *old*, and those of the new one *site* that they lead to, as of *now*."""

    def __init__(
        self, old: OldSite, site: Site, posts: Sequence[SourceText], page_size: int | None, now: datetime
    ) -> None:
        self._old, self._site, self._size, self._now = old, site, page_size, now
        public = [post for post in posts if post.status == "published" and post.save_as]
        self._listed = [post for post in public if old["WITH_FUTURE_DATES"] or not post.is_after(now)]
        translated = bool(old["ARTICLE_TRANSLATION_ID"])
        by_slug = {post.slug for post in self._listed if post.language in {"", old.language}}
        self._originals = [
            post
            for post in self._listed
            if not translated or post.language in {"", old.language} or post.slug not in by_slug
        ]
        self._filed = {kind: self._file(kind) for kind in LISTS}
        here = [post for post in self._listed if self._is_here(post)]
        self._new_lists = ListAddresses(site)
        self._slugs_here = {
            kind: {self._new_lists.slug(kind, name) for post in here for name in names_of(post, kind, old)}
            for kind in LISTS
        }

    def redirects(self) -> dict[str, str]:
        """Return where each old path leads, both rooted; what is at its old address still is not in it."""
        found: dict[str, str] = {}
        for old, new in self._all():
            for path in _spellings(old):
                if path and f"/{path}" not in {new, f"{new}{INDEX}"}:
                    found.setdefault(f"/{path}", new)
        return found

    def _all(self) -> Iterator[Redirect]:
        yield from self._templates()
        for kind in LISTS:
            yield from self._lists(kind)
        yield from self._periods()
        yield from self._feeds()

    def _file(self, kind: str) -> dict[str, tuple[str, list[SourceText]]]:
        """Return, by old slug, the name of each list of a *kind* and the posts on it."""
        found: dict[str, tuple[str, list[SourceText]]] = {}
        for post in self._originals:
            for slug, name in {self._old.slug(each, kind): each for each in names_of(post, kind, self._old)}.items():
                found.setdefault(slug, (name, []))[1].append(post)
        return found

    def _is_here(self, post: SourceText) -> bool:
        """Tell whether lists of ours have *post*: it is in Markdown, and does not wait for its date."""
        return bool(post.document) and not post.is_after(self._now)

    def _templates(self) -> Iterator[Redirect]:
        """Yield the pages of DIRECT_TEMPLATES, of which the front page is the one that is ours too."""
        for name in self._old.texts("DIRECT_TEMPLATES"):
            save_as = self._old[f"{name.upper()}_SAVE_AS"]
            save_as = f"{name}.html" if save_as is None else str(save_as)
            yield from self._paginated(name, save_as, save_as, self._originals, self._direct(name))

    def _direct(self, name: str) -> str:
        """Return where a page of DIRECT_TEMPLATES is now."""
        if name == "index":
            return f"/{self._site.settings.get('INDEX_SAVE_AS') or ''}"
        return OUR_FILES.get(name) or self._new_lists.page("archives" if name == "period_archives" else name)

    def _lists(self, kind: str) -> Iterator[Redirect]:
        prefix = LISTS[kind]
        for slug, (name, posts) in self._filed[kind].items():
            save_as = self._old.fill(f"{prefix}_SAVE_AS", slug=slug, name=name)
            url = self._old.fill(f"{prefix}_URL", slug=slug, name=name)
            yield from self._paginated(kind, save_as, url, posts, self._new(kind, name))

    def _new(self, kind: str, name: str) -> str:
        """Return where a list is now; where only posts were on it that are not here, that of all its kind."""
        is_here = self._new_lists.slug(kind, name) in self._slugs_here[kind]
        return (is_here and self._new_lists.of(kind, name)) or self._new_lists.page(ALL[kind])

    def _periods(self) -> Iterator[Redirect]:
        dates = {post.date.date(): post.date for post in self._originals if post.date}.values()
        now = self._new_lists
        for period, ours in (("YEAR", now.year), ("MONTH", now.month), ("DAY", now.month)):
            if not self._old[f"{period}_ARCHIVE_SAVE_AS"]:
                continue
            for date in dates:
                for what in ("SAVE_AS", "URL"):
                    yield self._old.fill(f"{period}_ARCHIVE_{what}", date=date), ours(date)

    def _paginated(
        self, template: str, save_as: str, url: str, posts: Sequence[SourceText], new: str
    ) -> Iterator[Redirect]:
        """Yield the pages of a list of *posts*; a page that is no more leads to the first."""
        sizes = self._old.mapping("PAGINATED_TEMPLATES")
        size = (sizes.get(template) or self._old["DEFAULT_PAGINATION"] or 0) if template in sizes else 0
        if not save_as:
            return
        yield url, new
        yield save_as, new
        last = -(-sum(map(self._is_here, posts)) // self._size) if self._size else 1
        for number in range(1, _pages(len(posts), size, self._old["DEFAULT_ORPHANS"]) + 1):
            leads = f"{new}page/{number}/" if 1 < number <= last and new.endswith("/") else new
            for place, key in ((save_as, 2), (url, 1)):
                yield _page(self._old["PAGINATION_PATTERNS"], save_as, place, number, key), leads

    def _feeds(self) -> Iterator[Redirect]:
        for name in FEEDS:
            yield from self._feed(name, SITE_FEED)
        for slug, (name, _) in self._filed["category"].items():
            own = self._new_lists.slug("category", name)
            ours = f"/feeds/{own}/atom.xml" if own in self._slugs_here["category"] else SITE_FEED
            yield from self._feed("CATEGORY_FEED_ATOM", ours, slug=slug)
            yield from self._feed("CATEGORY_FEED_RSS", ours, slug=slug)
        for kind in ("author", "tag"):
            for slug in self._filed[kind]:
                yield from self._feed(f"{LISTS[kind]}_FEED_ATOM", SITE_FEED, slug=slug)
                yield from self._feed(f"{LISTS[kind]}_FEED_RSS", SITE_FEED, slug=slug)
        for language in {post.language or self._old.language for post in self._listed}:
            yield from self._feed("TRANSLATION_FEED_ATOM", SITE_FEED, lang=language)
            yield from self._feed("TRANSLATION_FEED_RSS", SITE_FEED, lang=language)

    def _feed(self, name: str, new: str, **values: str) -> Iterator[Redirect]:
        if self._site.settings.get(name):  # the setting came over, and so the feed stays
            return
        new = new.replace("atom.xml", "rss.xml") if name.endswith("_RSS") else new
        for setting in (name, f"{name}_URL"):
            if self._old[name]:
                yield self._old.fill(setting, **values), new


def names_of(post: SourceText, kind: str, old: OldSite) -> list[str]:
    """Return the names of a *kind* that Pelican files a post under."""
    if kind == "category":
        return [post.fields.get("category", "")] if post.fields.get("category") else []
    if kind == "tag":
        return post.names("tags")
    usual = old["AUTHOR"]
    return post.names("authors") or post.names("author") or ([str(usual)] if usual else [])


def _pages(count: int, size: object, orphans: object) -> int:
    """Return how many pages Pelican's paginator makes of a list."""
    if not isinstance(size, int) or size <= 0:
        return 1
    hits = max(1, count - (orphans if isinstance(orphans, int) else 0))
    return math.ceil(hits / size)


def _page(patterns: object, save_as: str, place: str, number: int, key: int) -> str:
    """Return where Pelican puts a page of a list, by the last of PAGINATION_PATTERNS that is meant for it."""
    rule: Any = None
    for each in patterns if isinstance(patterns, (list, tuple)) else ():
        if isinstance(each, (list, tuple)) and len(each) > key and isinstance(each[0], int) and each[0] <= number:
            rule = each[key]
    name, extension = posixpath.splitext(save_as)
    base = posixpath.dirname(name) if posixpath.basename(name) == "index" else name
    return filled(rule, save_as=save_as, url=place, name=name, base_name=base, extension=extension, number=number)


def _spellings(path: str) -> Iterable[str]:
    """Return how readers may ask for what is at *path*: a folder's page by the folder too."""
    path = path.removeprefix("/")
    if path.endswith(f"/{INDEX}"):
        return path, path.removesuffix(INDEX)
    if path.endswith("/"):
        return path, f"{path}{INDEX}"
    return (path,)
