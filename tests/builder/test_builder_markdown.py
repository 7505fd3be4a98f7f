"""Markdown comes out of the short way byte for byte as out of Python-Markdown, or does not go that way at all."""

import random
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown as Library
from tests_support import Blog

from outsideinnovation import frontmatter
from outsideinnovation import settings as defaults
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.builder.fast_paths.markdown import at_once, versions
from outsideinnovation.builder.fast_paths.markdown.versions import OPTIONS, VERSIONS, installed

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library(**OPTIONS)

WORDS = ["word", "a", "Über", "x1", "3", "naïve", "日本", "don’t", "e.g.", "C#", "snake_case", "2005", "“so”", "—"]
SPANS = [
    "*em*", "**bold**", "_em_", "__bold__", "`code`", "`a < b && c`", "[link](http://e.org/a_b?x=1&y=2)", "&amp;", "&", "<3",
    "[a *b* `c`]({filename}/p.md)", '![alt "x" & y]({static}/i_j.png)', "&lt;", "&#39;", '"q"', ">", "->", "(*em*)", "*em*,",
    "5 * 3", "[1]", "  \n", "*a\nb*", "**a  \nb**", "http://e.org/_x_", "2 < 3", "…", "!", "~", "#", "+", "=", "$",
]  # fmt: skip
ODD = [
    "*", "**", "***", "_", "__", "`", "``", "[", "]", "(", ")", "](", "![", "|", "{", "}", "{: .c}", ":", "\\", "\\*", "<b>",
    "</b>", "<http://a.b>", "<a@b.c>", "\n", "\n ", "\n    ", "[a][b]", "[^1]", "***x***", "*a _b_ c*", "**a*", "\u00a0", "\t",
    "[TOC]", "[ ](u)", "[](u)", "![](u)", "{a}", "a*b*c", "a _ b", "s**a**", "\x02", "\x03", "\ufeff", "\r", "&ſ;", "&#12",
    "[x](a(b)c)", "[x](a b)", '[x](a "t")', "[x](<a>)", "[[x](y)](z)", "[![a](b)](c)", "`a`b`", "` `", "\x1e", "&copy", "<",
]  # fmt: skip
STARTS = [
    "# ", "## ", "#", "- ", "* ", "+ ", "1. ", "10. ", "> ", ">", "> > ", "    ", " ", "```\n", "```python\n", "~~~\n",
    "```{.py}\n", "<p>",
    "---", "***", "===", "- - -", "--\n", ": ", "[a]: http://x", "[^1]: n", "*[a]: t", "| a | b\n|--|--\n", "<div>", "</div>",
    "<!-- c -->", "[TOC]", "٣. ", "_ _ _", "#######",
]  # fmt: skip
HTML = [
    "words &amp; more", "<p>", "</p>", "<br />", "<b>", "</b>", '<a href="http://e.org/?a=1&b=2">', "</a>", "\n", "\n\n",
    "\n  \n", "    ", "\t", "&",
    "<img src='x' alt=\"a\" />", "<hr>", "<hr markdown=1>", "<!-- c -->", "&#160;", "&#160 ", "<ul>\n<li>",
    "</li>\n</ul>", "<div>", "</div>", "<section>", "</section>", "<script>", "x<y", "</script>", "<pre>", "</pre>", "\n```\n",
    "# x\n", "*e*", '<iframe src="x"></iframe>', "<", "<p", "<!", "<?x?>", "</", "<table width=100%>", "<td nowrap>", "<o:p>",
    "\u00a0", "<textarea>", "-->", "<!--", "<a name='x'/>", "\n\n<!-- more -->\n\n", "</Section>", '<p markdown="1">',
]  # fmt: skip
FOUND_WRONG = [
    ">`c`\n>", ">r\n>\n~~~\n~~~", "-\n- .", "*\n- **,**", "1\n5. x",  # in the short way, before it was finished
    "- a\n\n- b\n- c\n\n1. d", "> a\n\n> b\n>\n> c\nlazy", "# a\n# a\n## a_1\n# a\n#\n## &lt;é *b* `c`", "## a\n## b #\ntext",
    "a\n```py\nx\n```\nb", "- a\n```\nx\n```\n- b", "- --", "* **", "- a\n-", "a\n> b", "a  \n *b*", "a **  \nb** c", "\n\n a",
    "![`c`](d)", "![*b*`c`](d)",
]  # fmt: skip

spaces = st.sampled_from([" ", " ", " ", "", "\n"])
tidy_text = st.lists(st.sampled_from([*WORDS, *SPANS]), min_size=1, max_size=8).map(" ".join)
wild_text = st.lists(st.one_of(tidy_text, st.sampled_from(ODD), spaces), max_size=6).map("".join)


