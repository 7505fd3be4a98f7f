"""Posts that Ghost had made no HTML of: what its editors of all versions kept comes as HTML, and no word is lost."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ghost_exports import export, post
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.ghost import written_texts
from outsideinnovation.importers.ghost.reader import Ghost

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 20) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["root", "children", "type", "text", "format", "tag", "images", "markdown"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def mobiledoc(*sections: Any, **parts: Any) -> str:
    """Return a text as Ghost 1 to 4 kept it."""
    return json.dumps({"version": "0.3.1", "atoms": [], "cards": [], "markups": [], "sections": list(sections)} | parts)


def lexical(*nodes: Any) -> str:
    """Return a text as Ghost 5 and 6 keep it."""
    return json.dumps({"root": {"type": "root", "version": 1, "children": list(nodes)}})


def words(said: str, bits: int = 0) -> dict[str, Any]:
    """Return a piece of text in a tree of Lexical."""
    return {"type": "extended-text", "text": said, "format": bits, "version": 1}


def made_of(**row: Any) -> str | None:
    """Return the HTML of a post that has none of Ghost's own."""
    return written_texts.html({"html": None, **row})


def read(tmp_path: Path, **changes: Any) -> tuple[ExportedPost, Ghost]:
    """Return one post as it is imported, and the reader."""
    path = tmp_path / "ghost.json"
    path.write_text(export([post(1, **({"html": None, "plaintext": None} | changes))]), "utf-8")
    reader = Ghost(path, url="https://blog.example/")
    (found,) = [each for each in reader.read() if isinstance(each, ExportedPost)]
    return found, reader


