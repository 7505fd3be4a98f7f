"""The builder that stays: whatever changes, and in whatever portions it hears of it, it leaves what a clean build makes."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from builder_site import LONG, LivingSite, Text, difference, files, lives
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from test_builder_state_machine import Life
from tests_waiting import HANG, until

import outsideinnovation.settings as start
from outsideinnovation.builder import watch_builder as resident_module
from outsideinnovation.builder.incremental import comment_index
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.errors import ContentError


def resident_of(site: LivingSite) -> WatchBuilder:
    """Return a builder that stays, for that site."""
    return WatchBuilder(site.root, {}, lambda *_: None, lambda _: None)


class Watch:
    """Tells which files and folders below some others have changed since it was asked last, as watching them does."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._seen = self._look()

    def changed(self) -> set[Path]:
        """Return what has come, gone or changed."""
        before, self._seen = self._seen, self._look()
        return {path for path in before.keys() | self._seen.keys() if before.get(path) != self._seen.get(path)}

    def _look(self) -> dict[Path, tuple[int, ...]]:
        found = {}
        for path in (each for folder in self._folders for each in (folder, *folder.rglob("*"))):
            status = path.stat()
            found[path] = (
                () if path.is_dir() else (status.st_ino, status.st_mtime_ns, status.st_size, status.st_ctime_ns)
            )
        return found


class Watched(Life):
    """The life of a site that a resident builder follows."""

    @initialize()
    def begin(self) -> None:
        """Build once, and stay."""
        self.resident = resident_of(self.site)
        self.watch = Watch(self.site.content, Path(start.THEME), self.site.root / "pelicanconf.py")
        self.resident.build()

    def files_of(self, status: str, number: int) -> Path | None:
        """Return one of the comments in that state; what editors leave beside them is none."""
        found = sorted((self.site.content / "comments" / status).rglob("[0-9]*.md"))
        return found[number % len(found)] if found else None

    @rule()
    def rest(self) -> None:
        """There is time to learn what the next approval needs."""
        self.resident.warm()

    @rule()
    def another_builds(self) -> None:
        """Somebody builds in a process of their own."""
        self.site.problems(self.site.built)

    @rule(paths=st.sampled_from((".hidden.md", "draft.md~", "#open#.md")), post=st.sampled_from(("ant", "bee")))
    def leave_something_behind(self, paths: str, post: str) -> None:
        """An editor leaves a file among the comments that is none."""
        self.site.write(f"comments/approved/{post}/{paths}", "left behind")

    @invariant()
    def the_output_is_that_of_a_clean_build(self) -> None:
        """Follow what has changed; where the site is broken both ways must say so, and it is mended."""
        problems = self.site.problems(lambda: self.resident.follow(self.watch.changed()))
        assert problems == self.site.problems(self.site.clean)
        if problems:
            self.mend()
            self.resident.follow(self.watch.changed())
        assert not (said := difference(files(self.site.output), self.site.clean())), said
        approved = (self.site.content / "comments" / "approved").glob("*/[0-9]*.md")
        assert self.resident.comments == {path.stem for path in approved}


Watched.TestCase.settings = lives(45, 50) if LONG else lives(2, 14)
TestWatched = Watched.TestCase
TestWatched.__doc__ = "A site's life, followed step by step; after each the output is what a clean build makes."


@pytest.fixture
def staying(living: LivingSite) -> WatchBuilder:
    """A builder that has built the small site, and is warm."""
    resident = resident_of(living)
    resident.build()
    resident.warm()
    return resident


def approve(site: LivingSite, name: str = "00000002-next", post: str = "ant") -> set[Path]:
    """Rename a pending comment, and return the two paths."""
    paths = [site.content / "comments" / status / post / f"{name}.md" for status in ("pending", "approved")]
    paths[1].parent.mkdir(parents=True, exist_ok=True)
    paths[0].rename(paths[1])
    return set(paths)


def test_an_approved_comment_is_made_and_nothing_else(staying: WatchBuilder, living: LivingSite) -> None:
    """What shows the comment is written; all other files keep their bytes and their times."""
    before = {path: (living.output / path).stat().st_mtime_ns for path in files(living.output)}
    report = staying.follow(approve(living))
    after = {path: (living.output / path).stat().st_mtime_ns for path in files(living.output)}
    changed = {path for path in after if after[path] != before.get(path)}
    assert "comment-00000002-next" in living.page("2005/12/ant.html")
    assert {"2005/12/ant.html", "2005/12/ant.comments.atom.xml", "feeds/comments.atom.xml"} <= changed
    assert not changed & {"2006/01/bee.html", "about/index.html", "sitemap.xml", "archives/index.html"}
    assert (report.written, report.comments) == (len(changed), 2)
    assert not difference(files(living.output), living.clean())


