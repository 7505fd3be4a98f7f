"""A build redoes exactly the outputs whose inputs have changed, and leaves what a clean build makes."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from builder_site import LivingSite, Text, difference, files
from tests_waiting import tick

import outsideinnovation.settings as start
from outsideinnovation.errors import ConflictError

ANT, BEE, CAT = "2005/12/ant", "2006/01/bee", "2006/01/cat"
COMMENTS = {"feeds/comments.atom.xml", "feeds/comments.feed.json"}
SITE_FEEDS = {"atom.xml", "rss.xml", "index.rdf", "feeds/atom.xml", "feeds/rss.xml", "feeds/feed.json"}
COUNTING_FEEDS = SITE_FEEDS - {"feeds/feed.json"}  # JSON Feed has no word for the number of comments
ALL_LISTS = {"index.html", "author/the-editors/index.html"}
ANTS_LISTS = ALL_LISTS | {"2005/12/index.html", "category/co-design/index.html", "tag/a/index.html"}
BEES_LISTS = ALL_LISTS | {"2006/01/index.html", "category/notes/index.html"}
TALLIES = {"tag/index.html", "category/index.html", "author/index.html"}
SHARDS = re.compile(r"search/(shards/|manifest\.json)")  # which of these are others, the tests of search tell
DESCRIPTIONS = {"sitemap.xml"}


def thread(post: str) -> set[str]:
    """Return the files that show a post's comments."""
    return {f"{post}.html", f"{post}.comments.atom.xml"} | COMMENTS


def feeds(category: str, *, counting: bool = False) -> set[str]:
    """Return the feeds of a category: all, or those that count comments."""
    return {f"feeds/{category}/{name}" for name in ("atom.xml", "rss.xml", *(() if counting else ("feed.json",)))}


def pages(site: LivingSite) -> set[str]:
    """Return the names of all pages."""
    return {name for name in files(site.output) if name.endswith(".html")}


def redone(site: LivingSite) -> tuple[set[str], set[str]]:
    """Build, insist that the result is that of a clean build, and return what was written and what is gone."""
    before = {path: path.stat() for path in site.output.rglob("*") if path.is_file()}
    tick()
    report = site.built()
    after = {path: path.stat() for path in site.output.rglob("*") if path.is_file()}
    written = {path for path, now in after.items() if path not in before or before[path].st_mtime_ns != now.st_mtime_ns}
    gone = before.keys() - after.keys()
    assert not (said := difference(files(site.output), site.clean())), said
    assert (report.written, report.removed) == (len(written), len(gone))
    names = ({str(path.relative_to(site.output)) for path in each} for each in (written, gone))
    return tuple({name for name in each if not SHARDS.match(name)} for each in names)  # type: ignore[return-value]


def test_where_nothing_has_changed_nothing_is_written(living: LivingSite) -> None:
    """A second build writes no file and removes none."""
    assert redone(living) == (set(), set())


def test_an_approved_comment_is_shown_where_its_post_is(living: LivingSite) -> None:
    """The page, the feeds of comments, and what counts comments: lists, feeds."""
    approved = living.content / "comments/approved/ant/00000002-next.md"
    (living.content / "comments/pending/ant/00000002-next.md").rename(approved)
    counts = ANTS_LISTS | COUNTING_FEEDS | feeds("co-design", counting=True)
    assert redone(living) == (thread(ANT) | counts, set())


def test_a_rejected_comment_is_gone_from_where_it_was(living: LivingSite) -> None:
    """What showed it is made anew, and its words are in no file."""
    (living.content / "comments/rejected/ant").mkdir(parents=True)
    rejected = living.content / "comments/rejected/ant/00000001-first.md"
    (living.content / "comments/approved/ant/00000001-first.md").rename(rejected)
    counts = ANTS_LISTS | COUNTING_FEEDS | feeds("co-design", counting=True)
    assert redone(living) == ({f"{ANT}.html"} | COMMENTS | counts, {f"{ANT}.comments.atom.xml"})
    assert not [name for name, data in files(living.output).items() if b"Well said." in data]


