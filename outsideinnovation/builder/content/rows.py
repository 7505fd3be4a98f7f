"""What the build knows of a post or page without holding its text: one light row a file, the same as Pelican makes of it.

Rows are kept between builds, so that lists, neighbours and archives need no text and no Markdown.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from outsideinnovation import percent_encoding, text
from outsideinnovation.builder.content import internal, post
from outsideinnovation.builder.content.dates import read_date
from outsideinnovation.builder.content.fields import listed
from outsideinnovation.builder.content.languages import language
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.builder.content.shared_drafts import NOTHING_SHARED, SharedDrafts
from outsideinnovation.builder.content.waiting import UNSHOWN, WAITING, is_waiting, status_and_date
from outsideinnovation.builder.incremental.stamps import digest
from outsideinnovation.configuration import Configuration
from outsideinnovation.frontmatter import ContentFile
from outsideinnovation.pictures.markup import sources
from outsideinnovation.slugs import Slugs

if TYPE_CHECKING:
    from outsideinnovation.search.stems import Stems

Named = tuple[str, str, str]  # name, slug, address
as_line = json.JSONEncoder(ensure_ascii=False).encode  # one line of JSON


class Row(NamedTuple):
    """One post or page. ``path`` is below the content folder; addresses are paths below the site's root.

    ``text`` is a digest of the HTML; ``links`` are those in it that name files, as (what, target); ``link`` and ``card``
    are digests of what archives and lists show of the post; ``keywords`` tell which other posts it is like. Dates are
    RFC 3339.
    """

    path: str
    is_post: bool
    id: str
    title: str
    slug: str
    status: str
    url: str
    save_as: str
    template: str
    date: str
    modified: str
    categories: tuple[Named, ...]
    tags: tuple[Named, ...]
    authors: tuple[Named, ...]
    summary: str
    description: str
    minutes: int
    comments: str
    old_urls: tuple[str, ...]
    text: str
    links: tuple[tuple[str, str], ...]
    link: str
    card: str
    keywords: tuple[str, ...] = ()
    lang: str = ""  # where it is another than the site's
    series: str = ""  # its name
    series_index: str = ""  # the place in it that the head says, a number
    toc: str = ""  # whether it has a table of contents, as its head says
    pictures: tuple[str, ...] = ()  # the addresses of its pictures, as they are written
    shared_until: str = ""  # of a draft with a private address

    @property
    def when(self) -> datetime:
        """The date as an aware time."""
        return datetime.fromisoformat(self.date)

    @property
    def place(self) -> tuple[object, ...]:
        """Everything by which the site as a whole is arranged: all but what the post says."""
        return (
            self.id, self.title, self.slug, self.status, self.url, self.save_as, self.date, self.modified,
            self.categories, self.tags, self.authors, self.comments, self.old_urls, self.lang, self.series, self.series_index,
        )  # fmt: skip

    def dump(self) -> str:
        """Write the row as one line of JSON."""
        return as_line(self)

    @classmethod
    def load(cls, line: str) -> "Row":
        """Read what ``dump`` wrote."""
        values = json.loads(line)
        for place in _NAMED:
            values[place] = tuple(map(tuple, values[place]))
        for place in _PLAIN:
            values[place] = tuple(values[place])
        return cls._make(values)


class KnownRow(NamedTuple):
    """What is known of a post or page: its row, a digest of that, and what it weighs in a feed, in bytes."""

    row: Row
    digest: str
    weight: int


_NAMED = [place for place, name in enumerate(Row._fields) if name in {"categories", "tags", "authors", "links"}]
_PLAIN = [Row._fields.index(name) for name in ("old_urls", "keywords", "pictures")]


class Keywords:
    """The words that say most about a post, in one language; what cuts and stems words is loaded with the first post."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._stems: Stems | None = None

    def __call__(self, title: str, tags: list[str], markup: str) -> tuple[str, ...]:
        """Return them, sorted."""
        from outsideinnovation.search import keywords, stems  # noqa: PLC0415 - a build of one comment needs neither

        self._stems = self._stems or stems.Stems(self._language)
        return keywords.keywords(title, tags, text.searchable(markup), self._stems)