def test_mobiledoc_keeps_marks_lists_and_line_ends() -> None:
    """Marks close where they say, lists are lists, and what looks like a tag is text."""
    found = made_of(
        mobiledoc=mobiledoc(
            [1, "p", [[0, [0, 1], 1, "a<b"], [0, [], 1, " c"], [1, [], 0, 0], [0, [2], 1, "d"]]],
            [1, "h2", [[0, [], 0, "Head"]]],
            [3, "ol", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
            [1, "aside", [[0, [], 0, "Aside"]]],
            [2, "/content/images/a.png"],
            [1, "p", []],
            markups=[["strong"], ["em"], ["a", ["href", 'https://x.example/?a="1"&b=2']]],
            atoms=[["soft-return", "", {}]],
        )
    )
    assert found == "\n".join(
        [
            '<p><strong><em>a&lt;b</em> c</strong><br><a href="https://x.example/?a=&quot;1&quot;&amp;b=2">d</a></p>',
            "<h2>Head</h2>",
            "<ol><li>one</li><li>two</li></ol>",
            "<blockquote>Aside</blockquote>",
            '<figure><img src="/content/images/a.png" alt=""></figure>',
        ]
    )


def test_lexical_keeps_formats_lists_and_links() -> None:
    """Each bit of a format is an element, and a list inside a list belongs to the item before it."""
    inner = {"type": "list", "listType": "bullet", "children": [{"type": "listitem", "children": [words("in")]}]}
    items = [{"type": "listitem", "children": [words("one")]}, {"type": "listitem", "children": [inner]}]
    link = {"type": "link", "url": "https://x.example/?a=1&b", "children": [words("there")]}
    found = made_of(
        lexical=lexical(
            {"type": "paragraph", "children": [words("a<b", 3), {"type": "linebreak"}, words("c", 16), link]},
            {"type": "extended-heading", "tag": "h3", "children": [words("Head")]},
            {"type": "list", "listType": "number", "start": 4, "children": items},
            {"type": "extended-quote", "children": [words("Said")]},
            {"type": "paragraph", "children": []},
        )
    )
    assert found == "\n".join(
        [
            '<p><strong><em>a&lt;b</em></strong><br><code>c</code><a href="https://x.example/?a=1&amp;b">there</a></p>',
            "<h3>Head</h3>",
            '<ol start="4"><li>one<ul><li>in</li></ul></li></ol>',
            "<blockquote>Said</blockquote>",
        ]
    )


CARDS: list[tuple[str, dict[str, Any], str]] = [
    ("markdown", {"markdown": "## Head\n\n*em*"}, "<h2>Head</h2>\n<p><em>em</em></p>"),
    ("html", {"html": "<table><tr><td>1</td></tr></table>"}, "<table><tr><td>1</td></tr></table>"),
    (
        "image",
        {"src": "/a.png", "alt": "A", "caption": "<b>C</b>", "href": "/big"},
        '<figure><a href="/big"><img src="/a.png" alt="A"></a><figcaption><b>C</b></figcaption></figure>',
    ),
    ("gallery", {"images": [{"src": "/g.png"}], "caption": ""}, '<figure><img src="/g.png" alt=""></figure>'),
    (
        "embed",
        {"url": "https://v.example/1", "html": "<iframe src='https://v.example/e'></iframe>"},
        "<figure><iframe src='https://v.example/e'></iframe></figure>",
    ),
    (
        "bookmark",
        {"url": "https://b.example/", "metadata": {"title": "T", "description": "D"}},
        '<figure><a href="https://b.example/">T<br>D</a></figure>',
    ),
    ("toggle", {"heading": "H", "content": "<p>C</p>"}, "<h4>H</h4>\n<p>C</p>"),
    ("callout", {"calloutEmoji": "!", "calloutText": "T"}, "<blockquote>! T</blockquote>"),
    ("button", {"buttonText": "B", "buttonUrl": "/b"}, '<p><a href="/b">B</a></p>'),
    ("video", {"src": "/v.mp4"}, '<figure><video src="/v.mp4" controls preload="metadata"></video></figure>'),
    ("file", {"src": "/f.pdf", "fileTitle": "F", "fileName": "f.pdf"}, '<p><a href="/f.pdf">F<br>f.pdf</a></p>'),
    ("header", {"header": "H", "subheader": "S"}, "<h2>H</h2><p>S</p>"),
    ("product", {"productTitle": "P", "productDescription": "<p>D</p>"}, "<h4>P</h4><p>D</p>"),
    ("call-to-action", {"textValue": "<p>T</p>"}, "<p>T</p>"),
    ("paywall", {}, "<!--members-only-->"),
    ("email", {"html": "<p>Dear reader</p>"}, ""),
    ("of tomorrow", {"html": "<p>Its words</p>"}, "<p>Its words</p>"),
]


@pytest.mark.parametrize(("kind", "values", "html"), CARDS, ids=[kind for kind, _, _ in CARDS])
def test_a_card_is_the_same_from_both_editors(kind: str, values: dict[str, Any], html: str) -> None:
    """What a card shows does not depend on which Ghost it was written in."""
    assert made_of(mobiledoc=mobiledoc([10, 0], cards=[[kind, values]])) == html
    assert made_of(lexical=lexical({"type": kind, "version": 1, **values})) == html


def test_code_keeps_its_language_and_blank_lines() -> None:
    """The two editors call the card by two names."""
    code = {"code": "if a < b:\n\n    pass", "language": "python"}
    html = '<pre><code class="language-python">if a &lt; b:\n\n    pass</code></pre>'
    assert made_of(mobiledoc=mobiledoc([10, 0], cards=[["code", code]])) == html
    assert made_of(lexical=lexical({"type": "codeblock", **code})) == html


def test_a_post_without_html_comes_with_its_words(tmp_path: Path) -> None:
    """Pictures stand below the old blog's address as in any other post, and nothing is told as damaged."""
    text = mobiledoc([10, 0], cards=[["image", {"src": "__GHOST_URL__/content/images/size/w600/2018/a.jpg"}]])
    found, reader = read(tmp_path, lexical=None, mobiledoc=text)
    assert found.body == '<figure><img src="https://blog.example/content/images/2018/a.jpg" alt=""></figure>'
    assert not reader.report.problems


def test_what_ghost_had_rendered_comes_before_what_its_editor_kept(tmp_path: Path) -> None:
    """Readers saw the HTML."""
    found, _ = read(tmp_path, html="<p>Seen</p>", lexical=lexical({"type": "paragraph", "children": [words("Kept")]}))
    assert found.body == "<p>Seen</p>"


def test_ghost_0_kept_markdown() -> None:
    """The column went with Ghost 1; a draft of that time may stand there alone."""
    assert made_of(markdown="# Old\n\n*em*") == "<h1>Old</h1>\n<p><em>em</em></p>"


def test_an_empty_draft_is_no_damage(tmp_path: Path) -> None:
    """Whoever opened the editor and wrote nothing has one."""
    empty = lexical({"type": "paragraph", "children": []})
    found, reader = read(tmp_path, status="draft", lexical=empty)
    assert (found.body, bool(reader.report.problems)) == ("", False)


@pytest.mark.parametrize("text", ["{not json", "[]", '{"root": 7}', "[" * 100_000], ids=["cut", "list", "odd", "deep"])
def test_a_text_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """The post comes with its address, and its title is told; or it holds nothing."""
    found, reader = read(tmp_path, lexical=text)
    assert found.slug == "post-1"
    assert bool(reader.report.problems) == (text != '{"root": 7}')
    if reader.report.problems:
        assert "'Post 1': its text cannot be read" in "\n".join(reader.report.lines())


@given(JSON, JSON, st.lists(JSON, max_size=6))
def test_whatever_json_holds_is_read_to_its_end(tree: Any, cards: Any, sections: list[Any]) -> None:
    """A tree that no Ghost wrote gives some text, and no error."""
    for kind in ("root", "sections"):
        rows = {"lexical": json.dumps({kind: tree}), "mobiledoc": json.dumps({"cards": cards, "sections": sections})}
        for name, value in rows.items():
            assert isinstance(made_of(**{name: value}), str | None)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1), max_size=4))
def test_no_word_is_lost(said: list[str]) -> None:
    """Neither in a paragraph of the one editor nor of the other."""
    old = made_of(mobiledoc=mobiledoc([1, "p", [[0, [], 0, each] for each in said]]))
    new = made_of(lexical=lexical({"type": "paragraph", "children": [words(each) for each in said]}))
    plain = "".join(said).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert [re.sub(r"^<p>|</p>$", "", html or "") for html in (old, new)] == [plain, plain]
