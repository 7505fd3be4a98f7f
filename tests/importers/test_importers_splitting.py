"""Where entries, texts and comments of an export begin and end."""

from pathlib import Path

import pytest
from importers_export import bring, comment, entry, numbered, ping

from outsideinnovation.importers.report import Thing


@pytest.mark.parametrize(
    "line", ["-----", "--------", "-----\n\nmore", "--------\nmore", "-----\nBODY:", "COMMENT:", "-----\nCOMMENT:"]
)
def test_a_separator_typed_in_a_comment_is_part_of_it(tmp_path: Path, line: str) -> None:
    """Separators are not escaped in an export, so one counts only before what may follow it."""
    text = f"Before\n{line}\nafter"
    brought = bring(tmp_path, entry(remarks=[comment(text), comment("Another.")]) + numbered(2))
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert [remark.text.replace("\\", "") for remark in brought.remarks] == [text.replace("\n\n\n", "\n\n"), "Another."]


def test_entries_may_begin_with_another_key_than_author(tmp_path: Path) -> None:
    """Movable Type allows the head's lines in any order."""
    first = "TITLE: One\nDATE: 01/31/2002 03:31:05 PM\nAUTHOR: Foo\n-----\nBODY:\nWords.\n-----\n--------\n"
    second = "DATE: 02/01/2002 03:31:05 PM\nTITLE: Two\n-----\nBODY:\nWords.\n-----\n--------\n"
    brought = bring(tmp_path, first + second)
    assert [document.value("title") for document in brought.documents] == ["One", "Two"]


def test_words_that_look_like_a_key_do_not_begin_an_entry(tmp_path: Path) -> None:
    """After a separator in a comment, a line such as TITLE: is believed only when a whole head follows."""
    text = "See:\n--------\nTITLE: what I meant\n\nis this."
    brought = bring(tmp_path, entry(remarks=[comment(text)]))
    assert len(brought.remarks) == 1
    assert "TITLE: what I meant" in brought.remarks[0].text


def test_blank_lines_may_stand_around_pieces(tmp_path: Path) -> None:
    """Movable Type's own template leaves blank lines between the comments and before the end."""
    export = entry(remarks=["\n", comment("One."), "\n", comment("Two."), "\n\n", ping()]) + "\n\n" + numbered(2) + "\n"
    brought = bring(tmp_path, export, pings=True)
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert [remark.kind for remark in brought.remarks] == ["comment", "comment", "ping"]


def test_a_comments_first_words_may_look_like_its_head(tmp_path: Path) -> None:
    """A key counts once; where it comes again, the words have begun."""
    brought = bring(tmp_path, entry(remarks=[comment("URL: see above\nDATE: never")]))
    assert brought.remarks[0].text == "URL: see above\nDATE: never"


def test_start_body_is_read_as_old_exports_wrote_it(tmp_path: Path) -> None:
    """START BODY in the head makes a body of the lines that follow."""
    export = "AUTHOR: Foo\nTITLE: Old\nDATE: 01/31/02 15:31:05\nSTART BODY:\n<p>Old words.</p>\n-----\n--------\n"
    assert "<p>Old words.</p>" in bring(tmp_path, export).document.body


def test_comments_alone_join_the_earlier_entry(tmp_path: Path) -> None:
    """NO ENTRY: 1 means that only the comments count, for the entry of the same date."""
    alone = f"NO ENTRY: 1\nDATE: 03/25/2025 10:21:46 PM\n-----\n{comment('Late.')}--------\n"
    brought = bring(tmp_path, entry() + alone)
    assert [(remark.post_id, remark.text) for remark in brought.remarks] == [("zal-2025-03-a-post", "Late.")]
    assert len(brought.files) == 1


def test_comments_alone_without_their_entry_are_told(tmp_path: Path) -> None:
    """Comments that belong nowhere are counted and said, with the line."""
    alone = f"NO ENTRY: 1\nDATE: 03/25/2024 10:21:46 PM\n-----\n{comment('Late.')}--------\n"
    brought = bring(tmp_path, entry() + alone)
    assert brought.fates(Thing.COMMENT) == (0, 0, 1)
    assert "no earlier entry has this DATE" in brought.tally.problems[0].what


def test_pings_come_only_where_they_are_asked_for(tmp_path: Path) -> None:
    """Most trackback pings are spam."""
    export = entry(remarks=[comment(), ping(), ping()])
    assert [remark.kind for remark in bring(tmp_path, export).remarks] == ["comment"]
    assert bring(tmp_path, export).tally.pings_not_asked_for == 2
    asked = bring(tmp_path, export, pings=True).remarks
    assert [(remark.kind, remark.author) for remark in asked] == [
        ("comment", "Dana"),
        ("ping", "Other"),
        ("ping", "Other"),
    ]
