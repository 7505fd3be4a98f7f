"""What is dated in the future is not shown before its time, and comes out by itself then."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builder_site import LivingSite, Text, difference, files
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_support import Blog
from tests_waiting import HANG

from outsideinnovation import catalogue
from outsideinnovation.builder.build import build
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.errors import ContentError
from outsideinnovation.site import Site

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
CANARY = "Quetzalcoatlus"
WAITING = {
    "posts/soon.md": {"Title": f"{CANARY} comes", "Date": f"{LATER:%Y-%m-%d %H:%M}", "Category": f"{CANARY} shelf",
                      "Tags": f"{CANARY} tag", "Author": f"{CANARY} author", "Old-Urls": f"/old/{CANARY}.html",
                      "Summary": f"{CANARY} in short."},
    "posts/soon-hidden.md": {"Title": f"{CANARY} hidden", "Date": f"{LATER:%Y-%m-%d %H:%M}", "Status": "hidden"},
    "pages/soon-page.md": {"Title": f"{CANARY} page", "Date": f"{LATER:%Y-%m-%d %H:%M}"},
}  # fmt: skip


def at(site: LivingSite, now: datetime, *, clean: bool = False) -> BuildReport:
    """Build the site at a time."""
    folder = {"OUTPUT_PATH": str(site.root / "clean")} if clean else {}
    return build(site.site, now=now, settings=folder, clean=clean)


@pytest.fixture
def waiting(living: LivingSite) -> LivingSite:
    """A built site with a post, a hidden post and a page that wait, and an approved comment on the post."""
    for path, head in WAITING.items():
        living.put(path, Text(head, f"{CANARY} words."))
    living.age(living.comment("soon", "00000009-early", f"{CANARY} said."))
    at(living, NOON)
    return living


def canaries(site: LivingSite) -> list[str]:
    """Return which files of the output know of what waits."""
    found = files(site.output)
    return [name for name, data in found.items() if CANARY.lower() in name.lower() or CANARY.encode() in data] + [
        name for name in found if "soon" in name
    ]


def same_as_clean(site: LivingSite, now: datetime) -> None:
    """Insist that the output is what a clean build at that time makes."""
    at(site, now, clean=True)
    assert not (said := difference(files(site.output), files(site.root / "clean"))), said


def test_no_byte_of_what_waits_is_in_the_output(waiting: LivingSite) -> None:
    """Not in pages, lists, feeds, the sitemap, search, redirects or the catalogue; a partial build adds none."""
    assert canaries(waiting) == []
    assert CANARY not in (waiting.root / "instance" / "catalogue.json").read_text("utf-8")
    waiting.age(waiting.comment("soon", "0000000a-more", f"{CANARY} again."))
    waiting.put("posts/soon.md", Text(WAITING["posts/soon.md"], f"{CANARY} other words."))
    at(waiting, NOON)
    assert canaries(waiting) == []
    same_as_clean(waiting, NOON)


def test_a_link_to_what_waits_is_a_problem_until_it_is_due(waiting: LivingSite) -> None:
    """Whichever way a site is built; what comes out itself no earlier may have the link."""
    linking = Text({"Title": "Eve", "Date": "2005-12-09"}, "[x]({filename}soon.md)")
    waiting.put("posts/eve.md", linking)
    for make in (build, pelicans_way):
        with pytest.raises(ContentError, match=r"eve\.md:4:5: 'soon\.md' waits until 2026-05-01 13:00"):
            make(waiting.site, now=NOON)
    at(waiting, LATER)
    same_as_clean(waiting, LATER)
    waiting.put("posts/eve.md", replace(linking, head={"Title": "Eve", "Date": "2026-05-01 13:00"}))
    at(waiting, NOON)
    waiting.put("posts/eve.md", replace(linking, head={"Title": "Eve", "Date": "2026-05-01 12:30"}))
    with pytest.raises(ContentError, match=r"'soon\.md' waits until"):
        at(waiting, NOON)


def test_it_comes_out_when_it_is_due(waiting: LivingSite) -> None:
    """Nothing else has changed, and yet the next build shows it, with its comments, and is what a clean build makes."""
    assert at(waiting, LATER - timedelta(seconds=1)).written == 0
    report = at(waiting, LATER)
    assert report.waiting == ()
    assert f"{CANARY} words." in waiting.page("2026/05/soon.html")
    assert f"{CANARY} said." in waiting.page("2026/05/soon.html")
    assert CANARY in waiting.page("soon-page/index.html")
    assert "soon" in {entry.id for entry in catalogue.read(waiting.root / "instance" / "catalogue.json")}
    same_as_clean(waiting, LATER)
    assert at(waiting, LATER + timedelta(days=400)).written == 0


def test_an_edit_may_move_a_post_to_the_future_and_back(waiting: LivingSite) -> None:
    """It vanishes from the site until then."""
    head = {"Title": "Ant", "Date": "2005-12-09 10:31", "Category": "Co-Design", "Tags": "a"}
    waiting.put("posts/ant.md", Text(head | {"Date": f"{LATER:%Y-%m-%d %H:%M}"}, "About ants."))
    waiting.put("posts/bee.md", Text({"Title": "Bee", "Date": "2006-01-02 08:00"}, "About bees."))
    at(waiting, NOON)
    assert not [name for name, data in files(waiting.output).items() if b"About ants" in data]
    same_as_clean(waiting, NOON)
    waiting.put("posts/ant.md", Text(head, "About ants."))
    at(waiting, NOON)
    assert "About ants" in waiting.page("2005/12/ant.html")
    same_as_clean(waiting, NOON)


def test_a_clock_that_is_set_back_hides_it_again(waiting: LivingSite) -> None:
    """What is shown is what the time says, whichever way that goes."""
    at(waiting, LATER)
    assert canaries(waiting)
    at(waiting, NOON)
    assert canaries(waiting) == []
    same_as_clean(waiting, NOON)


def test_a_post_that_is_removed_when_it_is_due_is_gone(waiting: LivingSite) -> None:
    """Nothing of it comes out, then or later."""
    for path in WAITING:
        waiting.remove(path)
    at(waiting, LATER)
    assert canaries(waiting) == []
    assert at(waiting, LATER + timedelta(hours=1)).written == 0


@settings(max_examples=6)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=3), st.lists(st.integers(-3, 4), min_size=1, max_size=3))
def test_the_time_decides_what_waits(
    tmp_path_factory: pytest.TempPathFactory, dates: list[int], times: list[int]
) -> None:
    """At any time, after builds at any others, those posts are shown whose date has come, and no others."""
    blog = Blog(tmp_path_factory.mktemp("blog") / "blog")
    for number, hours in enumerate(dates):
        blog.post(f"post-{number}", date=f"{NOON + timedelta(hours=hours):%Y-%m-%d %H:%M}")
    for hours in times:
        report = build(blog.site, now=NOON + timedelta(hours=hours))
        shown = {entry.id for entry in catalogue.read(blog.root / "instance" / "catalogue.json")}
        assert shown == {f"post-{number}" for number, date in enumerate(dates) if date <= hours}
        assert len(report.waiting) == len(dates) - len(shown)


@pytest.mark.parametrize("now", [NOON, LATER])
def test_pelicans_way_shows_the_same(waiting: LivingSite, tmp_path: Path, now: datetime) -> None:
    """A build by Pelican's own engine holds back the same posts and pages, at the same time."""
    pelicans_way(waiting.site, settings={"OUTPUT_PATH": str(tmp_path / "pelicans")}, now=now)
    at(waiting, now)
    assert not (said := difference(files(waiting.output), files(tmp_path / "pelicans"))), said


