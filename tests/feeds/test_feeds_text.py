"""Whatever people write, a feed stays well-formed and says it."""

import json
import re

import feedparser
import pytest
from feed_rules import violations
from feed_samples import FORMATS, SITE, XML_FORMATS, entry, feed
from feedparser.mixin import _FeedParserMixin
from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.feeds.absolute import absolute
from outsideinnovation.feeds.entry import Discussion, Person
from outsideinnovation.feeds.feed_text import ILLEGAL, excerpt, iri, legal, one_line, uri, web_address

HERE = f"{SITE}/feeds/it"
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)  # lone surrogates and control characters too


@given(title=ANY_TEXT, name=ANY_TEXT, html=ANY_TEXT, category=ANY_TEXT)
def test_any_text_makes_a_feed_that_is_read_back(title, name, html, category):
    """No text makes a feed that breaks a rule or that feedparser objects to, and titles come back as they were."""
    post = entry(1, title=title, html=absolute(html, SITE), author=Person(name), categories=(category,), summary=html)
    for file_name, write in FORMATS.items():
        data = write(feed(entries=(post,), title=title, subtitle=name), HERE)
        assert violations(data, HERE) == []
        if file_name == "feed.json":
            read = json.loads(data)["items"][0]["title"]
        else:
            parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
            assert not parsed.bozo, parsed.bozo_exception
            read = parsed.entries[0].title
        assert read == post.title or (file_name != "feed.json" and _guessed_at(post.title))


@given(ANY_TEXT)
def test_legal_text_is_all_of_the_text_that_xml_can_carry(text):
    """Nothing but illegal characters is lost, and once legal, text stays as it is."""
    assert legal(text) == ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert legal(legal(text)) == legal(text)
    legal(text).encode()


@pytest.mark.parametrize("code", [0x00, 0x08, 0x0E, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_characters_that_xml_forbids_are_left_out(code):
    """They are lost from titles and texts in every format, and nothing else is."""
    character = chr(code)
    post = entry(1, title=f"a{character}b", html=f"<p>c{character}d</p>")
    assert (post.title, post.html) == ("ab", "<p>cd</p>")
    for write in XML_FORMATS.values():
        assert violations(write(feed(entries=(post,)), HERE), HERE) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\n lines\t ", "two lines"),
        ("no\u00a0break", "no\u00a0break"),
        ("a\u2028b\x85c", "a b c"),
        ("emoji 👩\u200d🔬", "emoji 👩\u200d🔬"),
    ],
)
def test_a_title_is_one_line(text, line):
    """Line breaks and runs of blanks become one blank; no-break spaces and joiners stay."""
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>One</p><p>two &amp; <b>th</b>ree</p>", "One two & three"),
        ("<style>p{}</style>One<script>two()</script>", "One"),
        ("a < b &lt; c", "a < b < c"),
        ("x<!-- no -->y", "xy"),
        ("<p>one two three four five six</p>", "one two three four…"),
        ("ÄÖÜ" * 20, "ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄ…"),
        ("shown<script>hidden", "shown"),
    ],
)
def test_plain_words_of_markup(markup, words):
    """Tags go, references are read, and a long text is cut between words."""
    assert excerpt(markup, 20) == words


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a/b.html?c=d&e=%C3%A9#f", "https://example.org/a/b.html?c=d&e=%C3%A9#f"),
        ("https://example.org/Ä b.html", "https://example.org/%C3%84%20b.html"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a[1]#b#c", "https://example.org/a%5B1%5D#b%23c"),
        ("https://[::1]:8000/a", "https://[::1]:8000/a"),
        ("https://[bad/a", "https://%5Bbad/a"),
    ],
)
def test_addresses_are_uris(address, expected):
    """What a URI cannot hold is encoded, in host, path, query and fragment, and only that."""
    assert uri(address) == expected


@given(ANY_TEXT)
def test_any_address_becomes_ascii_and_stays_as_it_then_is(address):
    """Encoding is done once: a URI stays as it is."""
    once = uri(f"https://example.org/{address}")
    assert once.isascii()
    assert uri(once) == once


def test_an_id_keeps_every_character_it_may_have():
    """Ids are compared character by character: only what no IRI holds is encoded."""
    assert iri("tag:example.org,2005:héllo wörld") == "tag:example.org,2005:héllo%20wörld"


@pytest.mark.parametrize("address", [None, "", "javascript:alert(1)", "mailto:a@example.org", "www.example.org"])
def test_a_person_is_linked_to_the_web_or_not_at_all(address):
    """An address that is not http or https is left out."""
    assert web_address(address) is None
    assert Person("Sam", address).url is None


def test_addresses_of_a_discussion_are_uris():
    """The addresses an entry carries are encoded as its own is."""
    assert Discussion(f"{SITE}/ä", f"{SITE}/ö", 0).feed_url == f"{SITE}/%C3%B6"


def _guessed_at(title: str) -> bool:
    """Say whether feedparser, for the sake of worse feeds, takes *title* for HTML or for a wrong encoding."""
    if _FeedParserMixin.looks_like_html(title) or re.search(r"[\x7f-\x9f]", title):
        return True
    try:
        return title.encode("latin-1").decode() != title
    except UnicodeError:
        return False
