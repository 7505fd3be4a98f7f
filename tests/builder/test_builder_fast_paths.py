"""Fast paths lead to the same bytes as the ways they replace."""

import shutil
from pathlib import Path

import pytest
from tests_support import Blog

import outsideinnovation.settings as start
from outsideinnovation.builder.fast_paths import WITHOUT, FastPath, is_on
from outsideinnovation.builder.theme.look import look
from outsideinnovation.builder.theme.templates import Theme
from outsideinnovation.configuration import Configuration


def test_each_is_on_but_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several with commas."""
    assert all(map(is_on, FastPath))
    monkeypatch.setenv(WITHOUT, "markdown,feed_forms")
    assert {path for path in FastPath if not is_on(path)} == {FastPath.MARKDOWN, FastPath.FEED_FORMS}


def test_a_build_without_them_gives_the_same_bytes(small_blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without all, and without each of them: what is fast is never seen."""
    small_blog.run("build", "--clean")
    fast = small_blog.files()
    for off in (",".join(FastPath), *FastPath):
        monkeypatch.setenv(WITHOUT, off)
        small_blog.run("build", "--clean")
        assert small_blog.files() == fast
        assert "0 files written" in small_blog.run("build").output


PARTS = {
    "the post": ("_sidebar.html", "<p>{{ article.title if article is defined else 'none' }}</p>"),
    "the page's address": ("_footer.html", "<p>{{ canonical }}</p>"),
    "a name of the layout that pages give another value": ("_footer.html", "<p>{{ direction }}</p>"),
    "what another template says": ("_masthead.html", "{% set part = '_card.html' %}{% include part ignore missing %}"),
    "a block of its own": ("_masthead.html", "{% block mine %}{{ output_file }}{% endblock %}"),
    "one text that is safe and one that is not": ("_footer.html", "<p>{{ kind }}</p>"),
}


@pytest.mark.parametrize(("name", "more"), PARTS.values(), ids=PARTS)
def test_a_part_that_reads_the_page_is_not_repeated(tmp_path: Path, name: str, more: str) -> None:
    """Whatever a theme writes into masthead, sidebar or footer, each page has its own."""
    shutil.copytree(start.THEME, tmp_path / "theme")
    templates = tmp_path / "theme/templates"
    part, base = templates / name, templates / "base.html"
    part.write_text(part.read_text("utf-8") + more, "utf-8")
    assigned = "{% set direction = 'rtl' if output_file == 'b.html' else 'ltr' %}{% set kind = '<b>'|safe if page else '<b>' %}"
    base.write_text(assigned + base.read_text("utf-8"), "utf-8")
    layout = {
        "root": "/",
        "direction": "ltr",
        "sidebar": [],
        "MENUITEMS": [],
        "SITENAME": "A blog",
        "SITESUBTITLE": "",
        "SITEURL": "",
        "look": look(Configuration.of({})),
    }

    def pages() -> list[str]:
        theme = Theme(tmp_path / "theme", layout)
        inputs = [{"page": {"title": title, "url": url}} for title, url in (("A", "a.html"), ("B", "b.html"))]
        return [
            *(theme.render("404", f"{each}.html") for each in "ab"),
            *(theme.render("404", "a.html", article={"title": title, "url": "a.html"}) for title in "AB"),
            *(theme.render("404", str(each["page"]["url"]), **each) for each in inputs),
        ]

    fast = pages()
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv(WITHOUT, FastPath.REPEATED_PARTS)
        assert pages() == fast
    assert len(set(fast)) > 1