def test_a_post_has_a_comment_feed_while_it_has_comments(living: LivingSite) -> None:
    """It comes with the first comment, is linked from then on, stays for the second, and goes with the last."""
    feed = f"{CAT}.comments.atom.xml"
    shows = (f"{CAT}.html", "feeds/atom.xml", "feeds/rss.xml", "index.rdf")
    assert not (living.output / feed).exists()
    assert not [name for name in shows if feed in living.page(name)]
    for identifier, in_place in (("00000003-one", set()), ("00000004-two", {feed})):
        living.age(living.comment("cat", identifier, "A word."))
        written, gone = redone(living)
        assert (feed in written, gone, in_place - written) == (True, set(), set())
        assert not [name for name in shows if feed not in living.page(name)]
    for identifier, lost in (("00000003-one", set()), ("00000004-two", {feed})):
        (living.content / f"comments/approved/cat/{identifier}.md").unlink()
        assert redone(living)[1] == lost
    assert not [name for name in shows if feed in living.page(name)]
    assert redone(living) == (set(), set())


def test_a_strangers_file_where_a_comment_feed_belongs_is_left_alone(living: LivingSite) -> None:
    """What somebody put into the output there is named, and the comment waits until it is out of the way."""
    (living.output / f"{CAT}.comments.atom.xml").write_text("theirs", "utf-8")
    living.age(living.comment("cat", "00000003-one", "A word."))
    with pytest.raises(ConflictError, match=r"cat\.comments\.atom\.xml"):
        living.built()
    assert living.page(f"{CAT}.comments.atom.xml") == "theirs"
    (living.output / f"{CAT}.comments.atom.xml").unlink()
    assert f"{CAT}.comments.atom.xml" in redone(living)[0]


def test_an_edited_comment_changes_nobodys_count(living: LivingSite) -> None:
    """An editor's correction touches the page and the feeds of comments alone."""
    living.age(living.comment("ant", "00000001-first", "Well put."))
    assert redone(living) == (thread(ANT), set())


def test_a_comment_is_shown_right_after_two_files_have_swapped_their_posts(living: LivingSite) -> None:
    """What lists show is the same then, but other files say it: an approval makes them by where the posts are now."""
    one, other = living.texts["posts/ant.md"], living.texts["posts/bee.md"]
    heads = ({**one.head, "Slug": "ant", "Id": "ant"}, {**other.head, "Slug": "bee", "Id": "bee"})
    first, second = Text(heads[0], one.body, one.links), Text(heads[1], other.body, other.links)
    living.put("posts/ant.md", first)
    living.put("posts/bee.md", second)
    living.built()
    living.put("posts/ant.md", second)
    living.put("posts/bee.md", first)
    time.sleep(0.1)  # until the files are old enough to be believed: only then an approval goes the short way
    living.built()
    living.age(living.comment("ant", "00000009-late", "A late word."))
    redone(living)


def test_a_moved_comment_changes_both_posts(living: LivingSite) -> None:
    """A comment dragged to another post leaves one thread and joins the other."""
    (living.content / "comments/approved/bee").mkdir()
    moved = living.content / "comments/approved/bee/00000001-first.md"
    (living.content / "comments/approved/ant/00000001-first.md").rename(moved)
    lists = ANTS_LISTS | BEES_LISTS | COUNTING_FEEDS
    categories = feeds("co-design", counting=True) | feeds("notes", counting=True)
    shown = {f"{ANT}.html"} | COMMENTS | thread(BEE)
    assert redone(living) == (shown | lists | categories, {f"{ANT}.comments.atom.xml"})


def test_a_new_text_is_shown_by_what_shows_texts(living: LivingSite) -> None:
    """The post's page, the lists with its first words, and the feeds; neighbours show a title only."""
    living.put("posts/ant.md", Text(living.texts["posts/ant.md"].head, "About other ants."))
    assert redone(living) == ({f"{ANT}.html"} | ANTS_LISTS | SITE_FEEDS | feeds("co-design"), set())


