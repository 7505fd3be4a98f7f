"""Whatever becomes of cache, output and builder, the next build leaves what a clean build makes."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from builder_site import LivingSite, Text, difference, files

from outsideinnovation.builder.build import build
from outsideinnovation.builder.incremental import cache as cache_module
from outsideinnovation.builder.outputs import executor
from outsideinnovation.erasure.made import _thrown_away
from outsideinnovation.site import Site

COMMAND = [sys.executable, "-m", "outsideinnovation", "build"]
POSTS = 60  # enough that a build can be met at work


def cache(site: LivingSite) -> Path:
    """Return the file of the cache."""
    return next((site.root / "instance" / "cache").glob("build-*.sqlite"))


def assert_right(site: LivingSite) -> None:
    """Insist that the output is what a clean build makes."""
    assert not (said := difference(files(site.output), site.clean())), said


def truncated(path: Path) -> None:
    """Cut a file in half."""
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    """Empty a file."""
    os.truncate(path, 0)


def garbled(path: Path) -> None:
    """Make a file no database at all."""
    path.write_bytes(random.Random(5).randbytes(20_000))


def of_another_version(path: Path) -> None:
    """Make a cache that another version of the program wrote."""
    with sqlite3.connect(path) as connection:
        connection.execute("update about set value = 'another' where name = 'key'")


def rewritten(path: Path) -> None:
    """Give a post another title, in the cache only."""
    with sqlite3.connect(path) as connection:
        connection.execute("""update sources set row = replace(row, '"Ant"', '"Fly"')""")


def without_tables(path: Path) -> None:
    """Take a table away."""
    with sqlite3.connect(path) as connection:
        connection.execute("drop table outputs")


def spotted(seed: int) -> Callable[[Path], None]:
    """Return what writes other bytes at random places of a file."""

    def spoil(path: Path) -> None:
        data, chance = bytearray(path.read_bytes()), random.Random(seed)
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)

    return spoil


DAMAGE = [truncated, emptied, garbled, of_another_version, rewritten, without_tables, *map(spotted, range(8))]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("what", ["a post", "a comment"])
def test_a_damaged_cache_is_not_believed(living: LivingSite, damage: Callable[[Path], None], what: str) -> None:
    """It is thrown away with one line, and everything is made anew."""
    damage(cache(living))
    if what == "a post":
        living.put("posts/bee.md", Text(living.texts["posts/bee.md"].head, "About other bees."))
    else:
        living.age(living.comment("bee", "00000003-more"))
    result = living.run("build")
    assert result.exit_code == 0, result.output
    assert result.stderr.count("\n") == 1
    assert "cache" in result.stderr
    assert_right(living)


def test_a_disk_that_changes_what_was_written_is_not_believed(living: LivingSite) -> None:
    """A row that is not what was written is found by its digest, also where the file says nothing of a change."""
    rewritten(cache(living))
    seal = cache(living).with_suffix(".seal")
    seal.write_text(cache_module._stamp(cache(living)), "ascii")  # as if nobody had touched it
    living.put("posts/bee.md", Text(living.texts["posts/bee.md"].head, "About other bees."))
    result = living.run("build")
    assert result.exit_code == 0
    assert "damaged" in result.stderr
    assert_right(living)


@pytest.mark.parametrize(
    "damage", [truncated, emptied, garbled, *map(spotted, range(3))], ids=lambda damage: damage.__name__
)
def test_damaged_compiled_templates_are_not_run(
    living: LivingSite, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compiled template that is not what was compiled is compiled again."""
    monkeypatch.setattr(executor, "folder_of", lambda _, cache: cache / "templates")
    living.option("SITENAME", "One name")
    assert living.run("build").exit_code == 0
    compiled = [path for path in (living.root / "instance" / "cache" / "templates").rglob("*") if path.is_file()]
    assert compiled
    for path in compiled:
        damage(path)
    living.option("SITENAME", "Another name")
    assert living.run("build").exit_code == 0
    made = files(living.output)
    shutil.rmtree(living.root / "instance" / "cache")
    assert not (said := difference(made, living.clean())), said


def test_a_cache_from_another_folder_is_not_believed(living: LivingSite, tmp_path: Path) -> None:
    """A site that is copied with its cache, as to another machine, is built anew there."""
    shutil.copytree(living.root, tmp_path / "copy", symlinks=True)
    (tmp_path / "copy" / "output" / "index.html").write_text("old", "utf-8")
    copy = LivingSite.__new__(LivingSite)
    copy.root, copy.content, copy.output = (tmp_path / "copy" / each for each in ("", "content", "output"))
    copy.built()
    assert_right(copy)


def removed(output: Path) -> None:
    """Remove the output."""
    shutil.rmtree(output)


def empty(output: Path) -> None:
    """Put an empty folder in its place, which may get the very number of the old one."""
    shutil.rmtree(output)
    output.mkdir()


def another(output: Path) -> None:
    """Put a copy in its place that somebody has changed."""
    shutil.copytree(output, output.with_name("aside"))
    shutil.rmtree(output)
    output.with_name("aside").rename(output)
    (output / "2005/12/ant.html").write_text("changed", "utf-8")


