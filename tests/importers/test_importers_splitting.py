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
    brought = bring(tmp_path, entry(comments=[comment(text), comment("Another.")]) + numbered(2))
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert [each.text.replace("\\", "") for each in brought.comments] == [text.replace("\n\n\n", "\n\n"), "Another."]


def test_entries_may_begin_with_another_key_than_author(tmp_path: Path) -> None:
    """Movable Type allows the head's lines in any order."""
    first = "TITLE: One\nDATE: 01/31/2002 03:31:05 PM\nAUTHOR: Foo\n-----\nBODY:\nWords.\n-----\n--------\n"
    second = "DATE: 02/01/2002 03:31:05 PM\nTITLE: Two\n-----\nBODY:\nWords.\n-----\n--------\n"
    brought = bring(tmp_path, first + second)
    assert [document.value("title") for document in brought.documents] == ["One", "Two"]


def test_words_that_look_like_a_key_do_not_begin_an_entry(tmp_path: Path) -> None:
    """After a separator in a comment, a line such as TITLE: is believed only when a whole head follows."""
    text = "See:\n--------\nTITLE: what I meant\n\nis this."
    brought = bring(tmp_path, entry(comments=[comment(text)]))
    assert len(brought.comments) == 1
    assert "TITLE: what I meant" in brought.comments[0].text


def test_blank_lines_may_stand_around_pieces(tmp_path: Path) -> None:
    """Movable Type's own template leaves blank lines between the comments and before the end."""
    export = (
        entry(comments=["\n", comment("One."), "\n", comment("Two."), "\n\n", ping()]) + "\n\n" + numbered(2) + "\n"
    )
    brought = bring(tmp_path, export, pings=True)
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert [each.kind for each in brought.comments] == ["comment", "comment", "ping"]


def test_a_comments_first_words_may_look_like_its_head(tmp_path: Path) -> None:
    """A key counts once; where it comes again, the words have begun."""
    brought = bring(tmp_path, entry(comments=[comment("URL: see above\nDATE: never")]))
    assert brought.comments[0].text == "URL: see above\nDATE: never"


def test_start_body_is_read_as_old_exports_wrote_it(tmp_path: Path) -> None:
    """START BODY in the head makes a body of the lines that follow."""
    export = "AUTHOR: Foo\nTITLE: Old\nDATE: 01/31/02 15:31:05\nSTART BODY:\n<p>Old words.</p>\n-----\n--------\n"
    assert "<p>Old words.</p>" in bring(tmp_path, export).document.body


def test_comments_alone_join_the_earlier_entry(tmp_path: Path) -> None:
    """NO ENTRY: 1 means that only the comments count, for the entry of the same date."""
    alone = f"NO ENTRY: 1\nDATE: 03/25/2025 10:21:46 PM\n-----\n{comment('Late.')}--------\n"
    brought = bring(tmp_path, entry() + alone)
    assert [(each.post_id, each.text) for each in brought.comments] == [("zal-2025-03-a-post", "Late.")]
    assert len(brought.files) == 1


def test_comments_alone_without_their_entry_are_told(tmp_path: Path) -> None:
    """Comments that belong nowhere are counted and said, with the line."""
    alone = f"NO ENTRY: 1\nDATE: 03/25/2024 10:21:46 PM\n-----\n{comment('Late.')}--------\n"
    brought = bring(tmp_path, entry() + alone)
    assert brought.fates(Thing.COMMENT) == (0, 0, 1)
    assert "no earlier entry has this DATE" in brought.report.problems[0].what


def test_pings_come_only_where_they_are_asked_for(tmp_path: Path) -> None:
    """Most trackback pings are spam."""
    export = entry(comments=[comment(), ping(), ping()])
    assert [each.kind for each in bring(tmp_path, export).comments] == ["comment"]
    assert [note.what for note in bring(tmp_path, export).report.notes] == ["2 pings skipped"]
    asked = bring(tmp_path, export, pings=True).comments
    assert [(each.kind, each.author) for each in asked] == [
        ("comment", "Dana"),
        ("ping", "Other"),
        ("ping", "Other"),
    ]


HEAD = "AUTHOR: Foo\nDATE: 02/01/2002 03:31:05 PM\n"
PIECE = "-----\nBODY:\nWords.\n-----\n"


