"""Glue for ``outsideinnovation.feeds``: feeds of the site, of each category and of the comments, in all formats.

Settings: FEEDS_ENTRIES, FEEDS_HUB. Templates get ``feeds``, the rows of the page that explains feeds to people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from heapq import nlargest
from typing import Any
from urllib.parse import urlsplit

from pelican import signals
from pelican.generators import Generator

from outsideinnovation.feeds.absolute import absolute
from outsideinnovation.feeds.archive import fit, split
from outsideinnovation.feeds.atom import atom
from outsideinnovation.feeds.entry import Answer, Archive, Discussion, Entry, Feed, Person
from outsideinnovation.feeds.json_feed import json_feed
from outsideinnovation.feeds.opml import Outline, opml
from outsideinnovation.feeds.rdf import rdf
from outsideinnovation.feeds.rss import rss
from outsideinnovation.publishing.writer import SiteWriter

EPOCH = datetime(2005, 1, 1, tzinfo=UTC)  # the "last change" of a feed that has never had an entry


@dataclass(frozen=True, slots=True)
class FeedAddresses:
    """A row of the page about feeds; the addresses are paths below the site's root."""

    title: str
    rss: str
    atom: str
    json: str


class Feeds(Generator):
    """Writes every feed of the site; a feed of nothing is still a feed, so that readers may subscribe early."""

    def generate_context(self) -> None:
        """Tell the templates which feeds there are."""
        site = FeedAddresses("All posts", "feeds/rss.xml", "feeds/atom.xml", "feeds/feed.json")
        self.context["feeds"] = [site, *(_of_category(category) for category, _ in self.context.get("categories", []))]

    def generate_output(self, writer: SiteWriter) -> None:
        """Write the feeds of the site, its categories and its comments, and the list of them all."""
        self._entries: dict[str, Entry] = {}
        self._write_site(writer)
        for category, articles in self.context["categories"]:
            self._write_category(writer, category, articles)
        for article in self.context["articles"]:
            writer.write_bytes(article.comments_feed_url, self._discussion(article))
        writer.write_bytes("feeds/comments.atom.xml", self._comments())
        outlines = [
            Outline(f"{self._name}: {row.title}", self._at(row.atom), self._at("")) for row in self.context["feeds"]
        ]
        writer.write_bytes("opml.xml", opml(self._name, outlines))

    @cached_property
    def _name(self) -> str:
        return str(self.settings["SITENAME"])

    def _at(self, path: str) -> str:
        return f"{self.settings['SITEURL']}/{path}"

    def _write_site(self, writer: SiteWriter) -> None:
        everything = tuple(map(self._entry, self.context["articles"]))
        feed, pages = split(self._feed("", self._name, "", everything), self.settings["FEEDS_ENTRIES"])
        addresses = [self._at(f"feeds/archive/{number}.atom.xml") for number in range(1, len(pages) + 1)]
        newest = atom(feed, self._at("feeds/atom.xml"), archive=Archive(older=addresses[-1]) if pages else None)
        for place, page in enumerate(pages):
            older = addresses[place - 1] if place else None
            newer = addresses[place + 1] if place + 1 < len(pages) else None
            archive = Archive(older, newer, self._at("feeds/atom.xml"))
            writer.write_bytes(f"feeds/archive/{place + 1}.atom.xml", atom(page, addresses[place], archive=archive))
        plain = rss(feed, self._at("feeds/rss.xml"))
        for name, data in {
            "feeds/rss.xml": plain,
            "rss.xml": plain,
            "feeds/atom.xml": newest,
            "atom.xml": newest,
        }.items():
            writer.write_bytes(name, data)
        writer.write_bytes("index.rdf", rdf(feed, self._at("index.rdf")))
        writer.write_bytes("feeds/feed.json", json_feed(feed, self._at("feeds/feed.json")))

    def _write_category(self, writer: SiteWriter, category: Any, articles: list[Any]) -> None:
        row = _of_category(category)
        entries = tuple(map(self._entry, articles[: self.settings["FEEDS_ENTRIES"]]))
        feed = fit(self._feed(f"category:{category.slug}", f"{self._name}: {category.name}", category.url, entries))
        writer.write_bytes(row.rss, rss(feed, self._at(row.rss)))
        writer.write_bytes(row.atom, atom(feed, self._at(row.atom)))
        writer.write_bytes(row.json, json_feed(feed, self._at(row.json)))

    def _discussion(self, article: Any) -> bytes:
        comments = [(article, node) for node in _nodes(article.comments.replies)]
        title = f"{self._name}: comments on {article.title}"
        return atom(
            self._comment_feed(f"comments:{article.id}", title, article.url, comments, article.date),
            self._at(article.comments_feed_url),
        )

    def _comments(self) -> bytes:
        every = ((article, node) for article in self.context["articles"] for node in _nodes(article.comments.replies))
        newest = nlargest(self.settings["FEEDS_ENTRIES"], every, key=_when)
        feed = self._comment_feed("comments", f"{self._name}: comments", "", newest, EPOCH)
        return atom(fit(feed), self._at("feeds/comments.atom.xml"))

    def _comment_feed(
        self, name: str, title: str, url: str, comments: list[tuple[Any, Any]], changed: datetime
    ) -> Feed:
        newest = sorted(comments, key=_when, reverse=True)
        entries = tuple(self._comment(article, node) for article, node in newest)
        return self._feed(name, title, url, entries, changed)

    def _feed(self, name: str, title: str, url: str, entries: tuple[Entry, ...], changed: datetime = EPOCH) -> Feed:
        return Feed(
            id=self._tag(name or "site", 2005),
            title=title,
            subtitle=self.settings["SITEDESCRIPTION"] or self.settings["SITESUBTITLE"],
            home_url=self._at(url),
            language=self.settings["DEFAULT_LANG"],
            updated=max((entry.updated for entry in entries), default=changed),
            author=Person(self.settings["AUTHOR"]),
            entries=entries,
            hub=self.settings["FEEDS_HUB"],
        )

    def _entry(self, article: Any) -> Entry:
        if article.id not in self._entries:
            address = self._at(article.url)
            dates = [node.comment.date for node in _nodes(article.comments.replies)]
            self._entries[article.id] = Entry(
                id=self._tag(article.id, article.date.year),
                url=address,
                title=article.title,
                html=absolute(article.content, address),
                summary=article.description,
                published=article.date,
                updated=getattr(article, "modified", article.date),
                author=Person(article.author.name),
                categories=tuple(each.name for each in [*article.all_categories, *getattr(article, "tags", [])]),
                discussion=Discussion(
                    f"{address}#comments", self._at(article.comments_feed_url), len(dates), max(dates, default=None)
                ),
            )
        return self._entries[article.id]

    def _comment(self, article: Any, node: Any) -> Entry:
        comment, address = node.comment, self._at(article.url)
        known = {each.comment.id: each.comment for each in _nodes(article.comments.replies)} if comment.reply_to else {}
        answered = known.get(comment.reply_to)
        return Entry(
            id=self._tag(f"comment:{comment.id}", comment.date.year),
            url=f"{address}#comment-{comment.id}",
            title=f"{comment.author} on {article.title}",
            html=node.html,
            published=comment.date,
            updated=comment.date,
            author=Person(comment.author, comment.website),
            answers=Answer(self._tag(f"comment:{answered.id}", answered.date.year), f"{address}#comment-{answered.id}")
            if answered
            else Answer(self._tag(article.id, article.date.year), address),
        )

    def _tag(self, name: str, year: int) -> str:
        """Return a tag URI (RFC 4151) that outlives the address: it hangs on the post's id, not on its slug."""
        return f"tag:{urlsplit(self.settings['SITEURL']).hostname or 'localhost'},{year}:{name}"


def register() -> None:
    """Connect to Pelican's signals; called by Pelican."""
    signals.get_generators.connect(generators)


def generators(_: object) -> type[Generator]:
    """Name our generator to Pelican."""
    return Feeds


def _of_category(category: Any) -> FeedAddresses:
    folder = f"feeds/{category.slug}"
    return FeedAddresses(category.name, f"{folder}/rss.xml", f"{folder}/atom.xml", f"{folder}/feed.json")


def _nodes(replies: Iterable[Any]) -> Iterable[Any]:
    waiting = list(replies)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.replies


def _when(pair: tuple[Any, Any]) -> tuple[datetime, str]:
    return pair[1].comment.date, pair[1].comment.id
