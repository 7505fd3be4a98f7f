"""The service over a small blog, as readers meet it."""

from collections.abc import Iterator

import pytest
from service_editor import Office
from service_reader import Reader
from tests_support import Blog


@pytest.fixture
def reader(blog: Blog) -> Iterator[Reader]:
    """A reader of a blog with an open post, a closed one and a comment."""
    found = Reader(blog)
    yield found
    found.close()


@pytest.fixture
def office(reader: Reader) -> Office:
    """The editors' side of that blog."""
    return Office(reader)
