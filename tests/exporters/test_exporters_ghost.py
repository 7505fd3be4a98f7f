"""Ghost's format, by the rules of its importer: one row that it does not like, and nothing of the file comes."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from exporters_blog import export, exported, full_blog
from hypothesis import given
from hypothesis import strategies as st
from tests_support import Blog

from outsideinnovation.exporters.ghost_html import BEGIN, END, carded

MAIL = re.compile(r"[a-z0-9-]+@users\.invalid")
Tables = Mapping[str, list[dict[str, Any]]]


@pytest.fixture
def full(blog: Blog) -> Blog:
    """A blog with everything in it once."""
    return full_blog(blog)


def tables(blog: Blog, *arguments: str) -> Tables:
    """Export *blog*, and insist on what Ghost's importer insists on."""
    ((one,),) = (json.loads(export(blog, "ghost", *arguments))["db"],)
    assert one["meta"]["version"]
    assert isinstance(one["meta"]["exported_on"], int)
    data: Tables = one["data"]
    for post in data["posts"]:
        assert len(post["title"]) <= 255
        assert len(post["custom_excerpt"] or "") <= 300
        assert len(post["slug"]) <= 191
        assert post["status"] in {"published", "draft", "scheduled", "sent"}
        assert post["visibility"] in {"public", "members", "paid", "tiers"}
        assert post["type"] in {"post", "page"}
        assert post["status"] == "draft" or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", post["published_at"])
    assert len({post["slug"] for post in data["posts"]}) == len(data["posts"])
    assert all(0 < len(tag["name"]) <= 191 for tag in data["tags"])
    assert all(MAIL.fullmatch(user["email"]) for user in data["users"])
    return data


def one(data: Tables, title: str) -> dict[str, Any]:
    """Return the post of that title."""
    (found,) = [post for post in data["posts"] if post["title"] == title]
    return found


def test_what_is_public_comes_with_tags_and_authors(full: Blog) -> None:
    """Dates in UTC; the first category is the primary tag; titles are plain text."""
    data = tables(full)
    assert [post["title"] for post in data["posts"]] == ["Words & <marks>", "Second", "Hidden one", "About", "Team"]
    first = one(data, "Words & <marks>")
    assert (first["published_at"], first["custom_excerpt"]) == ("2005-12-09T15:31:00.000Z", "What it says.")
    names = {tag["id"]: tag["name"] for tag in data["tags"]}
    tied = sorted(
        (each["sort_order"], names[each["tag_id"]]) for each in data["posts_tags"] if each["post_id"] == first["id"]
    )
    assert [name for _, name in tied] == ["Co-Design", "R&D", "lead users", "a"]
    users = {user["id"]: user["name"] for user in data["users"]}
    assert (
        users[next(each["author_id"] for each in data["posts_authors"] if each["post_id"] == first["id"])] == "Dana Ray"
    )
    assert one(data, "About")["type"] == "page"
    assert one(data, "Hidden one")["status"] == "draft"


def test_drafts_come_by_choice(full: Blog) -> None:
    """As drafts, and undated ones without a date of publication."""
    assert "Not yet" not in exported(full, "ghost").stdout
    draft = one(tables(full, "--drafts"), "A draft")
    assert (draft["status"], draft["published_at"]) == ("draft", None)


def test_what_waits_for_its_date_is_scheduled(blog: Blog) -> None:
    """With the date for which it waits."""
    blog.settings("WITH_FUTURE_DATES = False\n")
    blog.post("soon", date="2999-01-01 08:00", title="Soon")
    assert tables(blog)["posts"] == []
    soon = one(tables(blog, "--drafts"), "Soon")
    assert (soon["status"], soon["published_at"]) == ("scheduled", "2999-01-01T08:00:00.000Z")


