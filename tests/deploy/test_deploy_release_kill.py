"""A publication that is killed at any system call leaves readers a whole release, and the next start puts all in order.

The sweep over every call is marked ``long``; a sample of it is in every run. It needs strace, and the right to trace.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from deploy_press import TALK, Press, page
from tests_support import missing

PROGRAM = Path(__file__).with_name("deploy_press.py")
CALLS = [
    "write",
    "pwrite64",
    "ftruncate",
    "fsync",
    "fdatasync",
    "sync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "symlink",
    "symlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "utimensat",
    "flock",
]
SAMPLE = 10
KILLED = 128 + 9
LINE = re.compile(r"^(\d+) +(\w+)\(", re.MULTILINE)


def first(press: Press) -> None:
    """Nothing was ever published."""
    shutil.rmtree(press.instance)


def release(press: Press) -> None:
    """An author has changed a page, added one and removed one; an old release will go."""
    press.settings("RELEASES_KEEP = 1\n")
    press.write("index.html", page("/about/", "/new/"))
    press.write("new/index.html", page("/"))
    (press.made / "images/bird.svg").unlink()


def comment(press: Press) -> None:
    """An editor has approved a comment."""
    press.talk(TALK)


def rejection(press: Press) -> None:
    """An editor has withdrawn a comment that was live, and with it go a feed, its folder, and a kept release."""
    press.talk(TALK)
    press.write("talk/comments.atom.xml", "<feed/>")
    press.publish()
    press.write("index.html", page("/about/"))
    press.publish()
    press.talk()
    shutil.rmtree(press.made / "talk")


SCENES: dict[str, Callable[[Press], None]] = {each.__name__: each for each in (first, release, comment, rejection)}


@dataclass(frozen=True)
class Scene:
    """A site just before a publication: what readers get before it, and after."""

    template: Path
    before: dict[str, bytes]
    after: dict[str, bytes]

    def copy(self, folder: Path) -> Press:
        """Return a copy of it, hard links and all."""
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(["cp", "-a", str(self.template), str(folder)], check=True)
        return Press(folder)


def scene(name: str, folder: Path) -> Scene:
    """Set up a scene."""
    press = Press(folder / name).begin()
    press.publish()
    press.write("about/index.html", page("/", "../2005/12/first.html#words"))
    press.publish()
    SCENES[name](press)
    made = Scene(press.root, press.live(), {})
    done = made.copy(folder / "done")
    done.publish()
    return Scene(made.template, made.before, done.live())


def traced(press: Press, gesture: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program under strace."""
    command = ["strace", "-f", "-qq", *options, sys.executable, str(PROGRAM), gesture, str(press.root)]
    return subprocess.run(command, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, check=False)


def killed(press: Press, gesture: str, call: str, when: int) -> bool:
    """Run it and kill it at the *when*-th such call; tell whether there was one."""
    ended = traced(
        press, gesture, "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}"
    )
    assert ended.returncode in (0, -9, KILLED), ended.stderr.decode()
    return ended.returncode != 0


@pytest.fixture(scope="module", autouse=True)
def strace() -> None:
    """Skip where there is no strace, or it may not trace."""
    if (
        not shutil.which("strace")
        or subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode
    ):
        missing("strace")


def crashes(made: Scene, folder: Path) -> list[tuple[str, int]]:
    """Return every system call at which the publication of a scene can be killed: its name and its number."""
    log = folder / "calls"
    assert (
        traced(made.copy(folder / "counted"), "publish", "-o", str(log), "-e", f"trace={','.join(CALLS)}").returncode
        == 0
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for thread, call in LINE.findall(log.read_text("utf-8")):
        counts[call][thread] += 1
    return [(call, k) for call in sorted(counts) for k in range(1, max(counts[call].values()) + 1)]


def check_readers(press: Press, made: Scene, where: str) -> None:
    """What readers get is whole files of one side or the other, and of a switch one whole side."""
    live = press.live()
    assert all(data in (made.before.get(path), made.after.get(path)) for path, data in live.items()), where
    if not list((press.instance / "journal").glob("*/changes.json")):
        assert live in (made.before, made.after), where


def check_recovery(press: Press, made: Scene, where: str) -> None:
    """After the next start it is one whole side, nothing lies about, and publishing goes on from there."""
    press_again = subprocess.run(
        [sys.executable, str(PROGRAM), "recover", str(press.root)], capture_output=True, check=False
    )
    assert press_again.returncode == 0, press_again.stderr.decode()
    assert press.live() in (made.before, made.after), where
    home = press.instance / "releases"
    whole = {path.name for path in home.iterdir() if path.is_dir()} if home.is_dir() else set()
    assert {path.name.partition(".")[0] for path in home.glob("*")} == whole, where
    assert set(press.kept()) == whole, where
    assert not [path for path in press.instance.iterdir() if path.name.startswith(".")], where
    assert not list((press.instance / "journal").glob("*")), where
    press.publish()
    assert press.live() == made.after, where


def check(made: Scene, folder: Path, points: list[tuple[str, int]]) -> None:
    """Kill a publication at each of *points*."""
    for call, when in points:
        press = made.copy(folder / "killed")
        older = press.released() if press.instance.exists() else {}
        where = f"{made.template.name}: killed at {call} number {when}"
        assert killed(press, "publish", call, when), where
        check_readers(press, made, where)
        live = press.current.resolve().name
        for name, release_files in (press.released() if older else {}).items():
            if name in older and name != live and set(release_files) == set(older[name]):
                assert release_files == older[name], f"{where}: {name} was changed"
        check_recovery(press, made, where)


def spread(points: list[tuple[str, int]], number: int) -> list[tuple[str, int]]:
    """Return about *number* of *points*, some of every kind of call."""
    return points[:: max(1, len(points) // number)]


@pytest.mark.parametrize("name", SCENES)
def test_a_publication_may_be_killed_anywhere(tmp_path: Path, name: str) -> None:
    """A sample of the system calls of every way to publish."""
    made = scene(name, tmp_path)
    check(made, tmp_path, spread(crashes(made, tmp_path), SAMPLE // 2))


@pytest.mark.long
@pytest.mark.parametrize("name", SCENES)
def test_a_publication_may_be_killed_at_every_call(tmp_path: Path, name: str) -> None:
    """Every write, sync, rename, link, removal and folder of every way to publish."""
    made = scene(name, tmp_path)
    points = crashes(made, tmp_path)
    check(made, tmp_path, points)


def interrupted(made: Scene, folder: Path) -> Iterator[Press]:
    """Yield sites whose change of the live release was killed beyond its point of no return."""
    for when in range(1, 99):
        press = made.copy(folder / f"interrupted-{when}")
        if not killed(press, "publish", "rename", when):
            return
        if list((press.instance / "journal").glob("*/changes.json")):
            yield press


@pytest.mark.parametrize("call", ["rename", "unlink", "fsync", "write", "rmdir"])
@pytest.mark.parametrize("name", ["comment", pytest.param("rejection", marks=pytest.mark.long)])
def test_recovery_may_be_killed_and_repeated(tmp_path: Path, name: str, call: str) -> None:
    """Killed at its first step, then at its second, and so on, it still ends where it should."""
    made = scene(name, tmp_path)
    sites = list(interrupted(made, tmp_path))[:2]
    assert sites
    for press in sites:
        for when in range(1, 30):
            if not killed(press, "recover", call, when):
                break
            check_readers(press, made, f"recovery killed at {call} number {when}")
        assert press.live() == made.after
        check_recovery(press, made, f"recovery killed at every {call}")
