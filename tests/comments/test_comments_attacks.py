"""Whatever a stranger types, a browser finds nothing in it but the few tags, attributes and schemes we allow."""

import re
import xml.etree.ElementTree as ET

import html5lib
import pytest
from comment_attacks import ATTACKS
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.comments import markup
from outsideinnovation.comments.markup import render

TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
PIECES = r"""<script </ <svg <style> <a href= onerror= javascript: http://a.org/ &# &lt; ]( <!-- --> <![CDATA[ ]]> ```
{static} //evil.example @"""
FRAGMENTS = st.sampled_from([*"<>\"'&;/=[]()*`_\\!{}#-+. \n\t\0\u202e", "> ", "- ", "```\n", *PIECES.split()])


def elements(shown: str) -> list[ET.Element]:
    """Return the elements that a browser makes of *shown* inside a page."""
    return [
        each
        for each in html5lib.parseFragment(shown, namespaceHTMLElements=True).iter()
        if each.tag != "DOCUMENT_FRAGMENT"
    ]


def assert_harmless(shown: str) -> None:
    """Fail unless *shown* holds only what the allow-list names, whoever reads it."""
    for element in elements(shown):
        assert isinstance(element.tag, str), "a comment or processing instruction"
        namespace, _, tag = element.tag.rpartition("}")
        assert namespace == "{http://www.w3.org/1999/xhtml", shown
        assert tag in TAGS, shown
        for name, value in element.attrib.items():
            assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start")}, shown
            if name == "href":
                assert re.match(r"https?://[^/\s{]", value), shown
            elif name == "rel":
                assert value == "nofollow ugc noopener"
            else:
                assert value.isdecimal()
    assert "@" not in shown
    assert not re.search(r"<[^>]*=\s*[\"']?\{", shown), "Pelican would replace it"


def test_the_table_is_worth_its_name() -> None:
    """There are at least two hundred different attacks."""
    assert len(ATTACKS) >= 200


@pytest.mark.parametrize("typed", ATTACKS)
def test_an_attack_is_shown_as_harmless_text(typed: str) -> None:
    """No element, attribute or scheme beyond the allow-list survives."""
    assert_harmless(render(typed))


@pytest.mark.parametrize("typed", ATTACKS)
def test_a_page_read_again_by_a_browser_stays_the_same(typed: str) -> None:
    """What is shown does not change its meaning when it is written out and parsed once more (mutation XSS)."""
    once = html5lib.serialize(html5lib.parseFragment(render(typed)), quote_attr_values="always")
    assert_harmless(once.replace("@", "&#64;"))


@pytest.mark.parametrize("typed", ATTACKS)
def test_the_sanitizer_holds_where_the_parser_would_not(typed: str) -> None:
    """The allow-list alone, fed the attack as HTML, lets nothing through."""
    assert_harmless(markup._without_at(markup._SANITIZER.clean(typed.encode("utf-8", "replace").decode())))


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=40).map("".join))
def test_any_mixture_of_dangerous_pieces_is_harmless(typed: str) -> None:
    """Attacks nobody has thought of yet are made of the same pieces."""
    assert_harmless(render(typed))


@given(st.text())
def test_any_text_is_harmless(typed: str) -> None:
    """The law holds for every text."""
    assert_harmless(render(typed))
