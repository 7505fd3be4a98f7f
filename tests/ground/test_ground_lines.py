"""Where lines end, and what holds characters that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.lines import lines

ODD = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_at_each_systems_end(end: str) -> None:
    """Unix, Windows, and the old Macintosh; the last line needs none."""
    assert lines(f"one{end}{end}two{end}") == lines(f"one{end}{end}two") == ["one", "", "two"]


def test_nothing_has_no_line() -> None:
    """As ``str.splitlines`` has it."""
    assert lines("") == []


@given(st.lists(st.text(st.sampled_from("ab " + ODD))))
def test_words_stay_whole_whatever_they_hold(words: list[str]) -> None:
    """Separators of Unicode, form feeds and the like are part of the words."""
    assert lines("".join(f"{each}\n" for each in words)) == words
