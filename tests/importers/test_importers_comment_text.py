"""A comment's words, from TypePad's HTML to the Markdown that comments are kept in."""

import html
import re
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importers_export import bring, comment, entry
from tests_waiting import HANG

from outsideinnovation.comments import markup
from outsideinnovation.importers.comment_text import conversion, web_addresses


def shown(text: str) -> str:
    """Return the words that a page shows for *text*, blanks folded."""
    rendered = re.sub(r"<br>|</?(?:p|li|blockquote|ul|ol)>", " ", markup.render(conversion.markdown(text)))
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered)).split())


@given(
    st.text("ab1 \n*_`[]()<>#+-=~!.:\\&;@/'\"|", max_size=60).filter(
        lambda text: not re.search(r"<[A-Za-z!/]|&\w*;", text)
    )
)
def test_plain_words_show_as_they_were_typed(text: str) -> None:
    """Whatever marks somebody typed, a page shows them and takes none for Markdown."""
    assert shown(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("One\ntwo\n\n\nthree", "One\ntwo\n\nthree"),
        ("<p>One<br />two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<p>One\ntwo</p>", "One two"),
        (
            '<a href="http://example.org/a_b?c=1&amp;d=2" rel="nofollow">a *link*</a>',
            r"[a \*link\*](<http://example.org/a_b?c=1&amp;d=2>)",
        ),
        ('<a href="javascript:alert(1)">no link</a>', "no link"),
        ("<b>bold</b> and <em>lean</em>", "**bold** and *lean*"),
        ("See http://example.org/a_b_c.", "See <http://example.org/a_b_c>."),
        ("<blockquote>said\nby</blockquote>me", "> said\n> by\n\nme"),
        ("&lt;b&gt; &amp;amp; &eacute;", r"\<b> \&amp; é"),
        ("std::vector<int> x;", r"std::vector\<int> x;"),
        ("-----", r"\-----"),
        ("1. one\n- two", "1\\. one\n\\- two"),
        ("write to a@example.org", "write to a&#64;example.org"),
        ("<script>alert(1)</script>words", "words"),
        ("<b>never closed", "**never closed**"),
    ],
)
def test_html_becomes_the_small_markdown(said: str, kept: str) -> None:
    """Links, emphasis, quotes and line ends stay; other HTML leaves its words."""
    assert conversion.markdown(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("http://example.org/", "http://example.org/"),
        ("www.example.org", "https://www.example.org"),
        ("", None),
        ("javascript:alert(1)", None),
        ("ftp://example.org", None),
        ("mailto:a@example.org", None),
        ("a@example.org", None),
        ("http://user@example.org/", None),
        ("http://192.0.2.1/", None),
        ("http://[bad", None),
        ("http://example.org/" + "a" * 200, None),
        ("https://medium.com/@name", "https://medium.com/@name"),
    ],
)
def test_a_website_is_an_http_address_or_none(said: str, kept: str | None) -> None:
    """Nothing that runs, and nothing that names a person's mailbox or machine."""
    assert web_addresses.website(said) == kept


def test_the_posts_author_is_marked(tmp_path: Path) -> None:
    """By the mail address; by the name only where no mail was given."""
    said = [
        comment(email="LARAN@example.org", author="Me"),
        comment(email="", author="Laran"),
        comment(email="other@example.org", author="Laran"),
        comment(),
    ]
    assert [each.by_author for each in bring(tmp_path, entry(comments=said)).comments] == [True, True, False, False]


def test_a_nameless_comment_is_anonymous(tmp_path: Path) -> None:
    """Also one whose name was a mail address keeps no address."""
    said = [comment(author=""), comment(author="dana@example.org")]
    assert [each.author for each in bring(tmp_path, entry(comments=said)).comments] == [
        "Anonymous",
        "dana at example.org",
    ]


@pytest.mark.parametrize("bad", [comment(date="soon"), comment(""), comment("<p> </p>")])
def test_a_comment_that_says_nothing_is_told_with_its_line(tmp_path: Path, bad: str) -> None:
    """A comment needs a date and words; the others are filed."""
    brought = bring(tmp_path, entry(comments=[comment("Good."), bad]))
    assert [each.text for each in brought.comments] == ["Good."]
    assert [problem.line for problem in brought.report.problems] == [37]


def test_words_too_full_of_marks_come_without_escapes() -> None:
    """Such a comment is shown as plain text, where escapes would be seen."""
    text = "*a* " * 3_000 + "x@example.org"
    assert conversion.markdown(text) == ("*a* " * 3_000 + "x at example.org")


@pytest.mark.parametrize(
    "text",
    ["<b>", "<blockquote>", "<a href=x>", "<", "[", "http://", "<!--", "*", "&", "\n", "_", "<script>", "`", "@a"],
)
def test_a_hostile_comment_takes_no_longer_than_its_length(text: str) -> None:
    """A quarter of a megabyte of one mark is read in seconds."""
    started = monotonic()
    conversion.markdown(text * (250_000 // len(text)))
    assert monotonic() - started < HANG
