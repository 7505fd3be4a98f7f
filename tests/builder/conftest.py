"""Fixtures of the assembly's tests."""

from pathlib import Path

import pytest
from builder_site import LivingSite, Text


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
