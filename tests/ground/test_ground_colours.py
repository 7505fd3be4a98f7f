"""Colours of a blog's own: what is not given follows, text stays readable, and what could not be read is told with its line."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation.configuration.colours import DARK, LIGHT, contrast, dark_palette, faint, mixed, palette, readable
from outsideinnovation.errors import InvalidSettingsError, Problem
from outsideinnovation.site import Site

FIRST = 5  # the line of pelicanconf.py where what a test adds begins
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
ONE_GIVEN = st.sampled_from(sorted(LIGHT)).flatmap(lambda name: st.tuples(st.just(name), COLOURS))
EASY = st.dictionaries(st.sampled_from(["page", "accent", "ink"]), COLOURS)


def problems(blog: Blog, more: str) -> tuple[Problem, ...]:
    """Return what is wrong with the settings of *blog*, to which *more* lines are added."""
    blog.settings(more)
    try:
        Site.load(blog.root)
    except InvalidSettingsError as error:
        return error.problems
    return ()


def test_contrast_is_wcags() -> None:
    """Black on white has 21 : 1, a colour on itself 1 : 1, and the grey known to be just enough 4.54 : 1, whichever is first."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1
    assert contrast("#767676", "#ffffff") == contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


def test_the_usual_colours_are_readable() -> None:
    """The theme's own palettes pass what is asked of others."""
    for usual in (LIGHT, DARK):
        assert palette({}, usual) == usual
        assert not list(faint(usual, usual))


@given(ONE_GIVEN)
def test_what_is_given_stays_and_the_rest_is_worked_out(one: tuple[str, str]) -> None:
    """Whatever one colour is given: it is there as it is, and no two colours that were worked out are hard to read together."""
    given_one = dict([one])
    for made in (palette(given_one, LIGHT), palette(given_one, DARK), dark_palette(given_one, {})):
        assert made.keys() == LIGHT.keys()
    assert palette(given_one, LIGHT)[one[0]] == one[1]
    assert palette(given_one, LIGHT) == palette(given_one, LIGHT)


@given(EASY)
@example({"accent": "#6b9300"})  # readable on a dark page, but not on what lies on it
def test_only_what_was_given_can_be_too_faint(own: dict[str, str]) -> None:
    """A page, ink and accent that can be read together bring no complaint about anything that followed from them."""
    for usual in (LIGHT, DARK):
        whole = palette(own, usual)
        if all(contrast(own[name], whole["page"]) >= 4.5 for name in ("ink", "accent") if name in own):
            assert not list(faint(whole, whole))


@given(COLOURS)
def test_an_accent_is_lighter_in_the_dark(accent: str) -> None:
    """An accent that was given for light pages alone can be read on dark ones."""
    made = dark_palette({"accent": accent}, {})
    assert not list(faint(made, made))
    assert contrast(made["accent"], made["page"]) >= 4.5


@given(COLOURS, COLOURS)
def test_a_remedy_can_be_read(colour: str, ground: str) -> None:
    """A colour made darker or lighter is readable, and one that was stays as it is."""
    made = readable(colour, [ground])
    assert contrast(made, ground) >= 4.5
    assert made == colour or contrast(colour, ground) < 4.5
    assert mixed(colour, ground, 0) == colour


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            'LOOK_COLOURS = {"accent": "#ff8800", "on-accent": "#000000"}',
            "LOOK_COLOURS: 'accent' #ff8800 on 'page' #fafcfb has a contrast of 2.32 : 1, and needs 4.5 : 1 (WCAG 2.2, AA): "
            "write a darker accent, such as #",
        ),
        (
            'LOOK_COLOURS_DARK = {"ink": "#333333"}',
            "LOOK_COLOURS_DARK: 'ink' #333333 on 'page' #12191b has a contrast of 1.4",
        ),
        ('LOOK_COLOURS = {"spot": "#550000"}', "the dark text on 'spot' #550000 has a contrast of"),
        ('LOOK_COLOURS = {"field-line": "#eeeeee"}', "needs 3 : 1"),
        ('LOOK_COLOURS = {"code": "#777777"}', "write a lighter"),
    ],
)
def test_text_that_could_not_be_read_is_told(blog: Blog, more: str, said: str) -> None:
    """With the pair, its contrast, the line, and a colour that would do."""
    found = problems(blog, f"{more}\n")
    assert any(said in str(problem) for problem in found)
    assert {problem.line for problem in found} == {FIRST}


def test_the_colour_that_is_proposed_is_taken(blog: Blog) -> None:
    """Who writes what the message says has no problem left with that pair."""
    found = problems(blog, 'LOOK_COLOURS = {"accent": "#ff8800"}\n')
    better = found[0].remedy.rpartition(" ")[2]
    assert found[0].what not in {each.what for each in problems(blog, f'LOOK_COLOURS = {{"accent": "{better}"}}\n')}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"red"', "is no dictionary"),
        ('{"acent": "#123456"}', "names 'acent', which is no colour of the theme"),
        ('{"accent": "red"}', "gives 'accent' the colour 'red'"),
        ('{"accent": "#12345"}', 'write it as "#rrggbb"'),
        ('{"accent": "#123456; } body { display: none"}', 'write it as "#rrggbb"'),
        ('{"accent": "#123456\\n"}', 'write it as "#rrggbb"'),
        ('{"accent": 123}', 'write it as "#rrggbb"'),
        ("{5: '#123456'}", "names 5"),
    ],
)
def test_what_is_no_colour_is_refused(blog: Blog, value: str, said: str) -> None:
    """Nothing but a colour of the theme comes into the style sheet."""
    (problem,) = problems(blog, f"LOOK_COLOURS_DARK = {value}\n")
    assert said in str(problem)
    assert problem.line == FIRST


def test_short_colours_and_capitals_are_understood(blog: Blog) -> None:
    """#ABC is #aabbcc."""
    blog.settings('LOOK_COLOURS = {"ink": "#012"}\nLOOK_COLOURS_DARK = {"ink": "#FFF"}\n')
    look = blog.site.configuration.look
    assert (look.colours, look.colours_dark) == ({"ink": "#001122"}, {"ink": "#ffffff"})
