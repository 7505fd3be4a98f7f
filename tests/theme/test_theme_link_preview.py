"""Which picture of a page other sites show with a link to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.builder.theme.link_preview import PreviewPicture, preview_picture

HERE = "https://ours.example/blog/2005/12/a.html"


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<p>Words.</p>", None),
        ('<img src="https://else.example/a.png">', "https://else.example/a.png"),
        ("<IMG SRC=/blog/images/a.jpg>", "https://ours.example/blog/images/a.jpg"),
        ('<img src="a%20b.jpg?w=1&amp;h=2">', "https://ours.example/blog/2005/12/a%20b.jpg?w=1&h=2"),
        ('<img src="//else.example/a.gif">', "https://else.example/a.gif"),
        (
            '<!-- <img src="no.png"> --><script>"<img src=no.png>"</script><img src="/a.png">',
            "https://ours.example/a.png",
        ),
        ('<img src="data:image/png;base64,AA"><img src="/a.png">', "https://ours.example/a.png"),
        ('<img src="/a.SVG#x"><img src="/b.svg?1"><img src="/c.svgz">', None),
        ('<img src=""><img><img src="http://[broken/a.png">', None),
        ('<img src="/pixel.gif" width="1" height="1"><img src="/a.png" width="600">', "https://ours.example/a.png"),
        ('<img src="/wide.png" width="100%">', "https://ours.example/wide.png"),
    ],
)
def test_the_first_that_can_be_shown(markup: str, url: str | None) -> None:
    """It is a picture of the web, no SVG, and no icon or counter; its address is absolute."""
    found = preview_picture(markup, HERE)
    assert (found and found.url) == url


def test_it_has_its_words() -> None:
    """What the picture shows is said on one line."""
    found = preview_picture('<img alt="A wren\n &amp; a window" src="/a.png">', HERE)
    assert found == PreviewPicture("https://ours.example/a.png", "A wren & a window")


def test_a_site_without_an_address_names_none() -> None:
    """Where SITEURL is empty there is no absolute address to tell others."""
    assert preview_picture('<img src="/a.png">', "/2005/12/a.html") is None


@given(st.text(alphabet="<img src='\"/:[].ag%&>", max_size=60))
def test_no_markup_breaks_it(markup: str) -> None:
    """Whatever stands in a post, the answer is an address of the web or nothing."""
    found = preview_picture(markup, HERE)
    assert found is None or found.url.startswith(("https://", "http://"))
