"""Draws measurements as lines on two logarithmic scales, as an SVG that is read in light and dark alike."""

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 760, 440  # of the drawing, in pixels
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 56, 48  # of what is around the lines
COLOURS = ("#55656a", "#7a2d7d", "#0d5c66", "#b3541e", "#1d6330", "#14548c")
Line = Sequence[tuple[float, float]]


def draw(title: str, note: str, lines: Mapping[str, Line], *, across: str, upwards: str) -> str:
    """Return the SVG of *lines*, each a name and its points."""
    points = [point for line in lines.values() for point in line]
    scale = _Scale(_decades(x for x, _ in points), _decades(y for _, y in points))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1a2426">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fafcfb"/>',
        f'<text x="{LEFT}" y="26" font-size="16" font-weight="700">{escape(title)}</text>',
        f'<text x="{LEFT}" y="44" font-size="12" fill="#536265">{escape(note)}</text>',
        *_grid(scale, across, upwards),
        *_curves(scale, lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Scale:
    def __init__(self, across: tuple[int, int], upwards: tuple[int, int]) -> None:
        self.across, self.upwards = across, upwards

    def x(self, value: float) -> float:
        first, last = self.across
        return LEFT + (math.log10(value) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        first, last = self.upwards
        return HEIGHT - BOTTOM - (math.log10(value) - first) / (last - first) * (HEIGHT - TOP - BOTTOM)


def _decades(values: Iterable[float]) -> tuple[int, int]:
    found = [math.log10(value) for value in values]
    first, last = math.floor(min(found)), math.ceil(max(found))
    return first, max(last, first + 1)


def _grid(scale: _Scale, across: str, upwards: str) -> list[str]:
    parts = []
    for power in range(scale.upwards[0], scale.upwards[1] + 1):
        y = scale.y(10**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#d5dedd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for power in range(scale.across[0], scale.across[1] + 1):
        x = scale.x(10**power)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#d5dedd"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10**power:,}</text>')
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>')
    upright = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text transform="translate(16 {upright}) rotate(-90)" text-anchor="middle">{escape(upwards)}</text>')
    return parts


def _curves(scale: _Scale, lines: Mapping[str, Line]) -> list[str]:
    parts, taken = [], []
    for (name, line), colour in zip(lines.items(), COLOURS, strict=False):
        path = "L".join(f"{scale.x(x):.1f} {scale.y(y):.1f}" for x, y in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{scale.x(x):.1f}" cy="{scale.y(y):.1f}" r="3.5" fill="{colour}"/>' for x, y in line]
        taken.append((scale.y(line[-1][1]) + 4, name, colour))
    below = -math.inf
    for wanted, name, colour in sorted(taken):
        below = max(wanted, below + 17)  # names do not stand on each other
        place = f'x="{WIDTH - RIGHT + 12}" y="{below:.1f}"'
        parts.append(f'<text {place} fill="{colour}" font-weight="600">{escape(name)}</text>')
    return parts