EDITS = {
    "title": (
        {"Title": "Ants"},
        thread(ANT) | {f"{BEE}.html", "2005/index.html", "archives/index.html"} | ANTS_LISTS | SITE_FEEDS | feeds("co-design"),
        set(),
    ),
    "tags": (
        {"Tags": "b"},
        {f"{ANT}.html", "tag/b/index.html", "tag/index.html", "search/index.html"}
        | SITE_FEEDS
        | feeds("co-design")
        | DESCRIPTIONS,
        {"tag/a/index.html"},
    ),
    "category": (
        {"Category": "Lead Users"},
        {f"{ANT}.html", "category/lead-users/index.html", "category/index.html", "feeds/index.html", "opml.xml"}
        | (ANTS_LISTS - {"category/co-design/index.html"}) | SITE_FEEDS | feeds("lead-users") | DESCRIPTIONS,
        {"category/co-design/index.html"} | feeds("co-design"),
    ),
    "slug": (
        {"Slug": "ants", "Id": "ant"},
        thread("2005/12/ants") | {f"{BEE}.html", "2005/index.html", "archives/index.html"} | ANTS_LISTS | SITE_FEEDS
        | feeds("co-design") | feeds("notes") | DESCRIPTIONS,  # the other post, in Notes, links to this one
        {f"{ANT}.html", f"{ANT}.comments.atom.xml"},
    ),
    "comments": ({"Comments": "closed"}, {f"{ANT}.html"}, set()),
}  # fmt: skip


@pytest.mark.parametrize(("head", "written", "gone"), EDITS.values(), ids=EDITS)
def test_a_changed_head_redoes_what_shows_it(
    living: LivingSite, head: dict[str, str], written: set[str], gone: set[str]
) -> None:
    """Each line of a head is shown in certain places, and only those are made anew."""
    text = living.texts["posts/ant.md"]
    living.put("posts/ant.md", Text(text.head | head, text.body))
    made, lost = redone(living)
    kept_addresses = {"_redirects", "redirects.caddy", "redirects.nginx.conf"}  # a moved post may leave a redirect
    assert (made - kept_addresses, lost) == (written, gone)


@pytest.mark.parametrize("status", ["hidden", "draft"])
def test_a_post_that_is_withdrawn_is_in_no_list(living: LivingSite, status: str) -> None:
    """Lists and feeds that showed it are made anew or gone, and its words are in no list."""
    living.put("posts/bee.md", Text(living.texts["posts/bee.md"].head, "About bees."))  # a link to a draft is a problem
    living.built()
    text = living.texts["posts/ant.md"]
    living.put("posts/ant.md", Text(text.head | {"Status": status}, text.body))
    written, gone = redone(living)
    assert gone >= {"2005/index.html", "2005/12/index.html", "tag/a/index.html", "category/co-design/index.html"}
    assert written >= {"index.html", "archives/index.html", f"{BEE}.html"} | SITE_FEEDS | TALLIES
    assert "About ants." not in living.page("index.html")


def test_a_deleted_post_takes_its_files_along(living: LivingSite) -> None:
    """Its page, its feed and the lists it was alone in are gone; its neighbours' pages are made anew."""
    living.comment("cat", "00000003-word", "A word.")
    living.built()
    living.remove("posts/cat.md")
    written, gone = redone(living)
    assert gone == {f"{CAT}.html", f"{CAT}.comments.atom.xml"}
    assert f"{BEE}.html" in written
    assert f"{ANT}.html" not in written


def test_a_renamed_file_is_the_same_post_where_it_says_its_slug(living: LivingSite) -> None:
    """Nothing is written when a file that names its own slug gets another name, keeping its time of change."""
    text = living.texts["posts/cat.md"]
    living.put("posts/cat.md", Text(text.head | {"Slug": "cat"}, text.body))
    living.built()
    (living.content / "posts/cat.md").rename(living.content / "posts/zebra.md")
    assert redone(living) == (set(), set())


