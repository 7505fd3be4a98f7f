"""A build never removes, and unasked never overwrites, what no build of ours has made. Issue 9, point 1."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from tests_support import Blog

from outsideinnovation.builder.manifest import Manifest
from outsideinnovation.builder.protection import Protected
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.errors import ConflictError, StorageError

PELICANS_WAY = "JINJA_FILTERS = {}\n"  # a setting that only Pelican knows how to follow
PLACES = {
    "content": "is what people wrote",
    "content/": "is what people wrote",
    "content/posts": "lies in what people wrote",
    "content/new/deep": "lies in what people wrote",
    "../blog/content": "is what people wrote",
    "beside/../content": "is what people wrote",
    "link": "is what people wrote",
    "link/posts": "lies in what people wrote",
    "link/..": "is the site's own folder",
    ".": "is the site's own folder",
    "..": "holds the site's own folder",
    "../..": "holds the site's own folder",
    "/": "is the root of the disk",
    "instance": "is the site's private state",
    "instance/www": "lies in the site's private state",
    "instance/preview/deeper": "lies in the site's private state",
    "pictures": "is what content/images leads to",
    "pictures/2006": "lies in what content/images leads to",
    ".git/www": "lies in the site's git repository",
    "look": "is the theme",
    "look/static": "lies in the theme",
}


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file below *folder* but what builds remember, links as such."""
    found = {}
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[below] = os.fsencode(path.readlink())
        elif path.is_file() and "instance/cache" not in below:
            found[below] = path.read_bytes()
    return found


def by_option(blog: Blog, path: str) -> Result:
    """Build into *path*, named on the command line."""
    return blog.run("build", "--output", path)


def by_setting(blog: Blog, path: str) -> Result:
    """Build into *path*, named in the settings."""
    blog.settings(f"THEME = 'look'\nOUTPUT_PATH = {path!r}\n")
    return blog.run("build")


