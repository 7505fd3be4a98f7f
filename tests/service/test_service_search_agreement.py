"""Whoever searches gets the same: on the command line, from the service, and from the index after a clean build."""

import pytest
from search_agreement import first_ten, invented_blog, queries
from service_reader import JSON
from tests_support import Blog

from outsideinnovation.service import create_app


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """The blog of invented posts, built."""
    return invented_blog(Blog(tmp_path_factory.mktemp("agreement") / "blog"))


def test_command_line_and_service_agree_on_the_first_ten(searched: Blog) -> None:
    """For two hundred queries of every kind, most of which find something."""
    browser = create_app(searched.root, background=False).test_client()
    empty = 0
    for query in queries():
        answer = browser.get("/search", query_string={"q": query}, headers=JSON).json
        assert answer is not None
        told = [hit["url"] for hit in answer["hits"]]
        assert told == first_ten(searched, query), query
        empty += not told
    assert empty < 60
