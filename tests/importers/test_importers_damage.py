"""Exports that are cut, garbled, or none at all."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers_export import bring, comment, entry, numbered
from tests_waiting import HANG

from outsideinnovation.errors import NotFoundError, OutsideInnovationError
from outsideinnovation.importers.movabletype import entries, lines
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import Thing

WHOLE = "".join(
    numbered(
        number, body=f"<p>Body {number} é</p>", comments=[comment(f"Ä comment\n-----\nwith\n--------\nto {number}.")]
    )
    for number in range(1, 5)
).encode()
ENDS = [WHOLE.index(b"TITLE: Post " + str(number).encode()) for number in range(2, 5)]


@settings(deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_a_cut_export_gives_what_is_whole_and_nothing_else(end: int) -> None:
    """Cut at any byte: the entries before the cut are there, whole, the one that is cut is told, and no text of it is half.

    An entry that is cut right behind a piece of it cannot be told from one without its last line: it comes, with a note.
    """
    with TemporaryDirectory() as folder:
        try:
            brought = bring(Path(folder), WHOLE[:end])
        except UnreadableExportError:
            assert end < len(b"AUTHOR:\n")
            return
        bodies = [document.body.strip() for document in brought.documents]
    ended = [
        WHOLE.index(f"to {number}.\n-----\n--------".encode()) + len(b"to 1.\n-----\n--------")
        for number in range(1, 5)
    ]
    whole, unclosed = sum(end >= each for each in ended), len(brought.report.notes)
    assert unclosed <= WHOLE[:end].rstrip(b"-\n ").endswith(
        (b"\xa9</p>", b"KEYWORDS:", b"EXCERPT:", b"BODY:", b"comment", b"with", b".")
    )
    assert bodies == [
        f'<div class="imported">\n<p>Body {number} é</p>\n</div>' for number in range(1, whole + unclosed + 1)
    ]
    told = [each.text.split()[-1] for each in brought.comments]
    assert told[:whole] == [f"{number}." for number in range(1, whole + 1)]
    assert len(told) - whole <= unclosed
    rest = WHOLE[ended[whole - 1] if whole else 0 : end].strip()
    assert bool(brought.report.problems or brought.report.notes) == bool(rest)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_garbage_anywhere_raises_nothing(at: int, garbage: bytes) -> None:
    """Bytes thrown into an export: an answer always, and never a file outside the folders."""
    with TemporaryDirectory() as folder:
        try:
            brought = bring(Path(folder), WHOLE[:at] + garbage + WHOLE[at:])
        except OutsideInnovationError:
            return
        assert brought.report.found(Thing.ENTRY) <= 5
        assert {path.name for path in Path(folder).iterdir()} <= {"export.txt", "content"}


def test_a_nul_is_taken_out_and_told(tmp_path: Path) -> None:
    """The rest of the entry is whole."""
    brought = bring(tmp_path, entry("<p>a\0b</p>"))
    assert "<p>ab</p>" in brought.document.body
    assert [problem.line for problem in brought.report.problems] == [14]


def test_foreign_lines_between_entries_are_left_out_and_told(tmp_path: Path) -> None:
    """Before the first, and between two."""
    brought = bring(tmp_path, f"Exported today\n{entry()}garbage\nmore\n{numbered(2)}")
    assert brought.fates(Thing.ENTRY) == (2, 0, 0)
    assert [(problem.line, problem.what) for problem in brought.report.problems] == [
        (1, "a line that belongs to no entry"),
        (31, "2 lines that belong to no entry"),
    ]


def test_an_entry_whose_end_was_lost_is_not_imported(tmp_path: Path) -> None:
    """Another head without a separator before it: the first entry is cut, the second whole."""
    first = numbered(1, comments=[comment("Words that go on")])
    brought = bring(tmp_path, first[: first.index(" go on")] + "\n" + numbered(2))
    assert brought.fates(Thing.ENTRY) == (1, 0, 1)
    assert brought.report.problems[0].line == 1
    assert "cut off" in brought.report.problems[0].what


@pytest.mark.parametrize("date", ["soon", "", None])
def test_a_published_entry_without_date_is_told(tmp_path: Path, date: str | None) -> None:
    """It is skipped with its comments; the others are imported."""
    brought = bring(tmp_path, entry(date=date, comments=[comment()]) + numbered(2))
    assert brought.fates(Thing.ENTRY) == (1, 0, 1)
    assert brought.fates(Thing.COMMENT) == (0, 0, 1)
    assert "entry skipped with 1 comment" in brought.report.problems[0].what


def test_a_line_without_sense_in_a_head_is_told(tmp_path: Path) -> None:
    """The entry is imported all the same."""
    brought = bring(tmp_path, entry(head="what is this"))
    assert brought.fates(Thing.ENTRY) == (1, 0, 0)
    assert brought.report.problems[0].line == 12


@pytest.mark.parametrize(
    "line",
    ["AUTHOR: x", "TITLE: x", "CATEGORY: x", "--------", "-----", "-----\nCOMMENT:\nAUTHOR: x", "", "-----\n--------"],
)
def test_hostile_lines_take_no_longer_than_their_number(tmp_path: Path, line: str) -> None:
    """Forty thousand of one line, before, inside and after an entry."""
    many = f"{line}\n" * 40_000
    started = monotonic()
    for number, export in enumerate((many + entry(), entry(many), entry() + many)):
        (tmp_path / str(number)).mkdir()
        bring(tmp_path / str(number), export)
    assert monotonic() - started < HANG


def test_heads_in_any_order_are_seen_where_the_export_is_cut(tmp_path: Path) -> None:
    """Cut anywhere in the head of a second entry that begins with its title, the first one is whole."""
    first = "TITLE: One\nDATE: 01/31/2002 03:31:05 PM\n-----\nBODY:\nWords.\n-----\n--------\n"
    head = "TITLE: Two\nDATE: 02/01/2002 03:31:05 PM\n\n-----\nBODY:\n"
    for end in range(len(head) + 1):
        folder = tmp_path / str(end)
        folder.mkdir()
        assert bring(folder, first + head[:end]).fates(Thing.POST)[0] == 1


def test_an_entry_too_large_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and the next one is imported."""
    monkeypatch.setattr(entries, "ENTRY_LIMIT", 10_000)
    monkeypatch.setattr(lines, "LINE_LIMIT", 5_000)
    brought = bring(tmp_path, entry("word\n" * 5_000) + numbered(2, body="x" * 6_000) + numbered(3))
    assert [document.value("title") for document in brought.documents] == ["Post 3"]
    assert [problem.what.split(";")[0] for problem in brought.report.problems] == [str(entries.Fault.TOO_LARGE)] * 2


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"Dear diary,\nno export.\n", b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256))]
)
def test_what_is_no_export_is_refused(tmp_path: Path, data: bytes) -> None:
    """In one line that names the file and what it should be."""
    with pytest.raises(UnreadableExportError, match=r"export\.txt: no entry"):
        bring(tmp_path, data)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32"])
