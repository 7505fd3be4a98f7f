"""The author's preview: the site served from a folder of its own, built again when something changes, shown at once.

Drafts are in it and its addresses are this machine's, so it lies in ``instance/`` and is never what gets published. The
reload script is put into pages as they are served; no file on disk knows about it.
"""

import threading
from collections.abc import Iterator
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from watchfiles import DefaultFilter, watch

RELOAD_ADDRESS = "/_preview/reload.js"
CHANGES_ADDRESS = "/_preview/changes"
WAIT_SECONDS = 25  # an open question is answered after this long even if nothing changed
QUIET_MILLISECONDS = 15  # changes that follow each other this closely are one change …
LONGEST_MILLISECONDS = 300  # … but for no longer than this
ERROR_STYLE = (
    "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;padding:1rem;z-index:9;"
    "background:#3b0d0d;color:#fff;border-top:4px solid #e5484d;white-space:pre-wrap"
)
SCRIPT = f"""(async () => {{
  let seen = null;
  for (;;) {{
    try {{
      const answer = await fetch("{CHANGES_ADDRESS}?seen=" + (seen ?? ""), {{cache: "no-store"}});
      const now = await answer.text();
      if (seen !== null && now !== seen) location.reload();
      seen = now;
    }} catch {{
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }}
  }}
}})();
""".encode()


class Changes:
    """How often the preview has been built; a waiting browser is told when that grows."""

    def __init__(self) -> None:
        self.errors = ""
        self._count = 0
        self._condition = threading.Condition()

    def announce(self, errors: str = "") -> None:
        """Say that there is something new to see: another build, or *errors* that kept it from being made."""
        with self._condition:
            self.errors = errors
            self._count += 1
            self._condition.notify_all()

    def after(self, seen: str) -> str:
        """Return the count once it differs from *seen*, or after WAIT_SECONDS."""
        with self._condition:
            self._condition.wait_for(lambda: str(self._count) != seen, WAIT_SECONDS)
            return str(self._count)


class Preview(ThreadingHTTPServer):
    """Serves *folder* on *host*:*port*; with *changes*, pages reload themselves when those are announced."""

    daemon_threads = True

    def __init__(self, folder: Path, host: str, port: int, changes: Changes | None) -> None:
        self.changes = changes
        super().__init__((host, port), partial(Pages, directory=str(folder)))


class Pages(SimpleHTTPRequestHandler):
    """Answers with the site's files, the site's own 404 page, and the reload script."""

    server: Preview
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".json": "application/json",
        ".atom.xml": "application/atom+xml",
        ".rdf": "application/rdf+xml",
        ".svg": "image/svg+xml",
        ".xml": "application/xml",
        "": "text/plain; charset=utf-8",
    }

    def do_GET(self) -> None:
        """Answer a GET."""
        address = urlsplit(self.path)
        if self.server.changes and address.path == CHANGES_ADDRESS:
            self._answer(
                HTTPStatus.OK, "text/plain", self.server.changes.after(address.query.partition("=")[2]).encode()
            )
        elif self.server.changes and address.path == RELOAD_ADDRESS:
            self._answer(HTTPStatus.OK, "text/javascript", SCRIPT)
        elif (page := self._page()) and self.server.changes:
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", self._reloading(page.read_bytes()))
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not there with the site's own page for that."""
        page = Path(self.directory, "404.html")
        if code == HTTPStatus.NOT_FOUND and page.is_file():
            self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", self._reloading(page.read_bytes()))
        else:
            super().send_error(code, message, explain)

    def list_directory(self, path: object) -> None:
        """Show no folder's contents: a folder without an index is not there."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing about requests: the terminal is for what the build says."""

    def _page(self) -> Path | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and urlsplit(self.path).path.endswith("/") else path
        return path if path.suffix == ".html" and path.is_file() else None

    def _reloading(self, page: bytes) -> bytes:
        if not self.server.changes:
            return page
        errors = self.server.changes.errors
        said = f'<pre role="alert" style="{ERROR_STYLE}">{escape(errors)}</pre>' if errors else ""
        return page.replace(b"</body>", f'{said}<script src="{RELOAD_ADDRESS}"></script></body>'.encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def changes_below(folders: list[Path], stop: threading.Event) -> Iterator[set[Path]]:
    """Yield what has changed below *folders*, once it has been quiet for a moment, until *stop* is set."""
    for seen in watch(
        *folders,
        watch_filter=DefaultFilter(),
        stop_event=stop,
        debounce=LONGEST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        rust_timeout=1000,
        raise_interrupt=False,
    ):
        yield {Path(path) for _, path in seen}
