"""Which post an old address belongs to: where other systems' comments find the posts they were written on."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from outsideinnovation import catalogue
from outsideinnovation.builder.urls.site_urls import SiteUrls
from outsideinnovation.errors import StorageError
from outsideinnovation.site import Site


class PostLookup:
    """The posts of one site by every address they have or had. Raises ContentError for content that cannot be read.

    Hosts do not matter, for blogs move; neither does a slash at the end, nor how a path is encoded.
    """

    def __init__(self, site: Site) -> None:
        self._ids = catalogue.post_ids(site)
        self._root = site.configuration.site.root.strip("/")
        self._posts = {address_key(path): identifier for path, identifier in self._known(site)}

    def find(self, addresses: Iterable[str], ids: Iterable[str]) -> str | None:
        """Return the id of the post at the first of *addresses* that is known, else the first of *ids* that exists."""
        for address in addresses:
            for key in self._keys(address):
                if key in self._posts:
                    return self._posts[key]
        return next((identifier for identifier in ids if identifier in self._ids), None)

    def _known(self, site: Site) -> Iterator[tuple[str, str]]:
        """Yield addresses and ids: what was built by whatever way, and over that what the content says now."""
        with suppress(StorageError):
            for entry in catalogue.read(site.catalogue):
                yield f"/{self._root}/{entry.url}", entry.id
        yield from (
            (path, identifier) for path, identifier in SiteUrls(site).posts().items() if identifier in self._ids
        )

    def _keys(self, address: str) -> Iterator[str]:
        """Yield what an address may be known by: as it is, and below the path that the site has now."""
        key = address_key(address)
        if key:
            yield key
            if self._root:
                yield f"{self._root}/{key}"


def address_key(address: str) -> str:
    """Return an address as a key: its path, decoded, without the slashes around it; the query where there is no path."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = unicodedata.normalize("NFC", unquote(parts.path)).removesuffix("index.html").strip("/")
    return path or (f"?{parts.query}" if parts.query else "")
