"""Sizes in pages are for themes that keep pictures in shape; others are left without them."""

from pathlib import Path

import pelican
import pytest
from picture_samples import photograph
from tests_support import Blog

from outsideinnovation.builder.build import build
from outsideinnovation.pictures.stylesheets import keep_shape, styles_of
from outsideinnovation.settings import theme

KEEPS = (
    "", "p { width: 3em }", "img { border: 0 }", "img { max-width: 100%; height: auto }",
    "img, svg { max-width: 100% } img { height:auto; }",
    "article p img{max-width:100%;height : auto}", ".logo { max-width: 3em }", "/* img { width: 3em } */",
)  # fmt: skip
SQUEEZES = (
    "img { max-width: 100% }",
    "article img { width: 90% }", "@media print { img { max-width: 9cm } }", "img{max-width:1px;max-height:auto}",
    "img { max-width: 100% } p { height: auto }",
)  # fmt: skip


@pytest.mark.parametrize("style", KEEPS)
def test_styles_that_keep_pictures_in_shape(style: str) -> None:
    """They say nothing of widths, or that the height follows."""
    assert keep_shape([style])


@pytest.mark.parametrize("style", SQUEEZES)
def test_styles_that_squeeze_pictures(style: str) -> None:
    """They make them narrower than the page says, and leave them as high."""
    assert not keep_shape([style])


def test_our_theme_keeps_them_in_shape_and_pelicans_does_not() -> None:
    """As they are published."""
    assert keep_shape(styles_of(theme()))
    assert keep_shape(styles_of(Path(pelican.__file__).parent / "themes" / "simple"))
    assert not keep_shape(styles_of(Path(pelican.__file__).parent / "themes" / "notmyidea"))


def test_a_page_of_such_a_theme_says_no_sizes(blog: Blog) -> None:
    """Its pictures have versions all the same, and the build says what the theme lacks."""
    blog.write("images/sea.jpg", photograph())
    blog.post("walk", "![Sea]({static}/images/sea.jpg) ![Again]({static}/images/sea.jpg)")
    blog.settings('THEME = "notmyidea"\n')
    said: list[str] = []
    build(blog.site, warn=said.append)
    text = (blog.output / "2005/12/walk.html").read_text("utf-8")
    assert '<img alt="Again" src="/images/sea.jpg" loading="lazy" decoding="async"></picture>' in text
    assert 'sizes="auto' not in text
    assert any("notmyidea makes pictures narrower and not lower" in each for each in said)
