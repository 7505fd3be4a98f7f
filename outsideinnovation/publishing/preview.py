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
LOOK_MILLISECONDS = 1000  # how soon the watching says that it has begun
ERROR_STYLE = (
    "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;padding:1rem;z-index:9;"
    "background:#3b0d0d;color:#fff;border-top:4px solid #e5484d;white-space:pre-wrap"
)
SCRIPT = f"""(async () => {{
  let seen = new URL(document.currentScript.src).searchParams.get("seen");
  for (;;) {{
    try {{
      const answer = await fetch("{CHANGES_ADDRESS}?seen=" + seen, {{cache: "no-store"}});
      const now = await answer.text();
      if (now !== seen) location.reload();
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
        self.count = 0
        self._condition = threading.Condition()

    def announce(self, errors: str = "") -> None:
        """Say that there is something new to see: another build, or *errors* that kept it from being made."""
        with self._condition:
            self.errors = errors
            self.count += 1
            self._condition.notify_all()

    def after(self, seen: str) -> str:
        """Return the count once it differs from *seen*, or after WAIT_SECONDS."""
        with self._condition:
            self._condition.wait_for(lambda: str(self.count) != seen, WAIT_SECONDS)
            return str(self.count)


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
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", self._reloading(page))
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not there with the site's own page for that."""
        page = Path(self.directory, "404.html")
        if code == HTTPStatus.NOT_FOUND and page.is_file():
            self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", self._reloading(page))
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

    def _reloading(self, path: Path) -> bytes:
        """Return the page at *path* with the script, which is told what the page shows: read before the page is."""
        if not (changes := self.server.changes):
            return path.read_bytes()
        errors, seen = changes.errors, changes.count
        said = f'<pre role="alert" style="{ERROR_STYLE}">{escape(errors)}</pre>' if errors else ""
        script = f'{said}<script src="{RELOAD_ADDRESS}?seen={seen}"></script></body>'
        return path.read_bytes().replace(b"</body>", script.encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def changes_below(folders: list[Path], stop: threading.Event) -> Iterator[set[Path]]:
    """Yield what has changed below *folders*, once it has been quiet for a moment, until *stop* is set.

    The first yield, within a second, is empty where nothing has: from then on nothing is missed, but what changed before
    the watching began is for the caller to look for.
    """
    begun = False
    for seen in watch(
        *folders,
        watch_filter=DefaultFilter(),
        stop_event=stop,
        debounce=LONGEST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if seen or not begun:
            yield {Path(path) for _, path in seen}
        begun = True
