"""Feeds of posts and comments. A post is anything with the attributes that templates know; see ``views``."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from outsideinnovation.builder.content import post
from outsideinnovation.builder.fast_paths.feed_forms import filled_atom
from outsideinnovation.builder.outputs.feed_ids import STAND_IN, FeedIds
from outsideinnovation.configuration import Configuration
from outsideinnovation.feeds.absolute import absolute
from outsideinnovation.feeds.archive import divide, fit, frame, page, weight
from outsideinnovation.feeds.entry import ArchiveLinks, Discussion, Feed, FeedEntry, InReplyTo, Person
from outsideinnovation.feeds.json_feed import json_feed
from outsideinnovation.languages.message import Message, Translator
from outsideinnovation.percent_encoding import of_path

EPOCH = datetime(2005, 1, 1, tzinfo=UTC)  # the "last change" of a feed that has never had an entry
SITE_FEED, COMMENTS_FEED = "feeds/atom.xml", "feeds/comments.atom.xml"
COMMENTS_FEEDS = (COMMENTS_FEED, "feeds/comments.feed.json")
SITE_FEEDS = (SITE_FEED, "feeds/rss.xml", "feeds/feed.json", "atom.xml", "rss.xml", "index.rdf")


@dataclass(frozen=True, slots=True)
class FeedAddresses:
    """A row of the page about feeds; the addresses are URLs below the site's root."""

    title: str
    rss: str
    atom: str
    json: str

    @property
    def files(self) -> tuple[str, str, str]:
        """The files at those addresses, in the same order."""
        return unquote(self.rss), unquote(self.atom), unquote(self.json)


def comments_feed(save_as: str) -> str:
    """Return where a post's comment feed is: beside the post's own file."""
    if save_as.endswith("/index.html"):
        return f"{save_as.removesuffix('/index.html')}/comments.atom.xml"
    return f"{save_as.removesuffix('.html')}.comments.atom.xml"


def comments_feed_url(save_as: str) -> str:
    """Return the address of that feed, as links have it."""
    return of_path(comments_feed(save_as))


def addresses(categories: Iterable[Any]) -> list[FeedAddresses]:
    """Return the feeds of posts: the site's, then one a category (anything with a name and a slug)."""
    site = FeedAddresses(Message("All posts"), "feeds/rss.xml", SITE_FEED, "feeds/feed.json")
    return [site, *map(category_addresses, categories)]


def category_addresses(category: Any) -> FeedAddresses:
    """Return where the feeds of one category are."""
    folder = f"feeds/{of_path(category.slug)}"
    return FeedAddresses(category.name, f"{folder}/rss.xml", f"{folder}/atom.xml", f"{folder}/feed.json")


def nodes(replies: Iterable[Any]) -> Iterable[Any]:
    """Yield every node of a thread."""
    waiting = list(replies)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.replies