@pytest.mark.parametrize("replace", [removed, empty, another])
def test_an_output_folder_that_was_replaced_is_made_anew(living: LivingSite, replace: Callable[[Path], None]) -> None:
    """Where the folder is gone, or another is in its place, the whole site is there after the next build."""
    replace(living.output)
    living.built()
    assert_right(living)


def test_a_catalogue_that_is_gone_is_written_again(living: LivingSite) -> None:
    """What the service reads is there after a build, also where nothing else has changed."""
    catalogue = living.site.catalogue
    before = catalogue.read_bytes()
    catalogue.unlink()
    living.built()
    assert catalogue.read_bytes() == before


@pytest.fixture
def large(living: LivingSite) -> LivingSite:
    """A site that takes a while to build."""
    for number in range(POSTS):
        head = {"Title": f"Post {number}", "Date": f"2007-{number % 12 + 1:02}-03", "Tags": f"t{number % 7}"}
        living.put(f"posts/post-{number}.md", Text(head, "Words. " * 50))
    living.built()
    return living


@pytest.mark.parametrize("eighths", range(2, 9))
def test_a_build_that_is_killed_is_finished_by_the_next(large: LivingSite, eighths: int) -> None:
    """Wherever the first was when it was killed, the next leaves what a clean build makes."""
    large.option("SITENAME", "One name")
    started = time.monotonic()
    subprocess.run(COMMAND, cwd=large.root, check=True, capture_output=True)
    whole = time.monotonic() - started
    large.option("SITENAME", "Another name")
    large.remove("posts/post-3.md")
    large.age(large.comment("post-4", "00000004-more"))
    with subprocess.Popen(
        COMMAND, cwd=large.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as builder:
        time.sleep(whole * eighths / 8)
        os.killpg(builder.pid, signal.SIGKILL)
    result = large.run("build")
    assert result.exit_code == 0, result.output
    assert_right(large)


def test_what_a_killed_build_left_is_cleared_away(large: LivingSite) -> None:
    """The folder in which a killed build worked does not lie beside the output for ever; what only looks like one stays."""
    left, others = large.root / ".output-0a1b2c3d.building", [".output-settings", ".output-0a1b2c3d"]
    long_ago = time.time() - 3 * 24 * 3600
    for folder in (left, *(large.root / name for name in others)):
        folder.mkdir()
        (folder / "index.html").write_text("half a site", "utf-8")
        os.utime(folder, (long_ago, long_ago))
    large.option("SITENAME", "Another name")
    large.built()
    assert not left.exists()
    assert all((large.root / name / "index.html").is_file() for name in others)


def test_builds_at_the_same_time_wait_for_each_other(large: LivingSite) -> None:
    """Several builders, with changes between their starts, all succeed, and the last leaves what a clean build makes."""
    builders = []
    for number in range(3):
        large.put("posts/ant.md", Text(large.texts["posts/ant.md"].head, f"Version {number}."))
        large.age(large.comment("ant", f"0000001{number}-more"))
        builders.append(subprocess.Popen(COMMAND, cwd=large.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        time.sleep(0.15)
    said = [builder.communicate() for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0, 0], said
    assert_right(large)
    report = large.built()
    assert (report.written, report.removed) == (0, 0)


def test_a_cache_that_is_taken_away_during_a_build_is_made_anew(
    living: LivingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever SQLite says of it then, the build begins again without it, and no traceback is seen."""
    keep, removed = cache_module.Cache.keep_outputs, []

    def keep_after_removal(self: cache_module.Cache, *what: object) -> None:
        if not removed:
            removed.append(cache(living))
            removed[0].unlink()
            Path(f"{removed[0]}-journal").unlink(missing_ok=True)
            raise_from_sqlite(self)
        keep(self, *what)

    def raise_from_sqlite(opened: cache_module.Cache) -> None:
        opened._connection.execute("pragma query_only = on")  # as the system answers for a file that is gone
        keep(opened, [], ["x"])

    monkeypatch.setattr(cache_module.Cache, "keep_outputs", keep_after_removal)
    living.age(living.comment("bee", "00000003-more"))
    build(Site.load(living.root))
    assert removed
    assert_right(living)


def test_a_cache_that_cannot_be_kept_is_told_of(living: LivingSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk there is no second try without end, and no traceback."""
    monkeypatch.setattr(
        cache_module, "TABLES", "create table about (name text primary key, value text); no such order;"
    )
    result = living.run("build", "--clean")
    assert result.exit_code == 1
    assert "cannot be kept" in result.stderr


def test_nobody_builds_while_a_cache_is_taken_away(living: LivingSite) -> None:
    """Who erases waits for the build that uses it, and builds wait for who erases."""
    done: list[int] = []
    with cache_module.Cache.opened(cache(living), "key"):
        remover = threading.Thread(target=lambda: done.append(_thrown_away([cache(living)])))
        remover.start()
        remover.join(0.3)
        assert not done
    remover.join()
    assert done == [1]
    assert not list((living.root / "instance" / "cache").glob("build-*.sqlite"))
