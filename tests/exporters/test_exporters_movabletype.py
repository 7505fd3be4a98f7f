"""Movable Type's format, as WordPress reads it line by line, and as our own import does."""

from collections import Counter
from pathlib import Path

import pytest
from exporters_blog import export, exported, full_blog, say
from exporters_readers import read_by_wordpress
from hypothesis import given
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation import frontmatter
from outsideinnovation.exporters.line_format import KEYS, lines

TYPEPAD = """AUTHOR: Laran
AUTHOR EMAIL: laran@example.org
TITLE: First & <em>foremost</em>
STATUS: Publish
ALLOW COMMENTS: 2
CONVERT BREAKS: 0
ALLOW PINGS: 0
BASENAME: first
CATEGORY: R&D
CATEGORY: Co-Design
TAGS: "lead users",pencils
UNIQUE URL: https://old.example/zal/2005/12/first.html
DATE: 12/09/2005 10:31:07 PM
-----
BODY:
<p>One.</p>

<pre>
  two
    lines
</pre>
-----
EXTENDED BODY:
<p>More.</p>
-----
EXCERPT:
In short.
-----
KEYWORDS:
notebooks
-----
COMMENT:
AUTHOR: Dana
EMAIL: dana@example.org
IP: 192.0.2.7
URL: https://dana.example/
DATE: 12/09/2005 11:00:00 PM
A word.

STATUS: a word
Another.
-----
COMMENT:
AUTHOR: Somebody
EMAIL: laran@example.org
IP: 192.0.2.7
URL:
DATE: 12/09/2005 11:00:01 PM
Thanks!
-----
COMMENT:
AUTHOR: Laran
EMAIL: other@example.org
IP: 192.0.2.7
URL:
DATE: 12/10/2005 01:00:01 AM
No, I am.
-----
--------
TITLE: About us
AUTHOR: Laran
STATUS: Publish
UNIQUE URL: https://old.example/zal/about.html
DATE: 01/02/2006 08:00:00 AM
-----
BODY:
<p>Who we are.</p>
-----
--------
TITLE: Not yet
AUTHOR: Laran
STATUS: Draft
BASENAME: not_yet
UNIQUE URL: https://old.example/zal/2006/02/not_yet%C3%Lah.html
DATE: 02/02/2006 08:00:00 AM
-----
BODY:
<p>Later.</p>
-----
--------
"""


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once."""
    return full_blog(blog)


def test_wordpress_reads_what_is_public(full: Blog) -> None:
    """Titles and authors as HTML, dates by the blog's clock, tags as keywords, the state in its word."""
    there = {post.fields["TITLE"]: post for post in read_by_wordpress(export(full, "movabletype"))}
    assert set(there) == {"Words &amp; &lt;marks&gt;", "Second", "Hidden one", "About", "Team"}
    first = there["Words &amp; &lt;marks&gt;"]
    assert first.fields["DATE"] == "12/09/2005 10:31:00 AM"
    assert first.fields["STATUS"] == "Publish"
    assert first.fields["BASENAME"] == "first"
    assert (first.fields["AUTHOR"], first.fields["ALLOW COMMENTS"]) == ("Dana Ray", "1")
    assert there["Second"].fields["ALLOW COMMENTS"] == "2"
    assert list(dict.fromkeys(first.categories)) == ["Co-Design", "R&amp;D"]
    assert first.texts["KEYWORDS"] == "lead users, a\n"
    assert first.texts["EXCERPT"] == "What it says.\n"


def test_comments_that_wait_are_left_out_and_told_of(full: Blog) -> None:
    """All would arrive approved."""
    result = exported(full, "movabletype", "--comments", "all")
    assert "Waiting." not in result.stdout
    assert "all arrive approved there: first (3)." in result.stderr
    assert sum(len(post.comments) for post in read_by_wordpress(result.stdout)) == 3


def test_no_mail_address_of_anybody_is_in_it(full: Blog) -> None:
    """Only such as no domain can have."""
    full.write(
        "comments/approved/first/00000008-own.md",
        '+++\nauthor = "Somebody"\ndate = 2005-12-09T11:00:00Z\nby_author = true\n+++\nMine.\n',
    )
    said = [comment["EMAIL"] for post in read_by_wordpress(export(full, "movabletype")) for comment in post.comments]
    assert Counter(said) == {"": 3, "author@users.invalid": 1}


