"""The built site as a folder or a zip: what readers get, for any web server, and nothing private."""

import zipfile
from pathlib import Path

import pytest
from exporters_blog import exported, full_blog
from tests_support import Blog


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once, whose own pages have forms."""
    full_blog(blog)
    blog.settings('TIMEZONE = "America/New_York"\nSERVICE_URL = "https://ours.example"\n')
    return blog


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def zipped(path: Path) -> dict[str, bytes]:
    """Return all files of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_folder_holds_the_built_site_without_forms(full: Blog, tmp_path: Path) -> None:
    """With redirects in every web server's form; nobody would answer a form."""
    assert exported(full, "static", "--output", str(tmp_path / "out")).exit_code == 0
    there = files(tmp_path / "out")
    assert {"index.html", "2005/12/first.html", "images/dot.png", "_redirects", "redirects.caddy"} <= there.keys()
    assert b"An <em>answer</em>" in there["2005/12/first.html"]
    assert not any(b'method="post"' in page.lower() for name, page in there.items() if name.endswith(".html"))
    full.build()
    assert b'method="post"' in (full.output / "2005/12/first.html").read_bytes()


def test_nothing_that_is_not_public_is_in_it(full: Blog, tmp_path: Path) -> None:
    """No draft, no comment that waits, no source."""
    assert exported(full, "static", "--output", str(tmp_path / "out")).exit_code == 0
    everything = b"\n".join(files(tmp_path / "out").values())
    for words in (b"Not yet", b"Waiting.", b"Junk."):
        assert words not in everything
    assert not any(name.endswith(".md") or name.startswith("content") for name in files(tmp_path / "out"))


def test_a_shared_draft_stays_private(full: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is at a private address here, for those who were told it, and for nobody there."""
    monkeypatch.setenv("OI_SECRET_KEY", "k" * 64)
    full.write("posts/draft.md", "Title: A draft\nSlug: draft\nStatus: draft\n\nNot yet.\n")
    assert full.run("drafts", "share", "draft").exit_code == 0
    full.build()
    assert any(b"Not yet" in data for data in full.files().values())
    assert exported(full, "static", "--output", str(tmp_path / "out")).exit_code == 0
    assert not any(b"Not yet" in data for data in files(tmp_path / "out").values())


def test_a_zip_is_the_same_files_and_the_same_bytes_each_time(full: Blog, tmp_path: Path) -> None:
    """And the site's own folders are as they were."""
    before = files(full.root)
    for name in ("a.zip", "b.zip", "folder"):
        assert exported(full, "static", "--output", str(tmp_path / name)).exit_code == 0
    assert zipped(tmp_path / "a.zip") == files(tmp_path / "folder")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert files(full.root) == before
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "b.zip", "folder", "blog"}


def test_sources_stand_beside_the_site(full: Blog, tmp_path: Path) -> None:
    """What is public of them; the settings stay at home, and so does what was not asked for."""
    result = exported(full, "static", "--output", str(tmp_path / "out.zip"), "--sources")
    assert result.exit_code == 0
    there = {name for name in zipped(tmp_path / "out.zip") if not name.startswith("site/")}
    assert there == {
        "content/posts/first.md", "content/posts/second.md", "content/posts/unlisted.md", "content/pages/about.md",
        "content/pages/team.md", "content/images/dot.png", "content/redirects.txt",
        "content/comments/approved/first/00000002-answer.md", "content/comments/approved/first/00000003-asked.md",
        "content/comments/approved/first/00000004-lost.md",
    }  # fmt: skip


def test_all_sources_come_by_choice(full: Blog, tmp_path: Path) -> None:
    """As they lie there, in the folder beside the site, and told not to be public."""
    arguments = ("--sources", "--drafts", "--comments", "all")
    result = exported(full, "static", "--output", str(tmp_path / "out"), *arguments)
    assert files(tmp_path / "out" / "content") == files(full.content)
    assert "Not yet" not in str(files(tmp_path / "out" / "site"))
    assert "Not all of it is public" in result.stderr


def test_drafts_without_sources_are_no_wish_that_can_be_met(full: Blog, tmp_path: Path) -> None:
    """A built site has none."""
    result = exported(full, "static", "--output", str(tmp_path / "out"), "--drafts")
    assert (result.exit_code, "--sources" in result.stderr) == (2, True)


def test_old_addresses_are_pages_by_choice(full: Blog, tmp_path: Path) -> None:
    """For hosts that read no redirects; what is gone has none, and no page of the site is replaced."""
    full.write(
        "redirects.txt", "/gone.html gone\n/old/place.html /2006/07/second.html\n/feed /rss.xml\n/old/ /about/\n"
    )
    result = exported(full, "static", "--output", str(tmp_path / "out"), "--redirect-pages")
    there = files(tmp_path / "out")
    assert b"url=/2006/07/second.html" in there["old/place.html"]
    assert b"url=/about/" in there["old/index.html"]
    assert "gone.html" not in there
    assert "get no redirect page: /feed." in result.stderr


def test_a_folder_with_anything_in_it_is_left_as_it_is(full: Blog, tmp_path: Path) -> None:
    """Even with --force: nobody knows whose it is. An empty one is filled, and a zip is replaced when asked to."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", "utf-8")
    result = exported(full, "static", "--output", str(tmp_path / "out"), "--force")
    assert (result.exit_code, files(tmp_path / "out")) == (1, {"mine.txt": b"mine"})
    assert "is no empty folder" in result.stderr
    (tmp_path / "empty").mkdir()
    assert exported(full, "static", "--output", str(tmp_path / "empty")).exit_code == 0
    (tmp_path / "out.zip").write_bytes(b"mine")
    assert exported(full, "static", "--output", str(tmp_path / "out.zip")).exit_code == 1
    assert (tmp_path / "out.zip").read_bytes() == b"mine"
    assert exported(full, "static", "--output", str(tmp_path / "out.zip"), "--force").exit_code == 0
    assert "index.html" in zipped(tmp_path / "out.zip")


def test_links_that_lead_nowhere_keep_nobody_from_leaving(full: Blog, tmp_path: Path) -> None:
    """Old posts are full of them."""
    full.post("old", '<a href="/never/there.html">gone</a>', date="2006-08-01 08:00")
    assert exported(full, "static", "--output", str(tmp_path / "out")).exit_code == 0


def test_a_hidden_file_that_would_be_public_is_refused(full: Blog, tmp_path: Path) -> None:
    """As before a release."""
    full.write("images/.secret", "x")
    full.post("old", "[x]({static}/images/.secret)", date="2006-08-01 08:00")
    result = exported(full, "static", "--output", str(tmp_path / "out"))
    assert (result.exit_code, "a hidden file" in result.stderr, (tmp_path / "out").exists()) == (1, True, False)


def test_a_site_that_cannot_be_built_leaves_nothing_behind(full: Blog, tmp_path: Path) -> None:
    """Every problem is named, as by a build."""
    full.write("posts/broken.md", "Title: Broken\n\nWords.\n")
    result = exported(full, "static", "--output", str(tmp_path / "out"))
    assert (result.exit_code, "broken.md" in result.stderr) == (1, True)
    assert {path.name for path in tmp_path.iterdir()} == {"blog"}
