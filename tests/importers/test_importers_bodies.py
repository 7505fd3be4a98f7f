"""An entry's words in its file: HTML that the build leaves as it is, or Markdown that shows the same."""

import re
from html import unescape
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importers_export import bring, entry
from markdown import Markdown
from tests_waiting import HANG

from outsideinnovation import settings
from outsideinnovation.importers import privacy
from outsideinnovation.importers.blog import markdown_bodies
from outsideinnovation.importers.movabletype import bodies

PIECES = [
    "words", " ", "\n", "\n\n", "\t", "    ", "   \n", "*a*", "_b_", "# c", "> d", "1. e", "- f", "`g`", "```", "~~~",
    "[h](i)", "<p>", "</p>", "<div>", "</div>", "<DIV class='x'>", "<section>", "</section>", "<pre>", "</pre>",
    "<br />", "<hr>", "<b>", "</b>", "<table><tr><td>", "</td></tr></table>", "<!-- c -->", "<!--", "-->", "<script>",
    "</script>", "<style>", "</style>", "&amp;", "&#0160;", "&", "<", ">", '<a href="{x}">', "</a>",
    '<img alt="a > b">', "<o:p>", "</o:p>", "<![if !x]>", "\\", "*[abbr]: x", '<div markdown="1">', "[^1]: note",
    "Term\n: definition", "| a | b |\n|---|---|", "a@example.org", "{: .class }", "[TOC]",
]  # fmt: skip


def shown(text: str) -> str:
    """Return what the build makes of a file's body."""
    extensions = list(settings.MARKDOWN["extension_configs"])
    return str(Markdown(**{**settings.MARKDOWN, "extensions": extensions}).convert(text))


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_kept_html_comes_out_of_the_build_byte_for_byte(html: str) -> None:
    """Whatever a body holds, the build shows exactly what stands in the file, but for blanks on blank lines."""
    kept = bodies.verbatim(html)
    assert re.sub(r" +\n", "\n", shown(kept)).strip() == re.sub(r"[ \t]+\n", "\n", kept).expandtabs(4).strip()


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p>\n\n<pre>  x\n\n\ty *not* _marked_\n</pre>\n    <p>indented</p>",
        "bare *stars* and _lines_\n\n    four spaces",
        "<ul>\n\n<li>a</li>\n\n\n<li>b</li></ul>",
    ],
)
def test_ordinary_html_stands_in_the_file_as_it_was(html: str) -> None:
    """Inside one element, and nothing of it changed."""
    assert bodies.verbatim(html).replace("&#9;", "\t") == f'<div class="imported">\n{html}\n</div>'


def test_preformatted_text_keeps_tabs_and_blanks() -> None:
    """Python-Markdown would expand tabs and empty blank lines even there."""
    assert "<pre>a&#9;b\n&#32; \nc</pre>" in shown(bodies.verbatim("<pre>a\tb\n  \nc</pre>"))


def test_stray_end_tags_do_not_close_the_page_around() -> None:
    """What has no beginning is left out; what has no end is ended where a page would be lost."""
    assert bodies.verbatim("a</div></section>b<!-- never") == '<div class="imported">\nab<!-- never-->\n</div>'


def test_line_breaks_become_paragraphs_and_lines(tmp_path: Path) -> None:
    """CONVERT BREAKS 1 is Movable Type's way to write: blocks stay, code stays, the rest is wrapped."""
    body = "One\ntwo\n\n<h2>Head</h2>\n\n<pre>a\n\nb</pre>\n\nThree"
    document = bring(tmp_path, entry(body, breaks="1")).document
    assert "<p>One<br />\ntwo</p>\n\n<h2>Head</h2>\n\n<pre>a\n\nb</pre>\n\n<p>Three</p>" in document.body


def test_markdown_stays_markdown(tmp_path: Path) -> None:
    """Where the text really is Markdown; TypePad also wrote HTML under that name."""
    text = "Some *words*\n\n* one\n* two"
    assert bring(tmp_path, entry(text, breaks="markdown")).document.body.strip() == text
    html = "<p>Some *words*</p>\n\n<p>more</p>"
    (tmp_path / "second").mkdir()
    assert html in bring(tmp_path / "second", entry(html, breaks="markdown")).document.body


