"""What strangers type."""

import pytest
from search_samples import WORDS, document

from outsideinnovation.search import engine
from outsideinnovation.search.engine import Search
from outsideinnovation.search.index import Index


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    """A search over some posts."""
    index = Index(tmp_path_factory.mktemp("hostile"))
    index.rebuild(document(number, " ".join(WORDS[number : number + 40])) for number in range(100))
    return Search(index)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        '"' * 10_000,
        "(" * 10_000,
        "*?" * 5_000,
        "\x00" * 100,
        "\ud800 kaka",
        "\u202ekaka\u202c",
        "-" * 10_000,
        '"a ' * 3_000,
        "x'" * 5_000,
        '"kaka kakan" ' * 500,
        "category:" * 1_000,
        "category:\ud800 after:99999 before:0000-00-00",
        "tag:" + "\u0301" * 5_000,
        "kaka " * 2_000,
        "(a+)+$" * 1_000,
        " ".join(f"unknownword{number}" for number in range(1_000)),
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.parametrize("typing", [False, True])
def test_anything_that_is_typed_is_answered(search: Search, text: str, typing: bool) -> None:
    """With hits, or none, or that there is nothing to search for; never with an exception."""
    results = search.query(text, typing=typing)
    assert results.query == text
    assert results.asked or not results.hits


def test_a_query_reads_so_many_postings_and_no_more(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rarest words decide, and one is always read."""
    monkeypatch.setattr(engine, "POSTINGS", 1)
    assert search.query(f"{WORDS[60]} {WORDS[1]}").total == search.query(WORDS[1]).total
