"""Links from post to post of an old blog that name its old host: here they lead to the post itself, whatever host it is at.

A link can only be put right when all posts are known, so the texts are gone through once more when they are written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from outsideinnovation import frontmatter
from outsideinnovation.files import replace
from outsideinnovation.importers.old_addresses.naming_queries import names_a_page
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.site import MARKDOWN_SUFFIXES, Site
from outsideinnovation.wording import counted

MANY_HOSTS = 100  # a blog's own; no blog had more, and each is looked for in every text


class PostLinks:
    """The posts of one export by the addresses that they had, and where each is in *site*. Only hashes of the old are held."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._here = _plain_host(site.configuration.site.url)
        self._hosts: set[str] = set()
        self._posts: dict[int, str] = {}
        self._ids: set[int] = set()

    def add(
        self, identifier: str, now: str, address: str, others: Iterable[str] = (), *, is_public: bool = True
    ) -> None:
        """Remember the post called *identifier*: it was at *address* and led to from *others*, and is at the rooted *now*.

        What is not *is_public* is nothing to lead to, but its own links are put right too.
        """
        self._ids.add(hash(identifier))
        if (host := _plain_host(address)) and host != self._here and len(self._hosts) < MANY_HOSTS:
            self._hosts.add(host)
        for each in (address, *others) if is_public else ():
            if key := _key(each):
                self._posts.setdefault(hash(key), now)

    def mend(self, report: ImportReport) -> None:
        """Let the texts of the posts lead to each other from here, and tell *report* of how many do. Raises StorageError."""
        if not self._hosts:
            return
        pattern = _pattern(self._hosts)
        links = texts = 0
        for path in _files(self._site):
            number = self._mended(path, pattern)
            links, texts = links + number, texts + bool(number)
        if links:
            what = f"{counted(links, 'link')} to the old host in {counted(texts, 'text')}"
            report.note(0, what, "lead to the posts that are here now")

    def replaced(self, text: str, pattern: re.Pattern[str]) -> tuple[str, int]:
        """Return *text* with its links to posts, and how many were put right."""
        changed = 0

        def moved(link: re.Match[str]) -> str:
            nonlocal changed
            now = None if "&#" in link["address"] else self._now(unescape(link["address"]))
            if now is None:
                return link[0]
            changed += 1
            return f"{link['before']}{escape(now) if link['html'] else now}"

        return pattern.sub(moved, text), changed

    def _now(self, address: str) -> str | None:
        """Return where the post at an old *address* is, with the query and fragment that do not say which post is meant."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if now := self._posts.get(hash(_key(address))):
            return now + fragment
        if not parts.query or names_a_page(address):
            return None
        now = self._posts.get(hash(_key(parts._replace(query="").geturl())))
        return f"{now}?{parts.query}{fragment}" if now else None

    def _mended(self, path: Path, pattern: re.Pattern[str]) -> int:
        """Put the links of one file right, if it is a post of the export, and return how many there were."""
        data = path.read_bytes()
        if b"//" not in data:
            return 0
        before = data.decode("utf-8", "surrogateescape")
        if not pattern.search(before) or hash(frontmatter.parse(before).value("id")) not in self._ids:
            return 0
        after, number = self.replaced(before, pattern)
        if number:
            replace(path, after.encode("utf-8", "surrogateescape"))
        return number


def _pattern(hosts: Iterable[str]) -> re.Pattern[str]:
    """Return what finds links to *hosts* in tags and in Markdown, and not where such an address is only read."""
    names = "|".join(map(re.escape, sorted(hosts)))
    tag = r"(?P<html><a(?:rea)?\s(?:[^<>]*?\s)?href\s*=\s*[\"']?)"
    markdown = r"\]\(<?|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]+<?"
    rest = r"(?::\d{1,5})?(?=[/?#\"'\s<>)]|\Z)[^\s\"'<>()]*"
    pattern = rf"(?P<before>{tag}|{markdown})(?P<address>(?:https?:)?//(?:www\.)?(?:{names}){rest})"
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def _key(address: str) -> str:
    """Return the path of an *address*, decoded and without the slashes around it, and its query; nothing for the front page."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = unicodedata.normalize("NFC", unquote(parts.path)).removesuffix("index.html").strip("/")
    return f"{path}?{parts.query}" if parts.query else path


def _plain_host(address: str) -> str:
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""


def _files(site: Site) -> Iterator[Path]:
    for folder in (site.post_folders[0], site.page_folders[0]):
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in MARKDOWN_SUFFIXES)
