"""Markdown as people write it today, and that a text which uses none of it comes out as before."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation import frontmatter
from outsideinnovation import settings as defaults
from outsideinnovation.builder.content.markdown import Markdown
from outsideinnovation.builder.content.markdown_extensions.triggers import is_needed
from outsideinnovation.builder.fast_paths.markdown import at_once

ROOT = Path(__file__).resolve().parents[2]
EXTENDED = Markdown(defaults.MARKDOWN, is_extended=True)
PLAIN = Markdown(defaults.MARKDOWN)
WITH, WITHOUT = EXTENDED.load(extended=True), PLAIN.load(extended=False)

LINES = [
    "word", "two words", "- item", "* item", "+ item", "1. first", "2. second", "10. tenth", "> quoted", "> - item", "> 1. one",
    ">   - item", "# Heading", "Term", ": what", "[^1]: note", "```", "```python", "~~~", "```math", "| a | b |", "|---|---|",
    "---", "* * *", "<div>", "</div>", "<p>raw</p>", "!!! note", "> [!NOTE]", "$$", "x = y", "[TOC]", "*[a]: b", "[r]: http://e.org/",
    '<div class="admonition" markdown>', "{: .c}",
]  # fmt: skip
SPANS = [
    "~~struck~~", "~one~", "\\~", "\\$", "$5", "$5 and $6", "$x$", "$a_1$", "$ x $", "US$5/$6",
    "http://e.org/a_b", "https://e.org.", "(http://e.org)",
    "[t](http://e.org)", "<http://e.org>", "www.e.org", "*http://e.org*", '"http://e.org"', "xhttp://e.org", "[http://e.org](u)",
    '<a href="http://e.org">http://f.org</a>', "`http://e.org`", "[ ] a", "[x] a", "[x](y)", "`$x$`", "![a](http://e.org/i.png)",
    "*em*", "__strong__", "a@e.org", "**http://e.org/_a_**", "[a](http://e.org", "<b>http://e.org</b>", "![http://e.org](http://e.org)",
]  # fmt: skip
indents = st.sampled_from(["", "", "", "", " ", "  ", "   ", "    ", "    ", "      ", "        "])
lines = st.builds(
    "{}{}{}".format,
    indents,
    st.sampled_from([*LINES, "", "", ""]),
    st.sampled_from(["", "", *[f" {span}" for span in SPANS]]),
)
texts = st.lists(st.one_of(lines, lines, st.sampled_from(SPANS)), max_size=9).map("\n".join)
calm = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(["", "", "    "]),
        st.sampled_from(
            [line for line in LINES if "!" not in line and "$" not in line]
            + ["", "", "", "$5 a piece", "[t](http://e.org)"]
        ),
    ),
    max_size=9,
).map("\n".join)


def extended(text: str) -> str:
    """Return what the library makes of *text* with all extensions."""
    return str(WITH.reset().convert(text))


def html(text: str) -> str:
    """Return what a post shows of *text*, which is the same whichever way it went."""
    made = EXTENDED.convert(text)
    assert made == extended(text)
    return made


def bodies(folder: Path) -> list[str]:
    """Return the bodies of all posts and pages below *folder*."""
    return [frontmatter.parse(path.read_text("utf-8")).body for path in sorted(folder.rglob("*.md"))]


@settings(max_examples=1500, deadline=None, database=None)
@given(st.one_of(texts, calm))
@example("1. first\n---\n2. second")  # a heading, and a list that begins with 2
@example("word\n1. first\n*[a]: b\n2. second")  # what defines an abbreviation ends a paragraph: a list begins with 2
@example("1. first\n# Heading\n2. second")
@example("- item\n    1. first\n---\n    * * *")  # a line below the item makes no heading of it
@example("``` ~~struck~~\n\n> a\n\n```\n")  # no fence: more than a language stands there
def test_what_needs_no_extension_comes_out_the_same_without(text: str) -> None:
    """So that leaving them out is not seen in any page; and so it is with what goes the short way."""
    if not is_needed(text):
        assert WITHOUT.reset().convert(text) == extended(text)
    short = at_once(text, is_extended=True)
    assert short is None or short == extended(text)


@pytest.mark.parametrize("folder", ["posts", "pages"])
def test_the_sample_site_needs_them_seldom(folder: str) -> None:
    """Its posts were written without, and come out as they did."""
    for text in bodies(ROOT / "content" / folder):
        assert html(text) == WITHOUT.reset().convert(text) or is_needed(text)


def test_an_imported_blog_comes_out_as_before(blog: Blog, shared_data: Path) -> None:
    """HTML stays HTML, with dollars, addresses and brackets in it."""
    blog.run("import", "movabletype", str(shared_data / "typepad-export.txt"))
    for text in bodies(blog.content / "posts"):
        assert html(text) == WITHOUT.reset().convert(text)


def test_posts_without_load_none_of_them() -> None:
    """Neither the library nor its extensions, whichever of both a text needs."""
    code = """
