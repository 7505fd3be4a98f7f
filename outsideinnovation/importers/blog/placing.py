"""Where each exported post stays, or goes if it has no address that a file may have: its id, slug, address and old addresses."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from outsideinnovation.importers.blog import old_urls
from outsideinnovation.importers.blog.addresses import OldAddress, UnusableAddressError, encoded, read, slug
from outsideinnovation.importers.blog.exported import ExportedPost, Visibility
from outsideinnovation.importers.blog.post_writer import NewPost, PostWriter
from outsideinnovation.importers.blog.site_patterns import SitePatterns
from outsideinnovation.importers.report import ImportReport

SLUG_LENGTH = 80  # characters
_INDEX = "/index.html"
_PAGE = re.compile(r"\.(?:x?html?)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:php\d?|phtml|aspx?|jsp|cgi|pl|cfm|shtml)$", re.IGNORECASE)  # which servers run, or refuse
_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlacedPost:
    """A post with its place: ``address`` is None where the site's settings say it. ``old`` are rooted, as ``Old-Urls`` has them.

    ``url`` is the rooted address at which readers find it. ``moves`` is where it was and where it is, both rooted, if that is
    not the same. ``draft`` is the id of a post here that it seems to have been, before it had an address.
    """

    post: ExportedPost
    identifier: str
    slug: str
    address: OldAddress | None
    url: str = ""
    old: tuple[str, ...] = ()
    moves: tuple[str, str] | None = None
    draft: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it comes over as a draft: it was none for everybody, or has no date under which it could stand."""
        return self.post.visibility is not Visibility.PUBLISHED or not (self.post.date or self.post.is_page)

    @property
    def new(self) -> NewPost:
        """Where it is to be written."""
        stem = self.address.stem if self.address else OldAddress(self.slug, self.slug).stem
        return NewPost(self.identifier, stem, self.post.is_page, self.post.date.year if self.post.date else None)


