"""Fixtures that every room's tests share."""

import sys
from pathlib import Path

import pytest
from builder_foreign import conversation
from builder_site import LivingSite, Text
from hypothesis import settings
from tests_support import Blog

settings.register_profile(
    "ours", deadline=None
)  # a slow machine is no fault; what hangs is ended by the run's own limit
settings.load_profile("ours")
ROOT = Path(__file__).resolve().parent.parent
settings.register_profile("busy machine", deadline=None)  # no test fails because a machine is slow
settings.load_profile("busy machine")


@pytest.fixture(autouse=True)
def every_warning() -> None:
    """Let Pelican forget which warnings this process has had, each of which it passes on once (findings: dropped logs)."""
    if log := sys.modules.get("pelican.log"):
        log.LimitFilter._raised_messages.clear()
        log.LimitFilter._group_count.clear()


@pytest.fixture
def shared_data() -> Path:
    """The folder of real exports and collections beside the project, where this machine has it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not there")
    return folder


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """An empty site."""
    return Blog(tmp_path / "blog")


@pytest.fixture
def small_blog(blog: Blog) -> Blog:
    """A site with two posts, a page and a comment."""
    blog.post("first", "The *first* words.", category="Co-Design", tags="a, b")
    blog.post("second", "Look at [the first]({filename}/posts/first.md).", date="2006-01-02 08:00")
    blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
    blog.comment("first", "00000001-first")
    return blog


@pytest.fixture
def living(tmp_path: Path) -> LivingSite:
    """A built site with three posts, a page, a picture, a module and a comment, all of them settled."""
    site = LivingSite(tmp_path / "blog")
    head = {"Title": "Ant", "Date": "2005-12-09 10:31", "Category": "Co-Design", "Tags": "a"}
    site.put("posts/ant.md", Text(head, "About ants."))
    site.put("posts/bee.md", Text({"Title": "Bee", "Date": "2006-01-02 08:00"}, "About bees.", ("{filename}ant.md",)))
    site.put("posts/cat.md", Text({"Title": "Cat", "Date": "2006-01-03 08:00"}, "About cats."))
    site.put("pages/about.md", Text({"Title": "About"}, "Who we are."))
    for path in ("images/dot.txt", "loose.txt"):
        site.age(site.write(path, "dot"))
    site.age(site.write("sidebar/10-about.md", "Title: About\n\nWords.\n"))
    site.age(site.comment("ant", "00000001-first"))
    site.age(site.comment("ant", "00000002-next", status="pending"))
    site.built()
    return site


@pytest.fixture
def talked(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A site with posts, a page, comments and a sidebar, in whose folder commands run."""
    conversation(blog)
    monkeypatch.chdir(blog.root)
    return blog
