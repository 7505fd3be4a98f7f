"""Fetching a picture from the web for somebody who only read its address in a stranger's text: from public machines alone."""

from dataclasses import dataclass

from outsideinnovation.web_client.download import DownloadError, Limits, PrivateAddressError, download
from outsideinnovation.web_client.http import WEB_PORTS
from outsideinnovation.web_client.public_addresses import MayConnect, is_public

LARGEST = 30_000_000  # bytes of a file
SILENCE = 10.0  # seconds that a machine may keep silent
LONGEST = 60.0  # seconds that a file may take in all
_HEADERS = {"User-Agent": "outsideinnovation (import of the blog's own pictures)", "Accept": "image/*"}


@dataclass(frozen=True, slots=True)
class PublicWeb:
    """Fetches files. ``may_connect`` judges the IP addresses of machines, and ``ports`` are those that may be asked."""

    may_connect: MayConnect = is_public
    ports: frozenset[int] = frozenset(WEB_PORTS.values())

    def fetch(self, url: str) -> bytes:
        """Return what is at *url*. Raises DownloadError, and UnreachableError where no machine answers."""
        limits = Limits(LONGEST, SILENCE, LARGEST, self.ports)
        return download(url, _HEADERS, limits=limits, may_connect=self.may_connect).body


def reason(url: str, error: DownloadError) -> str:
    """Return why what is at *url* cannot be had."""
    if isinstance(error, PrivateAddressError):
        host = f"{error.host}: " if error.host != error.address else ""
        return f"{url}: {host}{error.address} is no public address, and is not asked"
    return f"{url}: {error}"
