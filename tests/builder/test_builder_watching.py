"""Changes are seen whether the system tells of them or not: where it refuses to watch, folders are looked at."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from tests_waiting import HANG
from watchfiles import watch as real_watch

from outsideinnovation.builder import polling, watching
from outsideinnovation.builder.polling import Poll
from outsideinnovation.builder.watching import changes_below

REFUSALS = [
    RuntimeError(
        "Error creating recommended watcher: Too many open files (os error 24)"
    ),  # no inotify instance is left
    OSError("OS file watch limit reached."),  # no inotify watch is
    FileNotFoundError("No path was found."),  # the folder went away in this moment
]


class Follower:
    """Follows the changes below a folder in a thread, and keeps what it hears."""

    def __init__(self, folder: Path) -> None:
        self.heard: SimpleQueue[set[Path] | None] = SimpleQueue()
        self.warnings: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, args=(folder,))
        self._thread.start()

    def next(self) -> set[Path] | None:
        """Wait for what comes next."""
        return self.heard.get(timeout=HANG)

    def until(self, path: Path) -> None:
        """Wait until *path* is among what has changed."""
        while path not in (self.next() or ()):
            continue

    def stop(self) -> None:
        """Follow no more."""
        self._stop.set()
        self._thread.join(HANG)
        assert not self._thread.is_alive()

    def _follow(self, folder: Path) -> None:
        for changed in changes_below([folder], self._stop, warn=self.warnings.append):
            self.heard.put(changed)


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Follower]]:
    """Begin to follow the folder; looks and moments are short."""
    monkeypatch.setattr(polling, "EVERY", 0.01)
    monkeypatch.setattr(watching, "LOOK_MILLISECONDS", 50)
    begun: list[Follower] = []

    def begin() -> Follower:
        begun.append(Follower(tmp_path))
        return begun[-1]

    yield begin
    for each in begun:
        each.stop()


def refusing(monkeypatch: pytest.MonkeyPatch, *refusals: Exception) -> None:
    """Let watchfiles raise each of *refusals*, then watch in earnest."""
    left = list(refusals)

    def watch(*paths: Path, **options: Any) -> Any:
        if left:
            raise left.pop(0)
        return real_watch(*paths, **options)

    monkeypatch.setattr(watching, "watch", watch)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: type(each).__name__)
def test_where_the_system_does_not_watch_folders_are_looked_at(
    follow: Callable[[], Follower], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    """Every change is seen, and one warning says why it may take a moment and what to raise."""
    refusing(monkeypatch, *[refusal] * 99)
    follower = follow()
    assert follower.next() is None
    path = tmp_path / "posts" / "new.md"
    path.parent.mkdir()
    for text in ("one", "two", "six"):  # the same size, within a second
        path.write_text(text, "utf-8")
        follower.until(path)
    moved = path.rename(tmp_path / "posts" / "moved.md")
    follower.until(moved)
    moved.unlink()
    follower.until(moved)
    (warning,) = follower.warnings
    assert str(refusal) in warning
    assert "fs.inotify.max_user_instances" in warning


@pytest.mark.parametrize("refusals", [0, 99], ids=["the system tells", "folders are looked at"])
def test_caches_beside_what_is_watched_are_passed_over(
    follow: Callable[[], Follower], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    """Any build of any site compiles a theme's templates there; no page that is open loads itself anew for that."""
    refusing(monkeypatch, *[REFUSALS[0]] * refusals)
    follower = follow()
    assert follower.next() is None
    cached = tmp_path / "__pycache__" / "templates" / "page.pyc"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"compiled")
    (tmp_path / "style.css").write_text("p {}", "utf-8")
    heard = set[Path]()
    while tmp_path / "style.css" not in heard:
        heard |= follower.next() or set()
    assert heard == {tmp_path / "style.css"}


def test_the_system_is_asked_again(
    follow: Callable[[], Follower], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it watches again, that is used; what changed in between is for the caller to look for, who hears None."""
    monkeypatch.setattr(watching, "TRY_AGAIN", 0.05)
    refusing(monkeypatch, REFUSALS[0], REFUSALS[0])
    follower = follow()
    assert [follower.next(), follower.next()] == [None, None]
    monkeypatch.setattr(Poll, "changed", lambda _: pytest.fail("it is still looked at"))
    (tmp_path / "a.md").write_text("words", "utf-8")
    follower.until(tmp_path / "a.md")
    assert len(follower.warnings) == 1


def test_a_look_finds_what_watching_would(tmp_path: Path) -> None:
    """Files that came, went, changed or were replaced; what editors leave behind, and links to nowhere, disturb nothing."""
    for name in ("kept.md", "gone.md", "changed.md", "replaced.md"):
        (tmp_path / name).write_text("words", "utf-8")
    settings = tmp_path.parent / f"{tmp_path.name}.py"
    settings.write_text("A = 1", "utf-8")
    (tmp_path / "nowhere").symlink_to(tmp_path / "nothing")
    poll = Poll([tmp_path, settings, tmp_path / "not there yet"])
    assert poll.changed() == set()
    (tmp_path / "gone.md").unlink()
    (tmp_path / "changed.md").write_text("other", "utf-8")
    before = (tmp_path / "replaced.md").stat()
    (tmp_path / "fresh.tmp").write_text("other", "utf-8")
    os.utime(tmp_path / "fresh.tmp", ns=(before.st_atime_ns, before.st_mtime_ns))
    (tmp_path / "fresh.tmp").replace(tmp_path / "replaced.md")
    (tmp_path / ".hidden.md").write_text("no content", "utf-8")
    (tmp_path / "words.md~").write_text("no content", "utf-8")
    settings.write_text("A = 2", "utf-8")
    names = {"gone.md", "changed.md", "replaced.md", settings.name}
    assert {path.name for path in poll.changed()} == names
    assert poll.changed() == set()