def blocks(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One block of each kind, around *text*."""
    lines = st.lists(text, min_size=1, max_size=4)
    one_line = text.map(lambda words: " ".join(words.split()))
    fenced = st.builds(
        "{0}{1}\n{2}\n{0}".format, st.sampled_from(["```", "~~~"]), st.sampled_from(["", "python", "nosuch"]), text
    )
    return st.one_of(
        text,
        text,
        st.builds("{} {}".format, st.sampled_from(["#", "##", "###"]), one_line),
        lines.map(lambda items: "\n".join(f"- {item}" for item in items)),
        lines.map(lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))),
        text.map(lambda words: "\n".join(f"> {line}" for line in words.split("\n"))),
        fenced,
        st.just("---"),
    )


gaps = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n\n", "\n\n\n", "\n  \n", "\n"])
tidy = st.lists(blocks(tidy_text), min_size=1, max_size=5).map("\n\n".join)
wild_block = st.one_of(blocks(wild_text), st.lists(st.sampled_from([*STARTS, *ODD, *WORDS]), max_size=5).map("".join))
wild = st.lists(st.one_of(wild_block, gaps, blocks(tidy_text)), max_size=8).map("".join)
wrapped = st.builds(
    '<{0} class="imported">\n{1}\n</{0}>{2}'.format,
    st.sampled_from(["div", "section"]),
    st.lists(st.sampled_from(HTML), max_size=8).map("".join),
    st.sampled_from(["", "\n", "\n\n", "\n\n<!-- more -->\n\n<div>\nx\n</div>", "x", " \n"]),
)


def bodies(folder: Path) -> list[str]:
    """Return the bodies of all posts and pages below *folder*."""
    return [frontmatter.parse(path.read_text("utf-8")).body for path in sorted(folder.rglob("*.md"))]


SAMPLES = [*bodies(ROOT / "content" / "posts"), *bodies(ROOT / "content" / "pages")]
PIECES = [
    "\n\n".join(parts[start : start + 4])
    for parts in (text.split("\n\n") for text in SAMPLES)
    for start in range(0, len(parts), 4)
]


def goes_the_short_way(text: str) -> bool:
    """Tell whether *text* does, and insist that it comes out as the library makes it."""
    html = at_once(text)
    if html is not None:
        assert html == LIBRARY.reset().convert(text)
    return html is not None


def share(texts: list[str]) -> float:
    """Return the share of *texts* that go the short way."""
    return sum(map(goes_the_short_way, texts)) / len(texts)


def share_of(strategy: st.SearchStrategy[str], check: Callable[[str], bool] = goes_the_short_way) -> float:
    """Return the share of what *strategy* makes up that goes the short way."""
    taken: list[bool] = []

    @settings(max_examples=300, deadline=None, database=None)
    @given(strategy)
    def run(text: str) -> None:
        taken.append(check(text))

    run()
    return sum(taken) / len(taken)


@st.composite
def changed(draw: st.DrawFn) -> str:
    """Draw a piece of a sample text with a few characters put in, left out or replaced, and lines joined or split."""
    text = draw(st.sampled_from(PIECES))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        new = draw(st.sampled_from([*"abc *_`[]()<>#-+=|:&;!\\\n{}\"'1.~ \t", "\n\n", "  \n", "**", "```", "", ""]))
        text = text[:at] + new + text[at + draw(st.integers(0, 2)) :]
        if draw(st.booleans()) and (line_end := text.find("\n", at)) >= 0:
            text = f"{text[:line_end]} {text[line_end + 1 :]}"
    return text


def test_what_authors_write_goes_the_short_way() -> None:
    """Of texts made of ordinary blocks and spans most do, and come out as the library makes them."""
    assert share_of(tidy) > 0.5


def test_fragments_in_any_order_come_out_as_the_library_makes_them() -> None:
    """Marks that do not belong together, broken ones and rare ones included."""
    assert share_of(wild) > 0.02


def test_any_text_comes_out_as_the_library_makes_it() -> None:
    """Whatever characters it is made of."""
    share_of(st.one_of(st.text(), st.text(alphabet="ab *_`[]()<>#-=1.&;!\n\\"), st.text(alphabet="a*_ \n.é")))


def test_changed_samples_come_out_as_the_library_makes_them() -> None:
    """An author's slip of the key is read as the library reads it."""
    assert share_of(changed()) > 0.2


def test_wrapped_html_comes_out_as_the_library_makes_it() -> None:
    """Whatever tags are inside, closed or not."""
    assert share_of(wrapped) > 0.02


@pytest.mark.parametrize("text", FOUND_WRONG)
def test_what_once_went_wrong_is_right(text: str) -> None:
    """Every difference that a search has found stays found."""
    goes_the_short_way(text)


@pytest.mark.parametrize(
    "text", ["", "\n", "  ", "\n\n \t\n", "Words.", "\r\nTwo\r\nlines\r", "\tcode", "a\n\tb", "٣. ٤"]
)
def test_blanks_and_line_ends_are_the_library_s(text: str) -> None:
    """Nothing, blanks, line ends of other systems and tabs."""
    goes_the_short_way(text)
    assert Markdown(OPTIONS).convert(text) == LIBRARY.reset().convert(text)


def test_no_printable_character_is_a_blank_but_the_space() -> None:
    """So a text of printable characters needs no other check for what Python's expressions count as a blank."""
    printable = (chr(number) for number in range(sys.maxunicode + 1) if chr(number).isprintable())
    assert [each for each in printable if each.isspace()] == [" "]


@pytest.mark.parametrize(
    "text",
    [
        *[
            "a\\*b",
            "<b>a</b>",
            "<http://a.b>",
            "[a]: http://b",
            "a[^1]\n\n[^1]: b",
            "*[a]: b",
            "a | b\n--|--",
            "a\n=",
            "a\n-",
            "    a",
        ],
        *[
            "- a\n    - b",
            "Term\n: what",
            "# a {: #b}",
            "*a **b** c*",
            "[TOC]",
            "a\u00a0b",
            '[a](b "c")',
            "[a](b(c))",
            "&#12 a",
        ],
        *[
            "``a``",
            "a`b",
            "```\na",
            "> - a",
            "> > a",
            "- # a",
            "- > a",
            "<div markdown=1>\n*a*\n</div>",
            "<div>\n<script>\n</div>",
        ],
    ],
)
def test_what_is_not_known_exactly_is_left_to_the_library(text: str) -> None:
    """Escapes, tags, definitions, tables, attributes, nesting, other blanks: all that the short way does not read."""
    assert at_once(text) is None


def test_the_sample_posts_come_out_as_the_library_makes_them() -> None:
    """Those with tables and notes by the library itself, the others the short way."""
    assert share(bodies(ROOT / "content" / "posts")) > 0.5
    share(SAMPLES)


def test_posts_as_the_benchmarks_write_them_all_go_the_short_way() -> None:
    """Paragraphs, a heading, a list, a quote, a line of spans and, in some, code: what the speed of a build rests on."""
    choose = random.Random(7)
    texts = []
    for number in range(30):
        words = [" ".join(choose.choices(WORDS[:4], k=70)).capitalize() + "." for _ in range(4)]
        spans = f"A [link](https://example.com/{number}), **bold**, *em* and `code`."
        quote, items = f"> {words[0]}", "\n".join(f"- {word}" for word in words)
        code = ["```python\ndef f(x):\n    return x + 1\n```"] if number % 10 == 0 else []
        texts.append(
            "\n\n".join([words[0], "## La kowe.", words[1], items, words[2], quote, spans, words[3], *code]) + "\n"
        )
    assert share(texts) == 1


def test_an_imported_blog_goes_the_short_way(blog: Blog, shared_data: Path) -> None:
    """Almost all of its posts, as the importer wrote them."""
    blog.run("import", "movabletype", str(shared_data / "typepad-export.txt"))
    assert share(bodies(blog.content / "posts")) > 0.95


def test_the_site_s_own_settings_take_the_short_way() -> None:
    """So that a change of either does not go unnoticed; and so do those that Pelican has filled in."""
    assert ".".join(map(str, installed())).removesuffix(".0") == version("markdown")
    if installed() not in VERSIONS:
        pytest.skip("not proven for the Python-Markdown that is installed")
    filled_in = [*defaults.MARKDOWN["extension_configs"], "markdown.extensions.meta"]
    code = f"""
import sys
from outsideinnovation import settings
from outsideinnovation.builder.content.markdown import Markdown
for options in (settings.MARKDOWN, {{**settings.MARKDOWN, "extensions": {filled_in}}}):
    assert Markdown(options).convert("*a*") == "<p><em>a</em></p>"
assert "markdown" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_version_that_it_was_not_proven_with_does_the_work_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """And with one that it was proven with the library does none of it, where the text allows that."""
    asked: list[str] = []

    class Asked(Library):
        def convert(self, source: str) -> str:
            asked.append(source)
            return super().convert(source)

    monkeypatch.setattr("markdown.Markdown", Asked)
    for proven in (frozenset({installed()}), frozenset({(9, 9, 9)})):
        monkeypatch.setattr(versions, "VERSIONS", proven)
        assert Markdown(OPTIONS).convert("*a*") == "<p><em>a</em></p>"
    assert asked == ["*a*"]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"output_format": "xhtml"},
        {"extensions": ["markdown.extensions.nl2br"]},
        {**OPTIONS, "extensions": [*OPTIONS["extensions"], "markdown.extensions.smarty"]},
        {**OPTIONS, "extension_configs": {"markdown.extensions.toc": {"permalink": True}}},
        {**OPTIONS, "tab_length": 2},
    ],
)
def test_other_settings_go_the_library_s_way(options: dict[str, object]) -> None:
    """An author who wants permanent links or typographic quotes gets them."""
    text = '# A\n\n"One"  \ntwo\nthree\n\n- a\n\n  b\n'
    assert Markdown(options).convert(text) == Library(**options).convert(text)


def test_one_text_leaves_nothing_behind_for_the_next() -> None:
    """Ids and definitions belong to one text, whichever way it went."""
    converter = Markdown(OPTIONS)
    first = converter.convert("# A\n\n[a]\n\n[a]: http://b\n")
    assert converter.convert("# A\n\n[a]") == '<h1 id="a">A</h1>\n<p>[a]</p>'
    assert converter.convert("# A\n\n[a]\n\n[a]: http://b\n") == first
