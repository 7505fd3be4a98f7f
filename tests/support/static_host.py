"""A static host on this machine: files from folders, ranges, compression, a strict policy, and whatever faults are ordered."""

import gzip
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'"
)
TYPES = {
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
}


@dataclass(slots=True)
class StaticHost:
    """What is served: ``folders`` by the beginning of the path, ``files`` by the whole path, None for one that is missing.

    ``sent`` lists the path and the size of the body of every answer; ``ranges`` can be turned off.
    """

    folders: Mapping[str, Path]
    files: dict[str, bytes | None] = field(default_factory=dict)
    sent: list[tuple[str, int]] = field(default_factory=list)
    ranges: bool = True
    address: str = ""
    policy: str = POLICY

    def names(self, ending: str) -> list[str]:
        """Return the paths of all files with that *ending*."""
        found = ((begin, folder, path) for begin, folder in self.folders.items() for path in folder.rglob(f"*{ending}"))
        return sorted(begin + path.relative_to(folder).as_posix() for begin, folder, path in found)

    def body(self, path: str) -> bytes | None:
        """Return the file at *path*, or None."""
        if path in self.files:
            return self.files[path]
        for begin, folder in self.folders.items():
            found = folder / path.removeprefix(begin)
            if path.startswith(begin) and found.is_file():
                return found.read_bytes()
        return None


@contextmanager
def serving(host: StaticHost) -> Iterator[StaticHost]:
    """Serve *host* at its ``address`` for a while."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"host": host}))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong, unless a browser has only gone away."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: StaticHost

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        body = self.host.body(path + "index.html" if path.endswith("/") else path)
        status, headers = 404 if body is None else 200, {"Content-Security-Policy": self.host.policy}
        body = body or b""
        ending = Path(path).suffix or ".html"
        headers["Content-Type"] = TYPES.get(ending, "application/octet-stream")
        headers["Cache-Control"] = "max-age=31536000, immutable" if ending == ".bin" and status == 200 else "no-cache"
        wanted = self.headers.get("Range")
        if wanted and status == 200 and self.host.ranges:
            first, last = map(int, wanted.removeprefix("bytes=").split("-"))
            headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
            status, body = 206, body[first : last + 1]
        elif ending in TYPES and "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", gzip.compress(body, 9)
        self.host.sent.append((path, len(body)))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""
