"""How a conversation reads, and how one answers in it: links, groups of a long thread, and a script that nobody needs."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import html5lib
import pytest
from theme_samples import CLOSED, COMMENTS, STATIC, TALKED_ABOUT, Comment, Group, Node, Thread, render, when

HTML = "{http://www.w3.org/1999/xhtml}"
SCRIPT = STATIC / "comments.js"
LIMIT = 2 * 1024  # bytes
LONG = tuple(
    Node(Comment(f"0107fa3c2d{number:02}-long", f"Reader {number}", when(9)), "<p>Yes.</p>", number)
    for number in range(1, 8)
)


def long_thread() -> str:
    """Return the page of a post with seven comments, of which two are seen, then three, then two."""
    groups = tuple(Group(LONG[start:end], end - start) for start, end in ((0, 2), (2, 5), (5, 7)))
    return render("article", article=replace(TALKED_ABOUT, comments=Thread(7, LONG, {0: groups})))


def test_every_comment_has_a_link_that_answers_it():
    """It leads to the service's form for that comment, says whom one answers, and is none for search engines."""
    found = links(render("article", service="/service"))
    expected = [(node.comment.id, node.comment.author) for node in walk(COMMENTS.replies)]
    assert [link.get("href") for link in found] == [
        f"/service/comments?post=shop-floor&reply_to={identifier}" for identifier, _ in expected
    ]
    assert ["".join(link.itertext()) for link in found] == [f"Reply to {author}" for _, author in expected]
    assert {link.get("rel") for link in found} == {"nofollow"}


def test_a_posts_id_is_written_for_an_address():
    """An id of any letters stays one field of the query."""
    page = render("article", article=replace(TALKED_ABOUT, id="größe&mehr"))
    assert links(page)[0].get("href").startswith("/comments?post=gr%C3%B6%C3%9Fe%26mehr&reply_to=")


@pytest.mark.parametrize(
    "page",
    [
        render("article", service=None),
        render("article-closed"),
        render("article", article=replace(CLOSED, comments_state="none")),
    ],
    ids=["no service", "closed", "none"],
)
def test_where_nobody_can_write_nothing_leads_there(page):
    """No Reply, no link to the form, and no script."""
    assert links(page) == []
    assert "#write" not in page
    assert "comments.js" not in page


def test_a_thread_begins_with_a_way_to_its_end():
    """Whoever has something to say need not pass all that was said; where nothing was, the form is right there."""
    assert re.search(
        r'<header>.*<a href="#write">Write a comment</a>.*</header>\n<ol class="thread">', render("article"), re.DOTALL
    )
    assert 'href="#write"' not in render("article-quiet")


def test_the_script_is_asked_for_where_it_does_something():
    """A post with comments to answer has it; others do without."""
    assert '<script type="module" src="/theme/comments.js"></script>' in render("article")
    assert "comments.js" not in render("article-quiet")


def test_the_script_is_small_and_says_nothing_itself():
    """At most two kilobytes, and every text it shows stands in the page, in the language of the blog."""
    text = SCRIPT.read_text("utf-8")
    assert len(text.encode()) <= LIMIT
    code = re.sub(r"^//.*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"[\"'`][A-Z][a-z]|innerHTML|insertAdjacentHTML", code)
    assert set(re.findall(r'getElementById\("([^"]+)"\)', code)) == {"write", "write-title", "write-back"}
    page = render("article")
    assert all(f'id="{name}"' in page for name in ("write", "write-title", "write-back"))


def test_a_long_thread_is_hidden_until_it_is_found():
    """Groups after the first are hidden as a browser opens by itself; nothing is left out of the page."""
    page = html5lib.HTMLParser(strict=True).parse(long_thread())
    lists = [each for each in page.iter(f"{HTML}ol") if each.get("class") == "thread"]
    assert [each.get("hidden") for each in lists] == [None, "until-found", "until-found"]
    assert [each.get("id") for group in lists for each in group.iter(f"{HTML}article")] == [
        f"comment-{node.comment.id}" for node in LONG
    ]


def test_each_group_has_a_link_to_its_first_comment():
    """That needs no script: a browser that goes to a comment opens what hides it."""
    page = html5lib.parse(long_thread())
    found = [each.find(f"{HTML}a") for each in page.iter(f"{HTML}p") if each.get("class") == "unfold"]
    assert [link.text for link in found] == ["Show 3 more comments", "Show 2 more comments"]
    assert [link.get("href") for link in found] == [f"#comment-{LONG[place].comment.id}" for place in (2, 5)]


def test_answers_are_folded_below_what_they_answer():
    """The groups of a comment's answers stand inside its own place, and speak of answers."""
    asked = replace(LONG[0], replies=LONG[1:4])
    folds = {1: (Group(LONG[1:3], 2), Group(LONG[3:4], 1))}
    page = render("article", article=replace(TALKED_ABOUT, comments=Thread(4, (asked,), folds)))
    assert re.findall(r"Show \d+ more \w+", page) == ["Show 1 more answer"]
    assert page.count('<ol class="replies" hidden="until-found">') == 1
    assert 'class="thread" hidden' not in page


def test_a_thread_that_is_not_long_hides_nothing():
    """Nothing to open where everything is seen."""
    page = render("article")
    assert "until-found" not in page
    assert "unfold" not in page


def links(page: str) -> list[ET.Element]:
    """Return the links that answer a comment."""
    return [each.find(f"{HTML}a") for each in html5lib.parse(page).iter(f"{HTML}p") if each.get("class") == "reply"]


def walk(nodes: tuple[Node, ...]) -> list[Node]:
    """Return a thread's comments in the order of reading."""
    return [found for node in nodes for found in (node, *walk(node.replies))]
