"""The theme's colours: which text stands on which ground, contrast (WCAG 2.2), and what those that are not given become.

Each mode, light and dark, has its palette: a colour for every token of the style sheet. A colour that settings do not give is
worked out from those that they do, always so that text can be read on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Palette = Mapping[str, str]  # colours as #rrggbb, by the names of tokens

TEXT, EDGE = 4.5, 3.0  # least contrast of text (WCAG 2.2, 1.4.3), and of a field's edge (1.4.11)
WHITE, BLACK = "#ffffff", "#000000"
MARKED = "#1a2426"  # the text on `spot`, in both modes
LIGHT: Palette = MappingProxyType({
    "page": "#fafcfb", "surface": "#ffffff", "tint": "#e8f1f1", "line": "#d5dedd", "field-line": "#74868a",
    "ink": "#1a2426", "muted": "#536265", "accent": "#0d5c66", "accent-hover": "#083d44", "on-accent": "#ffffff",
    "spot": "#f2b441", "code": "#eff4f3", "code-keyword": "#7a2d7d", "code-string": "#1d6330", "code-name": "#14548c",
    "code-number": "#9a3b12", "code-comment": "#55656a", "code-deleted": "#a3222e",
})  # fmt: skip
DARK: Palette = MappingProxyType({
    "page": "#12191b", "surface": "#192326", "tint": "#1c3236", "line": "#2d3b3e", "field-line": "#75898d",
    "ink": "#dce5e4", "muted": "#9aadb0", "accent": "#79c9d2", "accent-hover": "#a9e2e8", "on-accent": "#0c1f22",
    "spot": "#f2b441", "code": "#1b2629", "code-keyword": "#dfa3e2", "code-string": "#94d1a2", "code-name": "#93c3f1",
    "code-number": "#f0ae86", "code-comment": "#95a8ac", "code-deleted": "#f19aa2",
})  # fmt: skip
GROUNDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "ink": ("page", "surface", "tint", "code"),
    "accent": ("page", "surface", "tint"),
    "muted": ("page", "surface", "tint"),
    "accent-hover": ("page", "surface", "tint"),
    "on-accent": ("accent", "accent-hover"),
    "code-keyword": ("code", "surface", "tint"),
    "code-string": ("code", "surface", "tint"),
    "code-name": ("code", "surface"),
    "code-number": ("code", "surface", "tint"),
    "code-comment": ("code", "surface"),
    "code-deleted": ("code", "surface", "tint"),
})  # fmt: skip
EDGED = ("page", "surface", "tint")  # what the edges of fields stand on
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Faint:
    """Text (empty: that on ``spot``) on a ground, their contrast, and the least that it must be."""

    text: str
    ground: str
    contrast: float
    least: float


def palette(given: Palette, usual: Palette) -> dict[str, str]:
    """Return the whole palette of a mode whose *usual* one it is, with the colours *given* as they are."""
    if not given:
        return dict(usual)
    made = dict(usual) | {"ink": readable(usual["ink"], [given.get("page", usual["page"])])} | dict(given)
    firm = {"ink": made["ink"], **given}
    if "page" in given or "ink" in given:
        made |= _around(made, firm)
    if "accent" in given:
        made["tint"] = _ground("tint", made, made["accent"], 0.09, firm)
        made["surface"] = _ground("surface", made, made["surface"], 1, firm)
    made |= given
    if "accent" not in given:
        made["accent"] = readable(made["accent"], _of(made, "accent"))
    made |= {} if given.keys() >= {"accent-hover", "on-accent"} else _on_accent(made)
    made |= given
    for name in GROUNDS.keys() - given.keys() - {"ink", "accent", "accent-hover", "on-accent"}:
        made[name] = readable(made[name], _of(made, name))
    if "field-line" not in given:
        made["field-line"] = readable(made["field-line"], [made[name] for name in EDGED], EDGE)
    return made


def dark_palette(light: Palette, dark: Palette) -> dict[str, str]:
    """Return the palette of the dark mode: what is given for *dark*, else as DARK has it, with the accent and spot of *light*.

    The accent is made lighter until it can be read there.
    """
    taken = {name: light[name] for name in ("spot",) if name in light}
    if "accent" in light:
        ground = dark.get("page", DARK["page"])
        taken["accent"] = readable(light["accent"], [ground, mixed(ground, WHITE, 0.14)])
    return palette({**taken, **dark}, DARK)


def faint(given: Palette, whole: Palette) -> Iterator[Faint]:
    """Yield each pair of the palette *whole* that is hard to read.

    Only pairs with a colour that was *given* are looked at, since all others are worked out.
    """
    pairs = [(name, ground, TEXT) for name, grounds in GROUNDS.items() for ground in grounds]
    for name, ground, least in (*pairs, *(("field-line", ground, EDGE) for ground in EDGED)):
        if given.keys() & {name, ground} and (found := contrast(whole[name], whole[ground])) < least:
            yield Faint(name, ground, found, least)
    if "spot" in given and (found := contrast(MARKED, whole["spot"])) < TEXT:
        yield Faint("", "spot", found, TEXT)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return *one* with so much (0 to 1) of the *other* in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, grounds: Iterable[str], least: float = TEXT) -> str:
    """Return *colour*, as much darker or lighter as it takes to be read on all of the *grounds*."""
    grounds = list(grounds)
    towards = max((WHITE, BLACK), key=lambda end: _least(end, grounds))
    steps = (mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next((each for each in steps if _least(each, grounds) >= least), towards)


def _around(made: Palette, firm: Palette) -> dict[str, str]:
    """Return the grounds and lines that go with a page and an ink."""
    page, ink = made["page"], made["ink"]
    is_light = _luminance(page) > _luminance(ink)
    return {
        "surface": _ground("surface", made, WHITE if is_light else ink, 0.6 if is_light else 0.04, firm),
        "tint": _ground("tint", made, made["accent"], 0.09, firm),
        "code": _ground("code", made, ink, 0.05, firm),
        "line": mixed(page, ink, 0.17),
        "field-line": mixed(page, ink, 0.5),
        "muted": mixed(ink, page, 0.28),
    }


def _ground(name: str, made: Palette, towards: str, share: float, firm: Palette) -> str:
    """Return the page's colour with that *share* of another, or less of it where *firm* text could not be read else."""
    texts = [firm[text] for text, grounds in GROUNDS.items() if name in grounds and text in firm]
    for part in (share, share / 2, share / 4):
        if _least(ground := mixed(made["page"], towards, part), texts) >= TEXT:
            return ground
    return made["page"]


def _on_accent(made: Palette) -> dict[str, str]:
    """Return the accent under the pointer, and what is written on both."""
    candidates = (made["on-accent"], WHITE, BLACK)
    on = next(text for text in candidates if contrast(text, made["accent"]) >= TEXT)  # one of the last two always is
    grounds = _of(made, "accent-hover")
    for share in (0.35, 0.25, 0.15, 0.05):
        hover = mixed(made["accent"], made["ink"], share)
        if _least(hover, [*grounds, on]) >= TEXT:
            return {"accent-hover": hover, "on-accent": on}
    return {"accent-hover": made["accent"], "on-accent": on}


def _of(made: Palette, text: str) -> list[str]:
    return [made[ground] for ground in GROUNDS[text]]


def _least(colour: str, others: Iterable[str]) -> float:
    return min((contrast(colour, other) for other in others), default=21.0)


def _luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2)."""
    shares = (value / 255 for value in _channels(colour))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in shares)  # noqa: PLR2004 - WCAG's
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
