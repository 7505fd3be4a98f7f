"""Cleaning: what strangers send enters as plain words, and leaves without driving a terminal."""

import unicodedata

import pytest
from comment_samples import comment
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.cleaning import clean, visible

ANYTHING = st.text(
    st.characters() | st.sampled_from("\x00\x1b\x7f\x9b\u202e\u2066\ud800\ufffe\r\n\t ")
)  # surrogates too
BANNED = {"Cc", "Cs"}


def has_unwanted(words: str, *allowed: str) -> bool:
    """Tell whether a control character, lone surrogate or bidi override is among *words*."""
    bidi = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return any(
        (unicodedata.category(character) in BANNED or character in bidi) and character not in allowed
        for character in words
    )


@given(ANYTHING)
def test_a_cleaned_name_is_one_plain_line(words: str) -> None:
    """No line end, control character or override is left in a name, and it is in NFC."""
    name = cleaning.line(words)
    assert not has_unwanted(name)
    assert name == " ".join(name.split())
    assert unicodedata.is_normalized("NFC", name)


@given(ANYTHING)
def test_cleaned_words_are_storable_text(words: str) -> None:
    """A body keeps its lines and tabs, and nothing else that is no text."""
    body = cleaning.body(words)
    assert not has_unwanted(body, "\n", "\t")
    assert body.encode().decode() == body
    assert body == body.rstrip()


@given(ANYTHING, ANYTHING, ANYTHING)
def test_cleaning_twice_changes_nothing(author: str, body: str, website: str) -> None:
    """What is clean stays as it is."""
    once = clean(comment(author=author, body=body, website=website))
    assert clean(once) == once


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("A\nStatus: approved", "A Status: approved"),
        ("  Dana \t Scully ", "Dana Scully"),
        ("Ev\u202eil", "Evil"),
        ("Cafe\u0301", "Café"),
        ("\x1b[31mred", "[31mred"),
        ("\ud800x", "x"),
        ("\u200b\u200b", ""),
    ],
)
def test_names_keep_what_can_be_read(typed: str, name: str) -> None:
    """A name is what a reader would see of it."""
    assert cleaning.line(typed) == name


def test_the_words_keep_their_shape() -> None:
    """Blank lines before and after go; the first line's indentation and every line's end stay."""
    assert cleaning.body("\r\n \n  code\r\n\r\nwords\n\n") == "  code\n\nwords"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "HTTPS://example.org/a?b=c#d",
        "https://münchen.example/ä",
        "http://[::1]:8080/",
        "https://a.org/@b",
    ],
)
def test_an_address_on_the_web_is_a_website(address: str) -> None:
    """Whatever a browser would follow to a web server is kept as typed."""
    assert cleaning.website(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//example.org/",
        "/path",
        "example.org",
        "mailto:dana@example.org",
        "http://",
        "http:example.org",
        "https:///path",
        "http://user:password@example.org/",
        "http://example.org/\nSet-Cookie: a",
        "http://example.org/ b",
        'http://example.org/"onclick=alert(1)',
        "http://example.org/<script>",
        "http://example.org/`",
        "http://example.org\\@evil.example",
        "http://[::1",
        "http://example.org:port/",
        "http://example.org:99999/",
        "{filename}/secret.md",
        "http://{static}/x",
        "ftp://example.org/",
        "",
    ],
)
def test_anything_else_is_no_website(address: str) -> None:
    """No scheme that runs, no quoting, no credentials, no address of this very site."""
    assert cleaning.website(address) is None


@given(ANYTHING)
def test_what_is_printed_drives_no_terminal(words: str) -> None:
    """On every way out control characters and overrides are shown, not sent."""
    assert not has_unwanted(visible(words))
    assert not has_unwanted(visible(words, layout=True), "\n", "\t")
    assert len(visible(words).splitlines()) <= 1


def test_escapes_can_be_read() -> None:
    """The editor sees what is in a name."""
    assert visible("a\x1b[2Jb\tc\u202ed é") == r"a\x1b[2Jb\tc\u202ed é"


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2064\u206a\u2800\u3164\ufe0e\ufe0f\ufeff\uffa0"
    "\ufff9\U0001d173\U000e0001\U000e0041\U000e007f\U000e0100\u202e\u2066\u2028"
)


@pytest.mark.parametrize("character", UNSEEN, ids=lambda character: f"U+{ord(character):04X}")
def test_what_takes_no_room_is_shown_to_editors(character: str) -> None:
    """Zero-width characters, fillers, marks of direction and tags: in a name, at its ends, and in words."""
    escape = character.encode("unicode_escape").decode()
    for words in (f"Da{character}na", f"{character}Dana", f"Dana{character}", f"Дa{character}на"):
        assert escape in visible(words)
        assert escape in visible(f"Line\n{words}", layout=True)
        assert character not in visible(words)


SEEN_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd" + "".join(
    map(chr, range(0x13430, 0x13440))
)  # signs above or around numbers and hieroglyphs: formats that are seen


@given(st.text(st.characters() | st.sampled_from(UNSEEN)))
def test_nothing_that_is_a_format_character_stays_unseen(words: str) -> None:
    """Whatever Unicode calls a control or a format character is written out, but joiners where they join."""
    unseen = [each for each in visible(words) if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert set(unseen) <= {"\u200c", "\u200d", *SEEN_FORMATS}


@pytest.mark.parametrize(
    "name",
    [
        "Dana",
        "É\u00c9",
        "نرگس\u200cخانم",
        "क्\u200dष",
        "👩\u200d🚀 Ann",
        "❤\ufe0f",
        "🏳\ufe0f\u200d🌈",
        "1\ufe0f\u20e3",
        "李雷",
        "Ünal\u00a0B.",
    ],
    ids=ascii,
)
def test_names_as_people_write_them_stay_as_they_are(name: str) -> None:
    """Joiners inside Persian and Indian words and inside emoji belong to them."""
    assert visible(name) == name
