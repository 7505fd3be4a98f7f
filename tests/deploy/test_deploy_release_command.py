"""The commands of an operator: publish, list the releases, go back; with the real build."""

import shutil
from pathlib import Path

import pytest
from tests_support import Blog

ROOT = Path(__file__).resolve().parents[2]
TALK = "00000001-first"


@pytest.fixture
def published(small_blog: Blog) -> Blog:
    """A site with a live release."""
    assert small_blog.run("publish").exit_code == 0
    return small_blog


def live(blog: Blog) -> Path:
    """Return where readers get the site from."""
    return blog.root / "instance" / "current"


def test_publish_makes_the_site_live(published: Blog) -> None:
    """Readers get the same bytes that oi build makes."""
    published.build()
    current = live(published)
    assert {
        path.relative_to(current.resolve()).as_posix(): path.read_bytes()
        for path in current.resolve().rglob("*")
        if path.is_file()
    } == published.files()


def test_the_sample_site_passes_the_inspection(tmp_path: Path) -> None:
    """Every link, place and feed of the site that comes with this project is sound."""
    site = Blog(tmp_path / "sample")
    shutil.rmtree(site.content)
    shutil.copytree(ROOT / "content", site.content)
    shutil.copy(ROOT / "pelicanconf.py", site.root)
    result = site.run("publish")
    assert result.exit_code == 0, result.stderr


def test_an_approved_comment_changes_the_live_release(published: Blog) -> None:
    """One line on stdout names the release and says what happened."""
    assert TALK in (live(published) / "2005/12/first.html").read_text("utf-8")
    published.comment("second", "00000002-more", "Hear, hear.")
    result = published.run("publish")
    assert "(a change in the live release)" in result.stdout
    assert "Hear, hear." in (live(published) / "2006/01/second.html").read_text("utf-8")


def test_a_rejected_comment_is_gone_and_stays_gone(published: Blog) -> None:
    """It is not in the live release, nor in a kept one, and no rollback brings it back."""
    published.post("third")
    published.run("publish")
    published.run("comments", "reject", "--again", TALK)
    assert published.run("publish").exit_code == 0
    releases = published.root / "instance" / "releases"
    found = [path for path in releases.rglob("*") if path.is_file() and b"Well said." in path.read_bytes()]
    assert found == []
    result = published.run("releases", "rollback")
    assert result.exit_code == 1
    assert "oi releases list" in result.stderr


def test_a_rollback_prints_what_is_live(published: Blog) -> None:
    """The list marks it, newest first, in tab-separated fields."""
    published.post("third")
    published.run("publish")
    newest, oldest = published.run("releases", "list").stdout.splitlines()
    assert newest.split("\t")[1] == "live"
    result = published.run("releases", "rollback")
    assert result.stdout.strip() == oldest.split("\t")[0]
    assert [line.split("\t")[1] for line in published.run("releases", "list").stdout.splitlines()] == ["", "live"]
    assert not (live(published) / "2005/12/third.html").exists()


def test_a_broken_link_is_refused_by_name(published: Blog) -> None:
    """The exit code is 1, stderr says where, and readers keep the old page."""
    before = (live(published) / "2006/01/second.html").read_bytes()
    published.post("second", "Look [there](/2004/nowhere.html).", date="2006-01-02 08:00")
    result = published.run("publish")
    assert result.exit_code == 1
    assert "links to /2004/nowhere.html" in result.stderr
    assert (live(published) / "2006/01/second.html").read_bytes() == before


def test_a_dry_run_lists_files_and_does_nothing(published: Blog) -> None:
    """Each file is on a line of its own, with what would happen to it."""
    (published.content / "posts" / "second.md").unlink()
    published.post("third")
    result = published.run("publish", "--dry-run")
    assert {"added\t2005/12/third.html", "removed\t2006/01/second.html"} <= set(result.stdout.splitlines())
    assert result.stdout.endswith("nothing was published\n")
    assert (live(published) / "2006/01/second.html").exists()


def test_a_release_is_sent_to_its_target(published: Blog, tmp_path: Path) -> None:
    """A folder gets the files of the release; a dry run only says which."""
    place = tmp_path / "www"
    place.mkdir()
    published.settings(f'PUBLISH_TARGETS = {{"www": {{"kind": "folder", "path": "{place}"}}}}\n')
    result = published.run("publish", "www", "--dry-run")
    assert "upload\tindex.html" in result.stdout.splitlines()
    assert not list(place.rglob("index.html"))
    result = published.run("publish", "www")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("www: ")
    assert list(place.rglob("index.html"))


def test_an_unknown_target_is_refused_before_the_build(published: Blog) -> None:
    """A slip of the pen costs no build."""
    published.post("third")
    result = published.run("publish", "nonsense")
    assert result.exit_code == 1
    assert "nonsense" in result.stderr
    assert not (published.root / "instance/build/2005/12/third.html").exists()