def test_a_setting_shows_what_is_dated_in_the_future(waiting: LivingSite) -> None:
    """WITH_FUTURE_DATES = True, as Pelican has it: nothing waits, by either engine."""
    waiting.option("WITH_FUTURE_DATES", True)
    report = at(waiting, NOON)
    assert report.waiting == ()
    assert CANARY in waiting.page("2026/05/soon.html")


def test_check_and_build_say_what_waits_and_until_when(blog: Blog) -> None:
    """By the blog's own clock, a line for each on standard error, in the order of their dates; nothing is wrong with it."""
    blog.settings('TIMEZONE = "Europe/Berlin"\n')
    blog.post("first")
    later = blog.post("later", date="2099-07-01 10:00")
    sooner = blog.post("sooner", date="2098-12-24T17:00Z")
    told = [
        f"{sooner}: waits until 2098-12-24 18:00 CET",
        f"{later}: waits until 2099-07-01 10:00 CEST",
    ]
    for command in ("check", "build", "build"):
        result = blog.run(command)
        assert result.exit_code == 0
        assert [line for line in result.stderr.splitlines() if ": waits" in line] == told
    assert "No problems found" in blog.run("check").stdout
    assert [line for line in blog.run("check", str(later)).stderr.splitlines() if ": waits" in line] == told[1:]
    assert blog.build().stdout.startswith("1 post,")


