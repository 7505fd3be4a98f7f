"""Fixtures of the tests of this room."""

import pytest
from builder_foreign import conversation
from tests_support import Blog


@pytest.fixture
def talked(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A site with posts, a page, comments and a sidebar, in whose folder commands run."""
    conversation(blog)
    monkeypatch.chdir(blog.root)
    return blog
