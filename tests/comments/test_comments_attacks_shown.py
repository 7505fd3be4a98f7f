"""Whatever a stranger types as words, name or website, the theme shows a comment and nothing else."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from functools import cache
from types import SimpleNamespace

import html5lib
import pytest
from comment_attacks import ATTACKS, NAMES, WEBSITES
from comment_samples import NOON, comment
from jinja2 import Environment, FileSystemLoader
from tests_support import Blog

from outsideinnovation.builder.theme.templates import WHITE_SPACE, Theme, prepare
from outsideinnovation.comments import cleaning, record
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.thread import Order, arrange
from outsideinnovation.settings import theme

ATOM = "{http://www.w3.org/2005/Atom}"
HTML = "{http://www.w3.org/1999/xhtml}"
WORDS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
AROUND = {"article", "header", "h3", "a", "span", "time", "div", "bdi"}
ATTRIBUTES = {
    "article": {"id", "class"},
    "a": {"class", "rel", "href", "title", "dir"},
    "span": {"class", "dir"},
    "time": {"class", "datetime"},
    "div": {"class", "dir"},
    "ol": {"start"},
}


@cache
def card(quick: bool):
    """Return the theme's macro for one comment, as the build renders it or as Jinja itself does."""
    if quick:
        return Theme(theme(), {}).template("_comment").module.comment_card
    plain = Environment(loader=FileSystemLoader(theme() / "templates"), autoescape=True, **WHITE_SPACE)
    prepare(plain, "en")
    return plain.get_template("_comment.html").module.comment_card


def shown(one: Comment, quick: bool) -> str:
    """Return a page's part that shows *one*, answering somebody of the same name at the last depth."""
    asked = replace(one, id="00000000-asked", date=NOON - timedelta(days=1))
    (first,) = arrange([asked, replace(one, reply_to=asked.id)], Order.OLDEST, 1).replies
    (node,) = first.replies
    made = SimpleNamespace(comment=node.comment, html=node.html, in_reply_to=asked)
    return card(quick)(made)


def assert_only_a_comment(html: str) -> None:
    """Fail unless a browser finds in *html* one comment, made of nothing but what the theme and the allow-list name."""
    tree = html5lib.parseFragment(html)
    tags = []
    for element in tree.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert isinstance(element.tag, str), "a comment or processing instruction"
        assert element.tag.startswith(HTML), element.tag
        tag = element.tag.removeprefix(HTML)
        tags.append(tag)
        assert tag in WORDS | AROUND, html
        assert set(element.attrib) <= ATTRIBUTES.get(tag, set()), html
        if "href" in element.attrib:
            assert re.match(r"https?://|#comment-[0-9a-z-]{8,64}\Z", element.attrib["href"]), html
        assert element.attrib.get("dir", "auto") == "auto", html
        if "class" in element.attrib:
            assert element.attrib["class"] in CLASSES, html
    assert [tags.count(tag) for tag in ("article", "header", "h3", "time", "div")] == [1] * 5, html


CLASSES = {
    *{"comment p-comment h-cite", "p-author h-card", "answers", "u-in-reply-to", "u-url when", "dt-published"},
    "e-content content",
}


def test_the_tables_are_worth_their_names() -> None:
    """At least two hundred different things are tried in each place."""
    assert min(len(set(table)) for table in (ATTACKS, NAMES, WEBSITES)) >= 200


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_an_attack_in_any_place_is_shown_as_a_comment(number: int) -> None:
    """Words, name and website each hold an attack, uncleaned as in a file that somebody wrote: a comment is all one sees."""
    html = shown(attacking(number), quick=number % 4 == 0)
    assert_only_a_comment(html)


@pytest.mark.parametrize("typed", NAMES[::2])
def test_a_cleaned_name_is_read_as_it_was_typed(typed: str) -> None:
    """Nothing of a name is taken for markup, neither over the comment nor where somebody answers it."""
    name = cleaning.line(typed)
    assert "".join(html5lib.parseFragment(shown(comment(author=name), quick=True)).itertext()).count(name) >= 2


def test_a_cleaned_website_cannot_leave_its_attribute() -> None:
    """What cleaning lets through begins with http(s) and holds no quotation mark, space, bracket or placeholder."""
    cleaned = [address for address in map(cleaning.website, WEBSITES) if address]
    assert cleaned
    assert all(re.fullmatch(r"https?://[^\s\"<>`{}]+", address) for address in cleaned)


