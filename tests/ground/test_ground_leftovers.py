"""Temporary files of ours that a crash has left go once they are old; what is young, or anybody else's, stays."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests_support import Blog

from outsideinnovation import leftovers
from outsideinnovation.leftovers import OLD

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
OURS = ".addresses.txt.0a1b2c3d.tmp"
OTHERS = [
    "addresses.txt.0a1b2c3d.tmp",
    ".addresses.txt.0A1B2C3D.tmp",
    ".addresses.txt.0a1b2c3.tmp",
    ".addresses.txt.0a1b2c3de.tmp",
    ".addresses.txt.zzzzzzzz.tmp",
    ".addresses.txt.tmp",
    ".addresses.txt.0a1b2c3d.tmp.md",
    ".0a1b2c3d.tmp~",
    "notes.tmp",
    ".swp",
    "post.md~",
]


def put(path: Path, age: timedelta) -> Path:
    """Write a file that is *age* old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("half of it", "utf-8")
    moment = (NOW - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_old_files_of_ours_go_from_every_folder(tmp_path: Path) -> None:
    """Also from deep inside; the folders stay."""
    old = [put(tmp_path / folder / OURS, OLD) for folder in ("", "posts/2005", "comments/pending/first")]
    assert sorted(leftovers.sweep(tmp_path, NOW)) == sorted(old)
    assert not any(path.exists() for path in old)
    assert (tmp_path / "posts" / "2005").is_dir()
    assert leftovers.sweep(tmp_path, NOW) == []


def test_what_is_young_stays(tmp_path: Path) -> None:
    """It may be another process's work in this very moment; a clock that was set back makes nothing old."""
    young = [
        put(tmp_path / str(n) / OURS, age) for n, age in enumerate((timedelta(), OLD - timedelta(seconds=1), -OLD * 9))
    ]
    assert leftovers.sweep(tmp_path, NOW) == []
    assert all(path.exists() for path in young)


@pytest.mark.parametrize("name", OTHERS)
def test_what_others_made_stays(tmp_path: Path, name: str) -> None:
    """However old: editors' files, and names that only look like ours."""
    path = put(tmp_path / name, timedelta(days=999))
    assert leftovers.sweep(tmp_path, NOW) == []
    assert path.exists()


def test_only_files_go_and_no_link_is_followed(tmp_path: Path) -> None:
    """A folder or a link of such a name is nothing that we write, and behind a link is somebody else's."""
    elsewhere = put(tmp_path / "elsewhere" / OURS, OLD)
    (tmp_path / "content" / OURS).mkdir(parents=True)
    (tmp_path / "content" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "content" / ".link.0a1b2c3d.tmp").symlink_to(elsewhere)
    git = put(tmp_path / "content" / ".git" / OURS, OLD)
    assert leftovers.sweep(tmp_path / "content", NOW + OLD * 99) == []
    assert elsewhere.exists()
    assert git.exists()


def test_the_folder_of_a_comparison_goes_after_a_day(tmp_path: Path) -> None:
    """What ``oi build --verify`` built, when it was killed; not another's, and not a young one."""
    old, young, other = (tmp_path / name for name in (".verify-abcd_123", ".verify-zzzzzzzz", ".verify-mine"))
    for folder, age in ((old, timedelta(days=1)), (young, timedelta(hours=23)), (other, timedelta(days=99))):
        put(folder / "output" / "index.html", age)
        os.utime(folder, ((NOW - age).timestamp(),) * 2)
    assert leftovers.sweep(tmp_path, NOW) == [old]
    assert not old.exists()
    assert young.exists()
    assert other.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from outsideinnovation import files
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
Path.replace = os.link = die
{gesture}(Path(sys.argv[1]), b"words")
"""


@pytest.mark.parametrize("gesture", ["files.write_atomically", "files.create"])
@pytest.mark.parametrize("name", ["a.md", "ä " * 50 + ".md", "addresses.txt"], ids=ascii)
def test_what_a_kill_leaves_is_known_as_ours(tmp_path: Path, gesture: str, name: str) -> None:
    """A real process that writes as we do, and is killed before the file has its name."""
    killed = subprocess.run([sys.executable, "-c", KILLED.format(gesture=gesture), str(tmp_path / name)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert leftovers.sweep(tmp_path, datetime.now(UTC) + OLD + timedelta(minutes=1)) == [left]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["build"], ["publish"]], ids=str)
def test_commands_that_make_the_site_tidy_up(small_blog: Blog, words: list[str]) -> None:
    """They say how many there were; what is young stays, and so does what somebody else left."""
    age = datetime.now(UTC) - NOW
    folders = [small_blog.content, small_blog.content / "posts", small_blog.site.instance]
    old = [put(folder / OURS, OLD - age) for folder in folders]
    stay = [
        put(small_blog.content / ".a.md.0a1b2c3e.tmp", -age),
        put(small_blog.content / "posts" / "a.md~", OLD - age),
        put(small_blog.output / OURS, OLD - age),  # nothing of ours leaves such a file there
    ]
    result = small_blog.run(*words)
    assert result.exit_code == 0, result.output
    assert "unfinished files of an earlier command were removed" in result.stderr
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in stay)
