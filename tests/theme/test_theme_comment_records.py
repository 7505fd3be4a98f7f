"""One record of a comment gives its HTML, its JSON-LD, and its entries in Atom and JSON Feed: all four say the same."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from typing import NamedTuple

import html5lib
import pytest
from tests_support import Blog

from outsideinnovation.text import plain

HTML, ATOM, THREADING = (
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/syndication/thread/1.0}",
)
POST = "2005/12/first.html"


class Said(NamedTuple):
    """What a format says of a comment; ``parent`` is the id of the comment that it answers."""

    id: str
    author: str
    website: str | None
    date: datetime
    words: str
    parent: str | None


@pytest.fixture(scope="module")
def talked_about(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """A blog with a post on which people answer each other, deeper than pages indent, in a circle, and somebody who is gone."""
    blog = Blog(tmp_path_factory.mktemp("talk") / "blog")
    blog.settings("FEEDS_ENTRIES = 100\nCOMMENTS_DEPTH = 2\n")
    blog.post("first")
    blog.post("quiet")
    for number in range(1, 7):
        head = f'reply_to = "0000000{number - 1}-line"' if number > 1 else 'website = "https://dana.example/?a=1&b=2"'
        blog.comment(
            "first", f"0000000{number}-line", f"Line {number}, *said* & <b>meant</b> by me@example.org.", head=head
        )
    blog.comment("first", "00000010-gone", "To nobody here.", head='reply_to = "00000099-pending"')
    blog.comment("first", "00000099-pending", status="pending")
    blog.comment("first", "00000020-ring", "Round,", head='reply_to = "00000021-ring"')
    blog.comment(
        "first", "00000021-ring", "and round.\n\n> Quoted\n\n1. one\n2. two", head='reply_to = "00000020-ring"'
    )
    own = blog.comment("first", "00000030-marion", "```\na < b && c\n```", head="by_author = true")
    own.write_text(own.read_text("utf-8").replace('"Dana"', '"Sly </script>\\" דנה 🦜"'), "utf-8")
    own.write_text(own.read_text("utf-8").replace("2005-12-09T11:00:00Z", "2006-02-03T23:59:58+02:00"), "utf-8")
    blog.build()
    return blog


def test_all_four_say_the_same(talked_about: Blog) -> None:
    """The same comments, by the same people, at the same time, in the same words, in answer to the same comments."""
    by_html = sorted(of_html(talked_about.page(POST)))
    assert [each.id[:8] for each in by_html] == [
        f"000000{n}" for n in ("01", "02", "03", "04", "05", "06", "10", "20", "21", "30")
    ]
    assert [each.parent for each in by_html] == [
        None,
        *(f"0000000{n}-line" for n in range(1, 6)),
        None,
        None,
        "00000020-ring",
        None,
    ]
    assert sorted(of_json_ld(talked_about.page(POST))) == by_html
    assert sorted(of_atom(talked_about.page("2005/12/first.comments.atom.xml"))) == by_html
    assert sorted(of_atom(talked_about.page("feeds/comments.atom.xml"))) == by_html
    assert sorted(of_json_feed(talked_about.page("feeds/comments.feed.json"))) == by_html


def test_who_answers_the_post_says_so_in_feeds(talked_about: Blog) -> None:
    """A comment that answers no other answers the post, by its id and address (RFC 4685)."""
    items = json.loads(talked_about.page("feeds/comments.feed.json"))["items"]
    (post,) = [each for each in json.loads(talked_about.page("feeds/feed.json"))["items"] if each["url"].endswith(POST)]
    (first,) = [each for each in items if each["url"].endswith("#comment-00000001-line")]
    assert first["_in_reply_to"] == {"id": post["id"], "url": post["url"]}


def of_html(page: str) -> list[Said]:
    """Read the comments of a page by their microformats (h-cite)."""
    found = []
    for card in html5lib.parse(page).iter(f"{HTML}article"):
        if "h-cite" not in (card.get("class") or ""):
            continue
        identifier = str(card.get("id")).removeprefix("comment-")
        (author,) = having("p-author", card)
        answered = [each.get("value") or each.get("href") for each in having("u-in-reply-to", card)]
        (written,) = re.findall(
            rf'id="comment-{identifier}".*?<div class="e-content content"[^>]*>(.*?)</div>\s*</article>',
            page,
            re.DOTALL,
        )
        found.append(
            Said(
                identifier,
                folded("".join(author.itertext())),
                author.get("href"),
                instant(having("dt-published", card)[0].get("datetime")),
                plain(written),
                answered[0].removeprefix("#comment-") if answered else None,
            )
        )
    return found


def of_json_ld(page: str) -> list[Said]:
    """Read the comments of a page by its structured data."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [
        Said(
            fragment(each["@id"]),
            folded(each["author"]["name"]),
            each["author"].get("url"),
            instant(each["datePublished"]),
            each["text"],
            fragment(each["parentItem"]["@id"]) if "parentItem" in each else None,
        )
        for each in json.loads(data)["comment"]
    ]


def of_atom(feed: str) -> list[Said]:
    """Read the entries of an Atom feed, with what they answer (RFC 4685)."""
    return [
        Said(
            fragment(entry.find(f"{ATOM}link").get("href")),
            entry.findtext(f"{ATOM}author/{ATOM}name"),
            entry.findtext(f"{ATOM}author/{ATOM}uri"),
            instant(entry.findtext(f"{ATOM}published")),
            plain(entry.findtext(f"{ATOM}content")),
            fragment(entry.find(f"{THREADING}in-reply-to").get("href")),
        )
        for entry in ET.fromstring(feed).iter(f"{ATOM}entry")
    ]


def of_json_feed(feed: str) -> list[Said]:
    """Read the items of a JSON Feed."""
    return [
        Said(
            fragment(item["url"]),
            item["authors"][0]["name"],
            item["authors"][0].get("url"),
            instant(item["date_published"]),
            plain(item["content_html"]),
            fragment(item["_in_reply_to"]["url"]),
        )
        for item in json.loads(feed)["items"]
    ]


def having(name: str, element: ET.Element) -> list[ET.Element]:
    """Return the elements below *element* with that class."""
    return [each for each in element.iter() if name in (each.get("class") or "").split()]


def fragment(address: str) -> str | None:
    """Return the id of the comment that *address* leads to, if it leads to one."""
    return address.partition("#comment-")[2] or None


def instant(date: str) -> datetime:
    """Return a date as the instant it is, whatever zone it is written in."""
    return datetime.fromisoformat(date).astimezone(UTC)


def folded(words: str) -> str:
    """Return *words* on one line."""
    return " ".join(words.split())