import sys
from outsideinnovation import settings
from outsideinnovation.builder.content.markdown import Markdown
markdown = Markdown(settings.MARKDOWN, is_extended=True)
markdown.convert("*a* for $5, or [b](https://e.org/)")
assert "markdown" not in sys.modules
markdown.convert("| a | b |\\n|---|---|\\n| 1 | 2 |")
assert "markdown" in sys.modules and not {"pymdownx", "markdown_callouts", "math_core"} & sys.modules.keys()
markdown.convert("~~a~~")
assert "pymdownx" in sys.modules and "math_core" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://e.org/Foo_(bar)", "https://e.org/Foo_(bar)"),
        ("(https://e.org/a)", "https://e.org/a"),
        ("(https://e.org/Foo_(bar))", "https://e.org/Foo_(bar)"),
        ("https://e.org/a.", "https://e.org/a"),
        ("https://e.org/a?b=c&d=e!", "https://e.org/a?b=c&d=e"),
        ("https://e.org/?a&amp;", "https://e.org/?a"),
        ("*https://e.org/a_b_c*", "https://e.org/a_b_c"),
        ("https://e.org/a**b**", "https://e.org/a**b"),
        ("https://e.org:8080/", "https://e.org:8080/"),
        ("https://e.org。次", "https://e.org"),
        ("https://e.org/مرحبا، ", "https://e.org/مرحبا"),
        ("https://bücher.example/ß", "https://bücher.example/ß"),
        ("https://e.org/a\\_b", "https://e.org/a_b"),
        ("https://e.org/<b>x</b>", "https://e.org/"),
    ],
)
def test_a_bare_address_becomes_a_link(address: str, linked: str) -> None:
    """Without what is rather the sentence's: https://github.github.com/gfm/#autolinks-extension-."""
    import html as entities

    made = html(f"See {address} there.")
    assert f'<a href="{entities.escape(linked)}">' in made
    assert made.count("<a ") == 1


def test_an_address_without_a_scheme_is_taken_for_one_of_the_web() -> None:
    """As GitHub takes it."""
    assert html("At www.e.org.") == '<p>At <a href="http://www.e.org">www.e.org</a>.</p>'


