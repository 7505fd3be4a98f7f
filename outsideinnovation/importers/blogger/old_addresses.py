"""What Blogger's addresses say: a post's month and name, the lists of a blog, its hosts, and those that keep its pictures."""

import re
from collections import Counter
from datetime import datetime
from urllib.parse import quote, unquote, urlsplit

from outsideinnovation.importers.blog.exported import OldLists
from outsideinnovation.importers.picture_hosts import picture_hosts

FEEDS = ("/feeds/posts/default", "/feeds/posts/full", "/feeds/posts/summary")
COMMENT_FEEDS = ("/feeds/comments/default", "/feeds/comments/full", "/feeds/comments/summary")
LINKS = 200_000  # addresses of one kind that are remembered until it is known whether they are the blog's own

_MONTH = re.compile(r"/(?P<year>\d{4})/(?P<month>\d\d)/")
_POSTS = re.compile(r"https?://([\w.-]+)(/(?:\d{4}/\d\d|p)/[^\s\"'<>?#]+\.html)", re.IGNORECASE)


def slug(address: str) -> str:
    """Return the name at the end of an address: ``name`` of ``/2007/03/name.html``; nothing where it has none."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    name = unquote(path).replace("\\", "/").rpartition("/")[2].removesuffix(".html")
    return name if name.strip(".") else ""


def add_label(lists: OldLists, label: str) -> None:
    """Say where a label's list and feed were."""
    name = quote(label, safe="")
    lists.tags[f"/search/label/{name}"] = lists.tags[f"/search/label/{name.replace('%20', '+')}"] = label
    lists.feeds[f"{FEEDS[0]}/-/{name}"] = ""


def add_months(lists: OldLists, address: str, date: datetime | None) -> None:
    """Say where the lists of the month and the year were that a post stood in, by its address, or else its date."""
    try:
        found = _MONTH.match(urlsplit(address).path)
    except ValueError:
        found = None
    year, month = (found["year"], found["month"]) if found else (f"{date:%Y}", f"{date:%m}") if date else ("", "")
    if year and "01" <= month <= "12":
        lists.archives[f"/{year}/"] = year
        lists.archives[f"/{year}/{month}/"] = f"{year}/{month}"
        lists.archives[f"/{year}_{month}_01_archive.html"] = f"{year}/{month}"  # as until 2015


def add_feeds(lists: OldLists) -> None:
    """Say where the feeds of the whole blog were."""
    lists.feeds |= dict.fromkeys(FEEDS, "")
    lists.comment_feeds += COMMENT_FEEDS


class Hosts:
    """Which hosts are the blog's own, and which keep its pictures, told by its posts' addresses and words.

    Takeout does not say where the blog was: it is the host at which its posts link to each other.
    """

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self._paths: set[str] = set()
        self._linked: Counter[tuple[str, str]] = Counter()

    def add(self, address: str, body: str) -> None:
        """Count what a post says."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return
        if parts.hostname:
            self.found[parts.hostname] += 1
        self._paths.add(parts.path)
        self.found.update(picture_hosts(body))
        for host, path in _POSTS.findall(body):
            if (host, path) in self._linked or len(self._linked) < LINKS:
                self._linked[host.lower(), path] += 1

    def settle(self) -> Counter[str]:
        """Return them all, now that every post is known."""
        for (host, path), times in self._linked.items():
            if path in self._paths:
                self.found[host] += times
        self._linked.clear()
        return self.found