class Placing:
    """Gives the posts of one export of *system* their places, beside what *writer* knows to be there.

    Of what it has placed it holds hashes alone, for exports are large.
    """

    def __init__(self, system: str, writer: PostWriter, patterns: SitePatterns, report: ImportReport) -> None:
        self._system, self._writer, self._patterns, self._report = system, writer, patterns, report
        self._seen: set[int] = set()  # whole posts
        self._taken: dict[int, tuple[str, int]] = {}  # a file of the output → the key and line of its post
        self._ids: set[int] = set()
        self._slugs: set[int] = set()
        self._old: set[int] = set()  # old addresses

    def place(self, post: ExportedPost) -> PlacedPost | None:
        """Return where *post* goes; None for the very post that was placed before: exports in several files repeat some.

        An address that it cannot keep is a problem, and the post has another.
        """
        whole = hash((post.key, post.title, post.date, post.body))
        if whole in self._seen:
            return None
        self._seen.add(whole)
        address, why = self._address(post)
        if address:
            address, why = self._free(post, address, why)
        identifier = address.post_id if address else self._own_id(post)
        self._ids.add(hash(identifier))
        slug = self._slug(post, address, identifier)
        url = self._patterns.rooted(address.url) if address else self._patterns.url(post, slug)
        placed = PlacedPost(post, identifier, slug, address, url, draft=self._draft(post) if address else "")
        was = old_urls.rooted(post.address)
        moves = (was, url) if was and was not in {url, url.rstrip("/")} and not placed.is_draft else None
        if why:
            self._report.problem(post.line, f"the address {was} cannot be kept: {why}", f"it is at {url} instead")
        return replace(placed, old=tuple(self._old_urls(placed, url)), moves=moves)

    def has_file(self, name: str) -> bool:
        """Tell whether a post of the export has the file *name* of the output."""
        return _hash(name) in self._taken

    def _address(self, post: ExportedPost) -> tuple[OldAddress | None, str]:
        """Return the address that the post had, as a file; None, and why if that is odd, where none can be made of it."""
        was = old_urls.rooted(post.address)
        if not was or "?" in was:
            return None, ""
        try:
            address = read(_PROGRAM.sub(".html", self._patterns.below_root(was)))
        except UnusableAddressError as reason:
            return None, str(reason)
        if " ".join(address.save_as.split()) != address.save_as:
            return None, "it has blanks that no head can say"
        if not address.url.endswith("/") and not _PAGE.search(address.save_as):
            # Without an ending no server finds a file, but each leads from a folder's name to the page in it.
            address = OldAddress(f"{address.url}/", f"{address.save_as}{_INDEX}")
        return address, ""

    def _free(self, post: ExportedPost, wanted: OldAddress, why: str) -> tuple[OldAddress, str]:
        """Return *wanted*, or what is nearest to it where another post has that, and whose it is."""
        address, number = wanted, 2
        while owner := self._owner(address):
            address, number, why = _numbered(wanted, number), number + 1, why or owner
        self._taken[_hash(address.save_as)] = (post.key, post.line)
        return address, why

    def _owner(self, address: OldAddress) -> str:
        """Return who else has the address; nothing where it is free, or this post's own from an earlier run."""
        if self._patterns.is_own(address.save_as):
            return "the site's own page is there"
        if before := self._taken.get(_hash(address.save_as)):
            return f"the post {before[0]}{f' in line {before[1]}' if before[1] else ''} has the same"
        path = self._writer.addresses.get(address.save_as.lower())
        return f"{path} has the same" if path and not self._writer.has(address.post_id) else ""

    def _draft(self, post: ExportedPost) -> str:
        """Return the id of the post here that has the name of this one in its export, and its slug; nothing where none has."""
        identifier = self._named(post)
        known = self._writer.slug_of(identifier) or ""
        return identifier if known and known in map(self._patterns.slug, (post.slug, post.title)) else ""

    def _named(self, post: ExportedPost) -> str:
        key = post.key if _KEY.fullmatch(post.key) else hashlib.sha256(post.key.encode("utf-8", "replace")).hexdigest()
        return f"{self._system}-{key[:60]}"

    def _own_id(self, post: ExportedPost) -> str:
        """Return an id for a post without an address: the same on every import, whatever it is called by then."""
        wanted = identifier = self._named(post)
        number = 2
        while hash(wanted) in self._ids:
            wanted, number = f"{identifier}-{number}", number + 1
        return wanted

    def _slug(self, post: ExportedPost, address: OldAddress | None, identifier: str) -> str:
        """Return its slug, with a number where another post has the same: slugs are unique."""
        if known := self._writer.slug_of(identifier):
            return known
        made = slug(address.name, "_") if address else self._patterns.slug(post.slug.rpartition("/")[2] or post.title)
        wanted = made = made[:SLUG_LENGTH].strip("-") or slug(identifier) or "post"
        number = 2
        while hash(wanted) in self._slugs or self._writer.has_slug(wanted):
            wanted, number = f"{made}-{number}", number + 1
        self._slugs.add(hash(wanted))
        return wanted

    def _old_urls(self, placed: PlacedPost, url: str) -> Iterator[str]:
        """Yield the other addresses that led to the post, each once, and none that leads to an earlier one."""
        post = placed.post
        for old in dict.fromkeys(map(old_urls.rooted, (post.address, *post.old_addresses))):
            file = old_urls.file(self._patterns.below_root(old))
            is_free = hash(old) not in self._old and _hash(file) not in self._taken and not self._patterns.is_own(file)
            if old and old not in {url, url.rstrip("/")} and is_free and old_urls.may_lead(old):
                self._old.add(hash(old))
                yield old_urls.listed(old)


def _numbered(address: OldAddress, number: int) -> OldAddress:
    """Return the address beside *address*: ``/a/post-2.html`` for ``/a/post.html``, ``/a/post-2/`` for ``/a/post/``."""
    if address.save_as.endswith(_INDEX):
        folder = f"{address.save_as.removesuffix(_INDEX)}-{number}"
        return OldAddress(encoded(f"{folder}/"), f"{folder}{_INDEX}")
    stem, _, suffix = address.save_as.rpartition(".")
    path = f"{stem}-{number}.{suffix}"
    return OldAddress(encoded(path if address.url.endswith(f".{suffix}") else path.removesuffix(f".{suffix}")), path)


def _hash(save_as: str) -> int:
    return hash(save_as.lower())