@pytest.mark.parametrize(
    "text",
    [
        "`https://e.org`", "    https://e.org", "```\nhttps://e.org\n```", "[https://e.org](https://f.org)", "[*https://e.org*](u)",
        '<a href="https://f.org">see https://e.org now</a>', "![https://e.org](i.png)",
        "<img alt='at https://e.org' src='i.png'>",
        "[r]: https://e.org", "„https://e.org“", "«https://e.org»", "xhttps://e.org", "https://localhost/", "https://a_b.c_d/", "http://",
        "dana@e.org", "<div>\nhttps://e.org\n</div>",
    ],
)  # fmt: skip
def test_no_address_is_linked_twice_or_in_code(text: str) -> None:
    """Nor in attributes, in HTML of the author's own, or where it is no address."""
    assert extended(text) == WITHOUT.reset().convert(text)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("~~gone~~", "<p><del>gone</del></p>"),
        ("H~2~O, ~/bin and ~5", "<p>H~2~O, ~/bin and ~5</p>"),
        ("5. five\n6. six", '<ol start="5">\n<li>five</li>\n<li>six</li>\n</ol>'),
        ("- a\n\n1. b", "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>"),
        ("- a\n1. b", "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>"),
        ("A \\$ sign", "<p>A $ sign</p>"),
    ],
)
def test_small_marks_mean_what_most_people_mean(text: str, made: str) -> None:
    """Strikethrough, numbers, and an escaped dollar sign."""
    assert html(text) == made


def nested(markup: str) -> str:
    """Return only the list tags of *markup* and its words."""
    import re

    return re.sub(r"\s+|</?p>", "", markup)


@pytest.mark.parametrize(
    ("two", "four"),
    [
        ("- a\n  - b\n    - c\n  - d\n- e", "- a\n    - b\n        - c\n    - d\n- e"),
        ("1. a\n   - b\n   - c\n2. d", "1. a\n    - b\n    - c\n2. d"),
        ("10. a\n    - b", "10. a\n    - b"),
        ("- a\n\n  - b\n\n    - c\n\n- d", "- a\n\n    - b\n\n        - c\n\n- d"),
        ("- a\n\n  para\n- b", "- a\n\n    para\n\n- b"),
        ("> - a\n>   - b", "> - a\n>     - b"),
        ("!!! note\n    - a\n      - b", "!!! note\n    - a\n        - b"),
        ("- a\n    - b\n      - c", "- a\n    - b\n        - c"),
        ("* a\n  1. b\n  2. c", "* a\n    1. b\n    2. c"),
    ],
)
def test_lists_nest_as_they_are_seen(two: str, four: str) -> None:
    """Two spaces do, below the words of the outer item; four do as ever."""
    assert nested(html(two)) == nested(html(four))


def test_a_list_of_four_spaces_stays_as_it_is() -> None:
    """Posts of ten years are written so."""
    text = "- a\n    - b\n\n        para\n\n            code\n\n    - c\n- d\n\n    para\n"
    assert extended(text) == WITHOUT.reset().convert(text)


@pytest.mark.parametrize("before", ["- a\n  ", "- a\n\n  ", "1. a\n   ", "> ", "> [!TIP]\n> ", '!!! note "N"\n    '])
def test_fenced_code_may_stand_in_lists_quotes_and_admonitions(before: str) -> None:
    """With a language, and a line of words before it."""
    inside = before.rpartition("\n")[2]
    made = html(f"{before}```python\n{inside}x = 1\n{inside}\n{inside}y\n{inside}```\n")
    assert '<div class="highlight"><pre><span></span><code><span class="n">x</span>' in made
    assert "`" not in made
    assert "<p><div" not in made


def test_fenced_code_may_end_a_footnote() -> None:
    """The way back to the text stands below it."""
    made = html("a[^1]\n\n[^1]: b\n\n    ```\n    c\n    ```\n")
    assert "</code></pre></div>\n<p>&#160;<a class=" in made


def test_a_fence_in_indented_code_is_code() -> None:
    """As before."""
    assert "<code>```\nx\n```\n</code>" in html("para\n\n    ```\n    x\n    ```\n")


@pytest.mark.parametrize("mark", [" ", "x", "X"])
def test_a_task_is_a_box_with_a_label(mark: str) -> None:
    """That nobody can tick here, and that says what it is for."""
    made = html(f"- [{mark}] write *it*\n- no task\n")
    checked = " checked" if mark != " " else ""
    assert (
        f'<li class="task-list-item"><label><input type="checkbox" disabled{checked}> write <em>it</em></label></li>'
        in made
    )
    assert "<li>no task</li>" in made


