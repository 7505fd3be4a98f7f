"""OPML: the site's feeds as one list that a reader takes in one go."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from outsideinnovation.feeds.opml import Outline, opml

FEED = "https://blog.example.org/feeds/atom.xml"
HOME = "https://blog.example.org/"


def test_every_feed_is_an_outline_in_the_order_given():
    """OPML 2.0: a title, and for each feed its kind, text, and the addresses of feed and page."""
    root = ElementTree.fromstring(opml("Feeds & more", [Outline("All posts", FEED, HOME), Outline("Café", FEED, HOME)]))
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Feeds & more")
    outlines = [outline.attrib for outline in root.iterfind("body/outline")]
    assert outlines[0] == {"type": "rss", "text": "All posts", "title": "All posts", "xmlUrl": FEED, "htmlUrl": HOME}
    assert [outline["text"] for outline in outlines] == ["All posts", "Café"]


def test_a_feed_without_a_name_goes_by_its_address():
    """An outline must have a text."""
    assert ElementTree.fromstring(opml("", [Outline(" ", FEED, HOME)])).find("body/outline").get("text") == FEED


@given(st.text(), st.text())
def test_any_name_makes_a_well_formed_list(title, name):
    """Whatever a category is called, the list can be read."""
    ElementTree.fromstring(opml(title, [Outline(name, FEED, HOME)]))
