"""JSON Lines: everything is in them, and our own import takes the comments out."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from exporters_blog import export, exported, full_blog
from tests_support import Blog


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once."""
    return full_blog(blog)


def lines(blog: Blog, *arguments: str) -> dict[str, list[dict[str, Any]]]:
    """Export *blog*, and return the objects by their type."""
    found = defaultdict(list)
    for line in export(blog, "jsonl", *arguments).splitlines():
        row = json.loads(line)
        assert next(iter(row)) == "type"
        found[row["type"]].append(row)
    return found


def test_each_post_has_its_html_and_its_file(full: Blog) -> None:
    """Byte for byte, with dates in UTC and by the blog's clock."""
    there = lines(full)
    (first, _, _), (site,) = there["post"], there["site"]
    assert (site["name"], site["timezone"]) == ("A small blog", "America/New_York")
    assert first["source"].encode() == (full.content / first["file"]).read_bytes()
    assert (first["date"], first["local_date"]) == ("2005-12-09T15:31:00Z", "2005-12-09T10:31:00-05:00")
    assert first["url"] == "https://ours.example/2005/12/first.html"
    assert (first["categories"], first["tags"], first["authors"]) == (
        ["Co-Design", "R&D"],
        ["lead users", "a"],
        ["Dana Ray"],
    )
    assert "<em>first</em>" in first["html"]
    assert first["summary"] == "What it says."
    assert [page["title"] for page in there["page"]] == ["About", "Team"]


def test_html_that_was_imported_leaves_without_its_wrapper(blog: Blog) -> None:
    """The element is there for Markdown alone; what another has around its own kind stays."""
    blog.post(
        "one",
        '<div class="imported">\n<p>One.</p>\n</div>\n\n<!-- more -->\n\n<section class="imported">\nTwo\n</section>',
    )
    blog.post("two", '<div class="imported">\n<div>One</div>\n</div>')
    one, two = (post["html"] for post in lines(blog)["post"])
    assert one == "<p>One.</p>\n\n<!-- more -->\n\nTwo"
    assert two == '<div class="imported">\n<div>One</div>\n</div>'


def test_redirects_are_lines_too(full: Blog) -> None:
    """Those of posts as well as those of redirects.txt."""
    assert {row["from"]: row["to"] for row in lines(full)["redirect"]} == {
        "/gone.html": "gone",
        "/old/first_words.html": "/2005/12/first.html",
        "/old/place.html": "/2006/07/second.html",
    }


def test_drafts_and_other_comments_come_by_choice(full: Blog) -> None:
    """Each says its state."""
    assert {row["status"] for row in lines(full)["comment"]} == {"approved"}
    there = lines(full, "--drafts", "--comments", "all")
    assert {row["status"] for row in there["comment"]} == {"approved", "pending", "spam", "rejected"}
    assert [row["title"] for row in there["post"] if row["status"] == "draft"] == ["A draft"]


def test_our_import_takes_the_comments_out_of_it(full: Blog, tmp_path: Path) -> None:
    """The same files, states and all; lines of other kinds are none of its business, however long."""
    full.post("long", "x " * 600_000, date="2006-08-01 08:00")
    out = tmp_path / "all.jsonl"
    assert exported(full, "jsonl", "--comments", "all", "--output", str(out)).exit_code == 0
    assert len(max(out.read_bytes().split(b"\n"), key=len)) > 1_048_576
    again = Blog(tmp_path / "again")
    again.post("first")
    result = again.run("comments", "import", str(out))
    assert (result.exit_code, "6 comments imported" in result.stderr) == (0, True), result.stderr
    assert comments(again) == comments(full)


def test_a_comment_for_which_there_is_no_post_is_told_of(full: Blog) -> None:
    """It is not exported, and not forgotten either."""
    full.comment("gone-post", "00000009-one")
    result = exported(full, "jsonl")
    assert "Comments stay here where their posts do, or where there are none: gone-post (1)." in result.stderr


def comments(blog: Blog) -> dict[str, bytes]:
    """Return every comment's file."""
    folder = blog.content / "comments"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}