class FeedWriter:
    """Writes every feed of a site, each as bytes; *text* gives the HTML of a post as feeds take it."""

    def __init__(
        self, settings: Configuration, ids: FeedIds, text: Callable[[Any], str] = attrgetter("content")
    ) -> None:
        self._settings, self._ids, self._text = settings, ids, text
        self._name = settings.site.name
        self._say = Translator.of(settings.site.language).words

    def site(self, articles: Sequence[Any]) -> dict[str, bytes]:
        """Return the site's feeds in all formats, at today's addresses and TypePad's, with their archive pages."""
        count, pages = self.division([self.weight(article) for article in articles])
        return self.newest(articles[:count], len(pages)) | {
            f"feeds/archive/{number}.atom.xml": self.archive(articles[part], number, len(pages))
            for number, part in enumerate(pages, 1)
        }

    def division(self, weights: Sequence[int]) -> tuple[int, list[slice]]:
        """Return how many of the posts of those *weights* the feed holds, and which are on which page of its archive."""
        size = self._settings.feeds.entries
        return divide(weights, frame(self._feed("", self._name, "", ())), size, size)

    def weight(self, article: Any) -> int:
        """Return what a post weighs in a feed, in bytes: as much as it will with comments, and however long its id is.

        Pages of the archive stay.
        """
        return weight(self._entry(article, STAND_IN, self._discussion(article, comments_feed_url(article.save_as))))

    def newest(self, articles: Iterable[Any], archive_pages: int) -> dict[str, bytes]:
        """Return the site's feed of just those posts, in all formats and at all addresses."""
        from outsideinnovation.feeds.rdf import rdf  # noqa: PLC0415 - loads feedgen, which most builds do without
        from outsideinnovation.feeds.rss import rss  # noqa: PLC0415 - likewise

        feed = self._feed("", self._name, "", map(self.entry, articles))
        older = ArchiveLinks(older=self._at(f"feeds/archive/{archive_pages}.atom.xml")) if archive_pages else None
        as_atom = filled_atom(feed, self._at(SITE_FEED), archive=older)
        as_rss = rss(feed, self._at("feeds/rss.xml"))
        return {
            "feeds/rss.xml": as_rss,
            "rss.xml": as_rss,
            SITE_FEED: as_atom,
            "atom.xml": as_atom,
            "index.rdf": rdf(feed, self._at("index.rdf")),
            "feeds/feed.json": json_feed(feed, self._at("feeds/feed.json")),
        }

    def archive(self, articles: Iterable[Any], number: int, last: int) -> bytes:
        """Return page *number* of *last* of the site's archive, which has just those posts.

        It does not count their comments: readers keep a page once they have it (RFC 5005, section 4), so it is not to change.
        """
        older = self._at(f"feeds/archive/{number - 1}.atom.xml") if number > 1 else None
        newer = self._at(f"feeds/archive/{number + 1}.atom.xml") if number < last else None
        entries = tuple(self.entry(article, discussed=False) for article in articles)
        written = page(self._feed("", self._name, "", ()), entries)
        place = ArchiveLinks(older, newer, self._at(SITE_FEED))
        return filled_atom(written, self._at(f"feeds/archive/{number}.atom.xml"), archive=place)

    def category(self, category: Any, articles: Sequence[Any]) -> dict[str, bytes]:
        """Return the feeds of one category in all formats."""
        from outsideinnovation.feeds.rss import rss  # noqa: PLC0415 - as above

        row = category_addresses(category)
        newest = map(self.entry, articles[: self._settings.feeds.entries])
        feed = fit(self._feed(f"category:{category.slug}", f"{self._name}: {category.name}", category.url, newest))
        as_rss, as_atom, as_json = row.files
        return {
            as_rss: rss(feed, self._at(row.rss)),
            as_atom: filled_atom(feed, self._at(row.atom)),
            as_json: json_feed(feed, self._at(row.json)),
        }

    def discussion(self, article: Any) -> bytes:
        """Return the feed of the comments on one post."""
        title = self._say(Message("%(name)s: comments on %(title)s", name=self._name, title=article.title))
        comments = [(article, node) for node in nodes(article.comments.replies)]
        feed = self._comment_feed(f"comments:{article.id}", title, article.url, comments, article.date)
        return filled_atom(feed, self._at(article.comments_feed_url))

    def comments(self, newest: Iterable[tuple[Any, Any]]) -> dict[str, bytes]:
        """Return the feed of all comments in both formats: *newest* are posts with the node of one of their comments."""
        title = self._say(Message("%(name)s: comments", name=self._name))
        feed = fit(self._comment_feed("comments", title, "", newest, EPOCH))
        as_atom, as_json = COMMENTS_FEEDS
        return {as_atom: filled_atom(feed, self._at(as_atom)), as_json: json_feed(feed, self._at(as_json))}

    def opml(self, feeds: Iterable[FeedAddresses]) -> bytes:
        """Return the list of all feeds of posts."""
        from outsideinnovation.feeds.opml import Outline, opml  # noqa: PLC0415 - as above

        outlines = [Outline(f"{self._name}: {self._say(row.title)}", self._at(row.atom), self._at("")) for row in feeds]
        return opml(self._name, outlines)

    def entry(self, article: Any, *, discussed: bool = True) -> FeedEntry:
        """Return a post as an entry; its discussion is told by number and date alone, if there may be one."""
        takes = discussed and article.comments_state != "none"
        discussion = self._discussion(article, article.comments_feed_url) if takes else None
        return self._entry(article, self._ids.post(article.id, article.date.year), discussion)

    def _discussion(self, article: Any, feed: str) -> Discussion:
        feed_url = self._at(feed) if feed else ""
        return Discussion(
            f"{self._at(article.url)}#comments", feed_url, article.comments_count, article.comments_updated
        )

    def _entry(self, article: Any, identifier: str, discussion: Discussion | None) -> FeedEntry:
        address = self._at(article.url)
        return FeedEntry(
            id=identifier,
            url=address,
            title=article.title,
            html=absolute(self._text(article), address),
            summary=article.description,
            published=article.date,
            updated=getattr(article, "modified", article.date),
            author=_author(post.author(article) or self._settings.site.author),
            categories=tuple(each.name for each in [*article.all_categories, *getattr(article, "tags", [])]),
            discussion=discussion,
        )

    def _at(self, path: str) -> str:
        return f"{self._settings.site.url}/{path}"

    def _comment_feed(
        self, name: str, title: str, url: str, comments: Iterable[tuple[Any, Any]], changed: datetime
    ) -> Feed:
        newest = sorted(comments, key=_when, reverse=True)
        return self._feed(name, title, url, (self._comment(article, node) for article, node in newest), changed)

    def _feed(self, name: str, title: str, url: str, entries: Iterable[FeedEntry], changed: datetime = EPOCH) -> Feed:
        every = tuple(entries)
        return Feed(
            id=self._ids.feed(name or "site"),
            title=title,
            subtitle=self._settings.site.description or self._settings.site.subtitle,
            home_url=self._at(url),
            language=self._settings.site.language,
            updated=max((entry.updated for entry in every), default=changed),
            author=Person(self._settings.site.author),
            entries=every,
            hub=self._settings.feeds.hub,
        )

    def _comment(self, article: Any, node: Any) -> FeedEntry:
        comment, answered, address = node.comment, node.answers, self._at(article.url)
        return FeedEntry(
            id=self._ids.comment(comment.id, comment.date.year),
            url=f"{address}#comment-{comment.id}",
            title=self._say(Message("%(author)s on %(title)s", author=comment.author, title=article.title)),
            html=node.html,
            published=comment.date,
            updated=comment.date,
            author=Person(comment.author, comment.website),
            answers=InReplyTo(self._ids.comment(answered.id, answered.date.year), f"{address}#comment-{answered.id}")
            if answered
            else InReplyTo(self._ids.post(article.id, article.date.year), address),
        )


@lru_cache(1024)
def _author(name: str) -> Person:
    return Person(name)


def _when(pair: tuple[Any, Any]) -> tuple[datetime, str]:
    return pair[1].comment.date, pair[1].comment.id
