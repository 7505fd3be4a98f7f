"""HTML that becomes Markdown says the same once it is built, or stays HTML."""

from pathlib import Path

import pytest
from hypothesis import given
from importers_export import bring, entry
from importers_words import blocks, words
from test_importers_bodies import shown

from outsideinnovation import settings
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.importers.blog.markdown_bodies import MarkdownBodies
from outsideinnovation.importers.html_comparison import says_the_same
from outsideinnovation.importers.movabletype import bodies

RENDER = Markdown(settings.MARKDOWN).convert


@given(blocks())
def test_no_word_is_lost_or_changed(html: str) -> None:
    """Whatever a body holds, and whether it became Markdown or not, the build shows its words; another parser reads them."""
    body = bodies.body({"BODY": html}, "0", MarkdownBodies(RENDER).convert)
    assert words(shown(body)) == words(html)
    assert says_the_same(html, shown(body))


@pytest.mark.parametrize(
    "html",
    [
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;b&gt;</p>",
        "<p>2009. A great year</p><p>- no list</p>",
        '<ol start="7"><li>a</li><li>b</li></ol>',
        '<ol><li>a</li><li value="9">b</li></ol>',
        "<p>H<sub>2</sub>O, 10<sup>6</sup>, the 2<sup>nd</sup></p>",
        "<table><tr><td>a|b</td><td></td><td>c</td></tr></table>",
        '<table><tr><th colspan="2">a</th></tr><tr><td>b<br>c</td><td>d</td></tr></table>',
        "<p><u>under</u> <del>old</del> <ins>new</ins> <s>no</s></p>",
        "<dl><dt>Term</dt><dd>Meaning</dd><dd>Another</dd></dl>",
        "<p>a<br><br>b</p>",
        "<pre>a\n\tb &lt;i&gt;\n\n\n  c</pre>",
        '<p>See <a name="there">there</a> and <a href="#there">back</a></p>',
        '<p><img src="a.png" alt="a [b]" title="c"><a href="d_e (f).html">g</a></p>',
        "<ul><li>a<pre>b</pre></li><li><p>c</p><p>d</p><ol><li>e</li></ol></li></ul>",
        '<iframe src="https://video.example.org/1"></iframe><p>a</p>',
        '<p><abbr title="a b">c</abbr> <q>d</q> <cite>e</cite></p>',
        "<style>p { color: red }</style><p>a</p>",
        "<p>&amp;lt;b&amp;gt; &amp;amp; &#42;c&#42; &#96;d&#96; R&amp;D &copy;</p>",
        "<p>: a</p><p>[^1]: b</p><p>*[c]: d</p><p>{: .e}</p><p>[TOC]</p>",
        "<blockquote><p>a</p><blockquote>b</blockquote></blockquote><hr><p>c</p>",
        "<details><summary>a</summary>b</details>",
    ],
)
def test_each_oddity_is_shown_as_it_was(html: str) -> None:
    """Cells, raised and lowered letters, numbers, targets, films: as Markdown where that can say it, else as HTML."""
    body = bodies.body({"BODY": html}, "0", MarkdownBodies(RENDER).convert)
    assert says_the_same(html, shown(body))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>&lt;b&gt;a</p>", "<p><b>a</b></p>"),
        ("<ol start=2><li>a</ol>", "<ol><li>a</ol>"),
        ("<p>x<sup>2</sup></p>", "<p>x2</p>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<table><tr><td>a b</td></tr></table>"),
        ("<table><tr><td>a</td></tr></table>", "<table><tr><th>a</th></tr></table>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b<li>c</ul></ul>"),
        ("<pre>a\n  b</pre>", "<pre>a\n b</pre>"),
        ("<a href='b'>a</a>", "<a href='c'>a</a>"),
        ("<img src='a' alt='b'>", "<img src='a'>"),
        ("<p>a</p><iframe src='b'></iframe>", "<p>a</p>"),
        ("<em>a</em>", "a"),
        ("<a name='x'></a><a href='#x'>b</a>", "<a href='#x'>b</a>"),
        ("<script>a</script>b", "b"),
        ("<p>a</p><hr><p>b</p>", "<p>a</p><p>b</p>"),
    ],
)
def test_what_differs_is_seen(one: str, other: str) -> None:
    """A word, a mark, a number, a place."""
    assert says_the_same(one, one)
    assert not says_the_same(one, other)
    assert not says_the_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<div class='a'>b</div>", "<p>b</p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p>a <b> b</b></p>", "<p>a <b>b</b></p>"),
        ("<ul><li>a</ul>", "<ul>\n<li>\n<p>a</p>\n</li>\n</ul>"),
        ("<p>a<br /><br />b", "<p>a</p>\n<p>b</p>"),
        ("<p><span style='c'>a</span>b</p>", "<p>ab</p>"),
        ("<pre>a</pre>", '<div class="highlight"><pre><span></span><code>a\n</code></pre></div>'),
        ("caf&eacute; &#160; a", "<p>café a</p>"),
    ],
)
def test_what_is_no_word_is_not_heard(one: str, other: str) -> None:
    """Boxes, classes, the blanks between tags."""
    assert says_the_same(one, other)


def test_what_stayed_html_is_counted(tmp_path: Path) -> None:
    """Whoever asked for Markdown knows how much of it there is."""
    converter = MarkdownBodies(RENDER)
    bring(
        tmp_path,
        entry("<p>a <b>b</b></p>", more="<p><small>c</small></p><details>d</details>"),
        as_markdown=converter.convert,
    )
    assert (converter.converted, converter.kept_as_html) == (1, 1)
