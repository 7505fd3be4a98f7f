"""Postings as bytes."""

import struct
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.search.posting_lists import decoded, encoded

POSTINGS = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=300)), max_size=20)


@given(POSTINGS, st.binary(max_size=9))
def test_what_is_written_is_read(postings: list[tuple[int, bytes]], before: bytes) -> None:
    """Wherever in a file it begins, short values and long ones."""
    numbers, values = array("I", [number for number, _ in postings]), [value for _, value in postings]
    data = before + encoded(numbers, values) + b"what follows"
    assert decoded(lambda offset, size: data[offset : offset + size], len(before)) == (numbers, values)


@pytest.mark.parametrize("missing", range(1, 27))
def test_a_list_that_is_cut_off_is_refused(missing: int) -> None:
    """Nothing is made up for what is missing."""
    data = encoded(array("I", [1, 2]), [b"one", b"three"])[:-missing]
    with pytest.raises((ValueError, struct.error)):
        decoded(lambda offset, size: data[offset : offset + size], 0)
