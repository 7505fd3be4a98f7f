"""Colours in settings: that they are colours of tokens there are, and that text can be read (WCAG 2.2, AA)."""

import re
from collections.abc import Iterator, Mapping

from outsideinnovation.configuration.colours import (
    EDGED,
    GROUNDS,
    LIGHT,
    MARKED,
    Faint,
    Palette,
    dark_palette,
    faint,
    palette,
    readable,
)
from outsideinnovation.configuration.field import InvalidValueError

EXAMPLE = '{"accent": "#7a1f3d"}'
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")


def own_colours(value: object) -> Palette:
    """Return colours as #rrggbb by the tokens that have them; None stands for none. Raises InvalidValueError."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValueError("is no dictionary", f"write a dictionary: {EXAMPLE}")
    return {_token(name): _colour(name, colour) for name, colour in value.items()}


def faint_colours(light: Palette, dark: Palette) -> Iterator[tuple[str, str, str]]:
    """Yield the setting, what is wrong and the remedy for every colour, given for *light* or *dark*, that is too faint."""
    modes = (("LOOK_COLOURS", light, palette(light, LIGHT)), ("LOOK_COLOURS_DARK", dark, dark_palette(light, dark)))
    for name, given, whole in modes:
        worst: dict[str, Faint] = {}
        for pair in sorted(faint(given, whole), key=lambda each: each.contrast):
            worst.setdefault(pair.text if pair.text in given else pair.ground, pair)
        for wrong, pair in worst.items():
            yield name, f"{name}: {_told(pair, whole)}", _remedy(wrong, pair, whole)


def _told(pair: Faint, whole: Palette) -> str:
    text = f"{pair.text!r} {whole[pair.text]}" if pair.text else "the dark text"
    found = int(pair.contrast * 100) / 100
    needed = f"and needs {pair.least:g} : 1 (WCAG 2.2, AA)"
    return f"{text} on {pair.ground!r} {whole[pair.ground]} has a contrast of {found:g} : 1, {needed}"


def _remedy(wrong: str, pair: Faint, whole: Palette) -> str:
    others = (
        [whole[each] for each in GROUNDS.get(wrong, EDGED)] if wrong == pair.text else [whole.get(pair.text, MARKED)]
    )
    better = readable(whole[wrong], others, pair.least)
    return f"write a {'darker' if better < whole[wrong] else 'lighter'} {wrong}, such as {better}"


def _token(name: object) -> str:
    if name not in LIGHT or not isinstance(name, str):
        raise InvalidValueError(f"names {name!r}, which is no colour of the theme", f"write one of {', '.join(LIGHT)}")
    return name


def _colour(name: object, value: object) -> str:
    digits = value.lower() if isinstance(value, str) else ""
    if not _HEX.fullmatch(digits):
        raise InvalidValueError(f"gives {name!r} the colour {value!r}", 'write it as "#rrggbb", such as "#7a1f3d"')
    return digits if len(digits) == len(LIGHT["page"]) else "#" + "".join(each * 2 for each in digits[1:])