def attacking(number: int) -> Comment:
    """Return the comment that holds that attack in its words, and others in its name and website."""
    return comment(
        number,
        Status.APPROVED,
        id=f"{number:08}-attack",
        post="first",
        author=storable(NAMES[number % len(NAMES)], "Dana"),
        body=storable(ATTACKS[number], "Words"),
        website=storable(WEBSITES[number % len(WEBSITES)], "https://example.org/"),
        date=NOON + timedelta(seconds=number),
    )


def storable(typed: str, otherwise: str) -> str:
    """Return *typed* as a file can hold it, or *otherwise* where nothing is left of it."""
    words = typed.replace("\0", "").encode("utf-8", "ignore").decode()
    return words if words.strip() else otherwise


def test_a_built_page_with_every_attack_is_still_our_page(blog: Blog) -> None:
    """All of them together under one post: the page's own scripts, forms and handlers, and not one more; feeds are XML."""
    blog.settings('SERVICE_URL = "https://talk.example"\n')
    blog.post("first", "The first words.")
    blog.build()
    before = page_elements(blog.page("2005/12/first.html"))
    for one in map(attacking, range(len(ATTACKS))):
        blog.write(f"comments/approved/first/{one.id}.md", record.dump(one))
    blog.build()
    page = blog.page("2005/12/first.html")
    after = page_elements(page)
    assert page.count('class="comment p-comment h-cite"') == len(ATTACKS)
    assert {tag: after.get(tag, 0) - before.get(tag, 0) for tag in before | after if tag not in WORDS | AROUND} == {
        **{tag: 0 for tag in before if tag not in WORDS | AROUND},
        "button": 1,  # that answers the post after all
        "script": 1,  # our own, that brings the form to a comment
        "link": 1,  # to the feed of the comments, which is there from the first
    }
    for feed in ("feeds/comments.atom.xml", "2005/12/first.comments.atom.xml"):
        assert_only_words(blog.page(feed))


def test_a_file_placed_by_hand_brings_no_mark_that_nobody_sees(blog: Blog) -> None:
    """Neither the page, its structured data nor a feed has an escape character or an override; feeds are XML."""
    blog.post("first", "The first words.")
    hostile = {
        "author": "Ro\u202ebin\x1b[2J",
        "body": "Well\x1b[2J \u202esaid.",
        "website": "https://example.org/\u2066x",
    }
    nameless = {"author": "\x1b\u202e", "body": "I am nobody.", "website": "https://example.org/\x07"}
    for number, typed in enumerate((hostile, nameless), 1):
        one = comment(number, Status.APPROVED, id=f"{number:08}-byhand", post="first", date=NOON, **typed)
        blog.write(f"comments/approved/first/{one.id}.md", record.dump(one))
    blog.build()
    made = [path for path in blog.output.rglob("*") if path.suffix in {".html", ".xml", ".json", ".rdf"}]
    texts = {path.name: path.read_text("utf-8") for path in made}
    assert not [name for name, words in texts.items() if cleaning.DANGEROUS.search(re.sub(r"[\t\n]", "", words))]
    page = texts["first.html"]
    assert page.count("Robin[2J") >= 2  # the comment, and the structured data
    assert ">Anonymous</span>" in page
    for feed in ("feeds/comments.atom.xml", "2005/12/first.comments.atom.xml"):
        names = [name.text for name in ET.fromstring(blog.page(feed)).iter(f"{ATOM}name")]
        assert {"Robin[2J", "Anonymous"} <= set(names)


def assert_only_words(feed: str) -> None:
    """Fail unless *feed* is XML whose entries hold nothing but the allow-list's elements, and link to http(s) only."""
    tree = ET.fromstring(feed)
    entries = tree.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        found = {element.tag for element in html5lib.parseFragment(entry.findtext(f"{ATOM}content")).iter()}
        assert found <= {"DOCUMENT_FRAGMENT", *(HTML + tag for tag in WORDS)}
    addresses = [link.get("href") for link in tree.iter(f"{ATOM}link")] + [uri.text for uri in tree.iter(f"{ATOM}uri")]
    assert all(re.match(r"https?://", address) for address in addresses)


def page_elements(page: str) -> dict[str, int]:
    """Return how often each element stands on a page; fail for a handler, a style or a scheme that we do not use."""
    counts: dict[str, int] = {}
    for element in html5lib.parse(page).iter():
        assert isinstance(element.tag, str)
        assert element.tag.startswith(HTML), element.tag
        tag = element.tag.removeprefix(HTML)
        counts[tag] = counts.get(tag, 0) + 1
        assert not [name for name in element.attrib if name.startswith("on") or name in {"style", "srcdoc", "ping"}]
        for name in ("href", "src", "action", "formaction"):
            assert re.match(r"https?://|/(?!/)|#|mailto:\?|\Z", element.attrib.get(name, "")), element.attrib
    return counts
