"""Plots show their numbers truly, whatever these are, and stay within their field."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.languages.message import Translator
from outsideinnovation.statistics import plots
from outsideinnovation.statistics.months import YEAR, YEARS, Month
from outsideinnovation.statistics.plots import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Plot

ENGLISH, GERMAN = Translator.of("en"), Translator.of("de")
MAY = Month(2026 * YEAR + 4)
NUMBERS = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=YEARS * YEAR)


def months(count: int) -> list[Month]:
    """Return so many months, up to May 2026."""
    return [Month(MAY.number - count + 1 + place) for place in range(count)]


def check(plot: Plot, most: int) -> None:
    """Insist on what holds for every plot."""
    assert plot.scale[0].words == "0"
    assert 2 <= len(plot.scale) <= 5
    assert plot.scale[-1].place == TOP
    assert plot.scale[0].place == BOTTOM
    assert all(len(label.words) <= 6 for label in plot.scale), most
    places = [label.place for label in plot.months]
    assert places, most
    assert places == sorted(places)
    assert LEFT <= places[0] <= places[-1] < WIDTH


@given(NUMBERS)
def test_a_bar_is_as_high_as_its_number(numbers: list[int]) -> None:
    """Against the scale, in its month's place; a month with nothing has none, and no bar leaves the field."""
    plot = plots.bars("Comments", months(len(numbers)), numbers, ENGLISH)
    check(plot, max(numbers))
    assert len(plot.bars) == len([number for number in numbers if number])
    top = int(plot.scale[-1].words.replace(",", "").replace("k", "000"))
    for bar, number in zip(plot.bars, filter(None, numbers), strict=True):
        assert bar.words.endswith(f": {number:,}")
        assert abs(bar.height - (BOTTOM - TOP) * number / top) < 0.02
        assert bar.x >= LEFT - 0.01
        assert bar.x + bar.width <= RIGHT + 0.01
        assert bar.y >= TOP
        assert abs(bar.y + bar.height - BOTTOM) < 0.011
    assert [bar.x for bar in plot.bars] == sorted(bar.x for bar in plot.bars)


@given(NUMBERS)
def test_a_line_has_a_step_for_every_month(numbers: list[int]) -> None:
    """From the left edge to the right one; the area below it is closed."""
    plot = plots.line("Subscribers", months(len(numbers)), numbers, ENGLISH)
    check(plot, max(numbers))
    steps = re.findall(r"V([\d.]+)H([\d.]+)", plot.line)
    assert plot.line.startswith(f"M{LEFT} ")
    assert len(steps) == len(numbers)
    assert float(steps[-1][1]) == pytest.approx(RIGHT, abs=0.01)
    assert all(TOP <= float(y) <= BOTTOM for y, _ in steps)
    assert plot.area == f"{plot.line}V{BOTTOM}H{LEFT}Z"


def test_what_it_shows_is_said_in_a_sentence() -> None:
    """For whoever does not see it."""
    shown = plots.bars("Comments", months(3), [2, 1_204, 0], ENGLISH).words
    assert shown == "March 2026 to May 2026: 1,206 in all, the most in April 2026: 1,204."
    assert plots.bars("Comments", months(1), [1], ENGLISH).words == "May 2026: 1 in all, the most in May 2026: 1."
    assert plots.line("Readers", months(2), [3, 2], ENGLISH).words == (
        "April 2026 to May 2026: the most in April 2026: 3, now 2."
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, ["May 2026"]),
        (3, ["Mar 2026", "Apr 2026", "May 2026"]),
        (12, ["Jul 2025", "Oct 2025", "Jan 2026", "Apr 2026"]),
        (24, ["Jul 2024", "Jan 2025", "Jul 2025", "Jan 2026"]),
        (72, ["2021", "2022", "2023", "2024", "2025", "2026"]),
        (240, ["2010", "2015", "2020", "2025"]),
        (600, ["1980", "1990", "2000", "2010", "2020"]),
    ],
)
def test_labels_are_as_many_as_have_room(count: int, words: list[str]) -> None:
    """Months, quarters or halves of a year, then years, then fifth and tenth ones."""
    assert [label.words for label in plots.bars("", months(count), [1] * count, ENGLISH).months] == words


@pytest.mark.parametrize(
    ("most", "words"),
    [(0, ["0", "1"]), (1, ["0", "1"]), (7, ["0", "2", "4", "6", "8"]), (30_000, ["0", "10k", "20k", "30k"])],
)
def test_the_scale_rises_by_round_numbers(most: int, words: list[str]) -> None:
    """One, two or five, or these with noughts."""
    assert [label.words for label in plots.bars("", months(1), [most], ENGLISH).scale] == words


def test_another_language_has_its_own_words_and_numbers() -> None:
    """In the sentence, below the field, and on the scale where numbers are shortened."""
    plot = plots.bars("Comments", months(2), [2, 20_000], GERMAN)
    assert plot.words == "April 2026 bis Mai 2026: insgesamt 20.002, die meisten im Mai 2026: 20.000."
    assert [label.words for label in plots.bars("", months(1), [1], GERMAN).months] == ["Mai 2026"]
    assert plot.scale[-1].words == "20.000"
