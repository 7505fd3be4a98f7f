"""The manual's chapters on backup, upgrade and move are followed line by line, in an empty folder."""

import os
import re
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_fixtures import FOLDER
from tests_postgresql import MissingServerError, PostgreSQL

PAGE = Path(__file__).resolve().parents[2] / "content/pages/manual/keeping.md"
EXAMPLE = "postgresql://blog:secret@127.0.0.1/blog"


def commands(heading: str) -> str:
    """Return the commands below a heading of the page, up to the next of its level."""
    level = heading.partition(" ")[0]
    _, found, after = PAGE.read_text("utf-8").partition(f"\n{heading}\n")
    assert found
    section = re.split(rf"\n#{{2,{len(level)}}} ", after)[0]
    blocks = re.findall(r"^( *)```sh\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL)
    assert blocks
    return "".join(re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks)


class Terminal:
    """Somebody's home folder, with the program on the path."""

    def __init__(self, home: Path) -> None:
        self.home = home
        programs = home / "bin"
        programs.mkdir()
        self._program(programs / "oi", f'exec "{sys.executable}" -m outsideinnovation "$@"')
        self._program(programs / "pip", 'echo "$@" >> ~/installed')
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OI_")}
        self._environment = environment | {"HOME": str(home), "PATH": f"{programs}:{os.environ['PATH']}"}

    @staticmethod
    def _program(path: Path, line: str) -> None:
        path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def type(self, lines: str) -> str:
        """Type *lines*; each must succeed. Return what was said."""
        command = ["bash", "-eu", "-o", "pipefail", "-c", lines]
        ended = subprocess.run(
            command, cwd=self.home, env=self._environment, capture_output=True, encoding="utf-8", check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A home with a blog of the oldest release in it, with comments and subscribers."""
    opened = Terminal(tmp_path)
    with tarfile.open(min(FOLDER.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path / "old", filter="data")
    opened.type("oi restore ~/old/backup ~/blog")
    return opened


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """A real server; skips where there is none, unless all tests are demanded."""
    try:
        with PostgreSQL.running() as running:
            yield running
    except MissingServerError as missing:
        if os.environ.get("OI_REQUIRE_ALL_TESTS"):
            raise
        pytest.skip(str(missing))


def test_the_chapter_on_backup(terminal: Terminal) -> None:
    """The rehearsal is a whole site."""
    terminal.type(commands("## Backup"))
    assert (terminal.home / "rehearsal/output/2005/12/first.html").exists()


def test_the_chapter_on_upgrades(terminal: Terminal) -> None:
    """From the oldest release to this one."""
    terminal.type(commands("## Upgrade"))
    assert (terminal.home / "installed").read_text("utf-8") == "install --upgrade outsideinnovation\n"
    assert (terminal.home / "blog/output/2005/12/first.html").exists()


def test_the_chapter_on_moves(terminal: Terminal, server: PostgreSQL) -> None:
    """To another folder, to PostgreSQL and back: the same readers everywhere."""
    section = commands("## Move").replace(EXAMPLE, server.url(server.make()))
    said = terminal.type(section)
    readers = re.findall(r"\S+@readers\.example", said)
    assert sorted(readers) == ["ann@readers.example"] * 2 + ["bob@readers.example"] * 2
    assert not (terminal.home / "on-postgresql/instance/subscriptions.sqlite").exists()
