"""How browsers ask the preview again for what they have."""

import os
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from outsideinnovation.builder.preview import Preview

SECOND = 1_000_000_000  # nanoseconds


def ask(preview: Preview, tag: str = "") -> tuple[str, dict[str, str], bytes]:
    """Return the status, headers and bytes of the picture, asked for with the entity tag of a copy."""
    environ: dict[str, object] = {"PATH_INFO": "/note.svg", "HTTP_IF_NONE_MATCH": tag}
    setup_testing_defaults(environ)
    seen: list[tuple[str, dict[str, str]]] = []
    body = b"".join(preview(environ, lambda status, headers: seen.append((status, dict(headers)))))  # type: ignore[arg-type]
    return *seen[0], body


def test_a_copy_is_good_until_the_file_changes(tmp_path: Path) -> None:
    """What changed twice within one second, at the same size, is another file; unchanged it is not sent again."""
    picture, preview = tmp_path / "note.svg", Preview(tmp_path, None)
    picture.write_bytes(b"<svg width='10'/>")
    os.utime(picture, ns=(7 * SECOND, 7 * SECOND + 1))
    status, headers, body = ask(preview)
    assert (status, body, headers["Cache-Control"]) == ("200 OK", b"<svg width='10'/>", "no-cache")
    assert ask(preview, headers["ETag"])[::2] == ("304 Not Modified", b"")
    picture.write_bytes(b"<svg width='20'/>")
    os.utime(picture, ns=(7 * SECOND, 7 * SECOND + 2))
    assert ask(preview, headers["ETag"])[::2] == ("200 OK", b"<svg width='20'/>")
