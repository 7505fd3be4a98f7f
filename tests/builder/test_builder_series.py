"""Series: posts that name the same one list each other, in their order."""

import re

import pytest
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way

PARTS = re.compile(r'<nav class="toc series".*?</nav>', re.DOTALL)


@pytest.fixture
def series(blog: Blog) -> Blog:
    """A blog with a series of four parts, a draft of another, and a post that stands alone."""
    blog.post("late", series="Lead users", date="2005-03-01 10:00")
    blog.post("early", series="Lead users", date="2005-02-01 10:00")
    blog.post("tenth", series="Lead users", series_index="10")
    blog.post("ninth", series="Lead users", series_index="9")
    blog.post("planned", series="Lead users", status="draft")
    blog.post("hidden", series="Lead users", status="hidden")
    blog.post("alone", series="A short one")
    blog.post("plain")
    return blog


def parts(blog: Blog, slug: str, month: str = "12") -> list[str]:
    """Return the titles in the list of parts on a post's page, that of the post itself with a star."""
    shown = PARTS.search(blog.page(f"2005/{month}/{slug}.html"))
    items = re.findall(r"<li>(.*?)</li>", shown[0]) if shown else []
    return [re.sub("<[^>]*>", "*" if "aria-current" in item else "", item, count=1).split("<")[0] for item in items]


def test_each_part_lists_all_in_order(series: Blog) -> None:
    """Places that are said go first, by number; then dates count. The part that is read is named, and is no link."""
    series.build()
    assert parts(series, "tenth") == ["Ninth", "*Tenth", "Early", "Late"]
    assert parts(series, "late", "03") == ["Ninth", "Tenth", "Early", "*Late"]
    assert "Part 2 of 4" in series.page("2005/12/tenth.html")
    assert parts(series, "alone") == parts(series, "plain") == parts(series, "hidden") == []


def test_both_ways_give_the_same_bytes(series: Blog) -> None:
    """Ours, and Pelican's with our plugins."""
    series.build()
    ours = {path: text for path, text in series.files().items() if path.endswith(".html")}
    pelicans_way(series.site)
    assert {path: text for path, text in series.files().items() if path.endswith(".html")} == ours


def test_a_change_in_one_part_reaches_the_others(series: Blog) -> None:
    """A part that leaves, moves or has another title is so on every part's page, as after a clean build."""
    series.build()
    changes = (
        ("ninth", {"series": "Lead users", "series_index": "9", "title": "Another title"}),
        ("ninth", {"series": "Lead users", "series_index": "11"}),
        ("tenth", {}),
        ("plain", {"series": "Lead users", "series_index": "1"}),
    )
    for slug, fields in changes:
        series.post(slug, **fields)
        series.build()
        after = series.files()
        build(series.site, clean=True)
        assert {path: text for path, text in series.files().items() if path.endswith(".html")} == {
            path: text for path, text in after.items() if path.endswith(".html")
        }
    assert parts(series, "plain") == ["*Plain", "Ninth", "Early", "Late"]


@pytest.mark.parametrize("said", ["first", "-1", "²", "9" * 5000])
def test_a_place_that_is_no_number_is_refused(blog: Blog, said: str) -> None:
    """The line is named, with the remedy."""
    blog.post("plan", series="Lead users", series_index=said)
    assert "is no number: write 1 for the first part" in blog.run("check").output
