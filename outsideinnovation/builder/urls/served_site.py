"""What a web server answers of a built site, address by address, without a server: by its files and its redirects.

nginx and Caddy are meant, with the files that ``redirects`` writes for them; a test asks both the same. Where they differ, what
counts is told by ``ServerRules``.
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from outsideinnovation.builder.urls.redirect import GONE
from outsideinnovation.builder.urls.redirect_lookup import RedirectLookup, ServerRules
from outsideinnovation.builder.urls.request_target import RequestTarget

LONGEST = 8_000  # bytes of a request target that nginx still reads, by its large_client_header_buffers
NAME_LENGTH = 255  # bytes of a file's name
INDEX = "index.html"
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
_STROKES = re.compile("//+")


@dataclass(frozen=True, slots=True)
class ServedAnswer:
    """The status of an answer, and where it leads: an address as it is sent; empty where it leads nowhere."""

    status: int
    location: str = ""


class ServedSite:
    """A site of those *files*, named below its *root* (``/``, or ``/blog/``), and with those *leads* of old addresses."""

    def __init__(self, files: Collection[str], leads: Mapping[str, str], root: str, rules: ServerRules) -> None:
        self._root, self._files = root, frozenset(root + name for name in files if name not in rules.hides)
        self._folders = {folder for name in self._files for folder in _folders(name)}
        self._redirects, self._rules = RedirectLookup(leads, rules), rules

    def answer(self, address: str) -> ServedAnswer:
        """Return what a rooted *address* is answered, with its query, in the way in which browsers send it."""
        sent, mark, query = address.partition("?")
        if _BROKEN.search(sent):
            return ServedAnswer(HTTPStatus.BAD_REQUEST)
        if len(address) > LONGEST:
            return ServedAnswer(HTTPStatus.REQUEST_URI_TOO_LONG)
        target = RequestTarget.of(sent)
        new = self._redirects.new_address(target, query)
        if new == GONE:
            return ServedAnswer(HTTPStatus.GONE)
        if new:
            return ServedAnswer(HTTPStatus.MOVED_PERMANENTLY, new)
        return self._file(target, mark + query)

    def heeds_query(self, address: str) -> bool:
        """Tell whether the query of *address* may make a difference."""
        return self._redirects.heeds_query(RequestTarget.of(address))

    def is_front_page(self, address: str) -> bool:
        """Tell whether *address* is that of the site's first page, whatever it asks besides."""
        return _plain(RequestTarget.of(address).path) in {self._root, f"{self._root}{INDEX}"}

    def _file(self, target: RequestTarget, query: str) -> ServedAnswer:
        path = _plain(target.path)
        index = f"{path.rstrip('/')}/{INDEX}"
        if path in self._files or (path.endswith("/") and index in self._files):
            return ServedAnswer(HTTPStatus.OK)
        if path in self._folders and (index in self._files or not self._rules.needs_index):
            led = _STROKES.sub("/", target.spellings()[0])
            return ServedAnswer(HTTPStatus.MOVED_PERMANENTLY, f"{led}/{query}")
        return ServedAnswer(HTTPStatus.NOT_FOUND)


def _plain(path: str) -> str:
    """Return a decoded *path* as both servers look for its file: without doubled strokes, ``.`` and ``..``."""
    plain = _STROKES.sub("/", path)
    if "/." not in plain:
        return plain
    ends = plain.endswith(("/", "/.", "/.."))
    found = posixpath.normpath(plain)
    return f"{found}/" if ends and found != "/" else found


def _folders(name: str) -> Iterator[str]:
    while name := name.rpartition("/")[0]:
        yield name