@pytest.mark.parametrize("kind", ["NOTE", "tip", "Important", "WARNING", "caution"])
def test_an_alert_of_github_is_an_admonition(kind: str) -> None:
    """With a title that says of which kind, and a role."""
    made = html(f"> [!{kind}]\n> Words.\n")
    assert 'role="note"' in made
    assert f'<p class="admonition-title">{kind.title()}</p>\n<p>Words.</p>' in made


@pytest.mark.parametrize("text", ["> [!NOTE] and more\n> Words.", "> [!HINT]\n> Words.", "> Words [!NOTE]", "!!!note"])
def test_what_github_takes_for_a_quote_stays_one(text: str) -> None:
    """And exclamation marks stay what they are where no word and no line of text belong to them."""
    assert ("admonition" in html(text)) == text.startswith("!!!")


FORMULA = '<span class="math"><math alttext="x" xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></span>'


@pytest.mark.parametrize("text", ["$x$", "($x$)", "$x$, and", "**$x$**", "- $x$", "a $x$-axis"])
def test_a_formula_becomes_mathml(text: str) -> None:
    """Its source stays with it."""
    assert FORMULA in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6", "It costs $5", "$5-$10", "US$5/AU$6", "$HOME/$USER", "$ x $", "`$x$`", "\\$x$", "$5 million and 3$",
        "from $5 to 10$.", "$5$",
        "$a & b$", "    $x$", "<div>\n$x$\n</div>", "$x\n\ny$", "a=$(B)/c  \nd=$(E)", "a=$B:b=$C", "$(A) and b=$(C)",
        "costs 5$ or 6$",
    ],
)  # fmt: skip
def test_dollars_are_dollars(text: str) -> None:
    """Prices, variables of a shell, and code."""
    assert "<math" not in html(text)
    assert html(text).replace("\\", "") == str(WITHOUT.reset().convert(text)).replace("\\", "")


@pytest.mark.parametrize(
    "text",
    [
        "$$x$$", "$$\nx\n$$", "Words:\n$$\nx\n$$\nmore", "> $$x$$", "- a\n\n    $$\n    x\n    $$", "- a\n  $$x$$",
        "```math\nx\n```", "> ```math\n> x\n> ```",
        "~~~ math\nx\n~~~", "a $$x$$ b",
    ],
)  # fmt: skip
def test_a_formula_may_have_lines_of_its_own(text: str) -> None:
    """Wherever a paragraph may stand."""
    made = html(text)
    assert '<math alttext="x" xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mi>x</mi></math>' in made
    assert "$" not in made
    assert "<p><div" not in made


def test_lines_of_a_formula_are_no_markdown() -> None:
    """Nor is anything in it HTML."""
    made = html("$$\na_1 < b_2 *c*\n- d\n= e\n# f\n$$\n".replace("# f\n", ""))
    assert made.count("<math") == 1
    assert "<li>" not in made
    assert "<h1" not in made
    assert html('$\\text{<b onclick="x">}$').count("<b") == 0


def test_a_formula_that_cannot_be_read_stays_as_it_was_written() -> None:
    """The check says why."""
    assert html("$\\nosuch{x}$") == "<p>$\\nosuch{x}$</p>"
    assert "<math" not in html("$$\n\\nosuch\n$$")
    assert "<math" not in html("```math\n\\nosuch\n```")


def test_a_site_may_have_plain_markdown() -> None:
    """As MARKDOWN says, and no more."""
    text = "- [ ] ~~a~~ https://e.org $x$\n  - b\n"
    assert PLAIN.convert(text) == WITHOUT.reset().convert(text)


def test_an_extension_that_a_site_has_chosen_itself_is_its_own() -> None:
    """With its own options."""
    options = {"extension_configs": {**defaults.MARKDOWN["extension_configs"], "pymdownx.tilde": {"subscript": True}}}
    assert Markdown(options, is_extended=True).convert("H~2~O, ~~a~~") == "<p>H<sub>2</sub>O, <del>a</del></p>"
