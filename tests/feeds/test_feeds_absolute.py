"""HTML that is read far from its page: absolute addresses, nothing that acts, text and code as they were."""

import time
from html.parser import HTMLParser

import pytest
from feed_values import markup as objections
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.feeds.absolute import absolute

BASE = "https://blog.example.org/2005/12/post.html"
WORDS = """< > </ / a p img script style textarea button form = " ' href src srcset onclick x.html https://e.org/a
    javascript: & &amp; &#47; ; <!-- --> -- ! <a_href= <img_src=" <script> </script> <p> </p> , 2x # ? [ é _ _ _
""".split()  # noqa: SIM905 - a list of this length is easier to read so
PIECES = st.lists(st.sampled_from(WORDS), max_size=25).map(lambda words: "".join(words).replace("_", " "))

WHOLE_PIECES = [
    *("<p>", "</p>", '<a href="x">', "</a>", "<img src='/a>b' onclick=\"x('y')\">", '<a\nhref = x"y title>', "<br/>"),
    *("words", " ", "1 < 2 ", '"', "'", "=", "&lt;a href=/x&gt;", "<label>", "<input value='>'>", "</form>", "é"),
]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="../../about/">x</a>', '<a href="https://blog.example.org/about/">x</a>'),
        ("<a href='/a?b=1&amp;c=2'>x</a>", '<a href="https://blog.example.org/a?b=1&amp;c=2">x</a>'),
        ("<a href=other.html>x</a>", '<a href="https://blog.example.org/2005/12/other.html">x</a>'),
        ('<a href="#note-1" id="n">1</a>', f'<a href="{BASE}#note-1" id="n">1</a>'),
        ('<a href="?page=2">x</a>', f'<a href="{BASE}?page=2">x</a>'),
        ('<img src="//cdn.example.org/a.png">', '<img src="https://cdn.example.org/a.png">'),
        ('<img src="my photo.jpg" />', '<img src="https://blog.example.org/2005/12/my%20photo.jpg" />'),
        ('<img SRC = "/a.png">', '<img SRC="https://blog.example.org/a.png">'),
        (
            '<img srcset="/a.png, /b.png 2x,c.png 3x">',
            '<img srcset="https://blog.example.org/a.png, https://blog.example.org/b.png 2x, '
            'https://blog.example.org/2005/12/c.png 3x">',
        ),
        ('<img srcset="data:image/png;base64,AA== 1x">', '<img srcset="data:image/png;base64,AA== 1x">'),
        ('<video poster="/p.png">', '<video poster="https://blog.example.org/p.png">'),
        ('<blockquote cite="/q">', '<blockquote cite="https://blog.example.org/q">'),
        ('<object data="/o.swf">', '<object data="https://blog.example.org/o.swf">'),
        ('<svg><a xlink:href="/x">', '<svg><a xlink:href="https://blog.example.org/x">'),
        ('<a href="&#47;x">', '<a href="https://blog.example.org/x">'),
        ('<a href="/x?a=1&copy=2">', '<a href="https://blog.example.org/x?a=1&amp;copy=2">'),
    ],
)
def test_a_relative_address_becomes_absolute(markup, expected):
    """Every attribute that holds an address is resolved against the page, whatever its quotes."""
    assert absolute(markup, BASE) == expected


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="intro">2 &lt; 3 &amp;&amp; "quoted"</p>',
        '<a href="https://example.org/?a=1&b=2">as it was typed</a>',
        "<a href='mailto:someone@example.org'>mail</a>",
        '<a href="&#109;&#97;&#105;&#108;&#116;&#111;&#58;a&#64;example.org">mail, as Markdown hides it</a>',
        '<pre><code>&lt;a href="/x" onclick="y()"&gt; href="/z"\n\tsrc=a.png</code></pre>',
        '<td style="text-align: right">1</td>',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="a > b">',
        '<abbr title="src=/a onclick=b">text href="/c"</abbr>',
        '<a data-href="/x" title="href">x</a>',
        "Ü😀 &nbsp; plain",
        "",
    ],
)
def test_text_code_and_absolute_addresses_stay_as_they_are(markup):
    """What needs no change is not changed by a byte."""
    assert absolute(markup, BASE) == markup


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a<script>alert('<p>')</script>b", "ab"),
        ("a<SCRIPT src=x></SCRIPT >b", "ab"),
        ("a<script>never closed <p>b", "a"),
        ("a<style>p { color: red }</style>b", "ab"),
        ('a<form action="/x"><label>Name</label> <input name="n"><button>Go</button></form>b', "aName b"),
        ("a<textarea><p></textarea>b", "ab"),
        ("a<select><option>1</option></select>b", "ab"),
        ("a<button>never closed", "anever closed"),
        ("a<!-- no > no -->b<!-->c", "abc"),
        ("<noscript><img src='https://e.org/a'></noscript>", "<img src='https://e.org/a'>"),
        ('<a href="javascript:void(0)">x</a>', "<a  >x</a>".replace("  ", " ")),
        ('<a href=" java\nscript:x()">x</a>', "<a >x</a>"),
        ('<a href="javascript&#58;x()">x</a>', "<a >x</a>"),
        ('<iframe src="data:text/html,x">', "<iframe >"),
        ('<p style="background: url(/a.png)">x</p>', "<p >x</p>"),
        ('<a href="http://[bad">x</a>', '<a href="http://[bad">x</a>'),
        ('<a href="//[bad">x</a>', "<a >x</a>"),
        ("<p onmouseover=x()>x</p>", "<p >x</p>"),
        ("text <a href='cut off", "text "),
        ("2 < 3", "2 &lt; 3"),
        ("<<script></script>a href=/x>", "&lt;a href=/x>"),
    ],
)
def test_what_a_feed_may_not_carry_is_left_out(markup, expected):
    """Scripts, styles, forms, comments and handlers go; the words in a form stay."""
    assert absolute(markup, BASE) == expected


def test_a_popup_of_typepad_is_an_ordinary_link():
    """TypePad's pictures opened a window by onclick: the link to the picture's page stays, the script goes."""
    popup = (
        "<a onclick=\"window.open(this.href, '_blank', 'width=640,height=480,scrollbars=no'); return false\" "
        'href="/.a/6a00-popup"><img alt="Chart" src="/.a/6a00-320wi" /></a>'
    )
    assert absolute(popup, BASE) == (
        '<a  href="https://blog.example.org/.a/6a00-popup">'
        '<img alt="Chart" src="https://blog.example.org/.a/6a00-320wi" /></a>'
    )


@given(PIECES)
def test_nothing_a_feed_may_not_carry_is_left_of_any_text(markup):
    """The rules for feeds hold for whatever comes out, and what comes out stays as it is."""
    once = absolute(markup, BASE)
    assert list(objections(once, "")) == []
    assert absolute(once, BASE) == once


@given(st.lists(st.sampled_from(WHOLE_PIECES), max_size=12).map("".join))
def test_the_words_are_those_that_were_there(markup):
    """The text a reader sees is the same before and after."""
    assert _words(absolute(markup, BASE)) == _words(markup)


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a href='", '<a b="', "<!--", "<script>", "<button>", "<textarea>", "</script", "<a href=x ", "&#"],
)
def test_time_is_linear_to_the_text(piece):
    """A million characters of any unfinished piece take less than two seconds."""
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    absolute(text, BASE)
    assert time.process_time() - start < 2


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _words(markup: str) -> str:
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return "".join(reader.words)
