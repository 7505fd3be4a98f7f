"""A stranger's pelicanconf.py is read and never run; what it says plainly is known, the rest is named with its line."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify
from slug_names import NAMES, SUBSTITUTIONS

from outsideinnovation.importers.pelican import settings_file
from outsideinnovation.importers.pelican.defaults import DEFAULTS
from outsideinnovation.importers.pelican.old_site import OldSite, dated
from outsideinnovation.importers.pelican.settings_file import OldSettings, UnreadableSettingsError


def read(tmp_path: Path, text: str) -> OldSettings:
    """Read a settings file that holds *text*."""
    path = tmp_path / "pelicanconf.py"
    path.write_text(text, "utf-8")
    return settings_file.read(path)


PLAIN = {
    "a text": ('A = "x"', "x"),
    "a number below nothing": ("A = -1", -1),
    "what an earlier line says": ('b = "x"\nA = b + "/y"', "x/y"),
    "a text with a name in it": ('B = "x"\nA = f"{B}/{{slug}}"', "x/{slug}"),
    "lists and tuples": ("A = [1, (2, None), *[3]]", [1, (2, None), 3]),
    "a dictionary of others": ('B = {"a": 1}\nA = {**B, "b": 2}', {"a": 1, "b": 2}),
    "a list that grows": ("A = [1]\nA += [2]", [1, 2]),
    "a path": ('import os\nA = os.path.join("a", "b")', "a/b"),
    "another path": ('from pathlib import Path\nA = Path("a")', "a"),
    "a type": ('A: list[str] = ["x"]', ["x"]),
    "two names": ("B = A = 1", 1),
    "a later line": ("A = open('x')\nA = 1", 1),
}


@pytest.mark.parametrize(("text", "value"), PLAIN.values(), ids=PLAIN)
def test_what_is_plain_is_known(tmp_path: Path, text: str, value: object) -> None:
    """Literals, and what follows from them without a call."""
    found = read(tmp_path, text)
    assert found.values["A"] == value
    assert found.unread == []


UNPLAIN = {
    "a call": ("A = 1\nA = str(2)", 2),
    "the environment": ('import os\nA = os.environ.get("A", "x")', 2),
    "a branch": ("A = 1\nif A:\n    A = 2", 3),
    "a try": ("try:\n    A = 1\nexcept Exception:\n    A = 2", 4),
    "a loop": ("A = []\nfor n in range(3):\n    A = [n]", 3),
    "a method": ("A = []\nA.append(1)", 2),
    "an item": ("A = {}\nA['x'] = 1", 2),
    "a name that comes from elsewhere": ("from secrets_of_mine import A", 1),
    "a comprehension": ("A = [n for n in (1, 2)]", 1),
    "a function": ("A = lambda: 1", 1),
    "a multiplied text": ("A = 'x' * 10", 1),
    "a sum of unlike things": ("A = 'x' + 1", 1),
}


@pytest.mark.parametrize(("text", "line"), UNPLAIN.values(), ids=UNPLAIN)
def test_what_only_running_would_tell_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """It has no value then, not even that of an earlier line."""
    found = read(tmp_path, text)
    assert "A" not in found.values
    assert [(each.name, each.line) for each in found.unread][-1] == ("A", line)


def test_nothing_is_run(tmp_path: Path) -> None:
    """Not a call, not an import, not a decorator."""
    mark = tmp_path / "mark"
    (tmp_path / "other.py").write_text(f"open({str(mark)!r}, 'w')\nB = 1\n", "utf-8")
    read(
        tmp_path,
        f"import other\nfrom other import *\nA = open({str(mark)!r}, 'w')\n@open({str(mark)!r}, 'w')\ndef f(): pass\n",
    )
    assert not mark.exists()


def test_running_it_is_for_who_says_so(tmp_path: Path) -> None:
    """Then calls have values, and what it imports is found beside it."""
    (tmp_path / "pelicanconf.py").write_text("A = 'x'.upper()\n", "utf-8")
    published = tmp_path / "publishconf.py"
    published.write_text("import os, sys\nsys.path.append(os.curdir)\nfrom pelicanconf import *\nB = A * 2\n", "utf-8")
    assert settings_file.run(published).values == {"A": "X", "B": "XX"}
    published.write_text("raise SystemExit(3)\n", "utf-8")
    with pytest.raises(UnreadableSettingsError, match="cannot be run"):
        settings_file.run(published)


def test_what_is_imported_whole_from_beside_it_is_read(tmp_path: Path) -> None:
    """As publishconf.py imports pelicanconf.py; a circle comes to an end."""
    (tmp_path / "pelicanconf.py").write_text("from publishconf import *\nA = 1\nB = 1\n", "utf-8")
    published = tmp_path / "publishconf.py"
    published.write_text("from pelicanconf import *\nB = 2\n", "utf-8")
    found = settings_file.read(published)
    assert (found.values, found.lines["A"]) == ({"A": 1, "B": 2}, (tmp_path / "pelicanconf.py", 2))


BOMBS = {
    "doubled": "A = 'x'\n" + "A = A + A\n" * 60,
    "nested": "A = 'x'\n" + "A = [A, A]\n" * 60 + "B = f'{A}'\n",
    "deep": "A = " + "1 + " * 20_000 + "1\n",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_value_that_would_fill_the_memory_is_not_worked_out(tmp_path: Path, text: str) -> None:
    """It is no plain value, or the file no settings file."""
    try:
        found = read(tmp_path, text)
    except UnreadableSettingsError:
        return
    assert found.unread or len(str(found.values.get("B", ""))) < 1000


@pytest.mark.parametrize("text", ["A = (", "A = 1\n  B = 2", "\0", "é = \xff"])
def test_what_is_no_python_is_refused(tmp_path: Path, text: str) -> None:
    """With its line."""
    path = tmp_path / "pelicanconf.py"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableSettingsError, match=r"pelicanconf\.py:\d+: no Python"):
        settings_file.read(path)


def test_the_defaults_are_pelicans() -> None:
    """Whatever a site does not say is as Pelican has it."""
    for name, value in DEFAULTS.items():
        stock = DEFAULT_CONFIG[name]
        assert value == (stock if name != "PATH" else "."), name


@given(NAMES, st.sampled_from(SUBSTITUTIONS), st.booleans(), st.booleans())
@example("0\x850", SUBSTITUTIONS[0], False, False)
@example("caf&eacute;  au&nbsp;lait", (), False, False)
def test_a_slug_is_pelicans(
    value: str, substitutions: tuple[tuple[str, str], ...], keep_case: bool, use_unicode: bool
) -> None:
    """For every title, by every setting."""
    settings = {"SLUGIFY_PRESERVE_CASE": keep_case, "SLUGIFY_USE_UNICODE": use_unicode, "PATH": "/"}
    settings["SLUG_REGEX_SUBSTITUTIONS"] = list(substitutions)
    site = OldSite(OldSettings(Path("/pelicanconf.py"), settings))
    assert site.slug(value) == slugify(value, substitutions, preserve_case=keep_case, use_unicode=use_unicode)


def test_a_substitution_that_is_none_is_left_out() -> None:
    """One that Pelican would fail on: no regular expression, or a replacement that names a group that there is not."""
    odd = [("(", "x"), ("a", r"\9"), ("a", r"\g<b>"), (1, "x"), ("c", "d", True)]
    settings = {"SLUG_REGEX_SUBSTITUTIONS": odd, "PATH": "/"}
    assert OldSite(OldSettings(Path("/pelicanconf.py"), settings)).slug("abc") == "abd"


def test_a_date_is_read_in_the_sites_zone(tmp_path: Path) -> None:
    """In every form that Pelican reads; what is none is none."""
    zone = OldSite(read(tmp_path, 'PATH = "."\nTIMEZONE = "Europe/Berlin"\n')).zone
    forms = ("2020-07-01 10:00", "2020-07-01_10:00", "1 July 2020 10:00", "2020-07-01T08:00Z")
    assert len({dated(form, zone) for form in forms}) == 1
    assert dated("someday", zone) is None
