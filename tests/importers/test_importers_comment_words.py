"""Comments' words, before and after: whatever HTML they stood in, a page shows the same words in the same order."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from importers_words import TEXTS, blocks, listed, words

from outsideinnovation.comments import markup
from outsideinnovation.importers.comment_text import conversion, reader
from outsideinnovation.importers.comment_text.document import shape

_TAGS = listed("p b i br ul li ol code blockquote em div h2 o:p span")
_SOUP = [*(f"<{name}>" for name in _TAGS), *(f"</{name}>" for name in (*_TAGS, "a"))]
_SOUP += ["<a href='http://x.org/'>", "<!-- c -->", "<span title='a > b'>", " "]
SOUP = st.lists(st.one_of(TEXTS, st.sampled_from(_SOUP)), max_size=14).map("".join)


def shown(text: str) -> str:
    """Return what a page shows of a comment that said *text*."""
    return markup.render(conversion.markdown(text))


@given(blocks())
@example("<p><code>one<br /><b>two</b></code></p>")  # no emphasis in a block of code
def test_well_formed_html_says_the_same_in_the_same_shape(said: str) -> None:
    """Paragraphs, quotes, lists with their numbers, code and links, read by another parser than ours; without words, nothing."""
    assert words(shown(said)) == words(said)
    wanted = shape(reader.read(said, lines=False)) if words(said) else ()
    assert shape(reader.read(shown(said), lines=False, bare=False)) == wanted


@given(SOUP)
@example("<li>word</ul>word")  # ends a list that nothing began
def test_no_word_is_lost_or_changed_in_a_soup_of_tags(said: str) -> None:
    """Tags that nothing closes, or that nothing opened, are no words; all else is."""
    assert words(shown(f"{said}<br>")) == words(said)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Try:\n<pre><code>if x:\n    y()\n\n\tz()</code></pre>", "Try:\n\n```\nif x:\n    y()\n\n\tz()\n```"),
        ("<pre>a<br>  b</pre>", "```\na\n  b\n```"),
        ("<code>if x:\n    y()</code>", "```\nif x:\n    y()\n```"),
        ("<pre>`````</pre>", "``````\n`````\n``````"),
        ("<pre>&lt;b&gt; &amp;amp;</pre>", "```\n<b> &amp;\n```"),
        ("Use <code>a_b *c*</code>, <tt>`d`</tt>", "Use `a_b *c*`, `` `d` ``"),
        ("<pre>git clone git@example.org:x\n  y</pre>", "git clone git&#64;example.org:x\n\xa0\xa0y"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ('<ol start="4"><li>a</li><li value="9">b</li></ol>', "4. a\n\n9) b"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>c", "- a\n\n  b\n\nc"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<dl><dt>Term</dt><dd>Meaning</dd><dt>Other</dt></dl>", "Term\nMeaning\nOther"),
        ("<table><tr><td>north</td><td>south</td></tr><tr><th>x</th></tr></table>", "north south\nx"),
        ("<h2>A *head*</h2>words", "**A \\*head\\***\n\nwords"),
        ("<b>bold <i>both</i></b> x", "**bold *both*** x"),
        ("a<b> b </b>c", "a **b** c"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("10<sup>6</sup> H<sub>2</sub>O, the 2<sup>nd</sup>", "10⁶ H2O, the 2nd"),
        ("<img src='https://example.org/c.png' alt='my chart'>", "[my chart](<https://example.org/c.png>)"),
        ("a <img src='//example.org/c.png'> b", "a <https://example.org/c.png> b"),
        ("<img src='/c.png' alt='my chart'><img src='/d.png'>", "my chart/d.png"),
        ("<a href='http://example.org'><img src='x.png'></a>", "<http://example.org>"),
        ("fine <img src='http://example.org/s.gif' alt=':-)' class='wp-smiley'>", "fine :-)"),
        ("<iframe src='https://video.example.org/1'></iframe>", "<https://video.example.org/1>"),
        ('See <a href="http://example.org/?q=a>b" rel="x">here</a>', "See [here](<http://example.org/?q=a%3Eb>)"),
        ("<a title='x > y' href=http://example.org/>a</a>", "[a](<http://example.org/>)"),
        ("<a href='http://example.org/a b|c'>a</a>", "[a](<http://example.org/a%20b%7Cc>)"),
        ("<a href='//example.org/'>a</a>", "[a](<https://example.org/>)"),
        ("List<String> and </3, <3 and <b", "List\\<String> and \\</3, \\<3 and \\<b"),
        ("<o:p>a</o:p><![endif]-->b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_each_kind_of_markup_has_its_markdown(said: str, kept: str) -> None:
    """Code keeps its indentation, lists their numbers, cells their distance, pictures their address."""
    assert conversion.markdown(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("(http://example.org/a_(b)).", "(<http://example.org/a_(b)>)."),
        ("(http://example.org/a)", "(<http://example.org/a>)"),
        ("http://example.org/a_(b_(c))", "<http://example.org/a_(b_(c))>"),
        ("http://example.org/a)b)", "<http://example.org/a)b>)"),
        ("[http://example.org/a]", "\\[<http://example.org/a>\\]"),
        ("HTTP://Example.org/?x!", "<HTTP://Example.org/?x>!"),
        ("at www.example.org, or", "at [www.example.org](<https://www.example.org>), or"),
        ("“http://example.org/” and http://example.org/。", "“<http://example.org/>” and <http://example.org/>。"),
        ("www. is no address, nor is xwww.example.org", "www. is no address, nor is xwww.example.org"),
        ("http:// is none", "http:// is none"),
        ("http://example.org/%C3%A9?a&b", "[http://example.org/%C3%A9?a&b](<http://example.org/%C3%A9?a&amp;b>)"),
        ("<code>http://example.org/</code>", "`http://example.org/`"),
    ],
)
def test_bare_addresses_become_links(said: str, kept: str) -> None:
    """A closing bracket belongs to an address that opens it, as CommonMark's readers have it."""
    assert conversion.markdown(said) == kept


def test_deep_quotes_keep_their_words() -> None:
    """A page shows seven levels; what lies deeper stands in the last of them."""
    said = "<blockquote>" * 20 + "deep" + "</blockquote>" * 20 + "after"
    assert conversion.markdown(said) == "> " * 7 + "deep\n\nafter"


@pytest.mark.parametrize("marks", [1_400, 2_000, 2_800, 2_995, 4_000])
def test_words_full_of_marks_are_shown_as_they_were(marks: int) -> None:
    """Also where escaping them would be too much to be read as Markdown, and leaving them would stress words."""
    said = "*a *" * (marks // 2)
    assert words(shown(said)) == said.split()
