"""The address keeper: a committed file that knows every address ever published, so that none is lost unnoticed.

``content/addresses.txt`` has one line an address: its path, what is there, and whose it is.

    /2005/12/first.html post first
    /2005/12/first.html#comment-00000001-first comment 00000001-first

Lines are added when a release has gone live, and never removed; sorted, so that two branches of a repository merge by
keeping the lines of both (git's ``merge=union``). The id is what outlives an address: where it lives now is where its old
addresses lead. An operator lets an address go by a line of his own in ``content/redirects.txt``.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from outsideinnovation.builder.outputs import feed_ids
from outsideinnovation.builder.urls import address_lines
from outsideinnovation.builder.urls.redirect import GONE, SAFE
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.files import write_atomically
from outsideinnovation.slugs import ADDRESSES

FILE = ADDRESSES
HEAD = "# Every address this site ever had: path, kind, id. `oi publish` adds lines; none is ever removed.\n"
PLAIN = re.compile(r"[A-Za-z0-9/_.~#-]*")  # needs no encoding
ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
OF_COMMENTS = "comments:"  # before a post's id: the id of the feed of its comments
OF_FEEDS_REMEDY = "put back the line as `oi publish` wrote it: readers know posts by it"
COMMENT_REMEDY = "put it back, reject or erase it, or write `/path#comment-… gone` into content/redirects.txt"
REMEDY = "write `/old/path /new/path` or `/old/path gone` into content/redirects.txt"


class UrlKind(StrEnum):
    """What is at an address."""

    POST = "post"
    PAGE = "page"
    COMMENT = "comment"
    CATEGORY = "category"
    TAG = "tag"
    AUTHOR = "author"
    ARCHIVE = "archive"
    FEED = "feed"
    FILE = "file"
    FEED_ID = "feed-id"  # the id of a post's entry in feeds, or what all of them begin with; no address of its own
    SLUG = "slug"  # which slug was made of which name; no address of its own


_REMEMBERED = {UrlKind.FEED_ID, UrlKind.SLUG}
KINDS = {kind.value: kind for kind in UrlKind}


@dataclass(frozen=True, slots=True, order=True)
class PublishedUrl:
    """One address: a rooted path, percent-encoded, with ``#`` and a fragment where it is a comment's."""

    path: str
    kind: UrlKind
    id: str

    @classmethod
    def of(cls, path: str, kind: UrlKind, identifier: str) -> "PublishedUrl":
        """Make an address of a *path* as Pelican has it, with or without a slash before it and encoded or not."""
        return cls(_encoded("/" + path.lstrip("/")), kind, _encoded(identifier) or "-")


@dataclass(frozen=True, slots=True)
class UrlHistory:
    """Every address ever published, each with its line in *file* (0: not written yet)."""

    file: Path
    lines: Mapping[PublishedUrl, int] = field(default_factory=dict)


def read(path: Path) -> UrlHistory:
    """Read the file at *path*; none is as one without lines. Raises ContentError with every bad line, StorageError."""
    found: dict[PublishedUrl, int] = {}
    problems = []
    for number, line in enumerate(address_lines.read(path), 1):
        if not line or line.startswith("#"):
            continue
        try:
            address, kind, identifier = line.split()
            if KINDS[kind] is UrlKind.FEED_ID and feed_ids.BROKEN.match(identifier):
                problems.append(Problem(path, number, f"no id of feeds: {identifier!r}", OF_FEEDS_REMEDY))
            found.setdefault(PublishedUrl(address, KINDS[kind], identifier), number)
        except (ValueError, KeyError):
            problems.append(_bad_line(path, number, line))
    if problems:
        raise ContentError(problems)
    return UrlHistory(path, found)


def record(addresses: UrlHistory, live: Iterable[PublishedUrl]) -> UrlHistory:
    """Return *addresses* with those of *live* added; nothing is ever removed."""
    return UrlHistory(addresses.file, dict.fromkeys(live, 0) | dict(addresses.lines))


def write(addresses: UrlHistory) -> bool:
    """Write the file, sorted, and tell whether it changed; where it did not, it is left alone. Raises StorageError."""
    rows = sorted(f"{address.path} {address.kind.value} {address.id}\n" for address in addresses.lines)
    data = (HEAD + "".join(rows)).encode()
    if addresses.file.is_file() and addresses.file.read_bytes() == data:
        return False
    write_atomically(addresses.file, data)
    return True


