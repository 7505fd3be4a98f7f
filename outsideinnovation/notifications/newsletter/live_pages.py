"""The posts that are live, as a newsletter needs them: from the catalogue, and their words from the published pages."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from outsideinnovation import catalogue
from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.errors import NotFoundError, StorageError
from outsideinnovation.feeds.feed_text import uri
from outsideinnovation.languages.dates import dates
from outsideinnovation.pictures.markup import plain
from outsideinnovation.site import Site
from outsideinnovation.subscriptions import published_post
from outsideinnovation.subscriptions.issue_schedule import LivePost
from outsideinnovation.subscriptions.newsletter_mail import Story

DIGEST_WORDS = 120  # of each post, where an issue holds several
LARGEST = 60_000  # octets of a post; mailbox providers cut a mail off at 102 KB, and with it the way to unsubscribe
LONG_WORDS = 1500  # of a post that is larger


class LivePages:
    """The live posts of *site*, whose addresses begin with *address*; *is_preview*: those that an author's preview shows.

    Where releases are published these are the posts of the live one: what was only built since is nobody's yet.
    """

    def __init__(self, site: Site, address: str, *, is_preview: bool = False) -> None:
        self._site, self._address = site, address.rstrip("/")
        self._catalogue, self._folder = site.catalogue_file, site.output
        releases = Releases(site.instance)
        if releases.current.is_symlink() and not is_preview:
            own = releases.catalogue(releases.live_id() or "")
            self._catalogue, self._folder = own if own.is_file() else self._catalogue, releases.current

    @cached_property
    def entries(self) -> Mapping[str, CatalogueEntry]:
        """Every live post by its id. Raises StorageError where the site was never built."""
        return catalogue.by_id(self._catalogue)

    def posts(self) -> Iterator[LivePost]:
        """Yield every live post."""
        for entry in self.entries.values():
            yield LivePost(entry.id, entry.date, frozenset(entry.categories), self._url(entry))

    def newest(self) -> CatalogueEntry | None:
        """Return the post with the latest date."""
        return max(self.entries.values(), key=lambda entry: (entry.date, entry.id), default=None)

    def stories(self, posts: Sequence[str]) -> list[Story]:
        """Return *posts* as a mail shows them: one post whole, of several the beginnings.

        Raises NotFoundError for one that is not live, StorageError for a page that cannot be read.
        """
        return [self._story(post, is_alone=len(posts) == 1) for post in posts]

    def _story(self, post: str, *, is_alone: bool) -> Story:
        entry = self.entries.get(post)
        if entry is None:
            raise NotFoundError(f"Post {post} is not live any more.")
        whole = self._content(entry)
        is_long = len(whole.encode()) > LARGEST
        shown = whole if is_alone and not is_long else published_post.beginning(whole, _words(is_alone=is_alone))
        return Story(
            entry.id,
            entry.title,
            self._url(entry),
            dates(self._site.configuration.site.language).long(entry.date),
            shown,
            entry.author,
            entry.category,
            is_whole=shown == whole,
        )

    def _content(self, entry: CatalogueEntry) -> str:
        page = self._page(entry)
        found = published_post.content(page.read_text("utf-8", "replace"))
        if found is None:
            raise StorageError(
                f'{page}: no element of class "e-content", so a mail would be empty: let the theme mark a post\'s words.'
            )
        return plain(found)

    def _page(self, entry: CatalogueEntry) -> Path:
        """Return the file of a post: web servers find it by its address, with or without a suffix."""
        path = unquote(urlsplit(entry.url).path).strip("/")
        for name in (path, f"{path}/index.html".lstrip("/"), f"{path}.html"):
            if (page := self._folder / name).is_file():
                return page
        raise StorageError(f"{self._folder / path}: the page of post {entry.id} is missing: build or publish the site.")

    def _url(self, entry: CatalogueEntry) -> str:
        return uri(
            f"{self._address}/{entry.url}"
        )  # a header holds ASCII alone (RFC 5064 §2), and mail programs link it whole


def _words(*, is_alone: bool) -> int:
    return LONG_WORDS if is_alone else DIGEST_WORDS
