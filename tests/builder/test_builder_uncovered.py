"""Content that no setting covers is named, and what lies in content/ but cannot be read is one clear line."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests_support import Blog

from outsideinnovation.builder.content.check import check

POST = "Title: Left out\nDate: 2012-08-08\n\nWords.\n"
TOLD = "neither posts nor pages nor copied"


def warnings(blog: Blog, command: str = "check") -> list[str]:
    """Return what a command warns of that has to do with posts left out."""
    return [line for line in blog.run(command).stderr.splitlines() if TOLD in line]


@pytest.mark.parametrize("command", ["check", "build"])
def test_texts_that_no_setting_covers_are_named(small_blog: Blog, command: str) -> None:
    """At the root of content/, in a folder and in folders below it: a line a folder, as often as it is asked."""
    for path in ("2012-08-08-first.md", "news/second.md", "news/2013/third.markdown", "news/a.rst", "news/b.html"):
        small_blog.write(path, POST)
    for _ in range(2):
        assert warnings(small_blog, command) == [
            f"warning: {small_blog.content}: 1 file is {TOLD}: 2012-08-08-first.md: move them to a folder of posts or pages",
            f"warning: {small_blog.content}/news: 4 files are {TOLD}: 2013/third.markdown, a.rst, b.html, …: move them to a "
            "folder of posts or pages, or name 'news' in ARTICLE_PATHS, PAGE_PATHS or STATIC_PATHS",
        ]
    assert small_blog.run(command).exit_code == 0


@pytest.mark.parametrize(
    "path",
    ["photo.jpg", "news/photo.jpg", "README.md", "drawings/LICENSE.md", ".git/a.md", "news/.hidden.md", "news/a.md~",
     "posts/2012/a.md", "images/a.md", "sidebar/10-a.md", "comments/readme.txt", "redirects.txt"],
)  # fmt: skip
def test_what_surprises_nobody_is_not_named(small_blog: Blog, path: str) -> None:
    """Pictures, hidden files, what editors leave, what repositories say of themselves, and whatever is covered."""
    small_blog.write(path, POST)
    assert warnings(small_blog) == []


SETTINGS = {
    "ARTICLE_PATHS = ['posts', 'news']\n": [],
    "ARTICLE_PATHS = ['']\n": [],
    "PAGE_PATHS = ['pages', 'news/2012']\n": ["news"],
    "STATIC_PATHS = ['images', 'news']\n": [],
    "STATIC_PATHS = ['images', 'news/a.md', 'news/2012/b.md']\n": [],
}


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_setting_covers_what_it_names(small_blog: Blog, settings: str) -> None:
    """A folder of posts, pages or files, the whole of content/, a folder in a folder, a single file."""
    for path in ("news/a.md", "news/2012/b.md"):
        small_blog.write(path, POST)
    small_blog.settings(settings)
    assert [line.split(": ")[1] for line in warnings(small_blog)] == [
        f"{small_blog.content}/{folder}" for folder in SETTINGS[settings]
    ]


@pytest.mark.parametrize(
    "settings",
    ["ARTICLE_PATHS = ['posts', 'posts/2012', './posts']\n", "ARTICLE_PATHS = ['posts/2012', 'posts']\n",
     "ARTICLE_PATHS = ['posts/2012', 'posts']\nPAGE_PATHS = ['pages', '']\n"],
)  # fmt: skip
def test_what_two_settings_cover_is_looked_at_once(small_blog: Blog, settings: str) -> None:
    """A post has not the id of another that it is itself, and what is wrong with one is told once."""
    small_blog.write("posts/2012/own.md", POST)
    small_blog.settings(settings)
    assert check(small_blog.content, small_blog.site.configuration) == []
    small_blog.write("posts/2012/undated.md", "Title: A\n\nWords.\n")
    [problem] = check(small_blog.content, small_blog.site.configuration)
    assert (problem.path.name, problem.what) == ("undated.md", "no date")


@pytest.mark.parametrize(
    "settings",
    ["STATIC_PATHS = ['']\n", "STATIC_PATHS = ['images', './comments/pending']\n", "STATIC_PATHS = ['comments']\n",
     "PAGE_PATHS = ['']\n", "ARTICLE_PATHS = ['']\n", "ARTICLE_PATHS = ['']\nSTATIC_PATHS = ['.']\n"],
)  # fmt: skip
def test_no_setting_publishes_comments(small_blog: Blog, settings: str) -> None:
    """Those that wait are nobody's to read, and skipped posts; no comment or module is taken for a post or page."""
    small_blog.comment("first", "0123abcd", "Not yet.", status="pending")
    small_blog.write("sidebar/10-a.md", "Title: A module\n\nWords.\n")
    small_blog.post("unread", "Not yet.", status="skip")
    small_blog.settings(settings)
    small_blog.build()
    assert not [name for name, data in small_blog.files().items() if b"Not yet." in data]
    assert not (small_blog.output / "comments").exists()


LOST = {
    "a post": ("posts/gone.md", "/nowhere/gone.md", "a link that leads nowhere: mend it, or remove it"),
    "a folder of posts": ("posts/2012", "/nowhere", "a link that leads nowhere"),
    "a link to itself": ("posts/loop", "loop", "a link that leads nowhere"),
    "a folder around it": ("pages/around", "..", "a link to a folder that it lies in: remove it"),
    "its own folder": ("posts/self", ".", "a link to a folder that it lies in"),
    "a picture": ("images/gone.png", "/nowhere/gone.png", "a link that leads nowhere"),
    "a file of the sidebar": ("sidebar/gone", "/nowhere", "a link that leads nowhere"),
    "a comment": ("comments/approved/first/gone.md", "/nowhere", ""),
}


@pytest.mark.parametrize(("path", "target", "message"), LOST.values(), ids=LOST)
def test_a_link_that_leads_nowhere_is_one_line(small_blog: Blog, path: str, target: str, message: str) -> None:
    """Check and build name the link and the remedy, exit with 1, and leave the site as it was."""
    small_blog.build()
    before = small_blog.files()
    link = small_blog.content / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    for command in ("check", "build"):
        result = small_blog.run(command)
        assert result.exit_code == 1
        assert f"{link}: {message}" in result.stderr
    assert small_blog.files() == before


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Give a way to make a folder unreadable that holds for root too: whoever looks at it is refused."""
    scandir = os.scandir

    def lock(folder: Path) -> None:
        def refusing(path: Any = ".") -> Any:
            if os.fspath(path).rstrip("/") == str(folder):
                raise PermissionError(13, "Permission denied", str(folder))
            return scandir(path)

        monkeypatch.setattr("os.scandir", refusing)

    return lock


@pytest.mark.parametrize("folder", ["images", "images/2012", "posts", "pages", "sidebar"])
def test_a_folder_that_may_not_be_read_is_one_line(
    small_blog: Blog, locked: Callable[[Path], None], folder: str
) -> None:
    """Of pictures, posts, pages or modules."""
    (small_blog.content / folder).mkdir(parents=True, exist_ok=True)
    locked(small_blog.content / folder)
    for command in ("check", "build"):
        result = small_blog.run(command)
        assert result.exit_code == 1
        assert f"{small_blog.content / folder}: cannot be read (Permission denied)" in result.stderr


def test_an_empty_content_folder_is_a_site_without_posts(blog: Blog) -> None:
    """Nothing was written yet, or the folder is not even there: check and build say so and exit with 0."""
    for folder in (blog.content / "posts", blog.content / "pages", blog.content):
        folder.rmdir()
        assert blog.run("check").exit_code == 0
        assert blog.build().stdout.startswith("0 posts, 0 pages, 0 comments")
