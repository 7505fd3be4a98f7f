"""Words as a reader sees them, found by another parser than ours; and HTML with words, made at random."""

import re
from collections.abc import Iterator
from typing import Any

import html5lib
from hypothesis import strategies as st


def listed(words: str) -> list[str]:
    """Return the words of a list that is written in one line."""
    return words.split()


BLOCKS = frozenset(
    listed(
        "address article aside blockquote br caption center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr"
        " li main nav ol p pre section table tbody td tfoot th thead tr ul"
    )
)
_UNSEEN = frozenset({"script", "style", "head"})

WORDS = st.sampled_from(
    [
        *listed(
            "word * ** _ __ ` `` ``` # ## > - + 1. 2) ~~~ --- === = [a] ]( \\ \\* ! ![b](c) | a_b_c *a* _b_ `c` : 2009. $x$ ^2"
        ),
        *listed(
            "d&amp;lt;e &lt;b&gt; &amp;amp; &amp;#42; R&amp;D &#160; &lt;!-- &lt;https://a.org&gt; ä 日本語 «q» (x) … don't"
        ),
        *listed("“said” {x} [1]: a*b*c **x y** \U0001f600 https://example.org/a_b?c=1&amp;d=2"),
        "(see www.example.org/x_(y))",
        "a < b",
        "R & D",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
_LINK = 'a href="https://example.org/p?a=1&amp;b=(2)"'
_INLINE = st.sampled_from([*listed("b strong i em code span u font kbd small"), _LINK])
_LINES_OF_CODE = ["x = 1", "    y(z)", "", "```", "  ~~~", "# c", "&lt;b&gt;", "\tt", "* a", "&amp;amp;"]
_CODE = st.lists(st.sampled_from(_LINES_OF_CODE), min_size=1, max_size=5)


def words(markup: str) -> list[str]:
    """Return the words that a browser shows of *markup*, elements that stand in lines of their own apart."""
    body = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return "".join(_seen(body)).replace("\xa0", " ").split()


def _seen(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        yield element.tail or ""
        return
    gap = " " if element.tag in BLOCKS else ""
    yield f"{gap}{element.text or ''}"
    for child in element:
        yield from _seen(child)
    yield f"{gap}{element.tail or ''}"


def _within(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name.split(maxsplit=1)[0]}>"


def inline() -> st.SearchStrategy[str]:
    """Return words, some of them stressed, linked or code, inside each other."""
    return st.recursive(
        TEXTS,
        lambda inner: st.one_of(
            st.builds(_within, _INLINE, inner),
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=2).map("<br />".join),
        ),
        max_leaves=5,
    ).map(_without_nested_links)


def _without_nested_links(markup: str) -> str:
    """Return *markup* with one link at most: HTML knows none inside each other, and parsers mend that as they like."""
    first = markup.find("<a ")
    if first < 0:
        return markup
    end = markup.find(">", first) + 1
    return markup[:end] + re.sub(r"<a [^>]*>", "<u>", markup[end:])


def _item(inner: list[str]) -> str:
    return f"<li>{''.join(inner)}</li>"


def _list(name: str, items: list[str]) -> str:
    return _within(name, "".join(items))


def blocks() -> st.SearchStrategy[str]:
    """Return well-formed HTML: paragraphs, headings, code, tables, and quotes and lists inside each other."""
    cells = st.lists(inline().map(lambda words: f"<td>{words}</td>"), min_size=1, max_size=3).map("".join)
    rows = st.lists(cells.map(lambda row: f"<tr>{row}</tr>"), min_size=1, max_size=2).map("".join)
    plain = st.one_of(
        *(inline().map(lambda words, name=name: f"<{name}>{words}</{name}>") for name in ("p", "div", "h3")),
        _CODE.map(lambda lines: "<pre>x\n" + "\n".join(lines) + "</pre>"),
        rows.map(lambda inside: f"<table>{inside}</table>"),
        st.lists(inline(), min_size=2, max_size=2).map(lambda pair: f"<dl><dt>{pair[0]}</dt><dd>{pair[1]}</dd></dl>"),
    )
    return st.recursive(plain, _nested, max_leaves=4)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(st.lists(st.one_of(inner, TEXTS), min_size=1, max_size=2).map(_item), min_size=1, max_size=3)
    return st.one_of(
        inner.map(lambda block: f"<blockquote>{block}</blockquote>"),
        st.builds(_list, st.sampled_from(["ul", "ol", 'ol start="7"']), items),
        st.lists(inner, min_size=1, max_size=3).map("\n".join),
    )
