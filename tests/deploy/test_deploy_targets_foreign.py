"""What others have put where we publish: told, never removed, and overwritten only after --adopt. Issue 9, point 1."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from deploy_places import (
    CONFIGURED,
    KEYS,
    SETTINGS,
    BranchPlace,
    BucketPlace,
    FolderPlace,
    Place,
    s3_client,
    s3_server,
    sender,
)
from deploy_releases import FIRST, SECOND, release
from tests_support import missing

from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.targets import Transferred, target
from outsideinnovation.deploy.targets.guard import FEW
from outsideinnovation.deploy.targets.published_list import NAME
from outsideinnovation.errors import ConflictError, StorageError

FOREIGN = {"holiday.jpg": "theirs", "shop/index.html": "theirs"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that speaks S3, on this machine."""
    with s3_server(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture(params=["folder", "rsync", "branch", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An empty place of each kind."""
    if request.param == "branch":
        return BranchPlace(tmp_path)
    if request.param == "s3":
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        for name, value in (*KEYS.items(), *((name, str(tmp_path / "none")) for name in CONFIGURED)):
            monkeypatch.setenv(name, value)
        address = request.getfixturevalue("endpoint")
        return BucketPlace(tmp_path, s3_client(address), address)
    if request.param == "rsync" and not shutil.which("rsync"):
        missing("rsync")
    return FolderPlace(tmp_path, request.param)


def send(
    place: Place, files: dict[str, str], *, dry_run: bool = False, max_deletes: int | None = None, adopt: bool = False
) -> Transferred:
    """Send a release of *files*."""
    folder = place.root / "releases" / "1"
    shutil.rmtree(folder, ignore_errors=True)
    return sender(place).send(release(folder, files), dry_run=dry_run, max_deletes=max_deletes, adopt=adopt)


def forget(place: Place) -> None:
    """Lose all that this machine remembers."""
    shutil.rmtree(place.root / "instance", ignore_errors=True)


def test_a_place_with_files_of_others_is_refused(place: Place) -> None:
    """A first publication among strangers names some of them and the way to share the place, and touches nothing."""
    place.put(FOREIGN)
    words = r"'live' holds files .* \(holiday\.jpg, shop/index\.html\): nothing was sent.*oi publish live --adopt"
    for dry_run in (True, False):
        with pytest.raises(ConflictError, match=words):
            send(place, FIRST, dry_run=dry_run)
    assert place.held() == FOREIGN


def test_an_adopted_place_is_shared(place: Place) -> None:
    """After --adopt once, what is ours comes and goes, and the rest stays whatever is published."""
    place.put(FOREIGN)
    assert send(place, FIRST, adopt=True).retained == tuple(FOREIGN)
    assert place.held() == FIRST | FOREIGN
    assert send(place, SECOND) == Transferred(
        ("2005/12/first.html", "about.html"), ("about/index.html",), (), tuple(FOREIGN)
    )
    assert send(place, {"index.html": "<p>home</p>"}).uploaded == ()
    assert place.held() == {"index.html": "<p>home</p>"} | FOREIGN


def test_a_file_of_others_in_the_way_is_overwritten_only_when_told(place: Place) -> None:
    """Without --adopt nothing is sent, and the message names the file; with it the file is named as overwritten."""
    send(place, FIRST)
    place.put({"new.html": "theirs"})
    with pytest.raises(ConflictError, match=r"new\.html at 'live' was not published by us.*oi publish live --adopt"):
        send(place, FIRST | {"new.html": "ours", "index.html": "changed"})
    assert place.held() == FIRST | {"new.html": "theirs"}
    assert send(place, FIRST | {"new.html": "ours"}, adopt=True).overwritten == ("new.html",)
    assert place.held() == FIRST | {"new.html": "ours"}


@pytest.mark.parametrize("place", ["folder", "rsync", "branch"], indirect=True)
@pytest.mark.parametrize(("theirs", "ours"), [("about", "about/index.html"), ("new.html/theirs", "new.html")])
def test_nothing_of_others_gives_way_to_another_kind_of_thing(place: Place, theirs: str, ours: str) -> None:
    """A file where the site needs a folder, or the other way round, stops it, whatever was said."""
    place.put({theirs: "theirs"})
    for adopt in (True, False):
        with pytest.raises(ConflictError, match=theirs):
            send(place, {"index.html": "ours", ours: "ours"}, adopt=adopt)
    assert place.held() == {theirs: "theirs"}


@pytest.mark.parametrize("lost", ["here", "there"])
def test_the_list_is_read_again_where_one_copy_is_lost(place: Place, lost: str) -> None:
    """One in instance/, one at the place: either knows what is ours, and the other is written anew."""
    send(place, FIRST)
    place.put({"holiday.jpg": "theirs"})
    forget(place) if lost == "here" else place.put({NAME: None})
    for files, gone in ((SECOND, "about/index.html"), (FIRST, "about.html")):
        assert send(place, files).deleted == (gone,)
        assert place.held() == files | {"holiday.jpg": "theirs"}
        forget(place) if lost == "there" else place.put({NAME: None})


def test_where_both_lists_are_lost_nothing_is_removed(place: Place) -> None:
    """What was published long ago is a stranger then: refused, after --adopt left there, and named on a trial."""
    send(place, FIRST)
    forget(place)
    place.put({NAME: None})
    with pytest.raises(ConflictError, match="If only the list of what was published there is lost"):
        send(place, SECOND)
    sent = send(place, FIRST | {"2005/12/first.html": "<p>second</p>"}, adopt=True, dry_run=True)
    assert (sent.deleted, sent.retained) == ((), ())
    del (left := dict(FIRST))["about/index.html"]
    sent = send(place, left, adopt=True)
    assert (sent.deleted, sent.retained) == ((), ("about/index.html",))
    assert place.held() == FIRST


def test_alike_files_need_no_list(place: Place) -> None:
    """Where a place holds just what is published, the lists are written anew, and nothing else happens."""
    send(place, FIRST)
    forget(place)
    place.put({NAME: None})
    assert send(place, FIRST) == Transferred((), ())
    assert send(place, SECOND).deleted == ("about/index.html",)


def test_two_sites_never_take_each_others_files(place: Place) -> None:
    """A site that is sent to another's place by mistake is refused there, though a list lies there."""
    send(place, FIRST)
    other = sender(place, SETTINGS | {"SITEURL": "https://other.example"}, place.root / "other")
    with pytest.raises(ConflictError, match="holds files that this site is not known to have published"):
        other.send(release(place.root / "2", {"index.html": "other"}), dry_run=False, max_deletes=None)
    assert place.held() == FIRST


def test_a_list_that_is_damaged_stops_everything(place: Place) -> None:
    """Nobody knows then what may go: it is said where the list is and what helps."""
    send(place, FIRST)
    place.put({NAME: "{"})
    with pytest.raises(StorageError, match=r"\.oi-published there\) is damaged: nothing was sent"):
        send(place, SECOND)
    assert place.held() == FIRST


def test_more_removals_than_usual_are_to_be_confirmed(place: Place) -> None:
    """Twenty files may always go, and a fifth of what we have there; more only with a number, which the message names."""
    many = {f"{number}.html": "old" for number in range(FEW + 2)}
    send(place, FIRST | many)
    words = rf"would remove {FEW + 1} of the {len(FIRST | many)} files.*at most {FEW} may go.*--max-deletes {FEW + 1}"
    for dry_run in (True, False):
        with pytest.raises(ConflictError, match=words):
            send(place, FIRST | {"0.html": "old"}, dry_run=dry_run)
    assert place.held() == FIRST | many
    assert len(send(place, FIRST | {"0.html": "old", "1.html": "old"}).deleted) == FEW
    assert len(send(place, {"index.html": ""}, max_deletes=7).deleted) == 7


@pytest.mark.parametrize("kind", ["folder", "rsync"])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("content", "is what people wrote"),
        ("content/posts", "lies in what people wrote"),
        ("www/../content/new", "lies in what people wrote"),
        ("link", "lies in what people wrote"),
        ("link/../..", "is the site's own folder"),
        ("instance/www", "lies in the site's private state"),
        (".", "is the site's own folder"),
        ("..", "holds the site's own folder"),
        ("/", "is the root of the disk"),
        ("~", "is your home folder"),
        ("look/static", "lies in the theme"),
        ("pelicanconf.py", "is no folder"),
        (".git/www", "lies in the site's git repository"),
    ],
)
def test_no_target_is_a_folder_of_the_sites_own(tmp_path: Path, kind: str, path: str, words: str) -> None:
    """What people wrote, private state, theme and settings are refused, by whatever way the path leads there."""
    root = release(tmp_path / "site", {"content/posts/a.md": "words", "instance/key": "k", "pelicanconf.py": ""})
    release(root, {"look/static/a.css": "", ".git/HEAD": ""})
    (root / "link").symlink_to(root / "content" / "posts")
    said = {"kind": kind, {"folder": "path", "rsync": "to"}[kind]: path}
    settings = {"PUBLISH_TARGETS": {"live": said}, "THEME": "look"}
    with pytest.raises(ConflictError, match=rf"The target 'live': .* {words}.*: nothing was touched\. Name a folder"):
        target("live", Configuration.of(settings), root)