def test_utf_16_is_refused_with_the_remedy(tmp_path: Path, codec: str) -> None:
    """Nothing writes it by itself, and read as anything else it would be noise."""
    with pytest.raises(UnreadableExportError, match="iconv"):
        bring(tmp_path, entry().encode(codec))


@pytest.mark.parametrize("name", ["nothing.txt", "."])
def test_a_missing_file_is_said(tmp_path: Path, name: str) -> None:
    """Also where the name is a folder's."""
    with pytest.raises(NotFoundError):
        lines.detect(tmp_path / name)


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "UTF-8 with a byte-order mark"),
        ("cp1252", "Windows-1252 (Latin-1), not UTF-8"),
        ("latin-1", "Windows-1252 (Latin-1), not UTF-8"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_read_right(tmp_path: Path, codec: str, told: str, end: str) -> None:
    """Nothing is lost, and what is not plain UTF-8 is said."""
    words = "Übergröße déjà" if codec == "latin-1" else "Übergröße “déjà” – 5 €"
    path = tmp_path / "export.txt"
    brought = bring(
        tmp_path, entry(f"<p>{words}</p>", title=words, comments=[comment(words)]).replace("\n", end).encode(codec)
    )
    assert brought.document.value("title") == words
    assert f"<p>{words}</p>" in brought.document.body
    assert brought.comments[0].text == words
    assert not brought.report.problems
    assert lines.detect(path).told == told


def test_one_bad_byte_does_not_make_latin_1_of_utf_8(tmp_path: Path) -> None:
    """The damaged line is told; every other letter stays right."""
    brought = bring(tmp_path, entry("<p>ÄÖÜ äöü ßéè</p>\n<p>bad: X</p>").encode().replace(b"X", b"\xff"))
    assert "ÄÖÜ äöü ßéè" in brought.document.body
    assert "bad: \ufffd" in brought.document.body
    assert [problem.line for problem in brought.report.problems] == [15]
