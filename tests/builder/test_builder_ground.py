"""What the incremental build stands on: looking at folders, sharing work among cores, the cache and its key."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.builder.content.rows import digest
from outsideinnovation.builder.fast_paths.background_scan import BackgroundScan
from outsideinnovation.builder.incremental import cache_key
from outsideinnovation.builder.incremental.cache import Cache
from outsideinnovation.builder.incremental.stamps import files, settled
from outsideinnovation.builder.incremental.workers import WORTH_IT, flat, in_parts
from outsideinnovation.builder.outputs.recipe import Recipe

STAMP = (1, 2, 3)


def test_every_file_is_found_with_its_stamp(tmp_path: Path) -> None:
    """Files of all folders below, with time of change, size and ctime."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.md").write_text("words", "utf-8")
    status = (tmp_path / "deep" / "er" / "a.md").stat()
    assert list(files(str(tmp_path))) == [("deep/er/a.md", (status.st_mtime_ns, 5, status.st_ctime_ns))]
    assert dict(files(str(tmp_path), "deep")).keys() == {"deep/er/a.md"}


@pytest.mark.parametrize("name", [".hidden", "a.md~", "a.md.tmp", "#a.md#", ".a.swp", "b.swp", ".git/config"])
def test_what_editors_leave_is_no_file(tmp_path: Path, name: str) -> None:
    """Hidden files and leftovers are passed over."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("words", "utf-8")
    assert not list(files(str(tmp_path)))


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """It is no error."""
    assert not list(files(str(tmp_path / "nowhere")))


def test_any_change_of_a_file_changes_its_stamp(tmp_path: Path) -> None:
    """Another time, another size and another file in its place are each seen."""
    path = tmp_path / "a"
    path.write_text("one", "utf-8")
    seen = [dict(files(str(tmp_path)))["a"]]
    os.utime(path, ns=(seen[0][0] + 1, seen[0][0] + 1))
    seen.append(dict(files(str(tmp_path)))["a"])
    path.write_text("other", "utf-8")
    os.utime(path, ns=(seen[0][0], seen[0][0]))
    seen.append(dict(files(str(tmp_path)))["a"])
    (tmp_path / "b").write_text("one", "utf-8")
    os.utime(tmp_path / "b", ns=(seen[0][0], seen[0][0]))
    (tmp_path / "b").replace(path)
    seen.append(dict(files(str(tmp_path)))["a"])
    assert len(set(seen)) == 4


def test_a_young_stamp_is_not_remembered() -> None:
    """A file that changed a moment ago, or in the future, may change again without its stamp telling."""
    now = time.time_ns()
    assert settled((1, 1, now - 10**9), now) == (1, 1, now - 10**9)
    assert settled((1, 1, now - 1000), now) != (1, 1, now - 1000)
    assert settled((1, 1, now + 10**12), now) != (1, 1, now + 10**12)


@given(st.integers(0, 3 * WORTH_IT), st.integers(1, 50))
def test_shared_work_comes_back_in_order(number: int, part: int) -> None:
    """Whether forked or not, and however it is cut, the results are those of one process."""
    items = list(range(number))
    if number % 16 == 0:  # forking takes its time
        assert flat(in_parts(lambda some: [each * 2 for each in some], items, part)) == [each * 2 for each in items]
    assert sum(map(len, in_parts(list, items[: WORTH_IT - 1], part))) == min(number, WORTH_IT - 1)


def test_workers_see_what_the_parent_has() -> None:
    """Work may close over anything."""
    known = {number: str(number) for number in range(500)}
    assert flat(in_parts(lambda some: [known[each] for each in some], range(500), 7)) == list(known.values())


def broken(some: object) -> list[int]:
    """Fail."""
    raise ValueError(f"no {some}")


@pytest.mark.parametrize("number", [1, 500])
def test_what_goes_wrong_in_a_worker_is_raised(number: int) -> None:
    """An exception of a worker is the parent's, and the next work is done."""
    with pytest.raises(ValueError, match="no "):
        flat(in_parts(broken, range(number), 10))
    assert flat(in_parts(list, range(500), 10)) == list(range(500))


def test_what_is_done_meanwhile_is_done_once() -> None:
    """With workers and without, before the last result is there."""
    for number in (1, 500):
        done: list[int] = []
        results = flat(in_parts(list, range(number), 10, lambda: done.append(1)))  # noqa: B023 - called at once
        assert (results, done) == (list(range(number)), [1])


AHEAD = """
import os, signal, sys, time
from outsideinnovation.builder.fast_paths.background_scan import BackgroundScan

def work():
    if os.getpid() != parent:
        {child}
    return {{number: (number, 2) for number in range(20_000)}}

parent = os.getpid()
before = os.listdir("/dev/fd")
begun = BackgroundScan(work)
while not begun.is_done:
    time.sleep(0.01)
for _ in range(2):
    print(len(begun.result()), flush=True)
BackgroundScan(work)  # and nobody asks
assert os.listdir("/dev/fd") == before
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    pass  # none is left
else:
    raise AssertionError
"""


