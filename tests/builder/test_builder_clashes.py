"""No two things are at one address: `oi check` and both ways of building name both, and nothing is written."""

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_support import Blog, messages

from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.outputs.site_files import names
from outsideinnovation.builder.pelican_engine import build as pelicans_way
from outsideinnovation.builder.pelican_engine.rehearsal import rehearse
from outsideinnovation.builder.rehearsal import refusals
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.builder.urls.makers import LIST, text
from outsideinnovation.builder.urls.planned_urls import PlannedUrls
from outsideinnovation.builder.urls.site_urls import approved_comments
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.importers.blog.addresses import RESERVED
from outsideinnovation.settings import theme

POST = "posts/taker.md:4"
WRITTEN = "a file that the build writes for crawlers and web servers"
STYLE = theme() / "static" / "css" / "style.css"


def at(save_as: str) -> Callable[[Blog], object]:
    """Write a post, ``taker``, with that Save_as."""
    return lambda blog: blog.post("taker", save_as=save_as)


def led(old: str) -> Callable[[Blog], object]:
    """Write a post, ``taker``, that had that address before."""
    return lambda blog: blog.post("taker", old_urls=f"/fine.html, {old}")


def linked(target: str) -> Callable[[Blog], object]:
    """Write a post, ``taker``, with links to that address; its file is at its usual place."""
    return lambda blog: blog.post("taker", url=target)


def listed(line: str, file: str = "redirects.txt") -> Callable[[Blog], object]:
    """Write a file of old addresses, whose second line is that one."""
    return lambda blog: blog.write(file, f"# old ones\n{line}\n")


def several(*posts: tuple[str, dict[str, str]]) -> Callable[[Blog], object]:
    """Write posts, each with a name and fields."""
    return lambda blog: [blog.post(slug, **fields) for slug, fields in posts]


