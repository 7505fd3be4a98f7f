"""How text is cut into words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.search import words as rule
from outsideinnovation.search.words import fold, words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Outside Innovation", ["outside", "innovation"]),
        ("C++ and C# on .NET, g++!", ["c++", "and", "c#", "on", ".net", "g++"]),
        ("I don't, 'quoted' dogs' O’Reilly", ["i", "don't", "quoted", "dogs", "o'reilly"]),
        ("end.Next ...three a.b", ["end", "next", "three", "a", "b"]),
        ("Café CAFÉ cafe\u0301 naïve", ["cafe", "cafe", "cafe", "naive"]),
        ("Straße Ærø Łódź", ["strasse", "aero", "lodz"]),
        ("ΆΝΘΡΩΠΟΣ ανθρωπος", ["ανθρωποσ", "ανθρωποσ"]),
        ("東京都の天気", ["東京", "京都", "都の", "の天", "天気"]),
        ("猫", ["猫"]),
        ("iPhone用ケース", ["iphone", "用ケ", "ケー", "ース"]),
        ("한국어 검색", ["한국", "국어", "검색"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("snake_case co-design 3.14", ["snake", "case", "co", "design", "3", "14"]),
        ("a\x00b\ud800c", ["a", "b", "c"]),
        ("x" * 100, ["x" * 64]),
        ("«–»…", []),
    ],
)
def test_text_is_cut_by_one_rule(text: str, cut: list[str]) -> None:
    """Signs that belong to a word stay, accents go, and scripts without spaces are cut by pairs."""
    assert words(text) == cut


@given(st.text())
def test_composed_and_decomposed_text_are_the_same_words(text: str) -> None:
    """What looks the same is found the same."""
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_has_no_rule_of_its_own(text: str) -> None:
    """The fast way for ASCII cuts as the one for all of Unicode does."""
    assert words(text) == [word[:64] for word in rule._any().findall(fold(text))]


@given(st.text())
def test_a_word_is_its_own_word(text: str) -> None:
    """Cutting what was cut changes nothing, so that a query for a word of the vocabulary finds it."""
    assert all(words(word) == [word] for word in words(text))
