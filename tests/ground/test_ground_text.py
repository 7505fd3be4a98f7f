"""A summary is made of running text alone, and search finds the other words too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.text import plain, prose, searchable

APART = {
    "a script": ("<script>var tag = 'ad';</script>", ""),
    "a style": ("<style>.w{color:red}</style>", ""),
    "a contents list": ('<div class="toc"><ul><li><a href="#a">Chapter</a></li></ul></div>', ""),
    "a contents list of Pandoc": ('<nav id="TOC" role="doc-toc"><a href="#a">Chapter</a></nav>', ""),
    "a heading": ('<h2 id="a">Chapter</h2>', "Chapter"),
    "a heading with another end": ("<h2>Chapter</h3>", "Chapter"),
    "a table": ("<table><tr><td>cell</td><td><table><tr><td>inner</td></tr></table></td></tr></table>", "cell inner"),
    "the title of an admonition": ('<p class="admonition-title">Beware</p>', "Beware"),
    "a formula": ('<math display="block"><mi>x</mi></math>', ""),
    "footnotes": ('<div class="footnote"><hr><ol><li><p>A source. <a href="#fnref:1">↩</a></p></li></ol></div>', ""),
    "footnotes of kramdown": ('<div class="footnotes" role="doc-endnotes"><p>A source.</p></div>', ""),
}


@pytest.mark.parametrize("name", APART)
def test_what_is_no_running_text_is_in_no_summary(name: str) -> None:
    """Search finds the words of it that a reader would look for, after the others."""
    markup, words = APART[name]
    assert prose(f"<p>One.</p>{markup}<p>Two.</p>") == "One. Two."
    assert searchable(f"<p>One.</p>{markup}<p>Two.</p>") == f"One. Two. {words}".strip()


@pytest.mark.parametrize(
    "mark",
    [
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
        '<sup><a href="#fn:1" class="footnote" rel="footnote">1</a></sup>',
        '<a href="#_ftn1" name="_ftnref1">[1]</a>',
        "<a href='#fn1' role='doc-noteref'><sup>1</sup></a>",
    ],
)
def test_the_mark_of_a_footnote_is_no_word(mark: str) -> None:
    """Whichever program has written it."""
    assert prose(f"<p>A claim{mark}, and more.</p>") == "A claim, and more."


def test_a_formula_in_a_sentence_leaves_a_mark_of_omission() -> None:
    """The sentence would say something else without."""
    assert prose("<p>That <math><mi>x</mi></math> is small.</p>") == "That … is small."


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Stock, a doc-tor and #fn.</p>",
        '<p class="custom">Stock, a doc-tor and #fn.</p>',
        "<!-- <table> --><p>Stock, a doc-tor and #fn.</p>",
        '<p title="<h2>">Stock, a doc-tor and #fn.</p>',
        '<p>Stock, <a href="#footing">a doc-tor</a> and #fn.</p>',
        "</table></h2><p>Stock, a doc-tor and #fn.</p>",
    ],
)
def test_what_only_looks_like_it_stays(markup: str) -> None:
    """In comments, attributes and ordinary words."""
    assert prose(markup) == "Stock, a doc-tor and #fn."


def test_what_is_never_ended_hides_no_more_than_a_browser_would_show_in_it() -> None:
    """Its words are found."""
    assert prose("<p>One.</p><table><tr><td>two") == "One."
    assert searchable("<p>One.</p><table><tr><td>two") == "One. two"


@given(st.lists(st.sampled_from(["<p>", "</p>", "word ", "<h2>", "</h2>", "<table>", "</table>", "<b>", "</b>", "x"])))
def test_no_word_is_lost_or_doubled_for_search(pieces: list[str]) -> None:
    """However tags are ended."""
    markup = "".join(pieces)
    assert sorted("".join(searchable(markup).split())) == sorted("".join(plain(markup).split()))