def copied(blog: Blog) -> None:
    """Write a post at the place of a picture."""
    blog.write("images/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    blog.post("taker", save_as="images/dot.svg")


def shown(target: str, **fields: str) -> Callable[[Blog], object]:
    """Write a file outside the static folders, and a post that shows it."""

    def write(blog: Blog) -> None:
        blog.write(target, "words")
        blog.post("taker", f"[A file]({{static}}/{target})", **fields)

    return write


SAVED = {
    "theme/css/style.css": f"the address /theme/css/style.css is that of the theme's file {STYLE}",
    "theme": "the address /theme is where /theme/",
    "theme/css/style.css/mine.html": "needs a folder where there is the file /theme/css/style.css, that of the theme's file",
    "index.html": "the address /index.html is that of a list that the build makes",
    "404.html": "the address /404.html is that of a page that the build makes",
    "feeds/index.html": "the address /feeds/index.html is that of a page that the build makes",
    "archives/index.html": "the address /archives/index.html is that of a list that the build makes",
    "2005/index.html": "the address /2005/index.html is that of a list",
    "2005/12": "the address /2005/12 is where /2005/12/",
    "tag/a/index.html": "is that of a list that the build makes, of the tag 'a'",
    "category/co-design/index.html": "is that of a list that the build makes, of the category 'Co-Design'",
    "page/2/index.html": "the address /page/2/index.html is that of a list that the build makes",
    "atom.xml": "the address /atom.xml is that of a feed",
    "feeds/rss.xml": "the address /feeds/rss.xml is that of a feed",
    "feeds/co-design/atom.xml": "the address /feeds/co-design/atom.xml is that of a feed",
    "feeds/comments.atom.xml": "the address /feeds/comments.atom.xml is that of a feed",
    "feeds/archive/7.atom.xml": "the address /feeds/archive/7.atom.xml is that of a page of the feed's archive",
    "opml.xml": "the address /opml.xml is that of a feed",
    "2005/12/first.comments.atom.xml": "is that of the feed of comments on {content}/posts/first.md",
    "2005/12/first.html": "the address /2005/12/first.html is that of {content}/posts/first.md:3",
    "2005/12/first.html/more.html": "where there is the file /2005/12/first.html, that of {content}/posts/first.md:3",
    "about": "the address /about is where /about/index.html needs a folder, that of {content}/pages/about.md:2",
    **{name: f"the address /{name} is that of {WRITTEN}" for name in (
        "robots.txt", "sitemap.xml", "_headers", "headers.nginx.conf", "headers.caddy",
        "_redirects", "redirects.nginx.conf", "redirects.caddy",
    )},
    "_headers/mine.html": f"needs a folder where there is the file /_headers, that of {WRITTEN}",
}  # fmt: skip
OTHERS: dict[str, tuple[Callable[[Blog], object], str, str]] = {
    "a picture": (copied, POST, "is that of the file {content}/images/dot.svg"),
    "a file that a post shows": (shown("robots.txt"), "content/robots.txt", f"is that of {WRITTEN}"),
    "a file that a post shows, in the theme": (
        shown("theme/css/style.css"), "content/theme/css/style.css", f"is that of the theme's file {STYLE}",
    ),
    "a post at the file that it shows": (
        shown("notes/a.txt", save_as="notes/a.txt"), POST, "is that of the file {content}/notes/a.txt",
    ),
    "two posts that differ in their endings have one feed": (
        several(("one", {"save_as": "x/one"}), ("two", {"save_as": "x/one.html"})),
        "posts/two.md:4", "the address /x/one.comments.atom.xml is that of the feed of comments on {content}/posts/one.md",
    ),
    "a file and its folder": (
        several(("taker", {"save_as": "a.html/b.html"}), ("one", {"save_as": "a.html"})),
        POST, "the address /a.html/b.html needs a folder where there is the file /a.html, that of {content}/posts/one.md:4",
    ),
    "a tag of marks alone": (
        several(("taker", {"tags": "!!!"})), "posts/taker.md:4", "tag '!!!' gives no address",
    ),
    "the Url of another post": (linked("2005/12/first.html"), POST, "is that of {content}/posts/first.md:3"),
    "the Url of a page, without a stroke": (linked("about"), POST, "the address /about is that of {content}/pages/about.md:2"),
    "the Url of a list": (linked("archives/"), POST, "the address /archives/ is that of a list"),
    "the Url of the theme": (linked("theme/css/style.css"), POST, "is that of the theme's file"),
    "the Url of a description": (linked("%72obots.txt"), POST, f"the address /robots.txt is that of {WRITTEN}"),
    "the Url of no file, twice": (
        several(("taker", {"url": "nice"}), ("one", {"url": "nice"})), POST, "address /nice is that of {content}/posts/one.md:4",
    ),
    "an old address in the theme": (led("/theme/css/style.css"), POST, "address /theme/css/style.css is that of the theme"),
    "an old address of robots.txt": (led("robots.txt"), POST, f"the old address /robots.txt is that of {WRITTEN}"),
    "an old address of the headers": (led("//_headers"), POST, f"the old address /_headers is that of {WRITTEN}"),
    "an old address of the front page": (led("/"), POST, "the old address / is that of a list"),
    "an old address of a feed": (led("/atom.xml"), POST, "the old address /atom.xml is that of a feed"),
    "an old address of another post": (led("/2005/12/first.html"), POST, "is that of {content}/posts/first.md:3"),
    "an old address of two posts": (
        several(("one", {"old_urls": "/old.html"}), ("taker", {"old_urls": "/old.html"})),
        POST, "the old address /old.html leads to that of {content}/posts/one.md:4 already",
    ),
    "a redirect from the theme": (listed("/theme/css/style.css /about/"), "redirects.txt:2", "is that of the theme's file"),
    "a redirect from the sitemap": (listed("/sitemap.xml /about/"), "content/redirects.txt:2", f"is that of {WRITTEN}"),
    "robots.txt is gone": (listed("/robots.txt gone"), "content/redirects.txt:2", f"is that of {WRITTEN}"),
    "an address that was imported, in the theme": (
        listed("/theme/css/style.css post first", "addresses.txt"), "content/addresses.txt:2", "is that of the theme's file",
    ),
    "an address that was imported, of the headers": (
        listed("/_headers post first", "addresses.txt"), "content/addresses.txt:2", f"is that of {WRITTEN}",
    ),
}  # fmt: skip
CLASHES = {save_as: (at(save_as), POST, what) for save_as, what in SAVED.items()} | OTHERS


@pytest.fixture
def taken(small_blog: Blog) -> Blog:
    """A site with two posts on a page each of the front page, a page, and a comment."""
    small_blog.settings("DEFAULT_PAGINATION = 1\n")
    return small_blog


def refused(make: Callable[[], object]) -> tuple[Problem, ...]:
    """Return why something cannot be made."""
    with pytest.raises(ContentError) as failure:
        make()
    return failure.value.problems


@pytest.mark.parametrize(("write", "where", "what"), CLASHES.values(), ids=CLASHES)
def test_both_sides_of_a_clash_are_named(taken: Blog, write: Callable[[Blog], object], where: str, what: str) -> None:
    """Check and build say the same, whichever way the site is built, with the file and line of what can be changed."""
    write(taken)
    said = refused(lambda: pelicans_way.build(taken.site))
    for problems in (refusals(taken.site), rehearse(taken.site).problems):
        assert set(problems) == set(said)
    told, place = [str(problem) for problem in said], re.compile(rf"{re.escape(where)}(:\d+)?: ")
    assert any(place.search(each) and what.format(content=taken.content) in each for each in told), told
    for command in ("check", "build"):
        result = taken.run(command)
        assert result.exit_code == 1
        assert messages(result.stderr) == told
    assert not taken.output.exists()


FINE: dict[str, Callable[[Blog], object]] = {
    "a file beside a folder": several(("one", {"save_as": "a.html"}), ("two", {"save_as": "a/b.html"})),
    "a name that only begins alike": several(("one", {"save_as": "robots.txt.html"}), ("two", {"save_as": "themes/x.html"})),
    "a page in the theme's folder": at("theme/mine.html"),
    "a Url whose file the server finds": several(("one", {"url": "one", "save_as": "one.html"})),
    "a Url elsewhere": linked("https://else.example/robots.txt"),
    "an own address among the old ones": several(("one", {"old_urls": "/2005/12/one.html"})),
    "an old address below a file": led("/robots.txt/old.html"),
    "an old address with a fragment": led("/robots.txt#one"),
    "a redirect from a page that is there": listed("/about/ /archives/"),
    "the address of a post that has moved, taken by another": listed("/about/ post first", "addresses.txt"),
    "a draft": several(("one", {"save_as": "robots.txt", "status": "draft"})),
    "a folder's own address": led("/theme/"),
}  # fmt: skip


@pytest.mark.parametrize("write", FINE.values(), ids=FINE)
def test_what_does_not_clash_is_built(taken: Blog, tmp_path: Path, write: Callable[[Blog], object]) -> None:
    """Whatever only looks like a clash is none, for check and for both ways of building, whose bytes are alike."""
    write(taken)
    assert [*refusals(taken.site), *rehearse(taken.site).problems] == []
    taken.build()
    pelicans_way.build(taken.site, settings={"OUTPUT_PATH": str(tmp_path / "pelicans")})
    made = {
        str(path.relative_to(tmp_path / "pelicans")): path.read_bytes() for path in (tmp_path / "pelicans").rglob("*.*")
    }
    assert made.items() <= taken.files().items()


@pytest.mark.parametrize("root", ["", "/blog"])
def test_old_addresses_begin_at_the_host(taken: Blog, root: str) -> None:
    """A site below a path is not concerned by what lies beside it."""
    taken.settings(f'SITEURL = "https://example.org{root}"\n')
    taken.write("redirects.txt", "/robots.txt /blog/about/\n")
    assert len(refusals(taken.site)) == (0 if root else 1)
    taken.write("redirects.txt", "/blog/robots.txt /about/\n")
    assert len(refusals(taken.site)) == (1 if root else 0)


def test_a_clash_that_comes_later_is_named_by_a_build_of_what_has_changed(taken: Blog) -> None:
    """A file that a post begins to show takes a redirect's place: a build that knows the rest says so."""
    taken.write("loose.txt", "words")
    taken.write("redirects.txt", "/loose.txt /about/\n")
    path = taken.post("taker", "Words.")
    taken.build()
    path.write_text(path.read_text("utf-8").replace("Words.", "[A file]({static}/loose.txt)"), "utf-8")
    result = taken.run("build")
    assert "redirects.txt:1: the old address /loose.txt is that of the file" in result.stderr
    assert result.stderr == taken.run("check").stderr


def test_two_that_meet_in_many_places_are_named_once(taken: Blog) -> None:
    """A post that takes another's address has its feed of comments too, which is no second problem."""
    taken.post("taker", save_as="2005/12/first.html", id="taker")
    assert len(refusals(taken.site)) == 1


@pytest.mark.parametrize(
    "field", ["Slug: ../../../esc", "Slug: /x", "Slug: a//b", "Save_as: x/", "Save_as: ./x", "Save_as: a\n    b"]
)
def test_an_address_that_is_no_plain_path_is_refused(taken: Blog, field: str) -> None:
    """What a file system reads differently, or outside the output, is named with its line, and nothing is written there."""
    taken.write("posts/odd.md", f"Title: Odd\nDate: 2005-12-09\n{field}\n\nWords.\n")
    before = set(taken.root.rglob("*"))
    for command in ("check", "build"):
        result = taken.run(command)
        assert result.exit_code == 1
        assert re.search(r"odd\.md:3:\d+: ", result.stderr)
        assert "is no plain path" in result.stderr
    assert {path for path in taken.root.rglob("*") if "instance" not in path.parts} <= before


def test_a_site_that_only_pelican_can_build_is_checked(taken: Blog) -> None:
    """A foreign theme's files are known to `oi check`, as is what EXTRA_PATH_METADATA puts elsewhere."""
    shutil.copytree(theme(), taken.root / "mine")
    taken.settings(
        'THEME = "mine"\nSTATIC_PATHS = ["extra"]\nEXTRA_PATH_METADATA = {"extra/r.txt": {"path": "robots.txt"}}\n'
    )
    assert not is_ours(taken.site.settings, taken.content)
    taken.write("extra/r.txt", "User-agent: *\n")
    taken.post("taker", save_as="theme/css/style.css")
    result = taken.run("check")
    assert result.exit_code == 1
    assert f"extra/r.txt: the address /robots.txt is that of {WRITTEN}" in result.stderr
    assert f"is that of the theme's file {taken.root / 'mine' / 'static'}" in result.stderr
    assert result.stderr == taken.run("build").stderr


def test_a_plugin_that_writes_over_a_page_is_named(taken: Blog) -> None:
    """What only a plugin knows of is told when it is written: the page that it would displace, and the page stays."""
    taken.settings(
        'import sys\nsys.path.insert(0, str(__import__("pathlib").Path(__file__).parent))\nPLUGINS = [*PLUGINS, "rude"]\n'
    )
    (taken.root / "rude.py").write_text(
        "from pelican import signals\nfrom pelican.generators import Generator\n"
        "class Rude(Generator):\n    def generate_output(self, writer):\n"
        "        writer.write_file('about/index.html', self.get_template('404'), self.context)\n"
        "def rude(_):\n    return Rude\n"
        "def register():\n    signals.get_generators.connect(rude)\n",
        "utf-8",
    )
    result = taken.run("build")
    assert result.exit_code == 1
    assert "pages/about.md:2:7: the address /about/index.html is that of " in result.stderr


def test_everything_that_a_build_makes_is_claimed(taken: Blog) -> None:
    """No output of a whole site is forgotten: a post at its place clashes with it."""
    taken.build()
    for name in sorted(taken.files()):
        taken.post("taker", save_as=name)
        assert refusals(taken.site), name


def test_an_import_leaves_the_sites_own_files_alone(taken: Blog) -> None:
    """The importers know every file that lies at the site's root; an old post may have no such address."""
    taken.build()
    assert {name for name in taken.files() if "/" not in name} <= RESERVED
    assert set(names(PlannedUrls(taken.site, approved_comments(taken.site)).plan)) <= set(taken.files())


PARTS = st.lists(st.sampled_from(("a", "b", "a.html", "index.html")), min_size=1, max_size=3).map("/".join)


@settings(deadline=None)
@given(wanted=st.lists(PARTS, max_size=6))
def test_what_is_free_can_be_written(wanted: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Outputs that clash with none can all be files of one folder; where any clashes, they cannot."""
    taken = Claims(Path("pelicanconf.py"))
    for number, name in enumerate(wanted):
        taken.make(name, text(f"{number}.md"))
    folder = tmp_path_factory.mktemp("free")
    assert bool(taken.problems) != can_be_written(folder, wanted)


def can_be_written(folder: Path, wanted: Iterable[str]) -> bool:
    """Tell whether a file system takes a new file of each name."""
    try:
        for name in wanted:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch(exist_ok=False)
    except OSError:
        return False
    return True


def test_the_same_maker_may_come_again() -> None:
    """Whoever says twice what is his has no clash with himself."""
    taken = Claims(Path("pelicanconf.py"))
    assert taken.make("a//b.html", LIST)
    assert taken.make("a/./b.html", LIST)
    assert not taken.problems
