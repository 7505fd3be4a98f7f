"""An edit is shown word by word: what stayed, what went, what came; and nothing of either text is left out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.edit_difference import MOST_WORDS, Change, ChangeKind, edit_difference, word_difference

PATH = Path("content/comments/pending/first/00000001-first.md")
KEPT, REMOVED, ADDED = ChangeKind.KEPT, ChangeKind.REMOVED, ChangeKind.ADDED


def file(body: str, author: str = "Ann", website: str = "") -> bytes:
    """Return a comment's file."""
    more = f'website = "{website}"\n' if website else ""
    return f'+++\nauthor = "{author}"\ndate = 2026-05-03T10:31:00Z\n{more}+++\n{body}\n'.encode()


def test_a_changed_word_stands_in_its_sentence() -> None:
    """The words around it are kept as they are."""
    assert word_difference("We repare prams.\nAnd baskets.", "We repair prams.\nAnd baskets.") == [
        Change(KEPT, "We "),
        Change(REMOVED, "repare"),
        Change(ADDED, "repair"),
        Change(KEPT, " prams.\nAnd baskets."),
    ]


def test_each_field_that_changed_is_named() -> None:
    """Name and website are no lines of a file, and what did not change is not shown."""
    found = edit_difference(file("The same."), file("The same.", "Anna", "https://example.org/"), PATH)
    assert [(each.field, [(piece.kind, piece.words) for piece in each.changes]) for each in found] == [
        ("author", [(REMOVED, "Ann"), (ADDED, "Anna")]),
        ("website", [(ADDED, "https://example.org/")]),
    ]


def test_a_file_that_is_no_comment_is_compared_whole() -> None:
    """Somebody edited it by hand."""
    (found,) = edit_difference(b"no head", file("Words."), PATH)
    assert found.field == "file"
    assert "".join(piece.words for piece in found.changes if piece.kind is not ADDED) == "no head"


@given(st.text(), st.text())
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    """Without what was added it is the old text, without what was removed the new one; unseen characters are written out."""
    pieces = word_difference(before, after)
    for without, whole in ((ADDED, before), (REMOVED, after)):
        read = "".join(piece.words for piece in pieces if piece.kind is not without)
        assert read == cleaning.visible(whole, layout=True)


@pytest.mark.parametrize("unit", ["a ", "a\n", "*", "word, "])
def test_a_long_text_is_compared_in_parts(unit: str) -> None:
    """A passage with too many words is shown as it was and as it is."""
    long = unit * MOST_WORDS
    pieces = word_difference(long, f"{long}b{long}")
    assert "".join(piece.words for piece in pieces if piece.kind is not REMOVED) == f"{long}b{long}"
