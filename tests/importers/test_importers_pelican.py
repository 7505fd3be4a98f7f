"""Moving from Pelican: a site's content and settings come over, and every address that it had is answered."""

from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from pelican_sites import SITES, make, stock_output
from tests_support import Blog

from outsideinnovation.builder.urls.site_urls import SiteUrls

GONE = "gone"


def redirects(blog: Blog) -> dict[str, str]:
    """Return what redirects.txt says."""
    lines = (blog.content / "redirects.txt").read_text("utf-8").splitlines()
    return dict(line.split() for line in lines)


def answered(blog: Blog, root: str, path: str) -> bool:
    """Tell whether *path*, below the root of the site, is a file of the output, or leads to one."""
    if path in blog.files():
        return True
    new = redirects(blog).get(f"/{root}{path}", "")
    below = new.removeprefix(f"/{root}")
    return new == GONE or (bool(new) and any((blog.output / each).is_file() for each in (below, f"{below}index.html")))


@pytest.fixture(params=SITES.items(), ids=SITES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """The folder of each of the three sites, and the settings file by which it was published."""
    files, settings = request.param[1]
    return make(tmp_path / "old", files), settings


def test_every_address_of_the_old_site_is_answered(old: tuple[Path, str], blog: Blog, tmp_path: Path) -> None:
    """What stock Pelican made is a file of ours, or a redirect to one; the theme's own files went with it."""
    folder, settings = old
    was = {path for path in stock_output(folder, settings, tmp_path / "stock") if not path.startswith("theme/")}
    result = blog.run("import", "pelican", str(folder))
    blog.build()
    root = blog.site.configuration.site.root.lstrip("/")
    assert was
    assert [path for path in sorted(was) if not answered(blog, root, path)] == []
    gone = [path for path in redirects(blog) if redirects(blog)[path] == GONE]
    assert all(path in result.stderr for path in gone)
    assert blog.run("check").exit_code == 0
    assert blog.run("publish", "--dry-run").exit_code == 0


@pytest.mark.parametrize("shows_future", [True, False])
def test_redirects_lead_to_pages_that_are_there_before_a_post_comes_out(
    blog: Blog, tmp_path: Path, *, shows_future: bool
) -> None:
    """A post that waits here is on no list, whether or not Pelican had it on one."""
    folder = tmp_path / "old"
    settings = (
        f"SITENAME = 'A'\nAUTHOR = 'Ann'\nDEFAULT_PAGINATION = 2\nWITH_FUTURE_DATES = {shows_future}\nPLUGINS = []\n"
    )
    make(folder, {"pelicanconf.py": settings} | {
        f"content/{name}.md": f"Title: {name}\nDate: {date}\nTags: {tag}\n\nWords.\n"
        for name, date, tag in (("one", "2020-01-01", "tea"), ("two", "2020-01-02", "tea"), ("later", "2999-01-01", "milk"))
    })  # fmt: skip
    was = {path for path in stock_output(folder, "pelicanconf.py", tmp_path / "stock") if not path.startswith("theme/")}
    assert blog.run("import", "pelican", str(folder)).exit_code == 0
    blog.build()
    lists = {path for path in was if "later" not in path}
    assert ("author/ann2.html" in lists) is shows_future
    assert [path for path in sorted(lists) if not answered(blog, "", path)] == []
    assert [path for path in redirects(blog) if not answered(blog, "", path.lstrip("/"))] == []


STAY = {
    "a diary": ("first-steps.html", "second.html", "third.html", "happy.html", "winter.html", "pages/about.html",
                "images/shoes.png", "map.txt", "papers/one.txt", "favicon.ico", "CNAME"),
    "a journal": ("2012/03/of-pencils-pens/index.html", "2012/03/grosse/index.html", "2013/11/saws/index.html", "special.html",
                  "imprint/index.html", "rules/of-the-house/index.html", "blog/design/pencil.svg", "shared/data.csv"),
    "two languages": ("tea.html", "de/tea.html", "eo/tea.html", "milk.html", "juice.html", "de/nur-deutsch.html",
                      "pages/about.html", "pages/about-de.html", "feeds/all-de.atom.xml"),
}  # fmt: skip


@pytest.mark.parametrize("name", STAY)
def test_posts_pages_and_files_stay_where_they_were(name: str, blog: Blog, tmp_path: Path) -> None:
    """Not by a redirect: what people read and link to does not move."""
    blog.run("import", "pelican", str(make(tmp_path / "old", SITES[name][0])))
    blog.build()
    assert [path for path in STAY[name] if path not in blog.files()] == []


def told_in(folder: Path, names: str) -> dict[str, str]:
    """Return the ids of all entries in the feeds *names* below *folder*, by the paths of what they tell below the site."""
    found = (feedparser.parse(path.read_bytes()) for path in folder.rglob(names))
    return {urlsplit(entry.link).path.removeprefix("/blog"): entry.id for feed in found for entry in feed.entries}


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_readers_do_not_see_old_posts_again(old: tuple[Path, str], blog: Blog, tmp_path: Path, kind: str) -> None:
    """Posts are called in feeds what stock Pelican called them, before and after they are published here; new ones are not."""
    folder, settings = old
    stock_output(folder, settings, tmp_path / "stock")
    was = told_in(tmp_path / "stock", "*.atom.xml") | told_in(tmp_path / "stock", "*.rss.xml")
    blog.run("import", "pelican", str(folder))
    blog.post("new", date="2026-01-01")
    for _ in range(2):
        blog.build()
        now = told_in(blog.output / "feeds", f"{kind}.xml")
        [new] = now.keys() - was.keys()
        assert now.pop(new).startswith("urn:uuid:")
        assert now == {path: was[path] for path in now}
        assert len(now) >= len(was) - 1  # but for one in another markup, or a translation, which has a feed of its own
        SiteUrls(blog.site).record()


def test_an_id_that_a_post_has_here_already_stays(old: tuple[Path, str], blog: Blog) -> None:
    """What was published here before it is imported again is known to readers by that id."""
    folder, _ = old
    blog.run("import", "pelican", str(folder))
    addresses = blog.content / "addresses.txt"
    addresses.unlink()
    SiteUrls(blog.site).record()
    before = addresses.read_bytes()
    blog.run("import", "pelican", str(folder))
    assert addresses.read_bytes() == before
