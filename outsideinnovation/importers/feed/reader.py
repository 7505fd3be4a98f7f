"""A feed as an exported blog: every post of every page once, and on request the comments of each."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.importers.blog.exported import ExportedPost, OldLists
from outsideinnovation.importers.comment_export import ExportPlace, Foreign
from outsideinnovation.importers.feed import feed_comments, feed_document, feed_markup, feed_posts
from outsideinnovation.importers.feed.feed_item import FeedHead, FeedItem
from outsideinnovation.importers.feed.feed_pages import FeedPage, FeedPages, Fetch, SavedPages, WebPages, name_of
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.picture_hosts import picture_hosts
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.sidebar.feed_elements import FeedError
from outsideinnovation.wording import counted

COMMENT_PAGES = 50  # of one post


class FeedBlog:
    """The blog whose feed is at *source*: an address, for which *fetch* is needed, a saved file, or a folder of such.

    *zone* is that of dates that name none. With *comments* those that the feed leads to, or consists of, come too.
    """

    system = "feed"

    def __init__(self, source: str, zone: tzinfo, fetch: Fetch | None = None, *, comments: bool = False) -> None:
        self._is_web = feed_markup.is_web_address(source)
        self._name = name_of(source) if self._is_web else Path(source)
        self.report = ImportReport(self._name)
        self.lists, self.hosts = OldLists(), dict[str, int]()
        self._source, self._zone, self._fetch, self._with_comments = source, zone, fetch, comments
        self._seen, self._keys, self._comment_keys = dict[bytes, bytes](), set[str](), set[str]()
        self._beginnings = self._posts = self._comments = self._undated = 0

    def read(self) -> Iterator[ExportedPost | Foreign]:
        """Yield every post, and its comments where they are wanted. Raises UnreadableExportError, NotFoundError."""
        pages, is_first = self._pages(), True
        while page := pages.next():
            head = FeedHead(address=page.address)
            self.report.source = page.name  # so that whoever tells of a line names its page
            before = self._posts + self._comments
            try:
                for item in feed_document.items(page, head, self.report):
                    yield from self._told(item, head, page)
            except FeedError as error:
                self._refused(page, error, is_only=is_first and self._is_single)
            finally:
                page.stream.close()
            is_first = False
            self._remember(head, page)
            pages.is_through(head, self._posts + self._comments - before)
        self.report.source = self._name
        self._sum_up()

    @property
    def _is_single(self) -> bool:
        return self._is_web or not Path(self._source).is_dir()

    def _pages(self) -> FeedPages:
        if not self._is_web:
            return SavedPages(Path(self._source))
        if self._fetch is None:
            raise UnreadableExportError(f"{self._source}: nothing is fetched from the web here: save the feed first.")
        return WebPages(self._source, self._fetch, self.report)

    def _refused(self, page: FeedPage, error: FeedError, *, is_only: bool) -> None:
        if is_only and not self._posts:
            raise UnreadableExportError(
                f"{page.name}: {error}: name the address or file of a feed. Nothing was imported."
            )
        self.report.problem(0, str(error), "left out; the other pages came", page.name)

    def _told(self, item: FeedItem, head: FeedHead, page: FeedPage) -> Iterator[ExportedPost | Foreign]:
        if not (item.title or item.body or item.address):
            self.report.note(item.line, "a post without a title, words and address", "left out", page.name)
        elif feed_comments.is_comment(item):
            self._comments += 1
            if self._with_comments and self._is_new_comment(item):
                yield from self._comment(item, None, page)
        elif self._is_new(item, page):
            yield from self._post(item, head, page)

    def _is_new(self, item: FeedItem, page: FeedPage) -> bool:
        """Tell whether no post was this one: pages overlap, and newer ones are read first."""
        name, words = _digest(item.id, item.address), _digest(item.title, item.body)
        if not (item.id or item.address):
            name = words
        known = self._seen.get(name)
        if known not in {None, words}:
            what = f"{item.title or item.address!r} stands there twice, with other words"
            self.report.note(item.line, what, "the one that was read first came", page.name)
        self._seen.setdefault(name, words)
        return known is None

    def _post(self, item: FeedItem, head: FeedHead, page: FeedPage) -> Iterator[ExportedPost | Foreign]:
        post = feed_posts.post(item, head, self._zone)
        if post.key in self._keys:  # systems that give many posts one id are no reason to lose one
            post = replace(post, key=f"{post.key} {post.address}")
        self._keys.add(post.key)
        self._posts += 1
        self._beginnings += item.is_beginning
        if (said := item.published or item.updated) and not post.date:
            self.report.note(
                item.line, f"the date {said[:40]!r} cannot be read", "give the post one in its head", page.name
            )
        own = urlsplit(post.address).hostname or ""
        for host in (own, *picture_hosts(post.body, own)):
            if host:
                self.hosts[host] = self.hosts.get(host, 0) + 1
        yield post
        if self._with_comments and item.comments and item.comment_count != 0:
            yield from self._comments_of(item, post)

    def _comments_of(self, item: FeedItem, post: ExportedPost) -> Iterator[Foreign]:
        """Yield the comments of *post*, the oldest first, if the web is asked at all."""
        if not self._is_web or self._fetch is None:
            return
        found, pages = (
            list[tuple[FeedItem, FeedPage]](),
            WebPages(item.comments, self._fetch, self.report, COMMENT_PAGES),
        )
        try:
            while page := pages.next():
                head, before = FeedHead(address=page.address), len(found)
                found += [
                    (each, page) for each in feed_document.items(page, head, self.report) if self._is_new_comment(each)
                ]
                pages.is_through(head, len(found) - before)
        except (UnreadableExportError, FeedError) as error:
            what = f"the comments on {post.title or post.address!r}: {error}"
            self.report.problem(0, what, "import again later: what came stays")
        comments = [each for item, page in found for each in self._comment(item, post.place, page)]
        yield from sorted(comments, key=lambda each: each.date)

    def _is_new_comment(self, item: FeedItem) -> bool:
        key = feed_posts.key(item)
        is_new = key not in self._comment_keys
        self._comment_keys.add(key)
        return is_new

    def _comment(self, item: FeedItem, place: ExportPlace | None, page: FeedPage) -> Iterator[Foreign]:
        found = feed_comments.comment(item, place, self._zone, self._comment_keys)
        if isinstance(found, str):
            self.report.problem(item.line, f"a comment is left out: {found}", "correct it and import again", page.name)
        else:
            yield found

    def _remember(self, head: FeedHead, page: FeedPage) -> None:
        """Keep the addresses of the feed, so that whoever reads it there finds the one that is here."""
        for address in (head.address, page.address):
            parts = urlsplit(address)
            if parts.path.strip("/") and not parts.query and parts.hostname in self.hosts:
                self.lists.feeds[parts.path] = ""

    def _sum_up(self) -> None:
        if self._beginnings:
            what = f"only the beginning stands in it of {self._beginnings:,} of {counted(self._posts, 'post')}"
            self.report.note(0, what, "the rest is in no feed: copy it from the old pages while they are there")
        if self._comments and not self._with_comments:
            self.report.note(0, f"{counted(self._comments, 'comment')} in it", "left out; bring them with --comments")


def _digest(*texts: str) -> bytes:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).digest()[:12]
