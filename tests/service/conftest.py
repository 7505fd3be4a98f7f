"""The service over a small blog, as readers meet it."""

from collections.abc import Iterator

import pytest
from service_editor import ModeratedBlog
from service_reader import Reader
from tests_support import Blog


@pytest.fixture
def reader(blog: Blog) -> Iterator[Reader]:
    """A reader of a blog with an open post, a closed one and a comment."""
    found = Reader(blog)
    yield found
    found.close()


@pytest.fixture
def moderated(reader: Reader) -> ModeratedBlog:
    """The editors' side of that blog."""
    return ModeratedBlog(reader)
