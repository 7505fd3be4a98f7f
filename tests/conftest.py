"""Fixtures that every room's tests share."""

from pathlib import Path

import pytest
from tests_support import Blog

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def shared_data() -> Path:
    """The folder of real exports and collections beside the project, where this machine has it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not there")
    return folder


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """An empty site."""
    return Blog(tmp_path / "blog")


@pytest.fixture
def small_blog(blog: Blog) -> Blog:
    """A site with two posts, a page and a comment."""
    blog.post("first", "The *first* words.", category="Co-Design", tags="a, b")
    blog.post("second", "Look at [the first]({filename}/posts/first.md).", date="2006-01-02 08:00")
    blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
    blog.comment("first", "00000001-first")
    return blog
