"""Where an entry was published, and what follows from that: its id, its file's name and its place in the output."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from outsideinnovation.importers import privacy

SEGMENT_LENGTH = 240  # bytes of a file's name; most file systems take 255
PATH_LENGTH = 1_000  # characters
STEM_LENGTH = 80  # characters of a content file's name
# What the site itself puts at its root; an old post may not take its place.
RESERVED = frozenset(
    {"index.html", "404.html", "atom.xml", "rss.xml", "index.rdf", "sitemap.xml", "robots.txt", "opml.xml",
     "_redirects", "redirects.nginx.conf", "redirects.caddy", "_headers", "headers.nginx.conf", "headers.caddy"}
)  # fmt: skip

_URL_SAFE = "/%~!$&'()*+,;=:@-._"
_MONTH = re.compile(r"^(?P<base>.*?)(?P<month>(?:19|20)\d\d/(?:0[1-9]|1[0-2]))/(?:\d\d/)?[^/]+$")
_YEAR = re.compile(r"(?:^|/)(?:19|20)\d\d/")
# A base without hyphens and a dated path give ids that cannot meet; every other address is told apart by a hash.
_READABLE = re.compile(r"(?:([a-z][a-z0-9]{0,15})/)?(\d{4})/(\d\d)/([a-z0-9_-]{1,70})\.html", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")


class UnusableAddressError(ValueError):
    """An address that no file may have; the text says why."""


@dataclass(frozen=True, slots=True)
class OldAddress:
    """A path below the site's root: percent-encoded in ``url``, decoded in ``save_as``."""

    url: str
    save_as: str

    @property
    def post_id(self) -> str:
        """The id that comments, feeds and mailings hang on: the same for the same path, whatever else changes."""
        readable = _READABLE.fullmatch(self.url)
        if readable:
            return "-".join(part for part in readable.groups() if part)
        folded = re.sub(r"[^A-Za-z0-9_-]+", "-", _ascii(self.save_as.removesuffix(".html"))).strip("-_")
        return f"{folded[-60:].strip('-_') or 'entry'}.{hashlib.sha256(self.url.encode()).hexdigest()[:12]}"

    @property
    def name(self) -> str:
        """The last part of the path without its extension, decoded: what the blog called the entry."""
        parts = self.save_as.removesuffix("/index.html").split("/")
        return re.sub(r"\.(?:html?|php|shtml)$", "", parts[-1]) or "index"

    @property
    def stem(self) -> str:
        """``name`` as it may name a file anywhere."""
        stem = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", self.name).replace("\ufffd", "")).strip("-.")
        while len(stem.encode()) > STEM_LENGTH * 2 or len(stem) > STEM_LENGTH:
            stem = stem[:-1]
        return stem or "entry"

    @property
    def is_dated(self) -> bool:
        """Whether it is a post's; TypePad's pages have no year in their address."""
        return _YEAR.search(self.save_as) is not None

    @property
    def archive(self) -> tuple[str, str] | None:
        """The blog's base (empty, or ending in ``/``) and the month, ``2005/12``; None for a path without a month."""
        found = _MONTH.match(self.url)
        return (found["base"], found["month"]) if found else None


def read(unique_url: str) -> OldAddress:
    """Return the address that UNIQUE URL names, without its host. Raises UnusableAddressError."""
    try:
        path = urlsplit(unique_url.strip()).path
    except ValueError:
        raise UnusableAddressError("it is no address") from None
    parts = [part for part in path.split("/") if part]
    url = encoded("/".join(parts)) + ("/" if parts and path.endswith("/") else "")
    save_as = unquote(url) + ("index.html" if url.endswith("/") else "")
    if reason := _unusable(save_as):
        raise UnusableAddressError(reason)
    return OldAddress(url, save_as)


def host(unique_url: str) -> str:
    """Return the host that UNIQUE URL names, which ``read`` has taken; empty where it names none."""
    return (urlsplit(unique_url.strip()).hostname or "").rstrip(".")


def made(base: str, month: str, basename: str) -> OldAddress:
    """Return the address that a blog at *base* would have given: ``base/2005/12/basename.html``."""
    name = slug(basename, "_") or "entry"
    path = f"{base}{month}/{name[:STEM_LENGTH]}.html"
    return OldAddress(encoded(path), path)


def encoded(path: str) -> str:
    """Return a *path* that somebody wrote, percent-encoded; what is encoded already stays, a stray ``%`` too.

    Ids hang on it: to change it would bring every post over a second time.
    """
    return quote(path, safe=_URL_SAFE)


def base_of(url: str) -> str:
    """Return the base that an address of the old blog names: ``https://x.org/zal/`` gives ``zal/``."""
    path = read(url).url if urlsplit(url.strip()).path.strip("/") else ""
    return f"{path.rstrip('/')}/" if path else ""


def slug(text: str, keep: str = "") -> str:
    """Return *text* in lower-case letters, digits and hyphens (and the characters in *keep*)."""
    return re.sub(rf"[^a-z0-9{re.escape(keep)}]+", "-", _ascii(text).lower()).strip("-")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _unusable(save_as: str) -> str | None:
    parts = save_as.split("/")
    if not save_as:
        return "it names no page"
    if save_as in RESERVED:
        return "the site's own page is there"
    if any(part in {"", ".", ".."} for part in parts) or _UNSAFE.search(save_as):
        return "it is no path below the site's root"
    if len(save_as) > PATH_LENGTH or any(len(part.encode("utf-8", "replace")) > SEGMENT_LENGTH for part in parts):
        return "it is too long for a file's name"
    if privacy.has_address(save_as):
        return "a mail address stands in it"
    return None
