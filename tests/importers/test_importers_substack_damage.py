"""Substack's export, damaged or hostile: what is whole comes, and what is not is told of with its file and line."""

import shutil
import zipfile
from pathlib import Path

import pytest
from substack_exports import files, row, subscriber, zipped

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers.blog.exported import ExportedPost, ExportedSubscriber, Visibility
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.substack.reader import Substack


def read(path: Path) -> tuple[list[ExportedPost | ExportedSubscriber], Substack]:
    """Return all that is in an export, and its reader."""
    reader = Substack(path)
    return list(reader.read()), reader


def test_a_zip_cut_at_any_byte_is_refused(tmp_path: Path) -> None:
    """In one line: the list of its files stands at its end."""
    whole = zipped(tmp_path / "export.zip", files([row(1), row(2)])).read_bytes()
    for cut in range(0, len(whole), 97):
        (tmp_path / "export.zip").write_bytes(whole[:cut])
        with pytest.raises(UnreadableExportError, match=r"export\.zip: .*\. Nothing was imported\.\Z"):
            read(tmp_path / "export.zip")


@pytest.mark.parametrize("cut", range(120, 420, 13))
def test_a_list_cut_at_any_byte_gives_what_is_whole(tmp_path: Path, cut: int) -> None:
    """What has words and no line any more comes as a draft."""
    made = files([row(n) for n in (1, 2, 3)])
    made["posts.csv"] = made["posts.csv"][:cut]
    found, _ = read(zipped(tmp_path / "export.zip", made))
    assert sorted(each.key for each in found if isinstance(each, ExportedPost)) == ["1", "2", "3"]


@pytest.mark.parametrize("name", ["nothing.txt", "posts/1.a.html"])
def test_another_zip_is_refused(tmp_path: Path, name: str) -> None:
    """And a folder, and no file at all."""
    path = zipped(tmp_path / "export.zip", {name: "x"})
    with pytest.raises(UnreadableExportError, match=r"no posts\.csv in it"):
        read(path)
    with pytest.raises(UnreadableExportError, match=r"no posts\.csv in it"):
        read(tmp_path)
    with pytest.raises(NotFoundError, match=r"no\.zip: No such file"):
        read(tmp_path / "no.zip")


def test_a_path_upwards_and_a_bomb_are_left_out(tmp_path: Path) -> None:
    """The rest comes, and nothing is written anywhere."""
    (tmp_path / "inside").mkdir()
    path = zipped(tmp_path / "inside" / "export.zip", files([row(1), row(2)]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("../../posts/3.up.html", "<p>up</p>")
        target.writestr("posts/4.bomb.html", bytes(20_000_000))
    found, reader = read(path)
    assert len(found) == 2
    assert [problem.what.split("'")[1] for problem in reader.report.problems] == [
        "../../posts/3.up.html",
        "posts/4.bomb.html",
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["inside"]


def test_a_damaged_file_in_it_costs_its_words_alone(tmp_path: Path) -> None:
    """With its name."""
    path = zipped(tmp_path / "export.zip", files([row(1), row(2)], {"1.post-1": "<p>" + "abcdefgh" * 200}))
    data = bytearray(path.read_bytes())
    place = data.index(b"posts/1.post-1.html") + len(b"posts/1.post-1.html")
    data[place : place + 12] = b"\xff" * 12
    path.write_bytes(data)
    found, reader = read(path)
    assert [each.body for each in found if isinstance(each, ExportedPost)] == ["", "<p>Words of 2.post-2.</p>"]
    assert "export.zip/posts/1.post-1.html: it is damaged" in str(reader.report.problems[0])


def test_lines_and_files_that_do_not_fit_are_told_of(tmp_path: Path) -> None:
    """A post without a file, a file without a line, two lines of one number, and none."""
    made = files([row(1), row(2), row(2, "again"), {**row(3), "post_id": ""}])
    made |= {"posts/9.lost.html": "<p>lost</p>"}
    del made["posts/1.post-1.html"]
    found, reader = read(zipped(tmp_path / "export.zip", made))
    assert [(each.key, each.visibility) for each in found if isinstance(each, ExportedPost)] == [
        ("1", Visibility.PUBLISHED),
        ("2", Visibility.PUBLISHED),
        ("9", Visibility.DRAFT),
    ]
    told = "\n".join(map(str, reader.report.problems))
    for part in ("no file posts/1.post-1.html", ":4: a second post '2'", ":5: a post without post_id", "does not list"):
        assert part in told


@pytest.mark.parametrize("slug", ["../../etc/passwd", "a/../..", "..", "a\\..\\b", ""])
def test_a_slug_has_no_folders(tmp_path: Path, slug: str) -> None:
    """Whatever the list says."""
    made = files([row(1)])
    made["posts.csv"] = made["posts.csv"].replace("1.post-1", f"1.{slug}", 1)
    (one,), _ = read(zipped(tmp_path / "export.zip", made))
    assert isinstance(one, ExportedPost)
    assert "/" not in one.slug
    assert ".." not in one.address


def test_dates_that_are_none_have_the_next_best(tmp_path: Path) -> None:
    """The year 0000 beside a good one."""
    (one,), reader = read(zipped(tmp_path / "export.zip", files([row(1, post_date="0000-00-00 00:00:00")])))
    assert isinstance(one, ExportedPost)
    assert one.date is not None
    assert one.date.year == 2024
    assert "post_date is '0000-00-00 00:00:00'" in str(reader.report.notes[0])


def test_bytes_of_any_kind_break_nothing(tmp_path: Path) -> None:
    """Neither in a list nor in a post."""
    zipped(tmp_path / "export.zip", files([row(1)], readers=[subscriber("dana@example.org")]))
    shutil.unpack_archive(tmp_path / "export.zip", tmp_path / "folder")
    for name in ("posts.csv", "posts/1.post-1.html", "email_list.olddays.csv"):
        with (tmp_path / "folder" / name).open("ab") as stream:
            stream.write(b'\xff\x00\x0b"never,\nends')
    found, _ = read(tmp_path / "folder")
    assert isinstance(found[0], ExportedPost)
    assert "\0" not in found[0].body
    assert any(isinstance(each, ExportedSubscriber) and each.address == "dana@example.org" for each in found)
