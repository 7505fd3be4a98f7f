"""A large export is read in bounded memory."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import importers_blog as blog
from importers_export import bring, comment, numbered

from outsideinnovation.importers.blog.blog_import import BlogImport, BlogOptions
from outsideinnovation.importers.comment_export import ExportPlace
from outsideinnovation.importers.report import Thing

MEGABYTE = 1_000_000


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    """Twenty megabytes of entries never take as much memory: one entry after the other is read and written."""
    words = "<p>" + "words and more words " * 1_000 + "</p>"
    size = 0
    with (tmp_path / "large.txt").open("w") as stream:
        for number in range(900):
            size += stream.write(numbered(number, body=words, comments=[comment(f"No. {number}")]))
    assert size > 19 * MEGABYTE
    export = (tmp_path / "large.txt").read_bytes()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        brought = bring(tmp_path, export)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert brought.fates(Thing.POST) == (900, 0, 0)
    assert peak < 20 * MEGABYTE


def test_memory_does_not_grow_with_an_export_of_any_system(tmp_path: Path) -> None:
    """Twelve megabytes of posts and comments, also on posts that are not here, never take as much memory."""
    words = "<p>" + "words and more words " * 950 + "</p>"
    site = blog.new_site(tmp_path / "site")

    def items() -> Iterator[blog.Item]:
        for number in range(600):
            post = blog.post(number, body=f"{words}{number}")
            yield post
            yield blog.comment(post, f"c{number}", text=f"No. {number}")
            yield blog.comment(ExportPlace("/gone", ("/gone",)), f"d{number}", text=f"No. {number}" * 1_000)

    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        work = BlogImport(blog.FakeBlog(items()), Path("export.xml"), site, BlogOptions())
        work.run()
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert blog.Imported(site, work).fates(Thing.POST) == (600, 0, 0)
    assert work.unmatched_posts == {"/gone": 600}
    assert peak < 8 * MEGABYTE