def test_files_that_change_places_are_noticed(living: LivingSite) -> None:
    """Two files of one size and time that take each other's names are told apart by their inodes."""
    one, other = (living.write(f"posts/{name}.md", f"Title: {name}\nDate: 2006-01-03\n\n{name}\n") for name in "xy")
    for path in (one, other):
        living.age(path)
        living.clock -= 1
    living.built()
    one.rename(living.root / "aside")
    other.rename(one)
    (living.root / "aside").rename(other)
    assert {"2006/01/x.html", "2006/01/y.html"} <= redone(living)[0]


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the theme that stands for the one of the package."""
    copy = tmp_path / "theme"
    shutil.copytree(start.THEME, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(start, "THEME", str(copy))
    return copy


def changed_template(site: LivingSite, name: str) -> None:
    """Add a line to a template."""
    path = Path(start.THEME, "templates", name)
    text = path.read_text("utf-8")
    place = max(text.rfind("</body"), text.rfind("{% endblock"), text.rfind("{% endmacro"))
    path.write_text(f"{text[:place]}<!-- more -->{text[place:]}" if place >= 0 else f"{text}<!-- more -->\n", "utf-8")
    site.age(path)


@pytest.mark.usefixtures("theme")
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("article.html", {f"{ANT}.html", f"{BEE}.html", f"{CAT}.html"}),
        ("_neighbours.html", {f"{ANT}.html", f"{BEE}.html", f"{CAT}.html"}),
        ("_comment.html", {f"{ANT}.html"}),
        ("page.html", {"about/index.html"}),
        ("_counted.html", TALLIES - {"category/index.html"} | {"search/index.html"}),
        ("tag.html", {"tag/a/index.html"}),
        ("404.html", {"404.html"}),
    ],
)
def test_a_template_redoes_the_pages_that_include_it(living: LivingSite, name: str, written: set[str]) -> None:
    """Pages whose bytes the template has no part in keep their time of change."""
    living.built()  # with the copy, which is another theme folder
    changed_template(living, name)
    assert redone(living) == (written, set())


@pytest.mark.usefixtures("theme")
def test_the_frame_is_on_every_page(living: LivingSite) -> None:
    """A change in base.html redoes every page and no feed."""
    living.built()
    changed_template(living, "base.html")
    assert redone(living) == (pages(living), set())


def test_a_sidebar_module_is_on_every_page(living: LivingSite) -> None:
    """A changed module redoes every page and no feed."""
    living.age(living.write("sidebar/10-about.md", "Title: About\n\nOther words.\n"))
    assert redone(living) == (pages(living), set())


def test_a_setting_redoes_what_it_is_seen_in(living: LivingSite) -> None:
    """Posts that close after some days change; what does not show it keeps its time of change."""
    living.option("COMMENTS_CLOSE_AFTER_DAYS", 3)
    assert redone(living) == ({f"{ANT}.html"}, set())


def test_a_picture_is_copied_when_it_changes(living: LivingSite) -> None:
    """A static file that changes is written alone."""
    living.age(living.write("images/dot.txt", "new"))
    assert redone(living) == ({"images/dot.txt"}, set())


def test_a_file_beside_the_posts_is_copied_when_it_changes(living: LivingSite) -> None:
    """So is a file outside the static folders that a post links to with {static}."""
    text = living.texts["posts/cat.md"]
    living.put("posts/cat.md", Text(text.head, text.body, ("{static}/loose.txt",)))
    assert "loose.txt" in redone(living)[0]
    living.age(living.write("loose.txt", "new"))
    assert redone(living) == ({"loose.txt"}, set())


def test_a_module_that_links_to_a_deleted_post_is_not_answered_from_memory(living: LivingSite) -> None:
    """The address of a post that is gone is nowhere, as in a clean build."""
    living.age(living.write("sidebar/20-more.md", "Title: More\n\n[a post]({filename}/posts/cat.md)\n"))
    living.built()
    living.remove("posts/cat.md")
    assert living.problems(living.built) == living.problems(living.clean)
    assert not difference(files(living.output), files(living.root / "clean")) or living.problems(living.clean)


def test_an_address_that_grows_moves_posts_in_the_archive(living: LivingSite) -> None:
    """What a post weighs in a feed counts the addresses it links to, also where only those have changed."""
    living.option("FEEDS_ENTRIES", 2)
    for number in range(12):
        body = "\n".join(["[ant]({filename}ant.md)"] * 700)
        living.put(f"posts/heavy-{number}.md", Text({"Title": "Heavy", "Date": f"2006-02-{number + 1:02}"}, body))
    living.built()
    head = living.texts["posts/ant.md"].head | {"Slug": "ant-" + "x" * 180}
    living.put("posts/ant.md", Text(head, "About ants."))
    assert "feeds/archive/1.atom.xml" in redone(living)[0]


def test_redirects_are_read_anew(living: LivingSite) -> None:
    """Lines in redirects.txt come out in every server's form."""
    living.age(living.write("redirects.txt", "/a.html /about/\n"))
    assert redone(living)[0] == {"_redirects", "redirects.caddy", "redirects.nginx.conf"}