def test_the_preview_shows_what_waits_as_a_draft(blog: Blog) -> None:
    """Its author can look at it at /drafts/, which is in the preview alone."""
    blog.post("later", f"{CANARY} words.", date="2099-07-01 10:00")
    build(blog.site, settings={"DRAFT_SAVE_AS": "drafts/{slug}/index.html"}, now=NOON)
    assert CANARY in blog.page("drafts/later/index.html")
    assert not (blog.output / "2099").exists()


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return what time it is."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock at noon."""
    return Clock()


def watched(blog: Blog, clock: Clock, stop: threading.Event) -> tuple[WatchBuilder, Iterator[set[Path] | None]]:
    """Return a builder that stays, and the changes that it sees until *stop*."""
    resident = WatchBuilder(blog.root, {}, lambda *_: None, lambda _: None, clock)
    return resident, resident.changes(stop)


def test_the_resident_builder_brings_it_out(blog: Blog, clock: Clock) -> None:
    """It wakes up when the date has come, though no file has changed, and not again after that."""
    blog.post("first")
    blog.post("soon", f"{CANARY} words.", date=f"{LATER:%Y-%m-%d %H:%M}")
    stop = threading.Event()
    timer = threading.Timer(HANG, stop.set)
    timer.start()
    resident, changes = watched(blog, clock, stop)
    resident.follow(next(changes))
    assert not (blog.output / "2026").exists()
    clock.now = LATER
    for changed in changes:
        resident.follow(changed)
        if changed is None:
            break
    assert CANARY in blog.page("2026/05/soon.html")
    assert resident.follow(None).written == 0
    stop.set()
    timer.cancel()


def test_a_due_post_that_cannot_be_built_does_not_keep_the_builder_busy(blog: Blog, clock: Clock) -> None:
    """It is tried once, and again when something changes."""
    blog.post("soon", date=f"{LATER:%Y-%m-%d %H:%M}")
    resident = WatchBuilder(blog.root, {}, lambda *_: None, lambda _: None, clock)
    resident.build()
    clock.now = LATER
    broken = blog.write("posts/broken.md", "No head.\n")
    stop = threading.Event()
    timer = threading.Timer(HANG, stop.set)
    timer.start()
    seen: list[set[Path] | None] = []
    for changed in resident.changes(stop):
        seen.append(changed)
        if broken.exists() and changed is None:
            with pytest.raises(ContentError):
                resident.follow(changed)
            broken.unlink()
        elif not broken.exists():
            resident.follow(changed)
            break
    stop.set()
    timer.cancel()
    assert seen[-1] is not None
    assert (blog.output / "2026" / "05" / "soon.html").is_file()


def test_the_site_is_loaded_with_its_setting(blog: Blog) -> None:
    """What `oi init` gives lets posts wait; a Pelican site from elsewhere shows them, as Pelican does by default."""
    assert not blog.site.configuration.content.future
    assert Site(blog.root, {"SITEURL": ""}).configuration.content.future
