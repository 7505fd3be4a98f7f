"""`oi doctor --show systemd` prints units that systemd itself finds right and well locked up."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests_support import Blog, missing

NAME = "oi-ours.example"


@pytest.fixture
def folder(small_blog: Blog, tmp_path: Path) -> Path:
    """The units, written into a folder."""
    result = small_blog.run("doctor", "--show", "systemd", "--into", str(tmp_path / "units"))
    assert result.exit_code == 0, result.stderr
    return tmp_path / "units"


def analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Ask systemd-analyze."""
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, encoding="utf-8", check=False)


def test_systemd_finds_nothing_wrong(folder: Path) -> None:
    """In none of them: every directive is known, what is started is there, and each timer has its service."""
    files = sorted(str(path) for path in folder.iterdir())
    assert len(files) == 9
    result = analyze("verify", "--man=no", *files)
    assert [line for line in result.stderr.splitlines() if NAME in line] == []
    assert result.returncode == 0, result.stderr


def test_every_service_is_locked_up(folder: Path) -> None:
    """Systemd's own measure of exposure, from 0 to 10, is below 2.5 for each."""
    for unit in sorted(folder.glob("*.service")):
        result = analyze("security", "--offline=true", "--threshold=25", "--no-pager", str(unit))
        assert result.returncode == 0, result.stdout


def test_one_text_holds_what_the_files_hold(small_blog: Blog, folder: Path) -> None:
    """Each after a line that names its place."""
    shown = small_blog.run("doctor", "--show", "systemd").stdout
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", shown, flags=re.MULTILINE)[1:]
    texts = {name: text.rstrip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}
    assert texts == {path.name: path.read_text("utf-8").rstrip("\n") for path in folder.iterdir()}


def test_what_is_started_is_a_command_that_there_is(small_blog: Blog, folder: Path) -> None:
    """Each line runs the `oi` of this environment for this site; its command and options are known."""
    for unit in sorted(folder.glob("*.service")):
        parser = configparser.RawConfigParser(strict=False)
        parser.read(unit)
        program, *arguments = parser["Service"]["ExecStart"].split()
        if unit.name == f"{NAME}-reload.service":
            assert arguments == ["reload", "nginx.service"]
            continue
        assert Path(program).is_file()
        assert arguments[:2] == ["--site", str(small_blog.root)]
        assert small_blog.run(*arguments[2:], "--help").exit_code == 0


def test_files_that_are_there_are_not_overwritten(small_blog: Blog, folder: Path) -> None:
    """Somebody may have changed them."""
    result = small_blog.run("doctor", "--show", "systemd", "--into", str(folder))
    assert (result.exit_code, "exists already" in result.stderr) == (1, True)


def test_other_files_are_not_written_into_a_folder(small_blog: Blog, tmp_path: Path) -> None:
    """They are one each."""
    assert small_blog.run("doctor", "--show", "nginx", "--into", str(tmp_path)).exit_code == 2
    assert small_blog.run("doctor", "--into", str(tmp_path)).exit_code == 2


def test_without_an_address_there_are_no_names(small_blog: Blog) -> None:
    """The reason is said."""
    small_blog.settings("SITEURL = ''\n")
    result = small_blog.run("doctor", "--show", "systemd")
    assert (result.exit_code, "SITEURL is ''" in result.stderr) == (1, True)