class Composer:
    """Makes rows and HTML of documents, by the site's settings, exactly as Pelican would; dates after the *horizon* wait.

    Drafts that are *shared* are at their private addresses. Who plans addresses alone needs neither those nor keywords.
    """

    def __init__(
        self,
        settings: Configuration,
        slugs: Slugs,
        horizon: datetime | None,
        shared: SharedDrafts = NOTHING_SHARED,
        *,
        has_keywords: bool = True,
    ) -> None:
        self._settings, site, lists = settings, settings.site, settings.lists
        self._slugs = slugs
        self._horizon, self._shared = horizon, shared
        self._markdown = Markdown.of(settings)
        self._zone = site.zone
        self._lists = {"CATEGORY": lists.category_url, "TAG": lists.tag_url, "AUTHOR": lists.author_url}
        self._names: dict[tuple[str, str], Named] = {}
        is_related = has_keywords and settings.search.is_on and settings.search.related
        self._keywords = Keywords(settings.search_language) if is_related else None

    def html(self, document: ContentFile) -> str:
        """Convert the body."""
        return self._markdown.convert(document.body)

    def row(self, path: str, document: ContentFile, markup: str, *, is_post: bool) -> Row:
        """Make the row of the file at *path*, whose body is *markup*."""
        status, date = status_and_date(document, self._zone)
        slug = document.value("slug") or self._slugs.of("content", PurePosixPath(path).stem)
        if is_post and not date:
            date = datetime.max.replace(tzinfo=self._zone)  # a draft may lack one; Pelican puts it at the end of time
        if is_waiting(status, date, self._horizon):
            status = WAITING
        modified = read_date(document.value("modified"), self._zone) if document.value("modified") else None
        category = self._named("CATEGORY", document.value("category") or self._settings.content.category)
        more = [self._named("CATEGORY", name) for name in listed(document.value("categories"))]
        written = document.value("summary")
        summary = self._markdown.convert(written) if written else ""
        description = post.description(summary or markup)
        summary = summary or post.summary(description)
        url, save_as = self._place(document, status, slug, date, category, is_post=is_post)
        identifier = document.value("id") or slug
        shared = self._shared.of(identifier, is_post=is_post) if status in UNSHOWN else None
        if shared:
            url, save_as = shared.url, f"{shared.url}index.html"
        categories = tuple(dict.fromkeys([category, *more]))
        authors = tuple(self._authors(document))
        shown = (document.value("title"), url, date.isoformat() if date else "")
        return Row(
            path=path,
            is_post=is_post,
            id=identifier,
            title=shown[0],
            slug=slug,
            status=status,
            url=url,
            save_as=save_as,
            template=document.value("template") or ("article" if is_post else "page"),
            date=shown[2],
            modified=modified.isoformat() if modified else "",
            categories=categories,
            tags=tuple(dict.fromkeys(self._named("TAG", name) for name in listed(document.value("tags")))),
            authors=authors,
            summary=summary,
            description=description,
            minutes=post.reading_minutes(markup),
            comments=document.value("comments"),
            old_urls=tuple(document.value("old_urls").replace(",", " ").split()),
            text=digest(markup),
            links=tuple(dict.fromkeys(internal.links(markup + summary))),
            link=digest(*shown),
            card=digest(*shown, summary, repr(authors), repr(category)),
            keywords=self._keywords(shown[0], listed(document.value("tags")), markup)
            if self._keywords and is_post and status == "published"
            else (),
            lang=language(document, self._settings.site.language),
            series=document.value("series"),
            series_index=document.value("series_index"),
            toc=document.value("toc"),
            pictures=tuple(dict.fromkeys(sources(markup + summary))) if self._settings.pictures.is_on else (),
            shared_until=shared.until.isoformat() if shared else "",
        )

    def _place(
        self, document: ContentFile, status: str, slug: str, date: datetime | None, category: Named, *, is_post: bool
    ) -> tuple[str, str]:
        author = next(self._authors(document))[1]
        values = {
            "slug": slug,
            "date": date,
            "category": category[1],
            "author": author,
            "lang": document.value("lang") or self._settings.site.language.lower(),
        }
        at, into = self._patterns(is_post=is_post, is_draft=status in UNSHOWN)
        url = percent_encoding.of_pattern(at, values)
        save_as = url if into == at and "%" not in url else into.format(**values)
        if status in UNSHOWN:
            return url, save_as
        own = document.value("save_as")
        if field := document.get("url"):
            url = percent_encoding.of_url(field.value)
        elif own:
            url = percent_encoding.of_page(own)
        return url, own or save_as

    def _patterns(self, *, is_post: bool, is_draft: bool) -> tuple[str, str]:
        """Return the patterns of addresses and of files."""
        settings = self._settings.builder
        if is_post:
            return (
                (settings.draft_url, settings.draft_file) if is_draft else (settings.article_url, settings.article_file)
            )
        if is_draft:
            return settings.draft_page_url, settings.draft_page_file
        return settings.page_url, settings.page_file

    def _authors(self, document: ContentFile) -> Iterator[Named]:
        names = listed(document.value("authors")) or [document.value("author") or self._settings.site.author]
        yield from (self._named("AUTHOR", name) for name in names)

    def _named(self, kind: str, name: str) -> Named:
        """Return the name with its slug and the address of its list."""
        if (kind, name) not in self._names:
            slug = self._slugs.of(kind.lower(), name)
            url = percent_encoding.of_pattern(self._lists[kind], {"slug": slug, "name": name})
            self._names[kind, name] = (name, slug, url)
        return self._names[kind, name]
