"""Addresses become whole, and nothing else of a text changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.exporters.absolute_links import absolute, resolved

PAGE = "https://ours.example/blog/2005/first.html"


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ('<a href="/a?b=1&amp;c">x</a>', '<a href="https://ours.example/a?b=1&amp;c">x</a>'),
        ("<a class=x href=../a>x</a>", '<a class=x href="https://ours.example/blog/a">x</a>'),
        ("<img alt='' src='//cdn.example/x.png'/>", "<img alt='' src=\"https://cdn.example/x.png\"/>"),
        (
            '<img srcset="/a.png 1x, b.png 2x" src="/a.png">',
            '<img srcset="https://ours.example/a.png 1x, https://ours.example/blog/2005/b.png 2x" '
            'src="https://ours.example/a.png">',
        ),
        ('<video poster="p.png"></video>', '<video poster="https://ours.example/blog/2005/p.png"></video>'),
    ],
)
def test_each_address_is_whole(html: str, whole: str) -> None:
    """Of links, pictures, their versions, films and quotes, however it is written."""
    assert absolute(html, PAGE) == whole


@pytest.mark.parametrize(
    "html",
    [
        '<a href="#fn">1</a>',
        '<a href="mailto:a@b.example">x</a>',
        '<a href="https://a.example/?a&b">x</a>',
        '<a href="http://[bad">x</a>',
        '<a href="//[bad">x</a>',
        "<a href>x</a>",
        "<script>var a = '<a href=\"/x\">';</script>",
        '<!-- <a href="/x"> -->',
        '<p data-href="/x" title="href=/x">x</p>',
        "<p>a < b href=/x</p>",
    ],
)
def test_what_is_whole_or_no_address_stays_to_the_letter(html: str) -> None:
    """Scripts and comments too: the text is to be published again."""
    assert absolute(html, PAGE) == html


@given(st.text(alphabet="<>ahref=\"'/ #:!-scipt&;x") | st.text())
def test_a_second_time_changes_nothing(html: str) -> None:
    """Whatever was written; and without an address of the page nothing changes at all."""
    once = absolute(html, PAGE)
    assert absolute(once, PAGE) == once
    assert absolute(html, "/first.html") == html


def test_an_address_by_itself_is_whole_too() -> None:
    """That of the picture of a post."""
    assert resolved("/images/x.png", PAGE) == "https://ours.example/images/x.png"