@pytest.mark.parametrize("key", [*(f"{key}: x" for key in KEYS), "-----", "--------", "BODY:", "COMMENT:"])
def test_no_line_of_a_body_or_comment_is_taken_for_a_field(blog: Blog, key: str) -> None:
    """A comment's STATUS would set the post's, and a line of hyphens end it."""
    blog.post("one", f"<div>\n{key}\n{key}\n</div>\n\nOne.\n{key}", title="The title")
    say(blog, "one", "00000001-one", f"{key}\nOne.\n{key}\n\nTwo.")
    (post,) = read_by_wordpress(export(blog, "movabletype"))
    assert post.fields["TITLE"] == "The title"
    assert post.fields["STATUS"] == "Publish"
    assert (len(post.comments), post.comments[0]["URL"]) == (1, "")
    assert post.comments[0]["text"].count(key.partition(":")[0]) >= 1
    assert "Two." in post.comments[0]["text"]


def test_preformatted_text_keeps_its_lines(blog: Blog) -> None:
    """Every line is trimmed and blank ones vanish, so they are said in HTML."""
    blog.post("one", "Look:\n\n    def a():\n\n        return 1\n\nSo.")
    (post,) = read_by_wordpress(export(blog, "movabletype"))
    assert "<code>def a():<br /><br />    return 1<br /></code></pre>" in post.texts["BODY"]


def test_the_first_line_of_preformatted_text_is_no_blank_one() -> None:
    """HTML leaves out a line end right after the tag; a form's field keeps its own as characters."""
    assert lines("<pre>\na\n</pre>") == "<pre>a<br /></pre>"
    assert lines("<textarea>a\n\nb</textarea>") == "<textarea>a&#10;&#10;b</textarea>"


@given(st.text(alphabet="<>pre/ab \n-STATUS:\xa0\t") | st.text())
def test_lines_are_trimmed_and_none_is_blank_or_a_field(html: str) -> None:
    """Whatever was written."""
    for line in lines(html).split("\n"):
        assert line or not lines(html)
        assert line == line.strip(" \t\r\f\v")
        assert line not in {"-----", "--------", "BODY:", "COMMENT:"}
        assert not line.startswith(("STATUS:", "TITLE:", "DATE:"))


def test_from_typepad_and_back_nothing_is_lost(blog: Blog, tmp_path: Path) -> None:
    """Entries, comments, dates, categories, tags, addresses and who is the author: all that our import files is the same."""
    again = Blog(tmp_path / "again")
    (tmp_path / "typepad.txt").write_text(TYPEPAD, "utf-8")
    assert blog.run("import", "movabletype", str(tmp_path / "typepad.txt")).exit_code == 0
    out = tmp_path / "out.txt"
    assert exported(blog, "movabletype", "--drafts", "--output", str(out)).exit_code == 0
    assert again.run("import", "movabletype", str(out)).exit_code == 0
    assert heads(again) == heads(blog)
    assert len(heads(blog)) == 3
    assert said(again) == said(blog)
    assert len(said(blog)) == 3


def test_a_real_export_loses_nothing(blog: Blog, tmp_path: Path, shared_data: Path) -> None:
    """Every entry, comment, date and address of a TypePad blog comes back; categories too, where it had any."""
    again, out = Blog(tmp_path / "again"), tmp_path / "out.txt"
    assert blog.run("import", "movabletype", str(shared_data / "typepad-export.txt")).exit_code == 0
    assert exported(blog, "movabletype", "--drafts", "--output", str(out)).exit_code == 0
    assert again.run("import", "movabletype", str(out)).exit_code == 0
    before, after = heads(blog), heads(again)
    assert before.keys() == after.keys()
    for name, head in before.items():
        is_in_default = name.startswith("posts") and head["status"] == "published" and "category" not in head
        default = {"category": "Notes"} if is_in_default else {}
        assert after[name] == head | default
    assert said(again) == said(blog)


def heads(blog: Blog) -> dict[str, dict[str, str]]:
    """Return the heads of all posts and pages by their paths."""
    paths = (path for folder in ("posts", "pages") for path in (blog.content / folder).rglob("*.md"))
    read = {str(path.relative_to(blog.content)): frontmatter.parse(path.read_text("utf-8")) for path in paths}
    return {path: {field.key: field.value for field in each.fields} for path, each in read.items()}


def said(blog: Blog) -> Counter[tuple[str, str]]:
    """Return the comments, without their ids."""
    folder = blog.content / "comments"
    return Counter((str(path.parent.relative_to(folder)), path.read_text("utf-8")) for path in folder.rglob("*.md"))
