"""The stylesheet is small, asks no other host for anything, and its colours can be read in both modes."""

import gzip
import re

import pytest
from theme_samples import STATIC

from outsideinnovation.configuration.colours import DARK, LIGHT

LIMIT = 8 * 1024  # bytes, gzipped: facts about themes that people like
GROUNDS = {
    "ink": ("page", "surface", "tint", "code"),
    "muted": ("page", "surface", "tint"),
    "accent": ("page", "surface", "tint"),
    "accent-hover": ("page", "surface", "tint"),
    "on-accent": ("accent", "accent-hover"),
    "code-keyword": ("code", "surface", "tint"),  # also titles of admonitions, and code in them
    "code-string": ("code", "surface", "tint"),
    "code-name": ("code", "surface"),
    "code-number": ("code", "surface", "tint"),
    "code-comment": ("code", "surface"),
    "code-deleted": ("code", "surface", "tint"),
}
PAIRS = [(ink, ground) for ink, grounds in GROUNDS.items() for ground in grounds]


@pytest.fixture(scope="module")
def css() -> str:
    """Return the stylesheet."""
    return (STATIC / "css" / "style.css").read_text("utf-8")


@pytest.fixture(scope="module")
def modes(css) -> dict[str, dict[str, str]]:
    """Return the colour tokens of both modes."""
    light, dark = (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    )
    return {"light": light, "dark": {**light, **dark}}


def test_the_stylesheets_are_small():
    """All style sheets together are at most 8 KB when gzipped."""
    together = b"".join(path.read_bytes() for path in sorted(STATIC.rglob("*.css")))
    assert len(gzip.compress(together, 9)) <= LIMIT


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(modes, mode, ink, ground):
    """Text has a contrast of 4.5 : 1 at least, in the light and in the dark (WCAG 2.2, 1.4.3)."""
    assert contrast(modes[mode][ink], modes[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "page", "tint"])
def test_fields_can_be_seen(modes, mode, ground):
    """The edge of a form's field has a contrast of 3 : 1 at least (WCAG 2.2, 1.4.11)."""
    assert contrast(modes[mode]["field-line"], modes[mode][ground]) >= 3


def test_every_colour_of_a_token_is_used(css):
    """No token is left over."""
    named = set(re.findall(r"^\s*--([\w-]+):", css, re.MULTILINE))
    assert named == set(re.findall(r"var\(--([\w-]+)\)", css))


def test_settings_begin_from_the_tokens(modes):
    """What is worked out of a blog's own colours, and what browsers' bars are told, begins with the style sheet's."""
    for palette, mode in ((LIGHT, "light"), (DARK, "dark")):
        short = {name: palette[name] if len(value) == 7 else palette[name][::2] for name, value in modes[mode].items()}
        assert short == modes[mode]
        assert palette.keys() == short.keys()


@pytest.mark.parametrize("wish", ["prefers-color-scheme: dark", "prefers-reduced-motion: no-preference", "print"])
def test_what_readers_ask_for_is_heeded(css, wish):
    """Dark mode, less motion and paper each have their rules."""
    assert wish in css


def test_motion_is_only_for_those_who_do_not_mind_it(css):
    """Every transition and animation stands where the reader has not asked for less motion."""
    calm = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}", "", css, flags=re.DOTALL)
    assert not re.search(r"transition|animation|scroll-behavior", calm)


def test_sides_are_logical(css):
    """Margins, paddings and borders follow the direction of writing, so right-to-left needs no second sheet."""
    assert not re.search(r"(margin|padding|border)-(left|right)|float:|(?<![-\w])(left|right):", css)


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.*")), ids=lambda path: path.name)
def test_no_static_file_asks_another_host(path):
    """Nothing is fetched from elsewhere: no import, font, picture or script (an SVG's namespace is only a name)."""
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(?i:(https?:)?//[a-z]|@import|<script)|url\(", text)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, by WCAG's formula."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` or ``#rgb``."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