@pytest.mark.parametrize(
    "head",
    [
        f"TITLE: Two\n{HEAD}CF50_NOTE: something\n",
        f"TITLE: Two\nCF50_NOTE: one\nCF50_NOTE: two\nx-custom field: three\n{HEAD}",
        f"IMAGE: a.png\nTITLE: Two\n{HEAD}",
        f"\nStatus: live\nTITLE: Two\n{HEAD}",
        "DATE: 02/01/2002 03:31:05 PM\nwhat is this\nTITLE: Two\nIMAGE2: b.png\n",
        f"{HEAD}Custom.Field: x\nTITLE: Two\n",
    ],
)
def test_a_head_with_foreign_keys_begins_an_entry(tmp_path: Path, head: str) -> None:
    """Other programs write fields of their own: they are told with their line, and no entry is lost for them."""
    brought = bring(tmp_path, f"{entry(comments=[comment('One.')])}{head}{PIECE}--------\n")
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert [document.value("title") for document in brought.documents] == ["Two", "A post"]
    assert [each.text for each in brought.comments] == ["One."]
    told = [*brought.report.notes, *brought.report.problems]
    assert told
    assert all(problem.line > 30 for problem in told)


def test_a_foreign_key_is_told_once(tmp_path: Path) -> None:
    """However many entries have it."""
    brought = bring(tmp_path, "".join(numbered(number, head="IMAGE: a.png") for number in range(5)))
    assert [(note.line, note.what) for note in brought.report.notes] == [(12, "a field IMAGE that is not known here")]
    assert not brought.report.problems


def test_a_comments_head_may_have_foreign_keys(tmp_path: Path) -> None:
    """Before those that are known: behind them the words have begun."""
    second = comment("NOTE: mine").replace("DATE:", "SECRET: 0\nDATE:")
    first = comment("Words.").replace("COMMENT:\n", "COMMENT:\nID: 5\n")
    brought = bring(tmp_path, entry(comments=[first, second]))
    assert [each.text for each in brought.comments] == ["Words.", "NOTE: mine"]
    told = [note.what for note in brought.report.notes]
    assert told == ["a field COMMENT ID that is not known here", "a field COMMENT SECRET that is not known here"]


@pytest.mark.parametrize("end", ["", "\n", "\n\n \n", "-", "-----", "-------\n"])
@pytest.mark.parametrize("last", ["\n", "\r\n", "\r"])
def test_a_last_entry_without_its_final_line_is_an_entry(tmp_path: Path, end: str, last: str) -> None:
    """Its last piece has ended; who keeps a file for each entry has none that ends otherwise."""
    export = entry(comments=[comment("One.")]).removesuffix("--------\n") + end
    brought = bring(tmp_path, export.replace("\n", last))
    assert brought.fates(Thing.ENTRY) == (1, 0, 0)
    assert [each.text for each in brought.comments] == ["One."]
    assert [note.what for note in brought.report.notes] == ["the entry has no last line --------"]
    assert not brought.report.problems


def test_an_entry_in_the_middle_may_lack_its_final_line_too(tmp_path: Path) -> None:
    """The next head tells where it ends, whatever key that begins with."""
    first = entry(comments=[comment("One.")]).removesuffix("--------\n")
    second = numbered(2).replace("TITLE: Post 2\n", "").replace("AUTHOR: Laran\n", "TITLE: Post 2\nAUTHOR: Laran\n")
    brought = bring(tmp_path, first + second)
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert len(brought.report.notes) == 1


def test_an_entry_that_lacks_a_text_all_others_have_is_cut(tmp_path: Path) -> None:
    """It ends behind a piece, but its extended body may be what is missing, so that it waits for a whole file."""
    whole = numbered(1) + numbered(2, more="<p>The rest</p>")
    brought = bring(tmp_path, whole[: whole.rindex("EXTENDED BODY:")])
    assert brought.fates(Thing.ENTRY) == (1, 0, 1)
    assert "cut off" in brought.report.problems[0].what


def test_files_put_behind_each_other_are_read(tmp_path: Path) -> None:
    """Each may begin with a byte-order mark."""
    brought = bring(tmp_path, f"\ufeff{numbered(1)}\ufeff{numbered(2)}")
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert not brought.report.problems


@pytest.mark.parametrize(
    "line", ["-----\n\nTITLE: mine\nwords: go on", "--------\nNote: this\n-----\nBODY:", "-----\nSTATUS: fine"]
)
def test_a_body_may_hold_lines_that_look_like_a_head(tmp_path: Path, line: str) -> None:
    """Hyphens and words with a colon are somebody's words, unless a whole head stands there."""
    brought = bring(tmp_path, entry(f"<p>One</p>\n{line}\n<p>End</p>") + numbered(2))
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert "<p>End</p>" in brought.documents[0].body
    assert line.rsplit("\n", maxsplit=1)[-1] in brought.documents[0].body