@pytest.mark.parametrize(
    "child", ["pass", "os.kill(os.getpid(), signal.SIGKILL)", "raise ValueError", "return object()"]
)
def test_work_that_was_begun_ahead_has_its_result_whatever_befalls_the_fork(child: str) -> None:
    """A fork that is killed, fails or makes what cannot be sent costs time, and nothing else; it prints nothing.

    Neither a process nor a pipe is left of it, whether its result is asked for or not.
    """
    done = subprocess.run(
        [sys.executable, "-c", AHEAD.format(child=child)], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("20000\n20000\n", "")


def test_work_ahead_of_a_process_with_threads_is_done_when_it_is_asked_for() -> None:
    """Forking is no good there: another thread may hold a lock for ever."""
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    done: list[int] = []
    begun = BackgroundScan(lambda: done.append(os.getpid()) or 7)
    assert done == []
    assert begun.is_done
    assert begun.result() == 7
    assert done == [os.getpid()]
    waiting.set()
    thread.join()


@given(st.lists(st.text(st.characters(exclude_categories=[]))), st.lists(st.text(st.characters(exclude_categories=[]))))
def test_different_parts_have_different_digests(one: list[str], other: list[str]) -> None:
    """Also where they read alike when put together, and with characters that no file can hold."""
    assert (digest(*one) == digest(*other)) == (one == other)
    assert digest("ab", "c") != digest("a", "bc")


def kept(path: Path, key: str) -> None:
    """Make a cache with something in it."""
    with Cache.opened(path, key) as (state, believed):
        assert not believed
        state.keep_comments([("ant/00000001.md", (STAMP, "ant", "00000001", "2005", "abc"))], ())
        state.keep_outputs([(Recipe("index.html", "index", ("posts/é.md", "posts/x.md"), (1, 2)), "f")], ())
        state.keep_about("finished", "yes")
        state.commit()


def test_a_cache_is_believed_under_its_own_key(tmp_path: Path) -> None:
    """What was kept is there the next time."""
    kept(tmp_path / "cache.sqlite", "key")
    with Cache.opened(tmp_path / "cache.sqlite", "key") as (state, believed):
        assert believed
        assert state.comments() == {"ant/00000001.md": (STAMP, "ant", "00000001", "2005", "abc")}
        assert state.outputs() == {"index.html": "f"}
        assert state.recipes(["index.html"]) == [
            (Recipe("index.html", "index", ("posts/é.md", "posts/x.md"), (1, 2)), "f")
        ]
        assert state.about("finished") == "yes"
        assert state.about("nothing") == ""


@pytest.mark.parametrize(
    ("path", "shown"), [("posts/é.md", True), ("posts/x.md", True), ("x.md", False), ("posts/%", False)]
)
def test_who_shows_a_post_is_found_by_its_whole_path(tmp_path: Path, path: str, *, shown: bool) -> None:
    """No path is taken for the end of another."""
    kept(tmp_path / "cache.sqlite", "key")
    with Cache.opened(tmp_path / "cache.sqlite", "key") as (state, _):
        assert state.showing(path, {"index"}) == ({"index.html"} if shown else set())
        assert not state.showing(path, {"article"})


def test_a_cache_under_another_key_is_empty(tmp_path: Path) -> None:
    """Another version, machine or set of settings starts from nothing."""
    kept(tmp_path / "cache.sqlite", "key")
    with Cache.opened(tmp_path / "cache.sqlite", "other") as (state, believed):
        assert not believed
        assert not state.outputs()


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    """A build that ends early leaves the cache as it was before."""
    kept(tmp_path / "cache.sqlite", "key")
    with Cache.opened(tmp_path / "cache.sqlite", "key") as (state, _):
        state.keep_about("finished", "no")
    with Cache.opened(tmp_path / "cache.sqlite", "key") as (state, believed):
        assert believed
        assert state.about("finished") == "yes"


def test_a_cache_that_somebody_else_has_written_in_is_empty(tmp_path: Path) -> None:
    """However well-formed, it is not what the last build left."""
    kept(tmp_path / "cache.sqlite", "key")
    with sqlite3.connect(tmp_path / "cache.sqlite") as connection:
        connection.execute("update comments set date = '2006'")
    connection.close()
    with Cache.opened(tmp_path / "cache.sqlite", "key") as (state, believed):
        assert not believed
        assert not state.comments()


def test_a_cache_is_one_builders_at_a_time(tmp_path: Path) -> None:
    """The second waits until the first has done."""
    code = f"""
from pathlib import Path
from outsideinnovation.builder.incremental.cache import Cache
with Cache.opened(Path({str(tmp_path / "cache.sqlite")!r}), "key") as (state, believed):
    print(state.about("finished"))
"""
    with Cache.opened(tmp_path / "cache.sqlite", "key") as (state, _):
        second = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8")
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1)
        state.keep_about("finished", "by the first")
        state.commit()
    assert second.communicate()[0] == "by the first\n"


def test_the_key_tells_settings_and_folders_apart(tmp_path: Path) -> None:
    """A setting that is worked with, and the folder of the site, are in the key; a private name is not."""
    key = cache_key.key(tmp_path, {"SITENAME": "One"})
    assert key == cache_key.key(tmp_path, {"SITENAME": "One", "private": 1})
    assert key != cache_key.key(tmp_path, {"SITENAME": "Two"})
    assert key != cache_key.key(tmp_path / "elsewhere", {"SITENAME": "One"})


@pytest.mark.parametrize(
    ("module", "is_another"), [("builder/build.py", True), ("text.py", True), ("cli/build.py", False)]
)
def test_the_key_changes_with_the_code_that_shapes_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, is_another: bool
) -> None:
    """What another version of the builder made is made anew; a face that has changed shapes no output."""
    for name in ("builder/build.py", "text.py", "cli/build.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("ONE = 1\n", "utf-8")
    monkeypatch.setattr(cache_key, "PACKAGE", tmp_path)
    before = cache_key.key(tmp_path, {})
    (tmp_path / module).write_text("ONE = 1.0\n", "utf-8")
    assert (cache_key.key(tmp_path, {}) != before) is is_another