def test_a_broken_post_changes_nothing_until_it_is_mended(living: LivingSite) -> None:
    """The old output stays while a post is broken; mended, only what it is shown in is made anew."""
    before = files(living.output)
    text = living.texts["posts/ant.md"]
    living.put("posts/ant.md", Text(text.head | {"Date": "yesterday-ish"}, text.body))
    assert "yesterday-ish" in str(living.problems(living.built))
    assert files(living.output) == before
    living.put("posts/ant.md", Text(text.head, "Mended."))
    assert redone(living) == ({f"{ANT}.html"} | ANTS_LISTS | SITE_FEEDS | feeds("co-design"), set())


RACY: dict[str, Callable[[LivingSite, str], Path]] = {
    "a post": lambda site, word: site.write("posts/dog.md", f"Title: Dog\nDate: 2006-01-01\n\n{word}\n"),
    "a comment": lambda site, word: site.comment("ant", "00000001-first", word),
    "a module": lambda site, word: site.write("sidebar/10-about.md", f"Title: About\n\n{word}\n"),
    "a picture": lambda site, word: site.write("images/dot.txt", word),
    "redirects": lambda site, word: site.write("redirects.txt", f"/{word} /about/\n"),
}


@pytest.mark.parametrize("write", RACY.values(), ids=RACY)
def test_a_file_that_changes_again_within_one_tick_is_noticed(
    living: LivingSite, write: Callable[[LivingSite, str], Path]
) -> None:
    """A build that comes right after a change does not trust the time of it: the same size and time may hide another."""
    path = write(living, "one")
    living.built()
    stamp = path.stat().st_mtime_ns
    write(living, "two")
    os.utime(path, ns=(stamp, stamp))
    assert redone(living)[0]


def test_an_edit_that_adds_a_link_to_nowhere_is_refused_as_a_clean_build_would(living: LivingSite) -> None:
    """Also where it looks like code, and the page shows that it is none."""
    text = living.texts["posts/ant.md"]
    living.put(
        "posts/ant.md", Text(text.head, f"{text.body}\n\n- One:\n\n    as [here]({{filename}}gone.md).\n", text.links)
    )
    for command in (["build"], ["build", "--clean"]):
        result = living.run(*command)
        assert result.exit_code == 1
        assert re.search(r"posts/ant.md:\d+:\d+: no file 'gone.md' to link to", result.output)


def test_what_a_build_into_a_new_output_no_longer_makes_stays_gone(living: LivingSite) -> None:
    """A list that went while the output was away does not come back with the next edit of words."""
    text = living.texts["posts/ant.md"]
    shutil.rmtree(living.output)
    untagged = Text({**text.head, "Tags": ""}, text.body, text.links)
    living.put("posts/ant.md", untagged)
    living.built()
    assert not (living.output / "tag" / "a").exists()
    living.put("posts/ant.md", Text(untagged.head, "Other words.", text.links))
    living.built()
    assert not (said := difference(files(living.output), living.clean())), said


BETWEEN = """
import shutil, sys, time
from datetime import UTC, datetime
from pathlib import Path
from outsideinnovation.builder.build import build
from outsideinnovation.builder.incremental.inputs import Inputs
from outsideinnovation.site import Site

site = Site.load(Path(sys.argv[1]))
approved = site.comments / "approved" / "ant"
settings = {**site.settings, "PATH": str(site.content), "OUTPUT_PATH": str(site.output)}
build(site)
inventory = Inputs(site, settings, datetime.now(UTC))
inventory.look_ahead()
time.sleep(0.2)  # the fork has seen the comments
shutil.copy(next(approved.iterdir()), approved / "00000009-other.md")
time.sleep(0.2)  # the comment is old enough to be remembered
build(site)
print(inventory.unchanged(time.monotonic()))
"""


def test_what_was_looked_at_before_another_build_came_is_not_believed(living: LivingSite) -> None:
    """Comments are looked at ahead, in a fork; where another build knows newer ones, they are looked at again."""
    done = subprocess.run(
        [sys.executable, "-c", BETWEEN, str(living.root)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    assert done.stdout.startswith("BuildReport("), done.stdout + done.stderr
