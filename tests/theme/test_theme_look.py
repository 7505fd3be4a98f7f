"""A look of one's own by settings alone: the same bytes either way, and nothing that does not follow from them."""

import re

import pytest
from tests_support import Blog

from outsideinnovation.builder.native_support import is_ours
from outsideinnovation.builder.pelican_engine.build import build as pelicans_way


def built(blog: Blog, more: str) -> dict[str, bytes]:
    """Return the files of *blog* with *more* settings, which our own way builds, as Pelican's way does."""
    blog.settings(more)
    blog.build()
    assert is_ours(blog.site.settings, blog.content)
    made = {path: data for path, data in blog.files().items() if not path.startswith("search/")}
    pelicans_way(blog.site, settings={"OUTPUT_PATH": str(blog.root / "other")})
    other = Blog.__new__(Blog)
    other.output = blog.root / "other"
    assert {path: data for path, data in other.files().items() if not path.startswith("search/")} == made
    return made


def test_colours_are_a_style_sheet_of_their_own(small_blog: Blog) -> None:
    """Every page loads it after the theme's, browsers' bars have the page's colour, and no page has a style inside."""
    made = built(small_blog, 'LOOK_COLOURS = {"page": "#fff8f0", "accent": "#7a1f3d"}\n')
    style = made["theme/css/colours.css"].decode()
    assert "--page: #fff8f0; " in style
    assert style.count("--accent: ") == 2, "one a mode"
    pages = [data.decode() for path, data in made.items() if path.endswith(".html")]
    for page in pages:
        assert page.index("theme/css/style.css") < page.index("theme/css/colours.css")
        assert '(prefers-color-scheme: light)" content="#fff8f0"' in page
        assert "<style" not in page


def test_without_colours_there_is_no_second_style_sheet(small_blog: Blog) -> None:
    """Nothing is loaded that says nothing; and colours that are taken back leave nothing behind."""
    built(small_blog, 'LOOK_COLOURS_DARK = {"page": "#000000"}\n')
    made = built(small_blog, "")
    assert "theme/css/colours.css" not in made
    assert b"colours.css" not in made["index.html"]


def test_another_colour_is_built_like_anew(small_blog: Blog) -> None:
    """A build after a change equals a clean one."""
    built(small_blog, 'LOOK_COLOURS = {"accent": "#7a1f3d"}\n')
    made = built(small_blog, 'LOOK_COLOURS = {"accent": "#0000aa"}\n')
    assert small_blog.run("build", "--verify").exit_code == 0
    assert b"#0000aa" in made["theme/css/colours.css"]
    assert not re.search(rb"#7a1f3d", made["theme/css/colours.css"])


def test_a_post_may_not_be_where_the_colours_are(small_blog: Blog) -> None:
    """Like any address that two things want, with the line of the post."""
    small_blog.settings('LOOK_COLOURS = {"accent": "#7a1f3d"}\n')
    small_blog.post("taker", save_as="theme/css/colours.css")
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert re.search(r"taker\.md:\d+:\d+: .*theme/css/colours\.css", result.stderr)


@pytest.mark.parametrize("command", ["build", "check"])
def test_every_command_says_what_cannot_be_read(small_blog: Blog, command: str) -> None:
    """With the line of the setting and the remedy."""
    small_blog.settings('LOOK_COLOURS = {"accent": "#ff8800"}\n')
    result = small_blog.run(command)
    assert result.exit_code == 1
    assert re.search(r"pelicanconf\.py:\d+: LOOK_COLOURS: 'accent' #ff8800 .* write a darker accent", result.stderr)
