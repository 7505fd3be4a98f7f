"""What every question over HTTP has in common: its target, where a redirect leads, and words for what went wrong."""

import ssl
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import SplitResult, quote, urljoin

from outsideinnovation import __version__
from outsideinnovation.web_client.connection import HTTP, HTTPS, PrivateHostError

WEB_PORTS = {"http": HTTP, "https": HTTPS}
REDIRECTS = 5  # that are followed
MOVED_FOR_GOOD = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
MOVED = MOVED_FOR_GOOD | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
NO_WEB_ADDRESS = "it redirects to something that is no web address"
NOT_PUBLIC = "it is no address in the public net, or redirects to one that is not"
TOO_MANY_REDIRECTS = f"it redirects more than {REDIRECTS} times"
_SAFE = "%/:=&?~#+!$,;'@()*[]"


def user_agent(site_url: str) -> str:
    """Return what a blog says of itself to those whom it asks: the program, and where the blog is, if it has an address."""
    return f"outsideinnovation/{__version__}" + (f" (+{site_url})" if site_url else "")


def is_web_address(parts: SplitResult) -> bool:
    """Tell whether an address names a host that may be asked over HTTP."""
    return parts.scheme in WEB_PORTS and bool(parts.hostname)


def request_target(parts: SplitResult) -> str:
    """Return what a request names of an address (RFC 9112, 3.2.1), percent-encoded as browsers do."""
    return quote(parts._replace(scheme="", netloc="", fragment="").geturl() or "/", safe=_SAFE)


def redirect_target(url: str, location: str) -> str:
    """Return where a Location header at *url* leads; ``http.client`` reads as Latin-1 what servers write in UTF-8."""
    return urljoin(url, location.encode("latin-1", "replace").decode("utf-8", "replace"))


def status_in_words(status: int) -> str:
    """Return a status in words that are ours: those of the server may be anything."""
    try:
        return f"it answers {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"it answers {status}"


def failure_in_words(error: OSError | HTTPException | ValueError) -> str:
    """Return why no answer came, where *error* is no TimeoutError: what was waited for only the caller knows."""
    if isinstance(error, PrivateHostError):
        return NOT_PUBLIC
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, HTTPException) and not isinstance(error, OSError):  # one who hangs up is both
        return f"what it answers is no HTTP ({type(error).__name__})"
    return f"it cannot be reached ({getattr(error, 'strerror', None) or error})"
