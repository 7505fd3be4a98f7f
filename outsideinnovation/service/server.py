"""The servers: waitress for the net, and a small threaded one for the author's own machine."""

import signal
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import waitress
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from outsideinnovation.errors import StorageError
from outsideinnovation.service.access import is_below
from outsideinnovation.service.route import LARGEST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# A request is read whole before a thread takes it, so slow connections cost no thread; what they cost is cut here. Waitress
# would allow a body of 1 GB, headers of 256 KB, 100 connections and 120 s.
LIMITS: Final = {
    "max_request_body_size": LARGEST,
    "max_request_header_size": 49_152,  # a search for 10 KB, every byte of it written as %XX, and what browsers add
    "connection_limit": 2_000,
    "backlog": 1_024,
    "channel_timeout": 30,
    "cleanup_interval": 10,
    "threads": 48,  # so many comments may wait for the disk together
    "asyncore_use_poll": True,  # select() ends at 1,024 files
    "clear_untrusted_proxy_headers": False,  # X-Forwarded-For is counted by OI_TRUSTED_PROXIES, in one place
    "expose_tracebacks": False,
    "ident": None,
}
SERVICE = ("/comments", "/subscriptions", "/moderation", "/healthz", "/outbox")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises StorageError where the port is taken."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise StorageError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.") from error


def serve(app: "WSGIApplication", listening: socket.socket) -> None:
    """Serve *app* with waitress until interrupted or terminated; what was begun is finished then."""
    signal.signal(signal.SIGTERM, _end)
    waitress.serve(app, sockets=[listening], _quiet=True, **LIMITS)


def preview(host: str, port: int) -> BaseWSGIServer:
    """Return a server of many threads that listens already and answers once its ``app`` is set. Raises as ``listen`` does."""
    with listen(host, port) as listening:  # werkzeug takes a copy; given the port alone, it would print and exit
        return make_server(host, port, _starting, threaded=True, request_handler=_Silent, fd=listening.fileno())


def together(service: "WSGIApplication", site: "WSGIApplication", search_page: str = "search/") -> "WSGIApplication":
    """Return one application of both: the service at its addresses, the site at all others.

    Questions to the *search_page*, its address below the root, are the service's.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        served = is_below(str(environ.get("PATH_INFO", "")), SERVICE) or _asks_search(environ, f"/{search_page}")
        return (service if served else site)(environ, start_response)

    return answer


def _asks_search(environ: "WSGIEnvironment", page: str) -> bool:
    """Tell whether words are to be looked for; the search page itself, and its shards below it, are the site's."""
    path = environ.get("PATH_INFO")
    asks = any(field.partition("=")[0] == "q" for field in str(environ.get("QUERY_STRING", "")).split("&"))
    return path == "/search" or (path == page and asks)


def _end(*_: object) -> None:
    raise SystemExit(0)


class _Silent(WSGIRequestHandler):
    """Says nothing about requests: the terminal is for what the build says."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


def _starting(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "1")])
    return [b"The first build is not done yet.\n"]
