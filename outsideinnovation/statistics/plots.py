"""The geometry of the plots: bars and a line a month, their scale and labels, in the units of an SVG's view box.

Templates draw it with attributes and classes alone, since the pages' policy (CSP) lets no style stand in an element.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.message import Message, Translator
from outsideinnovation.languages.numbers import Number, short, written
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


def bars(title: str, months: Sequence[Month], numbers: Sequence[int], reader: Translator) -> Plot:
    """Return a plot with a bar for each of *months*, which follow one on another; there is at least one.

    What it says, it says to *reader*.
    """
    words = _Words(reader)
    step, share = _step(max(numbers)), _share(months)
    width = min(share * _FILLED, WIDEST_BAR)
    drawn = tuple(
        Bar(
            _round(LEFT + (place + 0.5) * share - width / 2),
            y,
            _round(width),
            _round(BOTTOM - y),
            words.bar(month, number),
        )
        for place, (month, number) in enumerate(zip(months, numbers, strict=True))
        if number
        for y in [_height(number, step, max(numbers))]
    )
    most = max(range(len(numbers)), key=numbers.__getitem__)
    said = Message(
        "%(months)s: %(sum)s in all, the most in %(most)s.",
        months=words.between(months),
        sum=Number(sum(numbers)),
        most=words.bar(months[most], numbers[most]),
    )
    return Plot(*words.both(title, said), words.scale(step, max(numbers)), tuple(words.labels(months)), bars=drawn)


def line(title: str, months: Sequence[Month], numbers: Sequence[int], reader: Translator) -> Plot:
    """Return a plot of a number at the end of each of *months*, of which there is at least one."""
    words = _Words(reader)
    step, share = _step(max(numbers)), _share(months)
    heights = [_height(number, step, max(numbers)) for number in numbers]
    steps = (f"V{y:g}H{_round(LEFT + (place + 1) * share):g}" for place, y in enumerate(heights))
    most = max(range(len(numbers)), key=numbers.__getitem__)
    said = Message(
        "%(months)s: the most in %(most)s, now %(now)s.",
        months=words.between(months),
        most=words.bar(months[most], numbers[most]),
        now=Number(numbers[-1]),
    )
    path = f"M{LEFT} {heights[0]:g}{''.join(steps)}"
    return Plot(*words.both(title, said), words.scale(step, max(numbers)), tuple(words.labels(months)), line=path)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a plot says, in the language of *reader*."""

    reader: Translator

    @property
    def language(self) -> str:
        """Its tag."""
        return self.reader.catalog.language

    def both(self, title: str, words: str) -> tuple[str, str]:
        """Return the title and the sentence of a plot."""
        return self.reader.words(title), self.reader.words(words)

    def month(self, month: Month) -> str:
        """Return a month: ``May 2026``."""
        return dates(self.language).month_of_year(month.year, month.of_year)

    def between(self, months: Sequence[Month]) -> str:
        """Return the first and the last of *months*."""
        first, last = self.month(months[0]), self.month(months[-1])
        return first if first == last else Message("%(first)s to %(last)s", first=first, last=last)

    def bar(self, month: Month, number: int) -> str:
        """Return a month with its number."""
        return f"{self.month(month)}: {written(number, self.language)}"

    def scale(self, step: int, most: int) -> tuple[Label, ...]:
        """Return the labels of the scale, as short as the room beside the field is."""
        numbers = range(0, _top(step, most) + 1, step)
        return tuple(Label(_height(number, step, most), self._short(number)) for number in numbers)

    def labels(self, months: Sequence[Month]) -> Iterator[Label]:
        """Yield the labels below the field: every month, January or tenth year, as many as have room on a telephone."""
        share, written_short = _share(months), dates(self.language).short_month_of_year
        step, room = next((each for each in _LABELS if each[0] * share >= each[1]), _LABELS[-1])
        chosen: Iterable[tuple[int, Month]] = enumerate(months)
        for place, month in chosen:
            x = LEFT + (place + 0.5) * share
            if month.number % step == 0 and x + room / 2 <= WIDTH:
                yield Label(_round(x), str(month.year) if step >= YEAR else written_short(month.year, month.of_year))

    def _short(self, number: int) -> str:
        return written(number, self.language) if number < _LONG else short(number, self.language)


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


def _share(months: Sequence[Month]) -> float:
    return (RIGHT - LEFT) / len(months)


def _round(place: float) -> float:
    return round(place, 2)
