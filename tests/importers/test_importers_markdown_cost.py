"""Markdown that an export brings is read in bounded time: what would take minutes is kept as it was typed."""

import html
import re
from pathlib import Path

import html5lib
import pytest
from importers_export import bring, comment, entry
from markdown import Markdown

from outsideinnovation.builder.fast_paths.markdown.versions import OPTIONS
from outsideinnovation.importers import markdown_cost
from outsideinnovation.importers.blog import markdown_bodies

CONTENT = Path(__file__).resolve().parents[2] / "content"
SIZE = 120_000  # characters; each of these takes Python-Markdown minutes, or more levels than Python can call itself
COSTLY = {
    "pictures that do not end": "![",
    "tags that do not end": "<a ",
    "fonts that do not end": "<font ",
    "addresses that do not end": "<http://",
    "links that do not end": '<a href="',
    "sections of characters": "<![CDATA[",
    "abbreviations": "*[a]: b\n",
    "definitions": ": a\n",
    "headings": "# a\n",
    "underlines": "===\n",
    "code that begins and ends": "```\n",
    "lists in lists": "1. ",
    "points in points": "+ ",
    "quotes in quotes": ">",
}


def costly(unit: str) -> str:
    """Return a text that is a *unit* many times over."""
    return "Words before.\n\n" + unit * (SIZE // len(unit))


def shown(markup: str) -> str:
    """Return the words that HTML shows, without white space."""
    return re.sub(r"\s+", "", "".join(html5lib.parse(markup, namespaceHTMLElements=False).itertext()))


@pytest.mark.parametrize("unit", COSTLY.values(), ids=COSTLY)
def test_costly_markdown_is_kept_as_it_was_typed(tmp_path: Path, unit: str) -> None:
    """Its page shows every letter, and is made at once; the entry's line is told, and nothing is lost."""
    text = costly(unit)
    brought = bring(tmp_path, entry(text, breaks="markdown"))
    page = Markdown(**OPTIONS).convert(brought.document.body)
    assert shown(page) == re.sub(r"\s+", "", text)
    assert "kept as it was typed" in str(brought.report.notes[0])
    assert brought.report.problems == []


@pytest.mark.parametrize("unit", ["    ", "\t", " \t", "x    "], ids=repr)
def test_long_white_space_is_converted_at_once(unit: str) -> None:
    """Or markdownify would look at each space from each before it."""
    assert "end" in (markdown_bodies.as_markdown(f"<p>start{unit * 20_000}end</p>") or "")


def test_what_becomes_costly_by_conversion_stays_html(tmp_path: Path) -> None:
    """HTML that is cheap and would be costly as Markdown is kept as it is."""
    text = f"<p>{'<b>a</b>' * 9_000}</p>"
    assert markdown_bodies.as_markdown(text) is None
    assert "<b>a</b>" in bring(tmp_path, entry(text), markdown=True).document.body


WRITTEN = sorted(
    {*CONTENT.rglob("*.md")} - {CONTENT / "pages" / "manual" / "reference.md"}
)  # that one a program writes


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(CONTENT)))
def test_what_people_write_is_not_costly(path: Path) -> None:
    """Nor is ten times as much of it, in one post of up to 200,000 characters."""
    text = path.read_text("utf-8")
    assert markdown_cost.is_bounded(text * min(10, 200_000 // len(text)))


def test_much_code_is_not_costly() -> None:
    """A long listing, with blank lines as code has them, in fences or indented."""
    code = Path(__file__).read_text("utf-8") * 10
    assert markdown_cost.is_bounded(f"See:\n\n```python\n{code}\n```\n\nThat was it.")
    assert markdown_cost.is_bounded("See:\n\n" + re.sub("^", "    ", code, flags=re.MULTILINE))


def test_a_costly_comment_is_plain_words(tmp_path: Path) -> None:
    """A comment is short by the time it is shown; whatever its marks, it comes in and shows them."""
    brought = bring(tmp_path, entry(comments=[comment("[" * 50_000)])).comments[0]
    assert html.unescape(brought.text).count("[") == 50_000
