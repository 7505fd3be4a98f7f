"""Exports that gzip packed: they are recognised by what is in them, read like the files themselves, and told where damaged."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest
from blogger_exports import classic, classic_comment, classic_post, takeout, takeout_comment, takeout_post
from ghost_exports import comment, export, post
from wordpress_exports import comment as wordpress_comment
from wordpress_exports import export as wordpress_export
from wordpress_exports import item

from outsideinnovation.importers.blog_comments import BlogComments
from outsideinnovation.importers.blogger.reader import Blogger
from outsideinnovation.importers.comment_export import CommentExport, Foreign
from outsideinnovation.importers.comment_formats import ExportFormat, recognise
from outsideinnovation.importers.disqus import Disqus
from outsideinnovation.importers.ghost.reader import Ghost
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.wordpress.conversation import WordPressComments

DISQUS = """<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="1"><id/><link>https://blog.example/a/</link></thread>
<post dsq:id="2"><message><![CDATA[<p>Well said.</p>]]></message><createdAt>2024-01-02T03:04:05Z</createdAt>
<author><name>R</name></author><thread dsq:id="1"/></post></disqus>"""
READERS: dict[ExportFormat, Callable[[Path], CommentExport]] = {
    ExportFormat.DISQUS: Disqus,
    ExportFormat.WORDPRESS: lambda path: WordPressComments(path, UTC),
    ExportFormat.BLOGGER: lambda path: BlogComments(Blogger(path)),
    ExportFormat.GHOST: lambda path: BlogComments(Ghost(path)),
}
EXPORTS = {
    "disqus": (ExportFormat.DISQUS, DISQUS),
    "wordpress": (ExportFormat.WORDPRESS, wordpress_export(item(1, "Words.", wordpress_comment(1)))),
    "blogger": (ExportFormat.BLOGGER, classic(classic_post(1, "/2020/01/a.html"), classic_comment(2, 1))),
    "takeout": (ExportFormat.BLOGGER, takeout(takeout_post(1, "/2020/01/a.html"), takeout_comment(2, "1"))),
    "ghost": (ExportFormat.GHOST, export([post(1)], comments=[comment(1, 1)], members=[{"id": "m1", "name": "R"}])),
}


def comments(path: Path) -> list[Foreign]:
    """Return the comments of whatever *path* is."""
    return list(READERS[recognise(path)](path).comments())


@pytest.mark.parametrize("name", EXPORTS)
def test_a_packed_export_is_the_same(tmp_path: Path, name: str) -> None:
    """Each comment is the very one of the plain file."""
    origin, text = EXPORTS[name]
    plain, packed = tmp_path / "export", tmp_path / "export.gz"
    plain.write_text(text, "utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    assert recognise(packed) is recognise(plain) is origin
    assert comments(packed) == comments(plain) != []


@pytest.mark.parametrize("name", EXPORTS)
def test_a_packed_export_that_was_cut_off_is_told(tmp_path: Path, name: str) -> None:
    """Either it is refused, or what is whole comes and the damage is in the report."""
    origin, text = EXPORTS[name]
    whole, path = gzip.compress(text.encode()), tmp_path / "export.gz"
    for end in range(20, len(whole) - 8, max(1, len(whole) // 25)):
        path.write_bytes(whole[:end])
        reader = READERS[origin](path)
        try:
            list(reader.comments())
        except UnreadableExportError:
            continue
        assert reader.losses.report.problems


@pytest.mark.parametrize("name", EXPORTS)
def test_a_bomb_is_refused(tmp_path: Path, name: str) -> None:
    """A few bytes that unpack to a great many."""
    origin, text = EXPORTS[name]
    path = tmp_path / "export.gz"
    path.write_bytes(gzip.compress(text[:30].encode() + b" " * 80_000_000))
    with pytest.raises(UnreadableExportError):
        list(READERS[origin](path).comments())


def test_a_packed_export_of_ghost_in_utf_16_is_no_surprise(tmp_path: Path) -> None:
    """Nothing of it is imported, and the message says so."""
    path = tmp_path / "export.gz"
    path.write_bytes(gzip.compress(json.dumps({"db": []}).encode("utf-16")))
    with pytest.raises(UnreadableExportError, match=r"Nothing was imported"):
        list(Ghost(path).read())