def test_what_is_too_long_is_cut_and_told(blog: Blog) -> None:
    """Ghost would take the whole file back; the summary's rest is kept for search engines."""
    words = "word " * 120
    blog.post("long", title=words, summary=words, tags="t" * 195)
    result = exported(blog, "ghost")
    (post,) = tables(blog)["posts"]
    assert post["title"].endswith("word…")
    assert post["custom_excerpt"].endswith("word…")
    assert len(tables(blog)["posts_meta"][0]["meta_description"]) == 500
    assert {"t" * 190 + "…"} <= {tag["name"] for tag in tables(blog)["tags"]}
    assert result.stderr.count("would refuse the whole file: posts/long.md") == 3


def test_a_tag_with_a_number_sign_is_not_hidden(blog: Blog) -> None:
    """Such are internal in Ghost."""
    blog.post("one", tags="#news")
    assert "news" in {tag["name"] for tag in tables(blog)["tags"]}
    assert "lose it, since Ghost would hide them: #news." in exported(blog, "ghost").stderr


def test_slugs_are_unique_among_posts_and_pages(blog: Blog) -> None:
    """Ghost keeps both in one table."""
    blog.post("same", title="One")
    blog.write("pages/same.md", "Title: Two\nSlug: same\n\nWords.\n")
    assert [post["slug"] for post in tables(blog)["posts"]] == ["same", "same-2"]


def test_comments_are_told_to_be_left_out(full: Blog) -> None:
    """Its importer ignores them."""
    result = exported(full, "ghost")
    assert "Comments are not in it" in result.stderr
    assert "An *answer*" not in result.stdout
    assert "Comments are not in it" not in exported(full, "ghost", "--comments", "none").stderr


@pytest.mark.parametrize(
    "html",
    [
        "<p>Words, <a href='https://a.example/'>a link</a>, <em>e</em>, <strong>s</strong> and <code>c</code>.<br>x</p>",
        '<h2 id="a">A</h2>',
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
        "<blockquote>\n<p>said</p>\n</blockquote>",
        "<hr>",
    ],
)
def test_simple_blocks_stay_plain(html: str) -> None:
    """So that they can be edited in Ghost."""
    assert carded(html) == html


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/a"><img src="/x.png"></a></p>',
        "<ul>\n<li>\n<p>loose</p>\n</li>\n</ul>",
        "<ul>\n<li>one<ul><li>deep</li></ul></li>\n</ul>",
        "<p><mark>a</mark> <small>b</small> <del>c</del></p>",
        "<p><math><mi>x</mi></math></p>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "<table><tr><td>a</td></tr></table>",
        "<video src='/x.mp4'></video>",
        "<script>if (a < b) {}</script>",
        '<p id="x">a</p>',
        '<p class="x">a</p>',
        "<pre><code>a\n\nb</code></pre>",
        '<h2 id="a">A</h2>\n<p><a href="#a">a</a></p>',
        "words alone",
        "<p>never closed",
        "<p>a</b></p>",
        '<div class="imported">\n<p>a</p>\n</div>',
    ],
)
def test_what_the_converter_would_spoil_stands_in_a_card(html: str) -> None:
    """Pictures in links, loose lists, formulas, ids that are linked, and whatever it has no node for."""
    (card,) = re.findall(f"{BEGIN}\n(.*?)\n{END}", carded(html), re.DOTALL)
    assert card == html.split("\n<p><a href", maxsplit=1)[0] if "h2" in html else card == html


def test_neighbours_share_a_card() -> None:
    """What stands before and behind stays outside."""
    table = "<table><tr><td>a</td></tr></table>"
    assert (
        carded(f"<p>a</p>\n{table}\n\n{table}\n<p>b</p>") == f"<p>a</p>\n{BEGIN}\n{table}\n\n{table}\n{END}\n<p>b</p>"
    )


def test_marks_of_cards_in_a_text_are_left_out() -> None:
    """They would end a card in the middle."""
    html = carded("<table><tr><td><!--kg-card-end: html-->a</td></tr></table>")
    assert html.count(END) == 1


@given(st.text(alphabet='<>/pulia ="b\n') | st.text())
def test_no_words_are_lost_in_cards(html: str) -> None:
    """Whatever was written: without the marks of cards and white space it is what it was."""
    bare = carded(html).replace(BEGIN, "").replace(END, "")
    assert "".join(bare.split()) == "".join(html.split())
