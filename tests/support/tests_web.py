"""Other people's web servers, as real ones on this machine: each path answers as a test says, and remembers who asked."""

import gzip
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from tests_waiting import HANG

from outsideinnovation.web_client.public_addresses import Address

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request to such a server."""

    server: "_Server"

    def do_GET(self) -> None:
        """Answer as the test says."""
        self.server.web.asked.append((self.path, dict(self.headers)))
        with suppress(ConnectionError):
            self.server.web.answers.get(self.path, answer(status=404))(self)

    def log_message(self, *_: object) -> None:
        """Say nothing on stderr."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: "Web"

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no error."""


@dataclass
class Web:
    """A server at *address*: what it answers by path, and what it was asked, with the headers."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str, given: Answer) -> str:
        """Let *path* be answered so, and return its whole address."""
        self.answers[path] = given
        return self.address + path


@contextmanager
def web(host: str = "127.0.0.1") -> Iterator[Web]:
    """Run such a server for a while."""
    with _Server((host, 0), Request) as server:
        server.web = Web(f"http://{host}:{server.server_port}")
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        try:
            yield server.web
        finally:
            server.web.over.set()
            server.shutdown()


@contextmanager
def raw(reply: bytes) -> Iterator[str]:
    """Run a server that sends *reply*, whatever it is asked, and hangs up."""

    class Connection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@contextmanager
def silent() -> Iterator[str]:
    """Run a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def answer(body: bytes = b"", status: int = 200, *, packed: bool = False, **headers: str) -> Answer:
    """Return what answers with *body*; *headers* have underscores for hyphens."""
    sent = gzip.compress(body) if packed else body
    said = {"Content-Length": str(len(sent))} | {name.replace("_", "-"): value for name, value in headers.items()}
    said |= {"Content-Encoding": "gzip"} if packed else {}

    def reply(request: Request) -> None:
        request.send_response(status)
        for name, value in said.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(sent)

    return reply


def drip(request: Request) -> None:
    """Answer byte by byte, and never come to an end."""
    request.send_response(200)
    request.end_headers()
    while not request.server.web.over.wait(0.02):
        request.wfile.write(b"x")


def drip_headers(request: Request) -> None:
    """Send headers byte by byte, and never come to an end."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not request.server.web.over.wait(0.02):
        request.wfile.write(b"x")


def together(number: int) -> Callable[[Answer], Answer]:
    """Return what lets an answer come only once *number* requests wait for theirs."""
    barrier = threading.Barrier(number, timeout=HANG)

    def delayed(given: Answer) -> Answer:
        def reply(request: Request) -> None:
            barrier.wait()
            given(request)

        return reply

    return delayed


def only(*hosts: str) -> Callable[[Address], bool]:
    """Return a rule by which these addresses may be asked, in the place of the one for the public net."""
    allowed = {ip_address(host) for host in hosts}
    return lambda address: address in allowed


HERE = only("127.0.0.1")