def test_textile_is_kept_and_told(tmp_path: Path) -> None:
    """Nothing reads it any more; the words are there, and the author knows."""
    brought = bring(tmp_path, entry("h2. Head\n\n_words_", breaks="textile_2"))
    assert "h2. Head" in brought.document.body
    assert brought.report.notes[0].what == "written in Textile"


def test_the_extended_body_follows_the_body(tmp_path: Path) -> None:
    """With the mark between them that says where the first part ends."""
    body = bring(tmp_path, entry("<p>One</p>", more="<p>Two</p>")).document.body
    assert body.index("One") < body.index("<!-- more -->") < body.index("Two")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a &lt;b&gt; &amp;amp; *c* _d_ [e] `f`</p>", "a <b> &amp; *c* _d_ [e] `f`"),
        ("<p># a</p><p>1. b</p><p>: c</p><p>= d</p>", "# a 1. b : c = d"),
    ],
)
def test_markdown_shows_the_words_as_they_were(html: str, text: str) -> None:
    """What Markdown would take for a mark is escaped."""
    converted = markdown_bodies.as_markdown(html)
    assert converted is not None
    assert " ".join(unescape(re.sub(r"<[^>]*>", " ", shown(converted))).split()) == text


def test_markdown_is_made_where_it_is_asked_for(tmp_path: Path) -> None:
    """Headings, emphasis and links in Markdown's own marks."""
    html = '<h2>Head</h2><p>Some <b>bold</b> <a href="https://example.org/">link</a></p>'
    assert (
        bring(tmp_path, entry(html), markdown=True).document.body.strip()
        == "## Head\n\nSome **bold** [link](https://example.org/)"
    )


def test_what_is_nested_too_deeply_stays_html(tmp_path: Path) -> None:
    """No converter follows it, and nothing is lost."""
    html = "<div>" * 5_000 + "deep" + "</div>" * 5_000
    assert "deep" in bring(tmp_path, entry(html), markdown=True).document.body


@pytest.mark.parametrize("breaks", ["wysiwyg", "1", "markdown"])
@pytest.mark.parametrize("markdown", [False, True])
def test_no_mail_address_stands_in_content(tmp_path: Path, breaks: str, markdown: bool) -> None:
    """Not in text, links, code, scripts or titles; the browser shows the same."""
    body = '<p>Write to <a href="mailto:a.b+c@example.org?x=a%40b.org">a@example.org</a>.</p>\n'
    body += "<p><code>x@example.org</code></p>\n"
    body += "<script>mail('d@example.org')</script>\n\n    code@example.org\n\n`span@example.org` <e@example.org>"
    export = entry(
        body,
        title="f@example.org",
        excerpt="g@example.org",
        author="h@example.org",
        breaks=breaks,
        keywords="i@example.org",
        more="@import j@example.org",
    )
    text = "".join(bring(tmp_path, export, markdown=markdown).files.values())
    assert not re.search(r"[\w.+-]+(@|%40)[\w-]+\.\w", text)
    assert "@import" in text


def test_other_at_signs_stay() -> None:
    """A name on a social network, a script's decorator and a style's rule are no addresses."""
    for text in ("@name", " @ home", "<style>@media print {}</style>", "@echo off"):
        assert privacy.in_html(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<!--",
        "<div>",
        "</div>",
        "<script>",
        "<pre>",
        "<",
        '<a href="',
        "&",
        "a@",
        "\n```",
        "<b><i>",
        "<script",
        "<pre",
        "`",
        "``a`",
        " \n",
        "</script",
        "<!",
    ],
)
def test_a_hostile_body_takes_no_longer_than_its_length(text: str) -> None:
    """Half a megabyte of one mark is read in seconds, not hours."""
    started = monotonic()
    for breaks in ("0", "1", "markdown", None):
        bodies.body({"BODY": text * (500_000 // len(text))}, breaks)
    assert monotonic() - started < HANG
