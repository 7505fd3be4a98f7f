"""A folder gets whole files, keeps what is not ours, and is left alone where a catastrophe threatens."""

import os
from pathlib import Path

import pytest
from deploy_releases import CHANGES, FIRST, SECOND, held, release
from hypothesis import given, settings
from hypothesis import strategies as some

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Folder, Transferred, target
from outsideinnovation.deploy.targets.published_list import NAME
from outsideinnovation.errors import ConflictError, NotFoundError, StorageError

NAMES = some.sampled_from(["a", "b", "c.html", "d.css", "ü"])
TREES = some.dictionaries(
    some.lists(NAMES, min_size=1, max_size=3).map("/".join), some.text("xy", max_size=3), max_size=6
)


def whole(files: dict[str, str]) -> dict[str, str]:
    """Leave out what cannot be: a file whose name is that of another one's folder."""
    return {name: text for name, text in files.items() if not any(other.startswith(f"{name}/") for other in files)}


def folder_at(path: Path) -> Folder:
    """Return the target that is the folder *path*, of the site beside it."""
    found = target(
        "live", Configuration.of({"PUBLISH_TARGETS": {"live": {"kind": "folder", "path": path}}}), path.parent / "site"
    )
    assert isinstance(found, Folder)
    return found


@pytest.fixture
def live(tmp_path: Path) -> Folder:
    """A folder that holds the first release."""
    folder = folder_at(tmp_path / "www")
    folder.send(release(tmp_path / "1", FIRST), dry_run=False, max_deletes=None)
    return folder


def test_the_folder_becomes_the_release(live: Folder, tmp_path: Path) -> None:
    """What is new, changed and gone is sent and said; a file may become a folder and the other way round."""
    assert held(live.path) == FIRST
    sent = live.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=1)
    assert sent == Transferred(*CHANGES)
    assert held(live.path) == SECOND
    assert not (live.path / "about").exists()
    assert [path.name for path in live.path.glob(".*")] == [NAME]


def test_a_dry_run_says_it_and_touches_nothing(live: Folder, tmp_path: Path) -> None:
    """The list is that of the real run, and not even a folder is made."""
    second = release(tmp_path / "2", SECOND)
    assert live.send(second, dry_run=True, max_deletes=None) == Transferred(*CHANGES)
    assert held(live.path) == FIRST
    nowhere = folder_at(tmp_path / "nowhere")
    assert nowhere.send(second, dry_run=True, max_deletes=0).uploaded == tuple(sorted(SECOND))
    assert not nowhere.path.exists()


def test_unchanged_files_are_not_touched(live: Folder, tmp_path: Path) -> None:
    """A release with the same bytes and other times changes no file and no time."""
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in live.path.rglob("*")}
    assert live.send(release(tmp_path / "again", FIRST), dry_run=False, max_deletes=0) == Transferred((), ())
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in live.path.rglob("*")} == before


def test_too_many_deletions_stop_everything(live: Folder, tmp_path: Path) -> None:
    """One file more than allowed, and nothing is sent at all; --dry-run says so too."""
    for dry_run in (True, False):
        with pytest.raises(ConflictError, match=r"would remove 6 of the 6 files .* at most 5 may go: nothing was sent"):
            live.send(release(tmp_path / "2", {"new.html": ""}), dry_run=dry_run, max_deletes=5)
    assert held(live.path) == FIRST


def test_what_is_hidden_at_the_top_is_not_ours(live: Folder, tmp_path: Path) -> None:
    """A certificate's challenge or a .git stays where it is, and is not published either."""
    release(live.path, {".well-known/acme": "secret", ".htaccess": "theirs"})
    second = release(tmp_path / "2", SECOND | {".git/config": "ours", ".env": "secret"})
    assert live.send(second, dry_run=False, max_deletes=None) == Transferred(*CHANGES)
    assert held(live.path) == SECOND | {".well-known/acme": "secret", ".htaccess": "theirs"}


def test_a_link_in_the_folder_leads_nothing_astray(live: Folder, tmp_path: Path) -> None:
    """A symbolic link that somebody has put in the place of a folder is theirs: neither it nor what is behind it changes."""
    elsewhere = release(tmp_path / "elsewhere", {"style.css": "theirs"})
    (live.path / "theme/css/style.css").unlink()
    (live.path / "theme/css").rmdir()
    (live.path / "theme/css").symlink_to(elsewhere)
    for adopt in (False, True):
        with pytest.raises(ConflictError, match="theme/css at 'live' was not published by us"):
            live.send(tmp_path / "1", dry_run=False, max_deletes=None, adopt=adopt)
    assert held(elsewhere) == {"style.css": "theirs"}
    assert (live.path / "theme/css").is_symlink()


def test_what_a_killed_publication_left_goes_after_a_day(live: Folder, tmp_path: Path) -> None:
    """Its folder of new files is removed once nobody can be at work in it; others' hidden folders stay."""
    for name in (".oi-incoming-abcd1234", ".oi-incoming-efgh5678", ".oi-incoming-of-others"):
        release(live.path / name, {"0": "half"})
    (live.path / f".{NAME}.0a1b2c3d.tmp").write_text("half", "utf-8")
    for name in (".oi-incoming-abcd1234", f".{NAME}.0a1b2c3d.tmp"):
        os.utime(live.path / name, (0, 0))
    live.send(release(tmp_path / "2", SECOND), dry_run=False, max_deletes=None)
    left = {path.name for path in live.path.iterdir() if path.name.startswith(".")}
    assert left == {NAME, ".oi-incoming-efgh5678", ".oi-incoming-of-others"}


def test_a_folder_that_refuses_is_named(tmp_path: Path) -> None:
    """A file in the place of the folder is said with the path, and stays."""
    (tmp_path / "www").write_text("a file", "utf-8")
    with pytest.raises(StorageError, match=r"Cannot publish to .*www"):
        folder_at(tmp_path / "www" / "blog").send(release(tmp_path / "1", FIRST), dry_run=False, max_deletes=None)
    with pytest.raises(NotFoundError, match="oi build"):
        folder_at(tmp_path / "web").send(tmp_path / "none", dry_run=False, max_deletes=None)
    with pytest.raises(ConflictError, match=r"The target 'live': .*www is no folder: nothing was touched"):
        folder_at(tmp_path / "www")


@settings(max_examples=50, deadline=None)
@given(before=TREES.map(whole), after=TREES.map(whole))
def test_any_release_follows_any_other(tmp_path_factory, before: dict[str, str], after: dict[str, str]) -> None:
    """Whatever lay there, the folder holds the new release and no empty folder, and sending again changes nothing."""
    root = tmp_path_factory.mktemp("any")
    folder = folder_at(root / "www")
    for number, files in enumerate((before, after)):
        source = root / str(number)
        source.mkdir()
        folder.send(release(source, files), dry_run=False, max_deletes=None)
    assert (held(folder.path) if folder.path.exists() else {}) == after
    assert folder.send(root / "1", dry_run=True, max_deletes=0) == Transferred((), ())
    assert [parent for parent, folders, names in os.walk(folder.path) if not folders + names and after] == []