@pytest.fixture
def own(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A blog with private state, pictures that lie elsewhere, a theme of its own, and a way into content/."""
    for path in ("instance/key", ".git/HEAD", "beside/theirs.txt", "look/static/a.css", "pictures/2006/a.jpg"):
        (small_blog.root / path).parent.mkdir(parents=True, exist_ok=True)
        (small_blog.root / path).write_text("theirs", "utf-8")
    (small_blog.root / "link").symlink_to("content")
    (small_blog.content / "images").symlink_to("../pictures")
    monkeypatch.chdir(small_blog.root)
    return small_blog


@pytest.mark.parametrize("told", [by_option, by_setting])
@pytest.mark.parametrize("path", PLACES)
def test_no_output_folder_is_one_of_the_sites_own(own: Blog, told: Callable[[Blog, str], Result], path: str) -> None:
    """By whatever way it is named and leads there, a folder of the site's own is refused with the reason, untouched."""
    own.settings("THEME = 'look'\n")
    before = everything(own.root.parent)
    result = told(own, path)
    assert result.exit_code == 1
    assert PLACES[path] in result.output
    assert "nothing was touched. Name a folder of its own (oi build --output, or OUTPUT_PATH)" in result.output
    after = everything(own.root.parent)
    assert {**after, "blog/pelicanconf.py": b""} == {**before, "blog/pelicanconf.py": b""}


@pytest.mark.parametrize("settings", ["", PELICANS_WAY, 'PELICAN_CLASS = "pelican.Pelican"\n'])
@pytest.mark.parametrize("path", ["..", "link/posts"])
def test_plain_pelican_is_refused_too(own: Blog, settings: str, path: str) -> None:
    """`pelican -o` ends with the same words, exit code 1 and no traceback, whatever class builds."""
    own.settings(settings + "DELETE_OUTPUT_DIRECTORY = True\n")
    before = everything(own.root.parent)
    command = [sys.executable, "-B", "-m", "pelican", "-s", "pelicanconf.py", "-o", path]  # no bytecode of the settings
    done = subprocess.run(command, cwd=own.root, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 1
    assert "nothing was touched. Name a folder of its own" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(own.root.parent) == before


@pytest.mark.parametrize("settings", ["", PELICANS_WAY])
def test_a_folder_of_others_is_used_only_after_adopt(own: Blog, settings: str) -> None:
    """A stray file is named, and so is --adopt; with it, the file stays whatever is built afterwards."""
    own.settings(settings)
    refused = own.run("build", "--output", "beside")
    assert refused.exit_code == 1
    assert "(such as theirs.txt): nothing was touched" in refused.output
    assert "oi build --adopt" in refused.output
    assert everything(own.root / "beside") == {"theirs.txt": b"theirs"}
    assert own.run("build", "--output", "beside", "--adopt").exit_code == 0
    (own.content / "pages/about.md").unlink()
    assert own.run("build", "--output", "beside").exit_code == 0
    assert not (own.root / "beside/about").exists()
    assert (own.root / "beside/theirs.txt").read_text("utf-8") == "theirs"


@pytest.mark.parametrize("settings", ["", PELICANS_WAY])
def test_what_stands_where_an_output_belongs_is_overwritten_only_after_adopt(own: Blog, settings: str) -> None:
    """It is refused as often as one tries; with --adopt it is named as overwritten."""
    own.settings(settings)
    own.build()
    (own.output / "new").mkdir()
    (own.output / "new/index.html").write_text("theirs", "utf-8")
    own.write("pages/new.md", "Title: New\nSlug: new\n\nWords.\n")
    for _ in range(2):
        refused = own.run("build")
        assert refused.exit_code == 1
        assert "new/index.html in" in refused.output
        assert "made by no build" in refused.output
        assert own.page("new/index.html") == "theirs"
    adopted = own.run("build", "--adopt")
    assert f"Overwritten in {own.output}, though no build had made it: new/index.html" in adopted.output
    assert "Words." in own.page("new/index.html")


def test_a_build_that_was_refused_makes_nothing_ours(own: Blog) -> None:
    """After --adopt failed over a file in a folder's place, what it meant to write is still not known to be ours."""
    for name in ("index.html", "about"):
        (own.root / "beside" / name).write_text("theirs", "utf-8")
    adopted = own.run("build", "--output", "beside", "--adopt")
    assert adopted.exit_code == 1
    assert "about in" in adopted.output
    (own.root / "beside/about").unlink()
    assert own.run("build", "--output", "beside").exit_code == 1
    assert (own.root / "beside/index.html").read_text("utf-8") == "theirs"


@pytest.mark.parametrize("settings", ["", PELICANS_WAY])
@pytest.mark.parametrize(("theirs", "called"), [("about", "about"), ("index.html/theirs", "index.html/theirs")])
def test_nothing_of_others_gives_way_to_another_kind_of_thing(
    own: Blog, settings: str, theirs: str, called: str
) -> None:
    """A file where a folder is needed, or the other way round, stops the build even with --adopt."""
    own.settings(settings)
    (own.output / theirs).parent.mkdir(parents=True)
    (own.output / theirs).write_text("theirs", "utf-8")
    result = own.run("build", "--adopt")
    assert result.exit_code == 1
    assert f"{called} in {own.output} was made by no build" in result.output
    assert "Move it away" in result.output
    assert everything(own.output) == {theirs: b"theirs"}


def test_a_link_in_the_place_of_a_folder_leads_nothing_astray(own: Blog) -> None:
    """Where somebody has put a link in the place of an output's folder, neither it nor what is behind it changes."""
    own.build()
    for path in (own.output / "about").iterdir():
        path.unlink()
    (own.output / "about").rmdir()
    (own.output / "about").symlink_to(own.root / "beside")
    (own.root / "beside/index.html").write_text("theirs", "utf-8")
    own.write("pages/about.md", "Title: About\nSlug: about\n\nOther words.\n")
    assert own.run("build").exit_code == 1
    (own.content / "pages/about.md").unlink()
    own.build()
    assert (own.root / "beside/index.html").read_text("utf-8") == "theirs"
    assert (own.output / "about").is_symlink()


def test_the_list_is_kept_where_no_cache_is_thrown_away(own: Blog) -> None:
    """Without the cache the next build still knows what is its own, and removes it; what it never made stays."""
    own.build()
    (own.output / "theirs.txt").write_text("theirs", "utf-8")
    for path in (own.root / "instance/cache").glob("build-*"):
        path.unlink()
    (own.content / "pages/about.md").unlink()
    own.build()
    assert not (own.output / "about").exists()
    assert own.page("theirs.txt") == "theirs"


def test_a_lost_list_is_made_again_from_the_cache(own: Blog) -> None:
    """Outputs of an older version, which kept no list, are known from its cache; without that too, from --adopt on."""
    own.build()
    for path in (own.root / "instance/manifests").iterdir():
        path.unlink()
    (own.content / "pages/about.md").unlink()
    own.build()
    assert not (own.output / "about").exists()
    for folder in ("manifests", "cache"):
        for path in (own.root / "instance" / folder).glob("*.*"):
            path.unlink()
    assert own.run("build").exit_code == 1
    assert own.run("build", "--adopt").exit_code == 0


def test_a_list_that_is_damaged_is_said(tmp_path: Path) -> None:
    """Nobody knows then what may be removed: the message names the file, and what helps."""
    manifest = Manifest.of_folder(tmp_path / "instance", tmp_path / "output")
    assert manifest.read() is None
    manifest.write(["a", "b"])
    assert manifest.read() == {"a", "b"}
    manifest.path.write_text("{", "utf-8")
    with pytest.raises(StorageError, match=r"output, is damaged: nothing was touched\. Remove it"):
        manifest.read()


def test_a_moved_site_knows_its_outputs(own: Blog) -> None:
    """The list goes by the place within the site's folder, so that the whole can be moved."""
    own.build()
    own.root.rename(own.root.with_name("moved"))
    moved = Blog.__new__(Blog)
    moved.root, moved.content, moved.output = (
        own.root.with_name("moved") / below for below in (".", "content", "output")
    )
    (moved.content / "pages/about.md").unlink()
    moved.build()
    assert not (moved.output / "about").exists()


def test_the_preview_is_no_way_into_what_people_wrote(own: Blog) -> None:
    """Where somebody has made instance/preview a link, it is judged by where it leads."""
    (own.root / "instance/preview").symlink_to(own.content)
    protected = Protected.of(own.root, own.site.settings)
    assert not protected.is_own(own.root / "instance/preview")
    before = everything(own.content)
    resident = WatchBuilder(
        own.root, {"OUTPUT_PATH": str(own.root / "instance/preview")}, lambda *_: None, lambda _: None
    )
    with pytest.raises(ConflictError, match="is what people wrote"):
        resident.build()
    assert everything(own.content) == before


def test_folders_are_compared_as_the_system_sees_them(own: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk that ignores case, `Content` is `content`: device and inode say so, not the spelling."""
    real_stat = Path.stat

    def stat(path: Path, **how: bool) -> os.stat_result:
        same = Path(*(part.lower() if part.lower() == "content" else part for part in path.parts))
        return real_stat(same, **how)

    monkeypatch.setattr(Path, "stat", stat)
    protected = Protected.of(own.root, own.site.settings)
    for path, words in (("Content", "is what people wrote"), ("CONTENT/posts", "lies in what people wrote")):
        with pytest.raises(ConflictError, match=words):
            protected.refuse(own.root / path, "The output folder", "")
