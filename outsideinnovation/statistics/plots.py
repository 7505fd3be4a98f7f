"""The geometry of the plots: bars and a line a month, their scale and labels, in the units of an SVG's view box.

Templates draw it with attributes and classes alone, since the pages' policy (CSP) lets no style stand in an element.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outsideinnovation.statistics.months import YEAR, Month

WIDTH, HEIGHT = 640, 290
LEFT, RIGHT, TOP, BOTTOM = 84, 632, 16, 248  # of the field; labels stand left of it and below
WIDEST_BAR = 40
_FILLED = 0.8  # of a month's share of the width
_MOST_STEPS = 4  # of the scale
_LONG = 10_000  # the first number that is written in thousands
_LABELS = ((1, 120), (3, 120), (6, 120), (YEAR, 80), (2 * YEAR, 80), (5 * YEAR, 80), (10 * YEAR, 80), (20 * YEAR, 80))


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place on the scale, or below the field."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of one month."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot: bars, or the ``line`` of a number that stays until it changes, as an SVG path. ``words`` say what it shows."""

    title: str
    words: str
    scale: tuple[Label, ...]
    months: tuple[Label, ...]
    bars: tuple[Bar, ...] = ()
    line: str = ""

    @property
    def area(self) -> str:
        """The path around what lies below the line."""
        return f"{self.line}V{BOTTOM}H{LEFT}Z" if self.line else ""


def bars(title: str, months: Sequence[Month], numbers: Sequence[int]) -> Plot:
    """Return a plot with a bar for each of *months*, which follow one on another; there is at least one."""
    step, share = _step(max(numbers)), _share(months)
    width = min(share * _FILLED, WIDEST_BAR)
    drawn = tuple(
        Bar(
            _round(LEFT + (place + 0.5) * share - width / 2),
            y,
            _round(width),
            _round(BOTTOM - y),
            _words(month, number),
        )
        for place, (month, number) in enumerate(zip(months, numbers, strict=True))
        if number
        for y in [_height(number, step, max(numbers))]
    )
    most = max(range(len(numbers)), key=numbers.__getitem__)
    words = f"{_between(months)}: {sum(numbers):,} in all, the most in {_words(months[most], numbers[most])}."
    return Plot(title, words, tuple(_scale(step, max(numbers))), tuple(_labels(months)), bars=drawn)


def line(title: str, months: Sequence[Month], numbers: Sequence[int]) -> Plot:
    """Return a plot of a number at the end of each of *months*, of which there is at least one."""
    step, share = _step(max(numbers)), _share(months)
    heights = [_height(number, step, max(numbers)) for number in numbers]
    steps = (f"V{y:g}H{_round(LEFT + (place + 1) * share):g}" for place, y in enumerate(heights))
    most = max(range(len(numbers)), key=numbers.__getitem__)
    words = f"{_between(months)}: the most in {_words(months[most], numbers[most])}, now {numbers[-1]:,}."
    path = f"M{LEFT} {heights[0]:g}{''.join(steps)}"
    return Plot(title, words, tuple(_scale(step, max(numbers))), tuple(_labels(months)), line=path)


def _step(most: int) -> int:
    """Return by what the scale rises, so that *most* is reached in four steps: 1, 2 or 5, or these with noughts."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * _MOST_STEPS >= most:
                return factor * power
        power *= 10


def _top(step: int, most: int) -> int:
    return step * max(1, -(-most // step))


def _height(number: int, step: int, most: int) -> float:
    """Return the y of *number*: numbers grow upwards, and y downwards."""
    return _round(BOTTOM - (BOTTOM - TOP) * max(number, 0) / _top(step, most))


def _scale(step: int, most: int) -> Iterator[Label]:
    return (Label(_height(number, step, most), _short(number)) for number in range(0, _top(step, most) + 1, step))


def _short(number: int) -> str:
    """Return *number* as short as the room beside the field is: ``20k`` for 20,000."""
    return f"{number:,}" if number < _LONG else f"{number / 1000:,g}k"


def _share(months: Sequence[Month]) -> float:
    return (RIGHT - LEFT) / len(months)


def _labels(months: Sequence[Month]) -> Iterator[Label]:
    """Yield the labels below the field: every month, January or tenth year, as many as have room on a telephone."""
    share = _share(months)
    step, room = next((each for each in _LABELS if each[0] * share >= each[1]), _LABELS[-1])
    chosen: Iterable[tuple[int, Month]] = enumerate(months)
    for place, month in chosen:
        x = LEFT + (place + 0.5) * share
        if month.number % step == 0 and x + room / 2 <= WIDTH:
            yield Label(_round(x), str(month.year) if step >= YEAR else month.short_words)


def _between(months: Sequence[Month]) -> str:
    first, last = months[0], months[-1]
    return first.words if first == last else f"{first.words} to {last.words}"


def _words(month: Month, number: int) -> str:
    return f"{month.words}: {number:,}"


def _round(place: float) -> float:
    return round(place, 2)
