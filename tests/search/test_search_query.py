"""How a query is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.search.query import Query, day, parse


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("lead users", Query(words=("lead", "users"))),
        ('"lead users" toolkit', Query(words=("lead", "users", "toolkit"), phrases=(("lead", "users"),))),
        ("design -agency", Query(words=("design",), excluded=(("agency",),))),
        ('-"lead user" co-design', Query(words=("co", "design"), excluded=(("lead", "user"),))),
        ('category:"Lead Users" tag:toolkit', Query(filters=(("category", "Lead Users"), ("tag", "toolkit")))),
        ("-author:ann words", Query(words=("words",), barred=(("author", "ann"),))),
        ("after:2008 before:2009-05", Query(after=13879, before=14365)),
        ("after:lunch", Query(words=("after", "lunch"))),
        ("note: this", Query(words=("note", "this"))),
        ('an "open quote', Query(words=("an", "open", "quote"))),
        ("again and again", Query(words=("again", "and", "again"))),
    ],
)
def test_a_query_is_read_into_its_parts(text: str, query: Query) -> None:
    """What is no filter, exclusion or phrase is words."""
    assert parse(text) == query


@pytest.mark.parametrize(
    "text", ["", "   ", '"', '""', "-", "*?*", "()[]{}", "\x00", "\ud800", "\u202e", "-word", "…!?"]
)
def test_nothing_to_search_for_is_told(text: str) -> None:
    """A query without a word or a filter asks for nothing, and is no error."""
    assert not parse(text)


@given(st.text(max_size=300) | st.text('":-() afterbctg2', max_size=80))
def test_whatever_is_typed_is_read(text: str) -> None:
    """Nothing that somebody types raises an exception."""
    query = parse(text)
    assert all(query.words)


@pytest.mark.parametrize(
    ("text", "days"),
    [("1970", 0), ("2008-02-29", 13938), ("1969-12-31", -1), ("2009-02-29", None), ("2008-13", None), ("x", None)],
)
def test_a_date_is_its_first_day(text: str, days: int | None) -> None:
    """A year begins on its first of January; a day that does not exist is none."""
    assert day(text) == days
