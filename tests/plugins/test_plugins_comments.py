"""Approved comments on the pages of a built site: as threads, safe, and nothing that was not approved."""

import html5lib
import pytest
from tests_support import Blog

XHTML = "{http://www.w3.org/1999/xhtml}"


def comment_ids(page: str) -> list[str]:
    """Return the ids of the comments on a page in their order."""
    tree = html5lib.parse(page)
    return [element.get("id") for element in tree.iter() if (element.get("id") or "").startswith("comment-")]


def test_a_comment_is_an_element_with_its_permalink(small_blog: Blog) -> None:
    """The id and the class are what interfaces.md promises."""
    small_blog.build()
    page = html5lib.parse(small_blog.page("2005/12/first.html"))
    element = next(e for e in page.iter() if e.get("id") == "comment-00000001-first")
    assert "h-cite" in element.get("class").split()
    assert any(link.get("href", "").endswith("#comment-00000001-first") for link in element.iter(f"{XHTML}a"))


@pytest.mark.parametrize(("order", "ids"), [("newest", ["c", "a", "b"]), ("oldest", ["a", "b", "c"])])
def test_threads_stand_in_the_order_of_the_setting(blog: Blog, order: str, ids: list[str]) -> None:
    """Conversations are newest or oldest first; replies always read downwards."""
    blog.settings(f"COMMENTS_ORDER = {order!r}\n")
    blog.post("talk")
    for name, minute, parent in (("a", 1, ""), ("b", 3, "a"), ("c", 2, "")):
        reply = f'reply_to = "0000000{parent}-talk"' if parent else ""
        blog.write(
            f"comments/approved/talk/0000000{name}-talk.md",
            f'+++\nauthor = "Dana"\ndate = 2005-12-09T11:0{minute}:00Z\n{reply}\n+++\nWords.\n',
        )
    blog.build()
    assert comment_ids(blog.page("2005/12/talk.html")) == [f"comment-0000000{name}-talk" for name in ids]


def test_replies_are_nested_no_deeper_than_the_setting(blog: Blog) -> None:
    """A reply that would stand deeper names whom it answers instead."""
    blog.settings("COMMENTS_DEPTH = 1\n")
    blog.post("talk")
    parent = ""
    for name in ("00000001-talk", "00000002-talk", "00000003-talk"):
        blog.comment("talk", name, head=f'reply_to = "{parent}"' if parent else "")
        parent = name
    blog.build()
    page = blog.page("2005/12/talk.html")
    assert len(comment_ids(page)) == 3
    assert 'href="#comment-00000002-talk"' in page


@pytest.mark.parametrize(
    ("setting", "groups"), [("COMMENTS_FOLD_AFTER = 5", 2), ("COMMENTS_FOLD_AFTER = 0", 1), ("", 1)]
)
def test_a_long_conversation_is_folded_as_the_setting_says(blog: Blog, setting: str, groups: int) -> None:
    """All comments are in the page, whatever is seen of them at once."""
    blog.settings(f"{setting}\n")
    blog.post("talk")
    for number in range(12):
        blog.comment("talk", f"{number:08}-talk")
    blog.build()
    page = blog.page("2005/12/talk.html")
    assert page.count('<ol class="thread"') == groups
    assert comment_ids(page) == [f"comment-{number:08}-talk" for number in range(11, -1, -1)]


@pytest.mark.parametrize("status", ["pending", "rejected", "spam"])
def test_what_is_not_approved_is_in_no_output(small_blog: Blog, status: str) -> None:
    """Neither words, name nor id of such a comment reach any file."""
    small_blog.write(
        f"comments/{status}/first/00000009-hidden.md",
        '+++\nauthor = "Mallory"\ndate = 2005-12-09T11:00:00Z\n+++\nNobody reads this.\n',
    )
    small_blog.build()
    everything = b"".join(small_blog.files().values())
    for trace in (b"Nobody reads this", b"Mallory", b"00000009-hidden"):
        assert trace not in everything


def test_a_comment_that_is_rejected_again_disappears(small_blog: Blog) -> None:
    """After the next build no file holds a trace of it."""
    small_blog.build()
    assert small_blog.run("comments", "reject", "--again", "00000001-first").exit_code == 0
    small_blog.build()
    assert b"00000001-first" not in b"".join(small_blog.files().values())


def test_the_authors_own_comments_are_marked(small_blog: Blog) -> None:
    """by_author shows as a word, not only as a colour."""
    small_blog.comment("first", "00000002-author", head="by_author = true")
    small_blog.build()
    assert ">Author<" in small_blog.page("2005/12/first.html")


def test_closed_comments_say_so(small_blog: Blog) -> None:
    """The sentence is TypePad's."""
    small_blog.post("sealed", comments="closed")
    small_blog.build()
    assert "The comments to this entry are closed." in small_blog.page("2005/12/sealed.html")
    assert "are closed" not in small_blog.page("2005/12/first.html")


def test_comments_close_after_some_days(small_blog: Blog) -> None:
    """Age counts up to the newest post, so that a build does not depend on the clock."""
    small_blog.settings("COMMENTS_CLOSE_AFTER_DAYS = 14\n")
    small_blog.build()
    assert "The comments to this entry are closed." in small_blog.page("2005/12/first.html")
    assert "are closed" not in small_blog.page("2006/01/second.html")


def test_hostile_words_are_harmless_on_every_page_and_feed(small_blog: Blog) -> None:
    """Scripts, handlers, Pelican's placeholders and addresses typed by a stranger come out as text or not at all."""
    words = (
        "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> [y]({filename}/posts/first.md) "
        "{static}/../pelicanconf.py me@mail.example"
    )
    small_blog.comment("first", "00000002-hostile", words, head='website = "javascript:alert(1)"')
    small_blog.build()
    for name, data in small_blog.files().items():
        if name.endswith(".html"):
            tree = html5lib.parse(data.decode())
            for element in tree.iter():
                assert not any(str(key).startswith("on") for key in set(element.keys())), name
                for key in ("href", "src", "action"):
                    assert not (element.get(key) or "").strip().lower().startswith(("javascript:", "{")), name
            scripts = [e for e in tree.iter(f"{XHTML}script") if e.get("type") != "application/ld+json"]
            assert [(e.get("src"), e.text) for e in scripts] in ([], [("/theme/search.js", None)]), name
        assert b"me@mail.example" not in data, name


def test_forms_are_shown_only_where_a_service_answers(small_blog: Blog) -> None:
    """Without SERVICE_URL nobody is offered a form that goes nowhere."""
    small_blog.build()
    assert "<form" not in small_blog.page("2005/12/first.html")
    small_blog.settings('SERVICE_URL = "https://service.example"\n')
    small_blog.build()
    assert 'action="https://service.example/comments"' in small_blog.page("2005/12/first.html")


def test_an_unknown_order_is_refused(small_blog: Blog) -> None:
    """A misspelt setting is an error with a remedy."""
    small_blog.settings('COMMENTS_ORDER = "latest"\n')
    result = small_blog.run("build")
    assert result.exit_code == 1
    assert "COMMENTS_ORDER 'latest' is not known: write one of newest, oldest" in result.stderr
