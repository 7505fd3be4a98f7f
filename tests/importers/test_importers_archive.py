"""Exports in a folder or a zip: read by name, never unpacked to where a name says, never larger than they may be."""

import stat
import zipfile
from pathlib import Path

import pytest

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import archive
from outsideinnovation.importers.archive import DamagedFileError
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport


def made(path: Path, files: dict[str, bytes]) -> Path:
    """Write a zip of *files*."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def test_a_zip_and_its_folder_are_the_same(tmp_path: Path) -> None:
    """Whoever has unpacked it names the folder."""
    files = {"posts.csv": b"a,b\n", "posts/1.one.html": b"<p>One</p>"}
    packed = made(tmp_path / "export.zip", files)
    with zipfile.ZipFile(packed) as source:
        source.extractall(tmp_path / "folder")
    for path in (packed, tmp_path / "folder"):
        with archive.opened(path, ImportReport(path)) as found:
            assert set(found.names) == set(files)
            assert {name: archive.read(found, name, 100) for name in found.names} == files


@pytest.mark.parametrize("name", ["../up.html", "posts/../../up.html", "/etc/up.html", "C:\\up.html", "..\\up.html"])
def test_a_path_upwards_is_refused_and_told(tmp_path: Path, name: str) -> None:
    """The rest is read."""
    path, report = made(tmp_path / "export.zip", {name: b"x", "posts.csv": b"y"}), ImportReport(tmp_path)
    with archive.opened(path, report) as found:
        assert found.names == ("posts.csv",)
    assert "leads out of the zip; left out" in str(report.problems[0])


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """By what it claims to be, which is all that is ever read of it."""
    path, report = (
        made(tmp_path / "export.zip", {"posts.csv": b"y", "bomb.html": bytes(archive.SMALL + 1)}),
        ImportReport(tmp_path),
    )
    with archive.opened(path, report) as found:
        assert found.names == ("posts.csv",)
    assert f"would unpack to {archive.SMALL + 1} bytes" in str(report.problems[0])


@pytest.mark.parametrize(("name", "limit"), [("MEMBERS", 1), ("WHOLE_LENGTH", 3)])
def test_a_zip_of_more_than_an_export_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int
) -> None:
    """Many files, or much in all."""
    path = made(tmp_path / "export.zip", {"a": b"xx", "b": b"yy"})
    monkeypatch.setattr(archive, name, limit)
    with pytest.raises(UnreadableExportError, match="no export is so large"), archive.opened(path, ImportReport(path)):
        pass


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither in a folder nor in a zip, where a link's words name a file of this machine."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "secret").write_text("s", "utf-8")
    (tmp_path / "folder" / "posts.csv").symlink_to(tmp_path / "secret")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as target:
        info = zipfile.ZipInfo("posts.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(info, "../secret")
    for path in (tmp_path / "folder", tmp_path / "export.zip"):
        report = ImportReport(path)
        with archive.opened(path, report) as found:
            assert found.names == ()
        assert "link" in "\n".join(report.lines())


def test_a_zip_that_was_cut_off_is_told_of(tmp_path: Path) -> None:
    """Its list of files stands at its end."""
    path = made(tmp_path / "export.zip", {"posts.csv": b"y" * 100})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(UnreadableExportError, match="download it again"), archive.opened(path, ImportReport(path)):
        pass
    with pytest.raises(NotFoundError, match="No such file"), archive.opened(tmp_path / "no.zip", ImportReport(path)):
        pass


def test_a_damaged_file_in_a_zip_is_told_of_by_name(tmp_path: Path) -> None:
    """The others come."""
    path = made(tmp_path / "export.zip", {"a.html": bytes(range(256)) * 40, "b.html": b"whole"})
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    with archive.opened(path, ImportReport(path)) as found:
        with pytest.raises(DamagedFileError, match=r"export\.zip/a\.html: it is damaged"):
            archive.read(found, "a.html", 100_000)
        assert archive.read(found, "b.html", 100) == b"whole"
        with pytest.raises(DamagedFileError, match="more than 3 bytes"):
            archive.read(found, "b.html", 3)
