"""Where a link inside the site leads: to which file of a release, or elsewhere."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from outsideinnovation.builder.urls.static_host_redirects import RedirectsFile
from outsideinnovation.configuration.address_checks import link_root
from outsideinnovation.percent_encoding import of_path

NOWHERE = "http://site.invalid"  # stands for the host of a site that does not say its address (RFC 2606)
ROOTED = ("/", "http:", "https:")  # such links lead to the same from every page
REDIRECTED = ""  # stands for the file where a redirect answers


class Destination(NamedTuple):
    """The file that answers at an address of the site (None: no file does), and the fragment."""

    file: str | None
    fragment: str


class ReleaseAddresses:
    """The addresses of one release, whose files are *paths*; *redirects* are the old paths that its ``_redirects`` file leads on.

    *elsewhere* are rooted paths that other programs answer, such as the service: nothing is known of what is there.
    """

    def __init__(
        self,
        paths: Collection[str],
        site_url: str,
        *,
        redirects: Iterable[str] = (),
        elsewhere: Iterable[str] = (),
    ) -> None:
        self._paths = paths
        self._site = (site_url or NOWHERE).rstrip("/")
        self._host = urlsplit(self._site).netloc.lower()
        self._root = link_root(self._site)
        self._redirects = frozenset(redirects)
        self._elsewhere = tuple(each.rstrip("/") for each in elsewhere)
        self._known: dict[str, Destination | None] = {}

    @property
    def prefix(self) -> str:
        """What every absolute address of the site begins with."""
        return self._site

    def destination(self, link: str, source: str, base: str | None = None) -> Destination | None:
        """Return where *link* in the file *source* leads; None stands for elsewhere.

        Elsewhere is another site, another program, or no address of the web at all.
        """
        if base is None and link.startswith("#"):
            return Destination(source, link[1:])
        if base is None and link.startswith(ROOTED):
            if link not in self._known:
                self._known[link] = self._destination(link)
            return self._known[link]
        return self._destination(link, of_path(source), base or "")

    def file(self, path: str) -> str | None:
        """Return the file that answers at *path*, below the site's root, as web servers find it; None where none does."""
        wanted = unquote(path, errors="surrogateescape")  # as names that are no UTF-8 are read
        names = (f"{wanted}index.html",) if not wanted or wanted.endswith("/") else (wanted, f"{wanted}/index.html")
        for name in names:
            if name in self._paths:
                return name
        return REDIRECTED if {f"{self._root}{path}", f"{self._root}{wanted}"} & self._redirects else None

    def _destination(self, link: str, source: str = "", base: str = "") -> Destination | None:
        try:
            parts = urlsplit(urljoin(urljoin(f"{self._site}/{source}", base), link))
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != self._host:
            return None
        path = parts.path or "/"
        if f"{path}/" == self._root:
            path = self._root
        if not path.startswith(self._root):
            return None
        below = path.removeprefix(self._root)
        if any(f"/{below}" == each or f"/{below}".startswith(f"{each}/") for each in self._elsewhere):
            return None
        return Destination(self.file(below), parts.fragment)


def redirected(table: bytes) -> list[str]:
    """Return the old paths in a ``_redirects`` file that lead on: those with a query, or gone, or only shown do not."""
    found = RedirectsFile.of(table.decode("utf-8", "replace"))
    return [rule.path for rule in found.rules if rule.is_redirect and not rule.query]
