"""HTML with some elements out, unwrapped or replaced: everything else stays, letter by letter."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.html_tokens import Token
from outsideinnovation.importers import html_rewriting
from outsideinnovation.importers.html_rewriting import OUT, UNWRAPPED, Instead


def rules(token: Token, attributes: Mapping[str, str]) -> Instead | None:
    """Take out ``form`` and what has the class x, unwrap ``span``, make figures of ``aside``, and a note of ``poll``."""
    if token.name in {"form", "input"} or "x" in html_rewriting.classes(attributes):
        return OUT
    if token.name == "poll":
        return Instead("[poll]", inside=False)
    return {"span": UNWRAPPED, "aside": Instead("<figure>", "</figure>")}.get(token.name)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("plain & words", "plain & words"),
        ('<P  Title="a">a<BR/>b</P >', '<P  Title="a">a<BR/>b</P >'),
        ("a<form>b<form>c</form>d</form>e", "ae"),
        ('a<div class="y x">b<div>c</div><p>d</div>e', "ae"),
        ("<p><span>a <span>b</span></span> c</p>", "<p>a b c</p>"),
        ("<aside>a<p>b</aside>c", "<figure>a<p>b</figure>c"),
        ("a<poll>b</poll>c<input>d", "a[poll]cd"),
        ("<p>a</div>b</p></p>", "<p>a</div>b</p></p>"),
        ("<div><aside>a</div>b", "<div><figure>a</figure></div>b"),
        ("a<form>never ends <p>b</p>", "a"),
        ("<!-- <form> -->a<script>'<form>'</script>", "<!-- <form> -->a<script>'<form>'</script>"),
        ("<p>a<form>b</p>c</form>d</p>", "<p>ad</p>"),
    ],
)
def test_elements_are_rewritten(before: str, after: str) -> None:
    """As browsers pair their tags."""
    assert html_rewriting.rewritten(before, rules) == after


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<br>", "words", "<!-- x -->", "<b class='y'>", "</b>"])
    )
)
def test_what_no_rule_names_stays(parts: list[str]) -> None:
    """Letter by letter, whatever is missing."""
    markup = "".join(parts)
    assert html_rewriting.rewritten(markup, rules) == markup


@given(
    st.lists(
        st.sampled_from(["<form>", "</form>", "<p>", "</p>", "<span>", "</span>", "<input>", "<aside>", "</aside>"])
    )
)
def test_what_a_rule_takes_out_is_gone(parts: list[str]) -> None:
    """No tag of it is left but one that ends nothing."""
    after = html_rewriting.rewritten("".join(parts), rules)
    assert not any(each in after for each in ("<form", "<span", "<input", "<aside"))
    assert after.count("<figure>") >= after.count("</figure>")


def test_deep_and_long_markup_takes_linear_time() -> None:
    """Ten thousand elements inside each other are no trap."""
    markup = "<b>" * 10_000 + "x" + "</i>" * 10_000
    assert html_rewriting.rewritten(markup, rules) == markup
