"""Comment Markdown: what it knows, what it refuses, and that it takes its time from nobody."""

import html
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outsideinnovation.comments import markup
from outsideinnovation.comments.markup import excerpt, render

REL = 'rel="nofollow ugc noopener"'
PLAIN_WORDS = st.text(
    st.sampled_from("ab \n\n.,;:!?-'\"()é“”{}/%$#>=+0129\u3000\xa0\u2028") | st.characters(exclude_categories=["Cs"])
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One.\nTwo.\n\nThree.", "<p>One.<br>\nTwo.</p>\n<p>Three.</p>"),
        ("*a* **b** `c<d`", "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code></p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1994. A good year.", '<ol start="1994">\n<li>A good year.</li>\n</ol>'),
        ("```python\nx = 1\n```", "<pre><code>x = 1\n</code></pre>"),
        ("[a](http://example.org/)", f'<p><a href="http://example.org/" {REL}>a</a></p>'),
        ("<https://example.org/>", f'<p><a href="https://example.org/" {REL}>https://example.org/</a></p>'),
        ("\\*a\\*", "<p>*a*</p>"),
        ("Q&amp;A &copy;", "<p>Q&amp;A ©</p>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_what_readers_type_is_understood(typed: str, shown: str) -> None:
    """Line ends, emphasis, code, quotes, lists and links are shown as meant."""
    assert render(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# Loud", "<p># Loud</p>"),
        ("Loud\n===", "<p>Loud<br>\n===</p>"),
        ("---", "<p>---</p>"),
        ("    pasted", "<p>pasted</p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        ("a|b\n-|-\nc|d", "<p>a|b<br>\n-|-<br>\nc|d</p>"),
        ("[a]: http://example.org/", "<p>[a]: http://example.org/</p>"),
        ("![a](http://example.org/x.png)", f'<p>!<a href="http://example.org/x.png" {REL}>a</a></p>'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](/2005/12/post.html)", f"<p><a {REL}>a</a></p>"),
        ("[a](//evil.example/)", f"<p><a {REL}>a</a></p>"),
        ("[a]({filename}/secret.md)", f"<p><a {REL}>a</a></p>"),
        ("[a](mailto:x%40y.example)", f"<p><a {REL}>a</a></p>"),
        ("http://example.org/ bare", "<p>http://example.org/ bare</p>"),
    ],
)
def test_what_a_comment_may_not_do_stays_text(typed: str, shown: str) -> None:
    """Headings, rules, HTML, tables, pictures and links into this site are refused."""
    assert render(typed) == shown


@pytest.mark.parametrize(
    "typed", ["{filename}a.md", "see {static}/x and {attach}y", "{{ settings }} {% raw %}", "|filename|a"]
)
def test_placeholders_stay_literal_words(typed: str) -> None:
    """What Pelican or Jinja would replace in a post is nothing but text in a comment."""
    assert render(typed) == f"<p>{typed}</p>"


def test_a_placeholder_never_begins_an_attribute() -> None:
    """Pelican replaces placeholders in attributes, so none may hold one."""
    for typed in ("[a]({static}/x)", "<{filename}x>", "[a](http://{static}/x)", "`<a href='{filename}x'>`"):
        assert not re.search(r"<[^>]*=\s*[\"']?\{", render(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "dana@example.org",
        "<dana@example.org>",
        "`dana@example.org`",
        "dana&#64;example.org",
    ],
)
def test_no_at_sign_is_left_to_harvest(typed: str) -> None:
    """Addresses can be read by people and not by a program that looks for @."""
    shown = render(typed)
    assert "@" not in shown
    assert "@" in html.unescape(shown)
    assert "@" not in render(typed + "[" * 1000)


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x9b", "\u202e", "\u2067", "\ud800", "\uffff"])
@pytest.mark.parametrize(
    "place", ["a{}b", "a{}*b*", "&#x{:x};*b*", "<http://example.org/%{:02X}>", "*{}*" + "[" * 1000]
)
def test_characters_that_are_no_text_are_gone(character: str, place: str) -> None:
    """Control characters, overrides and surrogates do not come through, nor by an entity or a percent sign."""
    assert character not in render(place.format(ord(character) if ":" in place and "{}" not in place else character))


@given(st.text())
@example("&#64;")
def test_any_text_is_rendered_without_error_and_without_at(typed: str) -> None:
    """Whatever is typed, there is an answer, it is the same twice, and nobody's address is in it."""
    shown = render(typed)
    assert "@" not in shown
    assert shown == render(typed)


@given(PLAIN_WORDS)
def test_the_short_way_shows_what_the_long_way_shows(typed: str) -> None:
    """Words without marks skip the parser, and nobody can tell."""
    words = markup.cleaning.text(typed).strip()
    if markup._PLAIN.fullmatch(words):
        assert markup._paragraphs(words) == markup._rendered(words)


def test_most_words_go_the_short_way() -> None:
    """Ordinary prose, with quotation marks and blank lines, needs no parser."""
    assert markup._PLAIN.fullmatch("“Yes!” she said; 3 > 2.\n\n(That's it.)\nDana's")


@given(st.text(st.sampled_from("ab \n\n>>-*_[]!#<\\1.\t"), max_size=60))
@example("> " * 30 + "deep")
@example("- a\n  - b\n    - c\n      - d\n        - e\n          - f")
@example(">" * 8 + "- a")
def test_no_word_is_ever_lost(typed: str) -> None:
    """However deeply quotes and lists are nested, every letter that was typed is shown, in its order."""
    shown = html.unescape(re.sub(r"<[^>]*>", "", render(typed)))
    assert re.findall("[a-f]", shown) == re.findall("[a-f]", typed)


def test_three_lists_inside_each_other_are_lists() -> None:
    """What a reader may sensibly nest is understood."""
    assert render("- a\n  - b\n    - c").count("<ul>") == 3
    assert render("> > > > > a").count("<blockquote>") == 5


WORDS = r"""[ * _ ` < & \ ! <[* [*_ *a **a_ a** a**b `a ``a` [a]( [a](<b [a]()[ [[]]( <http://a> <a: &# &amp; ***a a***b_c
![ *a_ _a* [a\]( ]( () a@b <a@b.c>"""
LINES = [
    "- a\n",
    "  - a\n",
    "> a\n",
    "> ",
    "- ",
    "1) a\n",
    "> - ",
    "\n",
    "a\n",
    "a\n\n",
    "a  \n",
    "~~~\n",
    "\t- a\n",
    " ",
    "\t",
]
HOSTILE = [*WORDS.split(), *LINES]


def repeated(pattern: str, length: int) -> str:
    """Return *length* characters of *pattern* after *pattern*."""
    return (pattern * (length // len(pattern) + 1))[:length]


def costliest(pattern: str, before: str = "", then: str = "") -> str:
    """Return as much of *pattern* after *before* as is still read as Markdown, filled up with *then*."""
    fewest, most = 0, 16_384 // len(pattern)
    while fewest < most:
        middle = (fewest + most + 1) // 2
        fewest, most = (middle, most) if markup._is_bounded(before + pattern * middle) else (fewest, middle - 1)
    whole = before + pattern * fewest
    full = whole + repeated(then, 16_384 - len(whole)) if then else whole
    return full if markup._is_bounded(full) else whole


COSTLY = [
    *["*a " * 3200 + "a*" * 3200, "[" * 8000 + "]" * 8000, "[" * 400 + repeated("<http://a>", 15_900)],
    "".join("  " * depth + "- a\n" for depth in range(120)),
    "".join("`" * number + " " for number in range(1, 178)),
    *[
        "*" * 3999 + "a",
        "**a*b" * 800 + "x" * 12_000,
        ">" * 16_384,
        "`" * 2048,
        "".join("- " * n + "a\n" for n in range(80)),
    ],
    "".join(f"[a{number}]: http://a.example/{number}\n" for number in range(500)),
    *(costliest(word) for word in [*WORDS.split(), '*a* "a" ', "*a* {漢", "&amp;", "~@", "[a](b '"]),
    *(costliest(word, "[" * 50) for word in ["*a* ", "*a* ' \t", "!@", "<a@b>", "~~", "a :a <a**b"]),
    *(costliest(word, "[a](" * 50) for word in ["'", '"', "{", "b*", "http://a", "(~*a* "]),
    *(
        costliest(lines, then="a ")
        for lines in [*LINES, "> a\nb\n", " > > > > > > > > > \nb ``\n", "- - - \n", "a\n > > > \n"]
    ),
    *(
        costliest(lines, then="a ")
        for lines in ["- > *a* [b](http://c) `d`\n", ">```\nhttp://a\n", "> 1) ```\n> ~~~\n"]
    ),
    *(costliest(lines) for lines in ["[x](y)~~~b\t>\t->>[x](y)\n>  > 1. \n", "&```\n> > > > > > > > - \n"]),
]


@pytest.mark.parametrize("typed", [*(repeated(pattern, 16_384) for pattern in HOSTILE), *COSTLY])
def test_sixteen_kilobytes_of_anything_are_rendered_in_bounded_time(typed: str) -> None:
    """No comment that the service takes in can stop a build (0.08 s on two slow cores; the limit here is for busy ones)."""
    start = time.process_time()
    render(typed)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("pattern", ["[", "a\n\n", "a ", "\t", "é@<&\n", "*a*\n", "a" + " " * 9999])
def test_a_megabyte_is_rendered_in_bounded_time(pattern: str) -> None:
    """An imported comment may be longer than the service allows; it is shown as plain paragraphs."""
    start = time.process_time()
    render(repeated(pattern, 1_000_000))
    excerpt(repeated(pattern, 1_000_000), 80)
    assert time.process_time() - start < 4


def test_a_long_and_lively_comment_is_still_read_as_markdown() -> None:
    """The bounds leave room for what people write: pages of prose with links, quotes, lists and a program."""
    prose = "We *tried* that (see [the notes](https://example.org/notes?a=b#c)) and it was **not** so: 3 > 2, I'd say! "
    program = "```\n" + "for x in rows[1:]: total += x.price * 2  # -> float, _maybe_\n" * 30 + "```\n\n"
    quoted = "> What did *they* say?\n> And who?\n\n" * 10
    listed = "- one `thing`\n- another <https://example.org/>\n" * 15
    shown = render(f"{prose * 20}\n\n{program}{quoted}{listed}\n{'Plain words, and more of them. ' * 250}")
    assert (shown.count("<em>"), shown.count("<li>"), shown.count("<blockquote>")) == (30, 30, 10)


def test_a_text_too_long_or_too_marked_is_shown_plainly() -> None:
    """Beyond the limits marks stay marks, escaped, and paragraphs stay paragraphs."""
    assert render("*a*\n\n" + "[" * 1000).startswith("<p>*a*</p>\n<p>[[[")
    assert render("*a* <b>\n" + "x " * 9000).startswith("<p>*a* &lt;b&gt;<br>\nx x")


@pytest.mark.parametrize(
    ("typed", "length", "words"),
    [
        ("Short *words*.", 40, "Short words."),
        ("One two three four", 12, "One two…"),
        ("One,  two\n\nthree", 8, "One…"),
        ("Unbreakable", 5, "Unbr…"),
        ("- a\n- b\n\n> c", 40, "a b c"),
        ("a <b> & `c`", 40, "a <b> & c"),
        ("[here](http://example.org/) now", 40, "here now"),
        ("write to dana@example.org soon", 40, "write to … soon"),
        ("thanks @dana", 40, "thanks @dana"),
        ("", 40, ""),
    ],
)
def test_an_excerpt_is_plain_words(typed: str, length: int, words: str) -> None:
    """A list shows the first words, cut between two of them, and no address."""
    assert excerpt(typed, length) == words


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked(typed: str, length: int) -> None:
    """It is one line of at most that many characters."""
    words = excerpt(typed, length)
    assert len(words) <= length
    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Well said.", True),
        ("Two lines\nof it.\n\nAnd 2 < 3 & so on, me@example.org.", True),
        ("  Blanks around.  \n", True),
        ("With *weight*.", False),
        ("[A link](https://example.org/)", False),
        ("<https://example.org/>", False),
        ("- one\n- two", False),
        ("A \\* star", False),
        ("&amp;", False),
        ("two  blanks", False),
        ("    a table\n    of old", False),
        ("a\tb", False),
        ("far\n\n\n\napart", False),
        ("hid\u200bden", False),
        ("tur\u202ened", False),
        ("*" * 20_000, True),
    ],
)
def test_what_shows_as_it_was_typed(body: str, expected: bool) -> None:
    """A text in which nothing is a mark, folds away or is not seen."""
    assert markup.shows_as_typed(body) is expected
