"""What readers would stumble over in a text that builds, at its place; and what only looks like it."""

import random
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests_support import Blog

from outsideinnovation.builder.content.text_check import TextCheck, Thoroughness
from outsideinnovation.builder.excerpts import Excerpts
from outsideinnovation.errors import Problem


def warned(blog: Blog, body: str) -> list[str]:
    """Return what a post of this *body* is warned of, as ``line:column what``; lines count from that of the body."""
    path = blog.post("a", body)
    first = path.read_text("utf-8").split("\n\n")[0].count("\n") + 2
    check = TextCheck(blog.content, blog.site.configuration, None, Thoroughness(warns=True, composes=True))
    text = check.look("posts/a.md", dated=True)
    assert text.problems == ()
    return [f"{each.line - first}:{each.column} {each.what}" for each in text.warnings]


STUMBLES = {
    "a picture without a description": ("Words ![](https://e.org/a.png) and.", ["1:7 a picture without a description"]),
    "one of blanks": ("![  ](https://e.org/a.png)", ["1:1 a picture without a description"]),
    "one by reference": ("![][a]\n\n[a]: https://e.org/a.png", ["1:1 a picture without a description"]),
    "an element without alt": ('A <img src="https://e.org/a.png"> b.', ["1:3 a picture without a description"]),
    "one in a link": ("[![](https://e.org/a.png)](https://e.org/)", ["1:2 a picture without a description"]),
    "a heading that skips": ("## Two\n\n#### Four", ["3:1 a heading of level 4 comes after one of level 2"]),
    "a first heading that skips": ("Words.\n\n### Three", ["3:1 a heading of level 3 comes after the title"]),
    "after code that looks like one": (
        "```\n# no heading\n```\n\n## Two\n\n#### Four", ["7:1 a heading of level 4 comes after one of level 2"],
    ),
    "a heading below a line": ("One\n===\n\n### Three", ["4:1 a heading of level 3 comes after one of level 1"]),
    "a heading in HTML": ("## Two\n\n<h5>Five</h5>", ["3:1 a heading of level 5 comes after one of level 2"]),
    "here": ("See [here](https://e.org/).", ["1:6 the link text 'here' does not say where it leads"]),
    "here, in bold": ("See [**Here**](https://e.org/)!", ["1:8 the link text 'Here' does not say where it leads"]),
    "click here, over two lines": (
        "See [click\nhere](https://e.org/).", ["1:6 the link text 'click here' does not say where it leads"],
    ),
    "here, in HTML": ('See <a href="https://e.org/">here</a>.', ["1:30 the link text 'here' does not say where it leads"]),
    "here, by reference": ("See [here][x].\n\n[x]: https://e.org/", ["1:6 the link text 'here' does not say where it leads"]),
    "in German": ("[Hier](https://e.org/).", ["1:2 the link text 'Hier' does not say where it leads"]),
    "twice": (
        "[here](https://e.org/a) [here](https://e.org/b)",
        [f"1:{column} the link text 'here' does not say where it leads" for column in (2, 26)],
    ),
    "a picture that is not where the page looks": (
        "![A view](../images/a.png)", ["1:11 no picture at /2005/images/a.png, where browsers look for it"],
    ),
    "a link without words": ("A [](https://e.org/) b.", ["1:3 a link without words"]),
}  # fmt: skip
SOUND = {
    "a description": "![A curve](https://e.org/a.png)",
    "an ornament": 'A <img src="https://e.org/a.png" alt=""> b.',
    "code": "`![](a.png)` and `[here](x)`\n\n```\n![](a.png)\n\n#### Four\n```",
    "headings in steps": "## Two\n\n### Three\n\n### Three\n\n#### Four\n\n## Two",
    "a heading of the first level": "# One\n\n## Two",
    "words that begin alike": "See [here is why](https://e.org/), [more of them](https://e.org/).",
    "a link with a label": '<a href="https://e.org/" aria-label="The whole report">here</a>',
    "a picture that is a link": "[![A curve](https://e.org/a.png)](https://e.org/)",
    "an anchor": '<a name="x"></a>Words.',
    "HTML of an importer": '<div class="imported">\n<h5>x</h5><img src="https://e.org/a.png"><a href="https://e.org/">here</a>\n</div>',
    "a picture that is where the page looks": "![A view](../../images/there.png)",
    "escaped": "!\\[\\](x) and \\[here\\](x)",
}


@pytest.mark.parametrize(("body", "told"), STUMBLES.values(), ids=STUMBLES)
def test_what_readers_would_stumble_over_is_told_in_its_place(blog: Blog, body: str, told: list[str]) -> None:
    """By line and column, whichever way it is written."""
    assert warned(blog, body) == told


@pytest.mark.parametrize("body", SOUND.values(), ids=SOUND)
def test_what_is_well_is_not_spoken_of(blog: Blog, body: str) -> None:
    """Code and words least of all."""
    blog.write("images/there.png", b"no picture")
    assert warned(blog, body) == []


def noise(kind: str, side: int) -> bytes:
    """Return a picture that does not get small."""
    data = BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side * side)).save(data, kind)
    return data.getvalue()


def test_a_picture_that_readers_wait_for_is_told(blog: Blog) -> None:
    """One that is sent as it is, with its size; not one of which the build makes smaller versions."""
    blog.write("images/large.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 1_100_000 + b"</svg>")
    blog.write("images/broken.jpg", b"\xff" * 1_200_000)
    blog.write("images/photo.png", noise("PNG", 700))
    body = "".join(f"![A view]({{static}}/images/{name})\n" for name in ("large.svg", "broken.jpg", "photo.png"))
    large = "1:11 the picture '/images/large.svg' has 1.1 MB, for which readers wait"
    broken = "2:11 the picture '/images/broken.jpg' has 1.2 MB, for which readers wait"
    assert warned(blog, body) == [large, broken]
    blog.settings("PICTURES = False\n")
    told = warned(blog, body)
    assert told[:2] == [large, broken]
    assert told[2] == "3:11 the picture '/images/photo.png' has 1.5 MB and 700 × 700 pixels, for which readers wait"


def test_a_caret_stands_under_the_place_whatever_stands_before(blog: Blog) -> None:
    """Wide letters take two columns, marks on letters none, and of a long line the part around the place is shown."""
    path = blog.write("posts/a.md", "日本 x\ne\u0301a x\n" + "word " * 400 + "x" + " word" * 400 + "\n\ta x\n")
    places: list[int] = []
    texts: list[str] = []
    for line, column in [(1, 4), (2, 5), (3, 2001), (4, 4)]:
        excerpt = Excerpts().of(Problem(path, line, "", "", column, 1))
        assert excerpt is not None
        assert excerpt.marks.strip() == "^"
        places.append(excerpt.marks.index("^"))
        texts.append(excerpt.text)
    assert (places[0], places[1], places[3]) == (5, 3, 3)
    assert texts[2][places[2]] == "x"
    assert len(texts[2]) < 110


@given(
    st.text(st.characters(exclude_characters="\n\r", codec="utf-8"), max_size=300),
    st.integers(0, 320),
    st.integers(0, 50),
)
def test_any_line_can_be_shown(line: str, column: int, length: int) -> None:
    """Whatever stands there, and wherever the place is: one line, nothing that drives a terminal."""
    excerpts = Excerpts()
    path = Path("a.md")
    excerpts._lines[path] = [line]
    excerpt = excerpts.of(Problem(path, 1, "", "", column, length))
    assert excerpt is not None
    assert all(each.isprintable() for each in excerpt.text)
    assert set(excerpt.marks) <= {" ", "^", "~"}
