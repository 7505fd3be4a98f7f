"""Tumblr's export: ``posts/html/ID.html`` with what was posted, its date and tags, and ``media/`` with what it shows.

Its pages do not say which type a post was, nor where it stood: that was ``/post/ID``, with the title's words behind it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.importers import archive, loose_dates
from outsideinnovation.importers.archive import Archive
from outsideinnovation.importers.blog.addresses import slug
from outsideinnovation.importers.blog.exported import ExportedPost, OldLists
from outsideinnovation.importers.html_parts import Wanted, by_class, by_name, every, first
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.picture_hosts import picture_hosts
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.importers.tumblr import post_markup
from outsideinnovation.text import plain

LARGEST = 32_000_000  # bytes of one page
SLUG_LENGTH = 50  # characters, after which Tumblr leaves out further words
UNKNOWN_HOST = "64.media.tumblr.com"  # where media are said to be when the export does not tell the blog's name
_POST = re.compile(r"(?:^|/)html/(?P<id>\d{1,20})\.html$")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)
_NAME = re.compile(r"[\w-]{1,63}", re.ASCII)
_PAYLOAD = re.compile(r"(?:^|/)payload[\w-]*\.json$")


class TumblrBlog:
    """One export, a zip or its folder; *zone* is the one that its dates are in, since they name none."""

    system = "tumblr"

    def __init__(self, export: Path, zone: tzinfo) -> None:
        self.report, self.lists, self.hosts = ImportReport(export), OldLists(), dict[str, int]()
        self._export, self._zone = export, zone

    def read(self) -> Iterator[ExportedPost]:
        """Yield every post. Raises UnreadableExportError where there is none, NotFoundError where there is no such file."""
        with archive.opened(self._export, self.report) as files:
            names = sorted((each for each in files.names if _POST.search(each)), key=lambda each: (len(each), each))
            if not names:
                packed = " Unpack posts.zip, which lies in it, first." if any(map(_is_packed, files.names)) else ""
                what = "no posts/html/….html in it: name the zip that Tumblr made, or its folder"
                raise UnreadableExportError(f"{self._export}: {what}.{packed} Nothing was imported.")
            host = _host(files)
            self.lists.feeds["/rss"] = ""
            for name in names:
                yield from self._post(files, name, host)

    def _post(self, files: Archive, name: str, host: str) -> Iterator[ExportedPost]:
        path = files.path(name)
        try:
            page = archive.read(files, name, LARGEST).decode("utf-8", "replace")
        except UnreadableExportError as error:
            self.report.problem(0, f"a post that cannot be read ({error})", "left out; export again", path)
            return
        if "</html>" not in page.lower():
            self.report.problem(0, "a post that was cut off", "what is there came; compare with the original", path)
        found = _POST.search(name)
        post = self._read(page, found["id"] if found else name, host)
        if not post.date:
            self.report.note(0, "a post whose date cannot be read", "give it one in its head", path)
        for film in post_markup.other_media(post.body):
            remedy = f"copy it from the export to content/{film}, and add 'media' to STATIC_PATHS"
            self.report.note(0, f"{film} is no picture, and was not brought over", remedy, path)
        for each in picture_hosts(post.body):
            self.hosts[each] = self.hosts.get(each, 0) + 1
        self.hosts[host] = self.hosts.get(host, 0) + 1
        yield post

    def _read(self, page: str, number: str, host: str) -> ExportedPost:
        body = first(page, by_name("body"))
        content, footer = _without(body.inner if body else page, _is_footer)
        heading = first(content, by_name("h1"))
        if heading and not plain(heading.before):  # what stands above it is no part of a title
            content = heading.before + heading.after
        title = exported_text.title(heading.inner) if heading and not plain(heading.before) else ""
        when = first(footer, lambda _, said: said.get("id") == "timestamp" or "timestamp" in said.get("class", ""))
        tags = tuple(_tags(footer))
        for each in tags:
            self.lists.tags[f"/tagged/{each.replace(' ', '-')}"] = each
        markup = post_markup.resolved(content, host)
        words = _slug(title or plain(markup))
        return ExportedPost(
            key=number,
            line=0,
            title=title,
            body=markup,
            address=f"https://{host}/post/{number}",
            slug=words,
            date=loose_dates.moment(plain(when.inner), self._zone) if when else None,
            tags=tags,
            old_addresses=(f"/post/{number}/{words}",) if words else (),
        )


def _is_packed(name: str) -> bool:
    return name.rpartition("/")[2] == "posts.zip"


def _is_footer(name: str, said: Mapping[str, str]) -> bool:
    return said.get("id") == "footer" or (name == "footer" and "footer" in said.get("class", "footer"))


def _without(markup: str, wanted: Wanted) -> tuple[str, str]:
    """Return *markup* without the element that is *wanted*, and what is in that."""
    found = first(markup, wanted)
    return (found.before + found.after, found.inner) if found else (markup, "")


def _tags(footer: str) -> Iterator[str]:
    for inner in every(footer, by_class("tag")):
        if name := exported_text.name(plain(inner).removeprefix("#")):
            yield name


def _slug(words: str) -> str:
    """Return the words of an address as Tumblr makes them of a title, whole words alone."""
    made = slug(words[:500])
    return made if len(made) <= SLUG_LENGTH else made[: SLUG_LENGTH + 1].rpartition("-")[0]


def _host(files: Archive) -> str:
    """Return the host of the blog, where the export's payload says it; nothing else is read of that, for it is private."""
    for name in filter(_PAYLOAD.search, files.names):
        try:
            if host := next(_hosts(json.loads(archive.read(files, name, LARGEST))), ""):
                return host
        except (UnreadableExportError, ValueError, RecursionError):
            continue
    return UNKNOWN_HOST


def _hosts(said: object) -> Iterator[str]:
    """Yield the hosts of blogs that a payload names: ``blogs``, a list of objects with a ``url`` or a ``name``."""
    if isinstance(said, list):
        for each in said:
            yield from _hosts(each)
    elif isinstance(said, dict):
        for key, each in said.items():
            if key == "blogs" and isinstance(each, list):
                yield from filter(None, map(_blog, each))
            elif isinstance(each, dict | list):
                yield from _hosts(each)


def _blog(said: object) -> str:
    if not isinstance(said, dict):
        return ""
    url, name = said.get("url"), said.get("name")
    host = (urlsplit(url).hostname or "") if isinstance(url, str) and "://" in url else ""
    if _HOST.fullmatch(host) and host not in {"www.tumblr.com", "tumblr.com"}:
        return host
    return f"{name}.tumblr.com" if isinstance(name, str) and _NAME.fullmatch(name) else ""
