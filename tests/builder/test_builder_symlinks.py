"""A link that leads out of content/ is warned of, since what lies there is published as if it lay here."""

from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation.builder.content.symlinks import outward_links

LINKS = {
    "a picture": ("images/secret.svg", "<svg/>"),
    "a folder": ("images/private", None),
    "a post": ("posts/linked.md", "Title: Linked\nDate: 2005-12-10\n\nWords of elsewhere.\n"),
    "a page": ("pages/linked.md", "Title: Linked\nSlug: linked\n\nWords of elsewhere.\n"),
    "a sidebar module": ("sidebar/10-linked.md", "Title: Linked\n\nWords of elsewhere.\n"),
    "a comment": (
        "comments/approved/first/00000001-linked.md",
        '+++\nauthor = "Eve"\ndate = 2005-12-09T11:00:00Z\n+++\nWords.\n',
    ),
    "a state of comments": ("comments/spam", None),
}


def linked(blog: Blog, path: str, text: str | None) -> tuple[Path, Path]:
    """Put a link to a file with *text*, or to a folder, outside the content folder; return link and target."""
    target = blog.root / "elsewhere" / Path(path).name
    target.parent.mkdir()
    if text is None:
        target.mkdir()
    else:
        target.write_text(text, "utf-8")
    link = blog.content / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    return link, target


@pytest.mark.parametrize(("path", "text"), LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("words", [["check"], ["build"], ["build", "--clean"], ["publish", "--dry-run"]], ids=" ".join)
def test_a_link_out_of_content_is_warned_of(small_blog: Blog, words: list[str], path: str, text: str | None) -> None:
    """With the link and where it leads, on standard error; the command goes on."""
    link, target = linked(small_blog, path, text)
    result = small_blog.run(*words)
    assert f"warning: {link}: a link that leads out of content/, to {target}: " in result.stderr
    assert result.exit_code == 0, result.output


def test_a_build_with_nothing_to_do_warns_too(small_blog: Blog) -> None:
    """As often as it is built."""
    link, _ = linked(small_blog, *LINKS["a picture"])
    small_blog.build()
    assert str(link) in small_blog.build().stderr


def test_pelicans_own_way_warns_too(small_blog: Blog) -> None:
    """A site with a foreign setting is no exception."""
    small_blog.settings("WHATEVER = 1\n")
    link, _ = linked(small_blog, *LINKS["a picture"])
    assert str(link) in small_blog.build().stderr


def test_links_inside_content_are_nobodys_business(small_blog: Blog) -> None:
    """Nor is a content folder that is a link itself, a hidden link, or a circle."""
    (small_blog.content / "images").mkdir(exist_ok=True)
    picture = small_blog.write("images/a.svg", "<svg/>")
    (small_blog.content / "images" / "b.svg").symlink_to(picture)
    (small_blog.content / "images" / "c.svg").symlink_to("a.svg")
    (small_blog.content / "images" / "up").symlink_to("../posts")
    (small_blog.content / ".git").symlink_to("/")
    (small_blog.root / "linked").symlink_to(small_blog.content)
    assert outward_links(small_blog.content) == outward_links(small_blog.root / "linked") == []
    assert "a link that leads" not in small_blog.run("check").stderr


@pytest.mark.parametrize(
    "target", ["../../pelicanconf.py", "/etc/passwd", "../images/../../instance/key", "/no/such/file", "a.svg/../../.."]
)
def test_however_it_is_written(small_blog: Blog, target: str) -> None:
    """Relative, absolute, through folders and back, and to what is not there (yet)."""
    small_blog.write("images/a.svg", "<svg/>")
    link = small_blog.content / "images" / "link.svg"
    link.symlink_to(target)
    assert [problem.path for problem in outward_links(small_blog.content)] == [link]
