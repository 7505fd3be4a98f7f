"""The author's preview: the site served from a folder of its own, built again when something changes, shown at once.

Drafts are in it and its addresses are this machine's, so it lies in ``instance/`` and is never what gets published. The
script that shows changes in place, and the mark on drafts, are put into pages as they are served; no file on disk knows
about them.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from outsideinnovation.builder.draft_list import FOLDER, draft_list
from outsideinnovation.builder.preview_overlay import DRAFT_MARK, overlay
from outsideinnovation.builder.urls.media import content_type
from outsideinnovation.builder.watching import Changes
from outsideinnovation.percent_encoding import of_path
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SCRIPT_ADDRESS = "/_preview/preview.js"
CHANGES_ADDRESS = "/_preview/changes"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
SCRIPT = Path(__file__).parent / "static" / "preview.js"
JSON = "application/json"
DRAFTS = f"/{FOLDER}/"  # below it lie the pages that readers do not get
_BODY = re.compile(rb"<body\b[^>]*>")


@dataclass(frozen=True, slots=True)
class PreviewResponse:
    """What a request gets."""

    status: HTTPStatus
    kind: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": "no-store"})


class Preview:
    """Serves *folder* by WSGI (PEP 3333), any server will do; with *changes*, pages show what those announce.

    It answers with the site's files, the site's own 404 page, and the script for that; folders are not listed. The list of
    drafts says until when those of *site* wait, and where they are shared.
    """

    def __init__(self, folder: Path, changes: Changes | None, site: Site | None = None) -> None:
        self._folder, self._changes, self._site = folder, changes, site

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        method = environ["REQUEST_METHOD"]
        answer = self._answer(environ) if method in {"GET", "HEAD"} else _not_allowed()
        headers = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body)), **answer.headers}
        start_response(f"{answer.status.value} {answer.status.phrase}", list(headers.items()))
        return [] if method == "HEAD" else [answer.body]

    def _answer(self, environ: "WSGIEnvironment") -> PreviewResponse:
        path = str(environ.get("PATH_INFO", "/")).encode("latin-1", "replace").decode("utf-8", "surrogateescape")
        if self._changes and path == CHANGES_ADDRESS:
            seen = str(environ.get("QUERY_STRING", "")).partition("=")[2]
            return PreviewResponse(HTTPStatus.OK, JSON, json.dumps(self._changes.after(seen)).encode())
        if self._changes and path == SCRIPT_ADDRESS:
            return PreviewResponse(HTTPStatus.OK, "text/javascript; charset=utf-8", SCRIPT.read_bytes())
        if path in {DRAFTS, DRAFTS.rstrip("/")} and not (self._folder / FOLDER / "index.html").is_file():
            return PreviewResponse(HTTPStatus.OK, HTML, self._followed(self._drafts))
        return self._file(path, str(environ.get("HTTP_IF_NONE_MATCH", "")))

    def _drafts(self) -> bytes:
        return draft_list(self._folder, self._site, datetime.now(UTC)).encode()

    def _file(self, path: str, known: str) -> PreviewResponse:
        place = self._place(path)
        if place is None:
            return self._missing()
        if place.is_dir() and not path.endswith("/"):
            parts = place.relative_to(self._folder).parts  # of "//other.example" a browser makes a host
            return PreviewResponse(
                HTTPStatus.MOVED_PERMANENTLY, TEXT, headers={"Location": of_path("/".join(("", *parts, "")))}
            )
        found = place / "index.html" if path.endswith("/") else place
        try:
            if found.suffix == ".html":
                return PreviewResponse(HTTPStatus.OK, HTML, self._page(found))
            headers = {"ETag": _entity_tag(found), "Cache-Control": "no-cache"}
            if known == headers["ETag"]:
                return PreviewResponse(HTTPStatus.NOT_MODIFIED, content_type(found.name), headers=headers)
            return PreviewResponse(HTTPStatus.OK, content_type(found.name), found.read_bytes(), headers)
        except (OSError, ValueError):
            return self._missing()

    def _place(self, path: str) -> Path | None:
        """Return what an address names inside the folder; None for what would lead out of it."""
        parts = [part for part in path.split("/") if part not in {"", "."}]
        if ".." in parts or "\0" in path or "\\" in path:
            return None
        return self._folder.joinpath(*parts)

    def _missing(self) -> PreviewResponse:
        page = self._folder / "404.html"
        if page.is_file():
            return PreviewResponse(HTTPStatus.NOT_FOUND, HTML, self._page(page))
        return PreviewResponse(HTTPStatus.NOT_FOUND, TEXT, b"There is no page at this address.\n")

    def _page(self, path: Path) -> bytes:
        """Return the page at *path*, marked where it is a draft's."""
        if f"/{path.relative_to(self._folder).as_posix()}".startswith(DRAFTS):
            return self._followed(lambda: _BODY.sub(_marked, path.read_bytes(), count=1))
        return self._followed(path.read_bytes)

    def _followed(self, page: Callable[[], bytes]) -> bytes:
        """Return a page with the script, which is told what the page shows: that is asked for before the page is made."""
        changes = self._changes
        if not changes:
            return page()
        shown = overlay(changes.errors, changes.warnings)
        script = f'<script id="preview-script" src="{SCRIPT_ADDRESS}?seen={changes.count}"></script>'
        return page().replace(b"</body>", f"{shown}{script}</body>".encode())


def _entity_tag(path: Path) -> str:
    """Return a tag of the file at *path* (RFC 9110, 8.8.3); a date would be the same for two builds within one second."""
    now = path.stat()
    return f'"{now.st_mtime_ns:x}-{now.st_size:x}-{now.st_ino:x}"'


def _not_allowed() -> PreviewResponse:
    return PreviewResponse(
        HTTPStatus.METHOD_NOT_ALLOWED, TEXT, b"Pages are read, not written.\n", {"Allow": "GET, HEAD"}
    )


def _marked(body: re.Match[bytes]) -> bytes:
    return body[0] + DRAFT_MARK.encode()
