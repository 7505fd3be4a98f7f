"""What all exports share: where they are written, who may read them, and what is said of what cannot be read."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from exporters_blog import exported, full_blog
from exporters_readers import imported
from tests_support import Blog
from tests_waiting import HANG

FORMATS = ("wordpress", "movabletype", "ghost", "jsonl")


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once."""
    return full_blog(blog)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_what_standard_output_would(full: Blog, tmp_path: Path, name: str) -> None:
    """And the same site gives the same bytes."""
    result = exported(full, name, "--output", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert (tmp_path / "out").read_text("utf-8") == exported(full, name).stdout
    assert f"Exported to {tmp_path / 'out'}: 3 posts, 2 pages" in result.stderr


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_overwritten_unasked(full: Blog, tmp_path: Path, name: str) -> None:
    """Neither the export nor the list, and before any of it is made."""
    out, people = tmp_path / "out", tmp_path / "people.csv"
    out.write_text("mine", "utf-8")
    result = exported(full, name, "--output", str(out))
    assert (result.exit_code, out.read_text("utf-8")) == (1, "mine")
    assert "--force" in result.stderr
    assert exported(full, name, "--output", str(out), "--force").exit_code == 0
    assert out.read_text("utf-8") != "mine"
    people.write_text("mine", "utf-8")
    result = exported(full, name, "--output", str(tmp_path / "other"), "--subscribers", str(people))
    assert (result.exit_code, people.read_text("utf-8")) == (1, "mine")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("choice", [("--drafts",), ("--comments", "all")])
def test_what_is_not_public_is_for_its_owner_alone(full: Blog, tmp_path: Path, choice: tuple[str, ...]) -> None:
    """By the rights of the file, and in words."""
    result = exported(full, "jsonl", "--output", str(tmp_path / "out"), *choice)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600
    assert "Not all of it is public" in result.stderr
    exported(full, "jsonl", "--output", str(tmp_path / "public"))
    assert stat.S_IMODE((tmp_path / "public").stat().st_mode) & 0o044


@pytest.mark.parametrize("name", [*FORMATS, "static"])
def test_subscribers_are_written_where_it_is_said_and_nowhere_else(full: Blog, tmp_path: Path, name: str) -> None:
    """Those who get the newsletter now; others would be written to by a system that reads no states."""
    for address in ("dana@example.org", "gone@example.org"):
        assert full.run("subscribers", "add", address).exit_code == 0
    assert full.run("subscribers", "remove", "gone@example.org").exit_code == 0
    out, people = tmp_path / "out", tmp_path / "people.csv"
    assert exported(full, name, "--output", str(out)).exit_code == 0
    result = exported(full, name, "--output", str(tmp_path / "again"), "--subscribers", str(people))
    assert result.exit_code == 0
    assert stat.S_IMODE(people.stat().st_mode) == 0o600
    assert "It is private" in result.stderr
    written = people.read_text("utf-8")
    assert "dana@example.org" in written
    assert "gone@example.org" not in written
    for path in (
        path for path in tmp_path.rglob("*") if path.is_file() and path != people and "blog" not in path.parts
    ):
        assert b"dana@example.org" not in path.read_bytes()


def test_what_cannot_be_read_is_named_and_the_rest_comes(full: Blog) -> None:
    """A post, a comment and the list of redirects; exit 1."""
    full.write("posts/broken.md", "Title: Broken\n\nWords.\n")
    full.write("comments/approved/first/00000010-broken.md", "no head")
    full.write("posts/other.rst", "Other\n#####\n\nWords.\n")
    full.write("redirects.txt", "nonsense\n")
    result = exported(full, "wordpress")
    assert result.exit_code == 1
    for name in ("broken.md", "00000010-broken.md:1", "other.rst", "redirects.txt:1"):
        assert name in result.stderr
    assert len(imported(result.stdout).of("post")) == 3


def test_a_wrong_link_is_named_and_its_post_comes(full: Blog) -> None:
    """A build would refuse it; but nobody is to stay for a link."""
    full.post("wrong", "[a]({filename}nowhere.md) [b](#nowhere)", date="2006-08-01 08:00", title="Wrong")
    result = exported(full, "wordpress")
    assert (result.exit_code, result.stderr.count("posts/wrong.md:5:")) == (1, 2)
    assert imported(result.stdout).one("Wrong").status == "publish"


def test_a_folder_that_is_not_there_is_named(full: Blog, tmp_path: Path) -> None:
    """With the remedy."""
    result = exported(full, "ghost", "--output", str(tmp_path / "no" / "out"))
    assert (result.exit_code, "there is no folder" in result.stderr) == (1, True)


def test_without_an_address_of_the_site_links_stay_as_they_are(blog: Blog) -> None:
    """There is nothing that they could begin with, which is told."""
    blog.settings('SITEURL = ""\n')
    blog.post("one", "[a](/b.html)")
    result = exported(blog, "jsonl")
    assert '<a href=\\"/b.html\\">' in result.stdout
    assert "SITEURL" in result.stderr


@pytest.mark.parametrize("name", ["jsonl", "static"])
def test_force_replaces_no_pipe_and_no_device(full: Blog, tmp_path: Path, name: str) -> None:
    """A file in its place would be in everybody's way."""
    pipe = tmp_path / "pipe.zip"
    os.mkfifo(pipe)
    result = exported(full, name, "--output", str(pipe), "--force")
    assert result.exit_code == 1
    assert pipe.is_fifo()
    assert "is no file, and was left as it is" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="only Linux has a disk that is always full")
def test_a_full_disk_behind_standard_output_is_told(full: Blog) -> None:
    """In words, and with the exit code of a failure."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(full.root), "export", "jsonl"]
    with Path("/dev/full").open("wb") as disk:
        result = subprocess.run(
            command, stdout=disk, stderr=subprocess.PIPE, encoding="utf-8", check=False, timeout=HANG
        )
    assert result.returncode == 1
    assert "Cannot write the export: No space left on device. Make room, and export again." in result.stderr
    assert "Traceback" not in result.stderr
