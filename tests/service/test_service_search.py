"""Searching with a form and without a script: the service's answers, for people and for programs."""

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from service_editor import ModeratedBlog
from service_reader import HTML, JSON, Reader, tree
from tests_support import Blog

from outsideinnovation.service import search_threads


@pytest.fixture
def searcher(small_blog: Blog) -> Iterator[Reader]:
    """A reader of a built blog with two posts, on the first of which there is a comment."""
    found = Reader(small_blog)
    small_blog.build()
    yield found
    found.close()


def ids(searcher: Reader, query: str, page: int = 1) -> list[str]:
    """Return the ids of the posts that programs are told of."""
    answer = searcher.browser.get("/search", query_string={"q": query, "page": page}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return [hit["id"] for hit in (answer.json or {})["hits"]]


@pytest.mark.parametrize("address", ["/search", "/search/"])
def test_people_get_a_page_of_the_blog(searcher: Reader, address: str) -> None:
    """With whole addresses, since the service may be elsewhere, and what was found marked in the text."""
    answer = searcher.browser.get(address, query_string={"q": "first words"})
    page = tree(answer.text)
    links = [each.get("href", "") for each in page.iter(f"{HTML}a")]
    assert answer.status_code == 200
    assert "https://ours.example/2005/12/first.html" in links
    assert [each.text for each in page.iter(f"{HTML}mark")] == ["first", "words", "first"]
    assert "2 posts found." in answer.text


def test_programs_get_json(searcher: Reader) -> None:
    """The query, how many there are, the hits as the command line has them, and what may have been meant."""
    answer = searcher.browser.get("/search?q=wrods", headers=JSON).json
    assert answer is not None
    assert list(answer) == ["hits", "query", "suggestion", "total"]
    assert (answer["query"], answer["total"], answer["suggestion"]) == ("wrods", 1, "words")
    told = searcher.blog.run("search", "--json", "wrods").stdout.splitlines()
    assert answer["hits"] == list(map(json.loads, told))


def test_a_comment_is_found_as_soon_as_the_site_is_built(searcher: Reader) -> None:
    """The service opens the new index by itself."""
    assert ids(searcher, "cuckoos") == []
    searcher.blog.comment("second", "00000002-cuckoo", "What about cuckoos?")
    searcher.blog.build()
    answer = searcher.browser.get("/search?q=cuckoos", headers=JSON).json
    assert answer is not None
    assert [hit["url"].partition("#")[2] for hit in answer["hits"]] == ["comment-00000002-cuckoo"]


def test_hits_come_in_pages(searcher: Reader) -> None:
    """Ten on each, with links between them; a page that is none is the first, and behind the last there is nothing."""
    for number in range(12):
        searcher.blog.post(f"finch-{number}", "A finch.", date=f"2007-01-{number + 1:02} 10:00")
    searcher.blog.build()
    first, second = ids(searcher, "finch"), ids(searcher, "finch", 2)
    assert (len(first), len(second), len({*first, *second})) == (10, 2, 12)
    assert ids(searcher, "finch", 3) == []
    for odd in ("-1", "x", "9" * 20, "²"):
        page = searcher.browser.get("/search", query_string={"q": "finch", "page": odd}).text
        assert 'rel="next" href="?q=finch&amp;page=' in page or "page=100" in page


@pytest.mark.parametrize(
    "query",
    [
        "%00", "%ff%fe", "%ed%a0%80", "%22" * 3000, "(" * 9000, "%2A%3F" * 1000, "-" * 9000, "%E2%80%AE%D7%90", "x" * 10_000,
        "%22a+" * 2000, "category%3A" * 500, "(a%2B)%2B%24" * 200, "after%3A99999+before%3A0000",
        "%3Cscript%3Ealert(1)%3C/script%3E",
    ],
    ids=lambda query: query[:12],
)  # fmt: skip
def test_whatever_is_typed_is_answered(searcher: Reader, query: str) -> None:
    """With hits, or none, or that there is nothing to search for; and nothing that was typed is run."""
    for headers in ({}, JSON):
        answer = searcher.browser.get(f"/search?q={query}", headers=headers)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text or headers
    assert searcher.browser.get(f"/search?page={query}").status_code == 200


def test_without_an_index_it_can_be_tried_again_later(reader: Reader) -> None:
    """A site that was never built has none: 503, and not a fault."""
    answer = reader.browser.get("/search?q=first")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_too_many_at_once_are_told_to_come_again(searcher: Reader, caplog: pytest.LogCaptureFixture) -> None:
    """So that those who search leave room for those who write."""
    room = search_threads.WAITING
    taken = [searcher.context.search._room.acquire(blocking=False) for _ in range(room)]
    assert all(taken)
    with caplog.at_level("ERROR"):
        assert [searcher.browser.get("/search?q=first").status_code for _ in range(9)] == [503] * 9
    assert len(caplog.records) == 1, "the log is not flooded with them"
    searcher.context.search._room.release()
    assert searcher.browser.get("/search?q=first").status_code == 200


def test_where_search_is_off_nothing_answers(small_blog: Blog) -> None:
    """Not as a failure that mends itself: there is no such page."""
    reader = Reader(small_blog, "SEARCH = False\n")
    assert reader.browser.get("/search?q=first").status_code == 404
    reader.close()


def test_an_editor_sees_published_comments_like_the_one_that_waits(searcher: Reader) -> None:
    """With links to them; without an index the page is shown without."""
    moderated = ModeratedBlog(searcher)
    for number in range(12):
        searcher.blog.post(f"finch-{number}", "A finch.", date=f"2007-01-{number + 1:02} 10:00")
    searcher.blog.comment("finch-3", "00000007-offer", "Cheap watches at our <b>little</b> shop.")
    searcher.blog.build()
    waiting = moderated.comment("Watches, cheap ones, in a shop!")
    page = moderated.editor().get(f"/moderation/comments/{waiting.id}").text
    assert "Published comments like it" in page
    assert 'href="https://ours.example/2007/01/finch-3.html#comment-00000007-offer"' in page
    assert "<b>little" not in page
    blog = re.compile(r'class="desk-links">\s*<li><a href="([^"]*)"')
    assert blog.findall(page) == blog.findall(moderated.editor("Ben").get().text) != []
    shutil.rmtree(searcher.blog.site.search_index)
    assert "comments like it" not in moderated.editor("Eve").get(f"/moderation/comments/{waiting.id}").text


def test_where_the_search_page_is_moved_questions_to_it_are_answered(small_blog: Blog) -> None:
    """The form of every page leads there: from pages with a service, and from the service's own answers."""
    moved = Reader(small_blog, 'SERVICE_URL = "/talk"\nSEARCH_URL = "find/"\nSEARCH_SAVE_AS = "find/index.html"\n')
    put_form_beside(small_blog)
    for path in ("/talk/find/", "/talk/find", "/talk/search"):
        answer = moved.browser.get(path, query_string={"q": "first words"})
        assert answer.status_code == 200
        assert "2 posts found." in answer.text
        assert form_actions(answer.text) == ["/talk/find/"]
    moved.close()
    for name in ("index.html", "404.html", "find/index.html", "2005/12/first.html"):
        assert set(form_actions(small_blog.page(name))) <= {"/talk/find/", "/talk/search"}, name
        assert "/talk/find/" in form_actions(small_blog.page(name)), name


def test_without_a_service_the_forms_lead_to_the_page_wherever_it_is(small_blog: Blog) -> None:
    """So does the link at the foot of every page."""
    small_blog.settings('SEARCH_URL = "find.html"\nSEARCH_SAVE_AS = "find.html"\n')
    put_form_beside(small_blog)
    for name in ("index.html", "404.html", "find.html", "2005/12/first.html"):
        assert set(form_actions(small_blog.page(name))) == {"/find.html"}, name
        assert "/search/" not in re.sub('data-manifest="[^"]*"', "", small_blog.page(name)), name
    assert not (small_blog.output / "search" / "index.html").exists()


def put_form_beside(blog: Blog) -> None:
    """Build the blog with the form in the column beside every page."""
    (blog.content / "sidebar").mkdir()
    (blog.content / "sidebar" / "30-search.md").write_text("Title: Search\nKind: search\n", "utf-8")
    blog.build()


def form_actions(text: str) -> list[str]:
    """Return where the forms with a field for words lead."""
    forms = tree(text).iter(f"{HTML}form")
    return [
        form.get("action", "") for form in forms if any(each.get("name") == "q" for each in form.iter(f"{HTML}input"))
    ]