def redirects(
    addresses: UrlHistory, live: Collection[PublishedUrl], by_hand: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return where each old address leads now: *by_hand* first, then whatever moved, to where its id lives now.

    Chains are followed to their end, so each is one step. Nothing leads onto itself, round in a circle, or away from a
    page that is there: what is there is shown, by every server alike. Fragments are a browser's: those of comments go
    with the page they are on.
    """
    missing = [address for address in _missing(addresses, live) if address.kind is not UrlKind.COMMENT]
    if not missing and not by_hand:
        return {}
    there = _pages(live)
    homes = _homes(live, missing)
    asked = {old: new for old, new in (by_hand or {}).items() if "#" in old or _page(old) not in there}
    steps = {_page(old): new for old, new in asked.items() if "#" not in old}
    for address in missing:
        page, home = _page(address.path), homes.get((address.kind, address.id))
        if home and page not in there:
            asked.setdefault(address.path, steps.setdefault(page, home))
    ends = {old: _end(new, steps) for old, new in asked.items()}
    return {old: new for old, new in sorted(ends.items()) if new and _page(new) != _page(old)}


def vanished(
    addresses: UrlHistory,
    live: Collection[PublishedUrl],
    leads: Mapping[str, str],
    approved: Collection[str] = frozenset(),
) -> list[Problem]:
    """Return a problem for every address that was published and would answer 404; *leads* is what ``redirects`` gave.

    A comment's address is its page's and a fragment. An editor who rejects or erases a comment lets its address go: only
    comments whose ids are *approved* still count. Such a one has vanished where its page, or the page that its post moved
    to, is there without it. A post's comment feed goes with the last comment: it is missed only where the post is. Where the
    page itself vanished that is said once, of the page; and where an operator let the
    page go (gone, or led to something else) its comments went with it.
    """
    missing = _missing(addresses, live)
    if not missing:
        return []
    pages, there = _pages(live), {address.path for address in live if address.kind is UrlKind.COMMENT}
    posts = {OF_COMMENTS + address.id for address in live if address.kind is UrlKind.POST}
    ends = {_page(old): new for old, new in leads.items() if "#" not in old}
    moved = _moved(missing, live, ends)
    problems = []
    for address in missing:
        page, line = _page(address.path), addresses.lines[address]
        if address.kind is not UrlKind.COMMENT:
            is_ended = address.kind is UrlKind.FEED and address.id in posts
            if page not in pages and page not in ends and not is_ended:
                problems.append(Problem(addresses.file, line, _nowhere(address), _remedy(address)))
        elif address.id in approved and address.path not in leads:
            shown = page if page in pages else moved.get(page)
            if shown and f"{shown}#{address.path.partition('#')[2]}" not in there:
                problems.append(Problem(addresses.file, line, _without(address, shown), COMMENT_REMEDY))
    return sorted(problems)


def _missing(addresses: UrlHistory, live: Collection[PublishedUrl]) -> list[PublishedUrl]:
    """Return the addresses that are not live as they were, in order; mostly there are none, and nothing else to do."""
    return sorted(each for each in addresses.lines.keys() - frozenset(live) if each.kind not in _REMEMBERED)


def _pages(live: Collection[PublishedUrl]) -> set[str]:
    return {_page(path) for path in {address.path.partition("#")[0] for address in live}}


def _homes(live: Iterable[PublishedUrl], wanted: Iterable[PublishedUrl]) -> dict[tuple[UrlKind, str], str]:
    """Return where each thing of *wanted* lives; of several places the first by name."""
    keys = {(address.kind, address.id) for address in wanted}
    homes: dict[tuple[UrlKind, str], str] = {}
    for address in live:
        key = (address.kind, address.id)
        if key in keys:
            homes[key] = min(address.path, homes.get(key, address.path))
    return homes


def _moved(
    missing: Collection[PublishedUrl], live: Collection[PublishedUrl], ends: Mapping[str, str]
) -> dict[str, str]:
    """Return the old pages that lead to where the same thing lives now; not those that lead to something else."""
    homes = _homes(live, missing)
    return {
        page: _page(ends[page])
        for address in missing
        if (page := _page(address.path)) in ends and ends[page] == homes.get((address.kind, address.id))
    }


def _nowhere(address: PublishedUrl) -> str:
    return f"{address.path} was published ({address.kind} {address.id}) and would not be found any more"


def _without(address: PublishedUrl, shown: str) -> str:
    return f"{address.path} was published, its comment is approved, and {shown} would be there without it"


def _remedy(address: PublishedUrl) -> str:
    own = f"give the post the line `Id: {address.id}`, or " if address.kind is UrlKind.POST else ""
    return own + REMEDY.replace("/old/path", address.path)


def _bad_line(path: Path, number: int, line: str) -> Problem:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return Problem(path, number, "a merge was not finished", "keep the lines of both sides and remove the marks")
    return Problem(path, number, f"no address: {line.strip()!r}", f"write `/path kind id`; kinds: {', '.join(UrlKind)}")


def _end(new: str, steps: Mapping[str, str]) -> str | None:
    """Follow the *steps* from *new* to their end; None where they go round in a circle. The last fragment said counts."""
    seen = set()
    while (page := _page(new)) in steps:
        if page in seen:
            return None
        seen.add(page)
        _, mark, fragment = new.partition("#")
        new = steps[page] if "#" in steps[page] or steps[page] == GONE else steps[page] + mark + fragment
    return new


def _page(path: str) -> str:
    """Return the page that *path* is on: without its fragment, encoded in one way, and a folder for its index.html."""
    page = _encoded(path.partition("#")[0])
    return page.removesuffix("index.html") if page.endswith("/index.html") else page


def _encoded(text: str) -> str:
    if PLAIN.fullmatch(text):
        return text
    return ESCAPE.sub(lambda escape: escape[0].upper(), quote(text, safe=SAFE))
