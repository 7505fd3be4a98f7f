"""Sidebar modules are Markdown files in order, and stand on every page."""

import pytest
from tests_support import Blog

from outsideinnovation.sidebar.module import Kind, read


def test_modules_stand_on_every_page_in_their_order(small_blog: Blog) -> None:
    """The number at the beginning of the name orders them."""
    small_blog.write("sidebar/20-links.md", "Title: Links\nKind: links\n\n- [Pelican](https://getpelican.com/)\n")
    small_blog.write("sidebar/10-about.md", "Title: About us\n\nWe *write*.\n")
    small_blog.build()
    for path in ("index.html", "2005/12/first.html", "about/index.html"):
        page = small_blog.page(path)
        assert 0 < page.index("About us") < page.index("https://getpelican.com/")
        assert "<em>write</em>" in page


def test_modules_link_to_posts_and_pictures(small_blog: Blog) -> None:
    """{filename} and {static} mean in a module what they mean in a post."""
    small_blog.write("images/us.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    small_blog.write(
        "sidebar/10-photo.md",
        "Title: Us\nKind: photo\n\n![us]({static}/images/us.svg) [1]({filename}/posts/first.md)\n",
    )
    small_blog.build()
    page = small_blog.page("index.html")
    assert 'src="/images/us.svg"' in page
    assert 'href="/2005/12/first.html"' in page
    assert (small_blog.output / "images" / "us.svg").is_file()


def test_recent_comments_are_those_of_live_posts(small_blog: Blog) -> None:
    """Pending comments and comments of drafts are not among them."""
    small_blog.post("secret", status="draft")
    small_blog.comment("secret", "00000002-draft", "On a draft.")
    small_blog.comment("first", "00000003-pending", "Not yet.", status="pending")
    small_blog.write("sidebar/10-recent.md", "Title: Recent comments\nKind: recent-comments\n")
    small_blog.build()
    page = small_blog.page("index.html")
    assert "#comment-00000001-first" in page
    assert "On a draft" not in page
    assert "Not yet" not in page


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("about.md", "Title: A\n", "about.md: no module's name"),
        ("10-about.md", "Kind: text\n\nWords.\n", "10-about.md:1: no title"),
        ("10-about.md", "Title: A\nKind: twitter\n", "10-about.md:2: unknown Kind 'twitter': write one of text,"),
        ("10-about.md", b"Title: \xff\n", "10-about.md: not UTF-8"),
    ],
)
def test_a_module_that_cannot_be_read_stops_the_build(
    small_blog: Blog, name: str, text: str | bytes, message: str
) -> None:
    """It is named with its file and line, and nothing is written."""
    small_blog.write(f"sidebar/{name}", text)
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert message in result.stderr
    assert not small_blog.output.exists()


def test_no_folder_means_no_modules(tmp_path) -> None:
    """A site without a sidebar is a site."""
    assert read(tmp_path / "sidebar") == []


def test_a_module_without_a_kind_is_text(tmp_path) -> None:
    """`Kind` is optional."""
    (tmp_path / "10-a.md").write_text("Title: A\n\nWords.\n", "utf-8")
    assert read(tmp_path)[0].kind is Kind.TEXT