def test_what_is_not_public_builds_nothing(staying: WatchBuilder, living: LivingSite) -> None:
    """Comments that come, and are rejected, concern no page: no cache is opened for them."""
    path = living.comment("ant", "00000009-new", status="pending")
    assert not staying.is_concerned({path})
    cache = next((living.root / "instance" / "cache").glob("*.seal")).stat()
    report = staying.follow({path})
    assert (report.written, report.removed, report.comments) == (0, 0, 1)
    assert next((living.root / "instance" / "cache").glob("*.seal")).stat() == cache


def test_a_whole_folder_of_comments_may_come_and_go(staying: WatchBuilder, living: LivingSite) -> None:
    """Where the system tells of a folder only, what is in it is seen."""
    folder = living.comment("bee", "00000003-bees", status="pending").parent
    target = living.content / "comments" / "approved" / "bee"
    folder.rename(target)
    staying.follow({folder, target})
    assert "comment-00000003-bees" in living.page("2006/01/bee.html")
    target.rename(folder)
    staying.follow({folder, target})
    assert "comment-00000003-bees" not in living.page("2006/01/bee.html")
    assert not difference(files(living.output), living.clean())


def test_a_change_that_no_stamp_tells_of_is_seen(
    staying: WatchBuilder, living: LivingSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment that was corrected within a tick of the clock, its length as before, is read again."""
    monkeypatch.setattr(comment_index, "_stamp", lambda _: (1, 1, 1))
    for words in ("Well said.", "Well done.", "Well sung."):
        path = living.comment("ant", "00000001-first", words)
        staying.follow({path})
        assert words in living.page("2005/12/ant.html")


def test_a_broken_comment_stops_one_build_and_no_more(staying: WatchBuilder, living: LivingSite) -> None:
    """While a comment cannot be read the pages stay; once it is mended everything is looked at."""
    path = living.content / "comments" / "approved" / "ant" / "00000001-first.md"
    text, page = path.read_text("utf-8"), living.page("2005/12/ant.html")
    path.write_text("no comment", "utf-8")
    with pytest.raises(ContentError):
        staying.follow({path})
    assert living.page("2005/12/ant.html") == page
    assert staying.comments is None
    path.write_text(text, "utf-8")
    staying.follow(approve(living) | {path})
    assert not difference(files(living.output), living.clean())


def test_a_comment_that_lay_twice_is_built_once_the_copy_is_gone(staying: WatchBuilder, living: LivingSite) -> None:
    """Whoever copies a file instead of moving it, and then removes the first, sees it live."""
    pending = living.content / "comments" / "pending" / "ant" / "00000002-next.md"
    copy = living.write("comments/approved/ant/00000002-next.md", pending.read_bytes())
    with pytest.raises(ContentError, match="00000002-next"):
        staying.follow({copy})
    pending.unlink()
    assert staying.is_concerned({pending})
    staying.follow({pending})
    assert "comment-00000002-next" in living.page("2005/12/ant.html")


def test_a_look_finds_comments_nobody_told_of(staying: WatchBuilder, living: LivingSite) -> None:
    """Before a publication every comment is looked at, whatever was heard of."""
    approve(living)
    staying.follow(set())
    assert "comment-00000002-next" not in living.page("2005/12/ant.html")
    staying.follow(set(), look=True)
    assert "comment-00000002-next" in living.page("2005/12/ant.html")


def test_a_new_settings_file_is_taken_in(staying: WatchBuilder, living: LivingSite) -> None:
    """Settings that were changed hold from the next build on."""
    living.option("SITENAME", "Another name")
    staying.follow({living.root / "pelicanconf.py"})
    assert "Another name" in living.page("index.html")


@pytest.fixture
def heard(living: LivingSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BuildReport]]:
    """The reports of a builder that watches the small site in a thread; everything is looked at only in the beginning."""
    monkeypatch.setattr(resident_module, "LOOK_AGAIN", 3600.0)
    resident, stop, reports = resident_of(living), threading.Event(), list[BuildReport]()

    def run() -> None:
        for changed in resident.changes(stop):
            reports.append(resident.follow(changed))

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: bool(reports))
    yield reports
    stop.set()
    thread.join(HANG)
    assert not thread.is_alive()


def test_watching_sees_approvals_posts_and_settings(heard: list[BuildReport], living: LivingSite) -> None:
    """A rename, a new post and a settings file that was replaced by another are each followed, and nothing is lost."""
    before = files(living.output).keys()
    approve(living)
    until(lambda: "comment-00000002-next" in living.page("2005/12/ant.html"))
    living.put("posts/dog.md", Text({"Title": "Dog", "Date": "2006-02-01"}, "About dogs."))
    until((living.output / "2006/02/dog.html").is_file)
    for name in ("One name", "Another name"):  # the second shows that the new file is watched as the old one was
        fresh = living.root / "fresh.py"
        fresh.write_text((living.root / "pelicanconf.py").read_text("utf-8") + f"SITENAME = {name!r}\n", "utf-8")
        fresh.replace(living.root / "pelicanconf.py")
        until(lambda name=name: name in living.page("index.html"))
    assert heard
    assert {name for name in before if not name.startswith("search/shards/")} <= files(living.output).keys()
