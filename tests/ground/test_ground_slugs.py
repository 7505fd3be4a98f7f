"""Slugs: Pelican's rule, what it leaves nothing of, single names in the settings, and slugs that were published."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican.utils import slugify
from slug_names import NAMES, SUBSTITUTIONS

from outsideinnovation.configuration import Configuration
from outsideinnovation.slugs import Slugs, is_spelling, of_content, suggested


def slugs(**settings: Any) -> Slugs:
    """Return the slugs of a site with those settings."""
    return Slugs(Configuration.of(settings).content)


READABLE = {
    "Größe": "grosse",
    "Łódź": "lodz",
    "Привет, мир": "privet-mir",
    "Αθήνα": "athena",
    "日本語": "ri-ben-yu",
    "ラーメン": "ra-men",
    "中文": "zhong-wen",
    "مرحبا": "mrhb",
    "İstanbul": "istanbul",
    "What’s new?": "whats-new",
}


@pytest.mark.parametrize(("name", "slug"), READABLE.items())
def test_other_scripts_are_readable(name: str, slug: str) -> None:
    """These addresses are published: another version of the library that writes one otherwise must not come unnoticed."""
    assert slugs().of("tag", name) == slug


@pytest.mark.parametrize("name", ["größe", "łódź", "日本語", "مرحبا", "привет"])
def test_a_blog_may_keep_its_own_script(name: str) -> None:
    """Pelican's SLUGIFY_USE_UNICODE."""
    assert slugs(SLUGIFY_USE_UNICODE=True).of("tag", name) == name


@given(NAMES, st.sampled_from(SUBSTITUTIONS), st.booleans(), st.booleans())
@example("a  b", (), False, False)
def test_the_rule_is_pelicans(
    name: str, substitutions: tuple[tuple[str, str], ...], in_unicode: bool, keep_case: bool
) -> None:
    """A blog that comes from there keeps every address that it had."""
    settings = {"SLUGIFY_USE_UNICODE": in_unicode, "SLUGIFY_PRESERVE_CASE": keep_case}
    ours = slugs(SLUG_REGEX_SUBSTITUTIONS=substitutions, **settings).of("category", name)
    theirs = slugify(name, substitutions, keep_case, in_unicode)
    assert ours == theirs or not theirs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("🚲", "bicycle"),
        ("🚲 🚆", "bicycle-train"),
        ("❤️", "heavy-black-heart"),
        ("+", "plus-sign"),
        ("🏳️‍🌈", "waving-white-flag-rainbow"),
        ("\ue000", "ue000"),
        ("𞤀𞤣𞤤𞤢𞤥", "𞤢𞤣𞤤𞤢𞤥"),
    ],
)
def test_symbols_are_called_by_their_names(name: str, slug: str) -> None:
    """An emoji, a mark of arithmetic, or letters that no table writes in ASCII."""
    assert slugs().of("tag", name) == slug


@pytest.mark.parametrize("name", ["...", "/", "!!!", "。。。", "\u200b", "\u00a0", "«»", "'"])
def test_marks_and_blanks_alone_have_no_slug(name: str) -> None:
    """Such a name is refused at its line; no address is made up."""
    assert slugs().of("tag", name) == ""


def test_a_name_may_have_a_slug_of_its_own() -> None:
    """SLUGS of the settings, for names of any kind."""
    own = slugs(SLUGS={"C++": "cpp", "...": "dots"})
    assert [own.of("tag", name) for name in ("C++", "C", "...")] == ["cpp", "c", "dots"]


def test_each_kind_of_name_may_have_its_own_rule() -> None:
    """Pelican's TAG_REGEX_SUBSTITUTIONS and its like, without regard to capitals."""
    own = slugs(TAG_REGEX_SUBSTITUTIONS=[(r"C\+\+", "cpp"), (r"\s+", "_")])
    assert (own.of("tag", "modern c++"), own.of("category", "modern c++")) == ("modern_cpp", "modern-c")


def test_a_published_slug_is_kept(tmp_path: Path) -> None:
    """Whatever the library would make of the name today; of other names, and of plain ones, nothing is kept."""
    lines = [
        "# head",
        "/tag/groesse/ slug groesse:Gr%C3%B6%C3%9Fe",
        "/tag/a/ tag a",
        "/tag/lodz/ slug lodz:%C5%81%C3%B3d%C5%BA",
    ]
    (tmp_path / "addresses.txt").write_text("\n".join(lines) + "\n", "utf-8")
    kept = of_content(tmp_path, Configuration.of({}).content)
    assert (kept.of("tag", "Größe"), kept.of("content", "Größe"), kept.of("tag", "größe")) == (
        "groesse",
        "groesse",
        "grosse",
    )
    assert kept.recorded == {"Größe": "groesse"}  # what is as the rule has it needs no memory


def test_only_what_may_change_is_kept() -> None:
    """A name of ASCII letters, one of the settings, and a slug that the post says itself are looked up nowhere."""
    made = slugs(SLUGS={"Ä": "ae"})
    assert made.as_recorded("tag", "Größe", "grosse") == "grosse:Gr%C3%B6%C3%9Fe"
    assert (
        made.as_recorded("tag", "C++", "c")
        is made.as_recorded("tag", "Ä", "ae")
        is made.as_recorded("content", "Größe", "own")
        is None
    )


@pytest.mark.parametrize(("one", "other"), [("Python", "python"), ("Lead Users", "lead-users"), ("ß", "SS")])
def test_spellings_of_one_name(one: str, other: str) -> None:
    """Capitals, blanks and hyphens make no other name."""
    assert is_spelling(one, other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C#", "C++"), ("Ä", "A"), (".NET", "NET")])
def test_other_names_are_no_spellings(one: str, other: str) -> None:
    """Marks and accents do."""
    assert not is_spelling(one, other)


@pytest.mark.parametrize(
    ("name", "slug", "proposed"),
    [
        ("C++", "c", "c-plus-plus"),
        ("C#", "c", "c-sharp"),
        (".NET", "net", "dot-net"),
        ("Ä", "a", "a-2"),
        ("R&D", "rd", "r-and-d"),
    ],
)
def test_a_slug_is_proposed_that_tells_names_apart(name: str, slug: str, proposed: str) -> None:
    """Marks are spoken; where that does not help there is a number."""
    assert suggested(name, slug) == proposed
