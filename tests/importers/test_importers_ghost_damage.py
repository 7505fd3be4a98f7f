"""Ghost's export, damaged or hostile: what is whole comes, and no piece of the file is shown in what is told."""

import json
from pathlib import Path

import pytest
from ghost_exports import comment, export, post

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.ghost import tables
from outsideinnovation.importers.ghost.reader import Ghost
from outsideinnovation.importers.movabletype.lines import UnreadableExportError


def read(tmp_path: Path, text: str | bytes) -> tuple[list[str], Ghost]:
    """Return the keys of all that is in an export, and its reader."""
    path = tmp_path / "ghost.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    reader = Ghost(path)
    return [each.key for each in reader.read()], reader  # type: ignore[union-attr]


WHOLE = export([post(1), post(2, title="Fürst"), post(3)]).encode()


@pytest.mark.parametrize("cut", range(0, len(WHOLE), 149))
def test_a_file_cut_at_any_byte_gives_what_is_whole(tmp_path: Path, cut: int) -> None:
    """Every post whose row ended before the cut, and a line for the rest."""
    ends = [
        position for position in range(len(WHOLE)) if WHOLE.startswith(b'"show_title_and_feature_image": 1}', position)
    ]
    before = sum(position + 34 <= cut for position in ends)
    if not before:
        with pytest.raises(UnreadableExportError, match=r"ghost\.json: .*Nothing was imported"):
            read(tmp_path, WHOLE[:cut])
        return
    found, reader = read(tmp_path, WHOLE[:cut])
    assert len(found) == before
    (problem,) = reader.report.problems
    assert "what stands before it comes" in problem.what


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "<rss/>", '{"db": [{"data": {}}]}', '{"posts": [{"id": "1"}]}', '{"db": {"data": {"posts": [{"id": "1"}]}}}',
     '{"a": ' * 100, "[" * 100_000, '{"db": [{"data": {"posts": 7}}]}'],
)  # fmt: skip
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """In one line that names it."""
    with pytest.raises(UnreadableExportError, match=r"ghost\.json: .*\. Nothing was imported\.\Z"):
        read(tmp_path, text)


def test_no_file_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(NotFoundError, match="name the file that was exported"):
        list(Ghost(tmp_path / "no.json").read())
    (tmp_path / "ghost.json").write_text(export([post(1)]), "utf-8")
    with pytest.raises(NotFoundError, match=r"no\.csv: .* name the CSV"):
        list(Ghost(tmp_path / "ghost.json", tmp_path / "no.csv").read())


def test_what_is_told_of_damage_quotes_nothing_of_the_file(tmp_path: Path) -> None:
    """The parser would show what stands around it, and that may be an account."""
    text = export([post(1)]).replace('"Ed Itor"', "Ed Itor").encode()
    _, reader = read(tmp_path, text)
    _, other = read(tmp_path, export([post(1)]).encode().replace(b"Ed Itor", b"Ed\xffItor"))
    told = "\n".join((*reader.report.lines(), *other.report.lines()))
    assert told.count("what stands before it comes") == 2
    assert "Itor" not in told
    assert "private.example" not in told


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": None, "html": 7, "title": ["a"]},
        {**post(2), "title": None, "html": {"a": 1}, "slug": None, "tags": None},
        {**post(2), "slug": "../../etc/passwd", "title": "a\x00b\x0bc"},
        {**post(2), "published_at": 1720000000000, "feature_image": 7},
    ],
)
def test_values_of_any_kind_break_nothing(tmp_path: Path, row: dict[str, object]) -> None:
    """The post beside them comes."""
    found, _ = read(tmp_path, export([post(1), row]))
    assert found[0] == post(1)["id"]


def test_rows_that_lead_nowhere_break_nothing(tmp_path: Path) -> None:
    """Tags, authors and comments of what is not there."""
    lost = [
        {"post_id": "x", "tag_id": None, "sort_order": None},
        {"post_id": post(1)["id"], "tag_id": "none", "sort_order": "1"},
    ]
    found, reader = read(
        tmp_path, export([post(1)], posts_tags=lost, posts_authors=lost, tags=[{}], users=[{}], settings=[{}])
    )
    assert found == [post(1)["id"]]
    assert reader.lists.tags == {}


def test_two_of_one_id_are_told_of(tmp_path: Path) -> None:
    """Two of one address both come."""
    found, reader = read(
        tmp_path, export([post(1), post(1), post(2, slug="post-1")], comments=[comment(1, 1), comment(1, 1)])
    )
    assert found == [post(1)["id"], post(2)["id"], "c1"]
    assert len(reader.report.problems) == 2


def test_ten_thousand_comments_on_one_post_all_come(tmp_path: Path) -> None:
    """A row at a time."""
    found, _ = read(tmp_path, export([post(1)], comments=[comment(number, 1) for number in range(10_000)]))
    assert len(found) == 10_001


def test_a_row_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it fills the memory; what stands before it comes."""
    monkeypatch.setattr(tables, "ROW_LENGTH", 2_000)
    found, reader = read(tmp_path, export([post(1), {"id": "2", "more": [0] * 3_000}]))
    assert found == [post(1)["id"]]
    assert "a row of more than 2000 characters" in str(reader.report.problems[0])


def test_an_export_without_the_frame_around_it_is_read(tmp_path: Path) -> None:
    """Some tools write the tables alone."""
    path = tmp_path / "ghost.json"
    path.write_text(
        json.dumps({"meta": {"version": "5"}, "data": json.loads(export([post(1)]))["db"][0]["data"]}), "utf-8"
    )
    assert [each.key for each in Ghost(path).read() if isinstance(each, ExportedPost)] == [post(1)["id"]]
