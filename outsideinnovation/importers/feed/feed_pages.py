"""The pages of a feed: saved files, or what the web gives, one after the other until there are no older ones."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urldefrag

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.feed import older_pages, web_archive
from outsideinnovation.importers.feed.feed_item import FeedHead
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.sidebar.feed_elements import is_web_page
from outsideinnovation.sidebar.fetching import ACCEPT
from outsideinnovation.web_client.deadline import Deadline
from outsideinnovation.web_client.download import Download, DownloadError, Limits, download
from outsideinnovation.web_client.http import WEB_PORTS, user_agent
from outsideinnovation.web_client.public_addresses import MayConnect, is_public

PAGES = 2_000  # of one feed
BYTES = 1_000_000_000  # of all its pages
SECONDS = 2 * 3_600.0  # for all of them
IN_VAIN = 3  # pages on end without a post that is new; after those no older one is asked for
PAGE_BYTES, PAGE_SECONDS, PAGE_SILENCE = 50_000_000, 60.0, 20.0
FILE_BYTES = 2 * 1024**3
TRIES, PAUSE, LONGEST_PAUSE = 3, 5.0, 60.0  # seconds between them
BUSY = frozenset({429, 503})  # what a server answers that wants to be asked later (RFC 6585, 4; RFC 9110, 15.6.4)
GONE = frozenset({400, 404, 410})  # what a page answers that never was
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_ENDINGS = frozenset({"", ".xml", ".rss", ".rdf", ".atom", ".json", ".txt", ".html", ".htm", ".1"})
Fetch = Callable[[str], Download]  # raises DownloadError


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One of them: its ``name`` for people, its web address where it has one, and the charset that HTTP says."""

    name: Path
    stream: BinaryIO
    address: str = ""
    charset: str = ""


class FeedPages(Protocol):
    """Where the pages come from."""

    def next(self) -> FeedPage | None:
        """Return the next page, if there is one."""
        ...

    def is_through(self, head: FeedHead, new: int) -> None:
        """Take note of what the page that was read says of itself, and how many of its posts were new."""
        ...


class SavedPages:
    """The feed in the file *path*, or those in the folder *path*, in the order of their names."""

    def __init__(self, path: Path) -> None:
        self._paths = iter(_files(path))

    def next(self) -> FeedPage | None:
        """Return the next file. Raises NotFoundError, UnreadableExportError."""
        path = next(self._paths, None)
        if path is None:
            return None
        try:
            if path.stat().st_size > FILE_BYTES:
                raise UnreadableExportError(f"{path}: more than {FILE_BYTES} bytes: split it. Nothing was imported.")
            return FeedPage(path, path.open("rb"))
        except OSError as error:
            raise NotFoundError(f"{path}: {error.strerror}: name the feed that was saved.") from None

    def is_through(self, head: FeedHead, new: int) -> None:
        """Look for nothing on the web: whoever names a file wants that alone."""


class FeedWeb:
    """Downloads pages for the blog at *site_url*; *may_connect* and *ports* are what may be asked."""

    def __init__(
        self, site_url: str, may_connect: MayConnect = is_public, ports: frozenset[int] = frozenset(WEB_PORTS.values())
    ) -> None:
        self._headers = {"Accept": ACCEPT, "User-Agent": user_agent(site_url)}
        self._limits, self._may_connect = Limits(PAGE_SECONDS, PAGE_SILENCE, PAGE_BYTES, ports), may_connect

    def fetch(self, url: str) -> Download:
        """Return what is at *url*. Raises DownloadError."""
        return download(url, self._headers, limits=self._limits, may_connect=self._may_connect)


class WebPages:
    """The feed at *url* and its older pages, as *fetch* gives them; what goes wrong with one of those is a problem."""

    def __init__(
        self,
        url: str,
        fetch: Fetch,
        report: ImportReport,
        pages: int = PAGES,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url, self._fetch, self._report, self._pause = url, fetch, report, pause
        self._left, self._bytes, self._deadline = pages, BYTES, Deadline.after(SECONDS)
        self._asked: set[str] = set()
        self._next, self._is_guessed, self._in_vain = url, False, 0
        self._number = 0

    def next(self) -> FeedPage | None:
        """Return the next older page. Raises UnreadableExportError where the first one does not come."""
        url, self._next = self._next, ""
        if not url or self._is_known(url) or self._is_enough(url):
            return None
        got = self._downloaded(url)
        if got is None:
            return None
        self._asked.add(urldefrag(got.url)[0])
        self._url = self._url if self._number else got.url
        self._bytes -= len(got.body)
        self._number += 1
        charset = _CHARSET.search(got.headers.get("content-type", ""))
        address = web_archive.original(got.url)
        return FeedPage(name_of(got.url), BytesIO(got.body), address, charset[1] if charset else "")

    def is_through(self, head: FeedHead, new: int) -> None:
        """Find out where older posts are."""
        self._in_vain = 0 if new else self._in_vain + 1
        said = (
            head.next if web_archive.prefix(head.next) or not head.next else web_archive.prefix(self._url) + head.next
        )
        guessed = older_pages.guessed(head, self._url, self._number) if not said and new else ""
        self._next, self._is_guessed = said or guessed, not said
        if self._in_vain >= IN_VAIN:
            self._next = ""

    def _is_known(self, url: str) -> bool:
        known = urldefrag(url)[0] in self._asked
        self._asked.add(urldefrag(url)[0])
        return known

    def _is_enough(self, url: str) -> bool:
        """Tell whether no more is asked for, and say where to go on."""
        self._left -= 1
        why = (
            "so many pages"
            if self._left < 0
            else "so much"
            if self._bytes < 0
            else "so long"
            if self._deadline.is_over
            else ""
        )
        if why:
            self._report.problem(
                0, f"{why} is enough for one run; the next page is {url}", "import that address to go on"
            )
        return bool(why)

    def _downloaded(self, url: str) -> Download | None:
        try:
            got = self._patiently(url)
            if not self._number and is_web_page(got.body):
                got = self._fetch(older_pages.announced(got.body.decode("utf-8", "replace"), got.url) or url)
        except DownloadError as error:
            if not self._number:
                raise UnreadableExportError(f"{url}: {error}: look at it in a browser. Nothing was imported.") from None
            if not (self._is_guessed and error.status in GONE):
                self._report.problem(
                    0, f"the page of older posts at {url} is missing: {error}", "import it by its address, later"
                )
            return None
        return got

    def _patiently(self, url: str) -> Download:
        """Return what is at *url*, asked again twice where the server says that it is asked too often. Raises DownloadError."""
        for _ in range(TRIES - 1):
            try:
                return self._fetch(url)
            except DownloadError as error:
                if error.status not in BUSY:
                    raise
                self._pause(min(error.retry_after or PAUSE, LONGEST_PAUSE))
        return self._fetch(url)


def name_of(url: str) -> Path:
    """Return how a page of the web is called where files have their paths: its address without the scheme."""
    return Path(url.partition("://")[2] or url)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for each in sorted(path.rglob("*"), key=_order):
        with suppress(OSError):
            if each.is_file() and not each.is_symlink() and (each.suffix.lower() in _ENDINGS or "feed" in each.name):
                yield each


def _order(path: Path) -> list[tuple[int, str]]:
    """Return what sorts ``page-2`` before ``page-10``."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,15})", str(path))]
