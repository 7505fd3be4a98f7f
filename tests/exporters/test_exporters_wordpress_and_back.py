"""From here to WordPress's format and back: every post, page, comment and list of addresses is the same, to the byte."""

from pathlib import Path

import pytest
from exporters_blog import exported, full_blog, say
from tests_support import Blog

from outsideinnovation import frontmatter


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once, and files as people write them."""
    full_blog(blog)
    blog.write(
        "posts/2007/odd.md",
        b"\xef\xbb\xbfTitle: Odd\r\nDate: 2007-01-02 08:00\r\n\r\nA \x0b & ]]> [gallery]\t\r\n\r\n\r\n",
    )
    blog.write("posts/yaml.mkd", "---\ntitle: With a fence\ndate: 2007-02-03 08:00\n---\n\nWords.\n")
    blog.write("pages/deep/down.md", "Title: Down\nSlug: down\n\nBelow.\n")
    say(
        blog,
        "odd",
        "00000010-odd",
        "As   *typed*\n\n\n    code &amp; `x`",
        own="kept",
        date="2007-01-03T10:00:00.250000Z",
    )
    blog.write("addresses.txt", "/2005/12/first.html post first\n")
    return blog


def texts(blog: Blog) -> dict[str, bytes]:
    """Return all that is in the content folder, but pictures."""
    paths = (path for path in blog.content.rglob("*") if path.is_file() and "images" not in path.parts)
    return {str(path.relative_to(blog.content)): path.read_bytes() for path in paths}


def back(blog: Blog, xml: str) -> Blog:
    """Import *xml* into a new blog beside *blog*."""
    again = Blog(blog.root.parent / "again")
    again.settings('TIMEZONE = "America/New_York"\n')
    file = blog.root.parent / "blog.xml"
    file.write_text(xml, "utf-8")
    result = again.run("import", "wordpress", str(file))
    assert result.exit_code == 0, result.stderr
    return again


def test_everything_is_the_same_to_the_byte(full: Blog) -> None:
    """Drafts and comments in every state too."""
    xml = exported(full, "wordpress", "--drafts", "--comments", "all").stdout
    assert texts(back(full, xml)) == texts(full)


def test_what_is_public_is_the_same_to_the_byte(full: Blog) -> None:
    """And the rest stayed at home."""
    there = texts(back(full, exported(full, "wordpress").stdout))
    not_public = {"posts/draft.md", *(path for path in texts(full) if "comments/" in path and "/approved/" not in path)}
    assert there == {path: data for path, data in texts(full).items() if path not in not_public}


def test_importing_twice_changes_nothing(full: Blog) -> None:
    """What is there is known again."""
    xml = exported(full, "wordpress", "--drafts", "--comments", "all").stdout
    again = back(full, xml)
    before = texts(again)
    assert again.run("import", "wordpress", str(full.root.parent / "blog.xml")).exit_code == 0
    assert texts(again) == before


def test_what_was_edited_there_comes_back_as_it_was_edited(full: Blog) -> None:
    """The seal is broken: the text, a comment and a category are believed, and not what they were before."""
    xml = exported(full, "wordpress", "--comments", "all").stdout
    xml = xml.replace("<p>More.</p>", "<p>More, edited there.</p>", 1).replace(
        "CDATA[Waiting.]", "CDATA[Edited there.]", 1
    )
    there = texts(back(full, xml))
    assert "posts/second.md" not in there
    assert any(b"More, edited there." in data for data in there.values())
    assert any(b"Edited there." in data for path, data in there.items() if "/pending/" in path)
    assert there["posts/first.md"] == texts(full)["posts/first.md"]


def test_what_was_withdrawn_there_is_not_published_again(full: Blog) -> None:
    """Though its file says that it is published."""
    xml = exported(full, "wordpress").stdout.replace("<![CDATA[publish]]>", "<![CDATA[draft]]>")
    heads = [
        frontmatter.parse(data.decode()) for path, data in texts(back(full, xml)).items() if path.startswith("posts/")
    ]
    assert {head.value("status") for head in heads} == {"draft", "hidden"}


def test_a_comment_that_was_approved_there_is_approved_here(full: Blog) -> None:
    """Its words are those of the export then, for its seal is broken."""
    xml = exported(full, "wordpress", "--comments", "all").stdout
    xml = xml.replace("<wp:comment_approved><![CDATA[0]]>", "<wp:comment_approved><![CDATA[1]]>", 1)
    there = texts(back(full, xml))
    assert not any("/pending/" in path for path in there)
    assert any(b"Waiting." in data for path, data in there.items() if "/approved/first/" in path)


def test_the_sample_blog_comes_back(tmp_path: Path) -> None:
    """With its manual, code, tables and all."""
    root = Path(__file__).resolve().parents[2]
    sample = Blog(tmp_path / "sample")
    for path in (root / "content").rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            sample.write(str(path.relative_to(root / "content")), path.read_bytes())
    there = texts(back(sample, exported(sample, "wordpress", "--drafts", "--comments", "all").stdout))
    assert there == {path: data for path, data in texts(sample).items() if not path.startswith("sidebar")}
