"""Brings an export of any system over: posts are written, comments filed, subscribers listed, old addresses redirected.

Posts are durable before their comments are written, and all is recognised when it comes again: whatever breaks an import
off, running it once more completes it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.blog import old_lists, old_urls, post_files
from outsideinnovation.importers.blog.exported import (
    ExportedBlog,
    ExportedPost,
    ExportedSubscriber,
    Visibility,
)
from outsideinnovation.importers.blog.html_bodies import Conversion
from outsideinnovation.importers.blog.original import OriginalFile
from outsideinnovation.importers.blog.placing import PlacedPost, Placing
from outsideinnovation.importers.blog.post_index import PostIndex
from outsideinnovation.importers.blog.post_links import PostLinks
from outsideinnovation.importers.blog.post_writer import PostWriter
from outsideinnovation.importers.blog.restoring import Restoring, bring_site_file
from outsideinnovation.importers.blog.site_patterns import SitePatterns
from outsideinnovation.importers.comment_export import Foreign
from outsideinnovation.importers.comment_filing import CommentFiling
from outsideinnovation.importers.comment_settling import settled
from outsideinnovation.importers.images.counting import PictureCount
from outsideinnovation.importers.list_addresses import ListAddresses
from outsideinnovation.importers.report import Fate, Thing
from outsideinnovation.importers.unmatched_comments import UnmatchedComments
from outsideinnovation.site import Site

_EARLIEST, _LATEST = 1900, 9998
NOT_ASKED = "not asked for; see --subscribers"
NO_POST = "their post is not here"


class Subscribers(Protocol):
    """Where subscribers go: a module of its own, since it loads the database."""

    def add(self, subscriber: ExportedSubscriber) -> None:
        """Take one in."""

    def flush(self) -> None:
        """Write down those that wait."""


@dataclass(frozen=True, slots=True)
class BlogOptions:
    """What was asked for. ``as_markdown`` makes Markdown of bodies where it can; without it they stay HTML.

    ``renamed`` says which post here is meant by a name there; without ``subscribers`` those are left out. ``pictures`` counts
    those of the posts that a dry run would write.
    """

    dry_run: bool = False
    as_markdown: Conversion | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    subscribers: Subscribers | None = None
    pictures: PictureCount | None = None


class BlogImport:
    """One import of *blog*, read from *source*, into *site*. What became of it is in the blog's report.

    ``unmatched_posts`` counts comments by the name of their post, where that is not here; ``unmatched_file`` holds them.
    """

    def __init__(self, blog: ExportedBlog, source: Path, site: Site, options: BlogOptions) -> None:
        self.report = blog.report
        self._blog, self._site, self._options = blog, site, options
        posts, pages = site.post_folders[0], site.page_folders[0]
        rehearsed = options.pictures.add_file if options.pictures else None
        self._writer = PostWriter(posts, pages, dry_run=options.dry_run, rehearsed=rehearsed)
        self._placing = Placing(blog.system, self._writer, SitePatterns(site), blog.report)
        self._index = PostIndex(site, options.renamed)
        self._unmatched = UnmatchedComments(site, source, blog.system, dry_run=options.dry_run)
        self._restoring = Restoring(site)
        self._links = PostLinks(site)
        self._lists: list[OriginalFile] = []
        self.unmatched_posts = self._unmatched.posts
        self.unmatched_file: Path | None = None

    def run(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Bring all over; *progress* is told how many things were read. A dry run counts the same, and writes nothing.

        Raises UnreadableExportError where nothing can be read, ContentError for content here that cannot, and StorageError.
        """
        try:
            self._bring(progress)
            self.unmatched_file = self._unmatched.close()
        finally:
            self._unmatched.discard()
        if not self._options.dry_run:
            self._links.mend(self.report)
        for file in self._lists:
            self.report.problems += bring_site_file(file, self._site, dry_run=self._options.dry_run)
        self.report.redirects += redirects_file.merge_addresses(
            self._site.content, self._redirects(), dry_run=self._options.dry_run
        )

    def _bring(self, progress: Callable[[int], None]) -> None:
        report, filing = self.report, CommentFiling(self._site, dry_run=self._options.dry_run)
        comments = settled(self._comments(progress), self._blog.system, self._index.find, self._unmatched, report)
        filed = filing.file(comments, before=self._writer.flush)
        self._writer.flush()
        if self._options.subscribers:
            self._options.subscribers.flush()
        report.count(Fate.WRITTEN, Thing.COMMENT, number=filed.written)
        report.count(Fate.THERE, Thing.COMMENT, number=filed.already)
        if number := self._unmatched.posts.total():
            report.skip(Thing.COMMENT, NO_POST, number)

    def _comments(self, progress: Callable[[int], None]) -> Iterator[Foreign]:
        """Yield the comments; posts and subscribers are taken in on the way."""
        for number, each in enumerate(self._blog.read(), start=1):
            match each:
                case ExportedPost():
                    self._post(each)
                case Foreign():
                    yield each
                case ExportedSubscriber():
                    self._subscriber(each)
                case OriginalFile():
                    self._lists.append(each)
            progress(number)

    def _post(self, post: ExportedPost) -> None:
        restored = self._restoring.post(post) if post.original else None
        if restored:
            written = self._writer.restore(restored)
            self._index.add(post, restored.identifier)
            things = [Thing.PAGE if post.is_page else Thing.POST, *([Thing.DRAFT] if restored.is_draft else [])]
            self.report.count(Fate.WRITTEN if written else Fate.THERE, *things)
            return
        post = _dated(post)
        placed = self._placing.place(post)
        if placed is None:
            self.report.count(Fate.THERE, Thing.PAGE if post.is_page else Thing.POST)
            return
        site, options = self._site.configuration.site, self._options
        written = self._writer.put(
            placed.new, lambda: post_files.dump(placed, site.zone, site.language, options.as_markdown)
        )
        self._index.add(post, placed.identifier)
        self._links.add(placed.identifier, placed.url, post.address, post.old_addresses, is_public=not placed.is_draft)
        self.report.count(Fate.WRITTEN if written else Fate.THERE, *_things(placed))
        if written and placed.draft:
            what = f"published since it came as a draft, which is still here with the Id {placed.draft}"
            self.report.note(post.line, what, "keep what you wrote there, and delete the draft")
        self._tell(placed)

    def _subscriber(self, subscriber: ExportedSubscriber) -> None:
        if self._options.subscribers:
            self._options.subscribers.add(subscriber)
        else:
            self.report.skip(Thing.SUBSCRIBER, NOT_ASKED)

    def _tell(self, placed: PlacedPost) -> None:
        post, report = placed.post, self.report
        if placed.moves:
            report.move(*placed.moves)
        if post.line and not post_files.title(post):  # of those without a line the table says how many
            report.note(post.line, "a post without a title", "it is called by its first words or its address")
        if post.visibility is Visibility.PUBLISHED and placed.is_draft:
            report.problem(
                post.line, "a published post without a date", f"it came as a draft; give {placed.identifier} a Date"
            )
        if not post.body.strip() and not post.picture:
            report.note(post.line, "a post without words", "compare with the original")

    def _redirects(self) -> dict[str, str]:
        return old_lists.redirects(self._blog.lists, ListAddresses(self._site), self._is_taken)

    def _is_taken(self, address: str) -> bool:
        return self._placing.has_file(old_urls.file(address))


def _dated(post: ExportedPost) -> ExportedPost:
    """Return *post* without dates that no clock here shows: there was no blog then, and the year 0000 is none at all."""
    date, modified = (
        each if each and _EARLIEST <= each.year <= _LATEST else None for each in (post.date, post.modified)
    )
    return post if (date, modified) == (post.date, post.modified) else replace(post, date=date, modified=modified)


def _things(placed: PlacedPost) -> list[str]:
    post = placed.post
    things: list[str] = [Thing.PAGE if post.is_page else Thing.POST]
    if placed.is_draft:
        things.append(Thing.DRAFT)
    if post.visibility not in {Visibility.PUBLISHED, Visibility.DRAFT}:
        things.append(f"of the drafts, {post.visibility}")
    if not post_files.title(post):
        things.append(Thing.UNTITLED)
    return things
