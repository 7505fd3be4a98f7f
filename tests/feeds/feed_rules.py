"""The rules a published feed must keep, for any test that has its bytes: ``violations(data, address)``.

They are the MUSTs of RFC 4287, 4685 and 5005, the RSS Advisory Board's profile, RSS 1.0 and JSON Feed 1.1, and what the
W3C's validator objects to, read with the standard library alone: nothing here knows how the feeds were written.
"""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from feed_values import (
    identifier,
    language,
    markup,
    once,
    rfc_822,
    rfc_3339,
    self_link,
    small_enough,
    unique,
    web_address,
)

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RSS1 = "{http://purl.org/rss/1.0/}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
WFW = "{http://wellformedweb.org/CommentAPI/}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def violations(data: bytes, address: str) -> list[str]:
    """Return what is wrong with the RSS, Atom, RDF or JSON feed *data* published at *address*; [] when nothing is."""
    return list(_violations(data, address))


def _violations(data: bytes, address: str) -> Iterator[str]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"not UTF-8: {error}"
        return
    if data.lstrip().startswith(b"{"):
        yield from _json(data, address)
        return
    if not re.match(rb"<\?xml version=.1\.0. encoding=.(?i:utf-8).\?>", data):
        yield "no XML declaration that says UTF-8"
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        yield f"not well-formed: {error}"
        return
    rules = {f"{ATOM}feed": _atom, "rss": _rss, f"{RDF}RDF": _rdf}.get(root.tag)
    if rules:
        yield from rules(root, address, len(data))
    else:
        yield f"no kind of feed: {root.tag}"


def _atom(feed: ElementTree.Element, address: str, size: int) -> Iterator[str]:
    entries = feed.findall(f"{ATOM}entry")
    yield from small_enough(size, len(entries))
    yield from _atom_common(feed, "feed")
    yield from language(feed.get(XML_LANGUAGE), "xml:lang")
    links = feed.findall(f"{ATOM}link")
    yield from self_link(links, address)
    relations = {link.get("rel") for link in links}
    if feed.find(f"{HISTORY}archive") is not None and "current" not in relations:
        yield "an archive page does not name the current feed"
    yield from unique((entry.findtext(f"{ATOM}id") for entry in entries), "id")
    feed_has_author = feed.find(f"{ATOM}author") is not None
    for entry in entries:
        where = f"entry {entry.findtext(f'{ATOM}id')}"
        yield from _atom_common(entry, where)
        if not feed_has_author and entry.find(f"{ATOM}author") is None:
            yield f"{where}: no author"
        yield from _atom_entry(entry, where)


def _atom_common(element: ElementTree.Element, where: str) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        yield from once(element, f"{ATOM}{name}", where)
    yield from identifier(element.findtext(f"{ATOM}id"), f"{where}: id")
    for name in ("updated", "published"):
        for date in element.findall(f"{ATOM}{name}"):
            yield from rfc_3339(date.text, f"{where}: {name}")
    for name in ("subtitle", "rights", "generator", "published", "content", "summary"):
        if len(element.findall(f"{ATOM}{name}")) > 1:
            yield f"{where}: more than one {name}"
    for person in element.findall(f"{ATOM}author"):
        yield from once(person, f"{ATOM}name", f"{where}: author")
        if (uri := person.findtext(f"{ATOM}uri")) is not None:
            yield from web_address(uri, f"{where}: author's uri")
    yield from _atom_links(element.findall(f"{ATOM}link"), where)
    for category in element.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield f"{where}: a category without a term"


def _atom_links(links: list[ElementTree.Element], where: str) -> Iterator[str]:
    for link in links:
        yield from web_address(link.get("href"), f"{where}: link {link.get('rel')}")
        kind, count, last = link.get("type"), link.get(f"{THREAD}count"), link.get(f"{THREAD}updated")
        if kind is not None and not MEDIA_TYPE.fullmatch(kind):
            yield f"{where}: link type {kind!r} is no media type"
        if count is not None and not count.isdecimal():
            yield f"{where}: thr:count {count!r} is no number"
        if last is not None:
            yield from rfc_3339(last, f"{where}: thr:updated")
    alternates = [
        (link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"
    ]
    if len(alternates) != len(set(alternates)):
        yield f"{where}: two alternate links of one type and language"


def _atom_entry(entry: ElementTree.Element, where: str) -> Iterator[str]:
    content = entry.find(f"{ATOM}content")
    if content is None:
        if not any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link")):
            yield f"{where}: neither content nor an alternate link"
    elif content.get("type") != "html":
        yield f"{where}: content of type {content.get('type')!r}, not html"
    else:
        yield from markup(content.text or "", where)
    for answer in entry.findall(f"{THREAD}in-reply-to"):
        yield from identifier(answer.get("ref"), f"{where}: thr:in-reply-to ref")
        if answer.get("href") is not None:
            yield from web_address(answer.get("href"), f"{where}: thr:in-reply-to href")


def _rss(root: ElementTree.Element, address: str, size: int) -> Iterator[str]:
    if root.get("version") != "2.0":
        yield f"RSS version {root.get('version')!r}, not 2.0"
    channels = root.findall("channel")
    if len(channels) != 1:
        yield f"{len(channels)} channels, not one"
        return
    channel = channels[0]
    items = channel.findall("item")
    yield from small_enough(size, len(items))
    for name in ("title", "link", "description"):
        yield from once(channel, name, "channel")
    yield from web_address(channel.findtext("link"), "channel: link")
    yield from language(channel.findtext("language"), "language")
    yield from once(channel, "lastBuildDate", "channel")
    for date in (*channel.findall("lastBuildDate"), *channel.findall("pubDate")):
        yield from rfc_822(date.text, f"channel: {date.tag}")
    yield from self_link(channel.findall(f"{ATOM}link"), address)
    yield from _atom_links(channel.findall(f"{ATOM}link"), "channel")
    yield from unique((item.findtext("guid") for item in items), "guid")
    for item in items:
        yield from _rss_item(item, f"item {item.findtext('guid')}")


def _rss_item(item: ElementTree.Element, where: str) -> Iterator[str]:
    for name in ("title", "link", "description", "guid", "pubDate"):
        yield from once(item, name, where)
    yield from web_address(item.findtext("link"), f"{where}: link")
    yield from rfc_822(item.findtext("pubDate"), f"{where}: pubDate")
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        yield from web_address(guid.text, f"{where}: guid that is a permalink")
    if item.find("author") is not None and "@" not in (item.findtext("author") or ""):
        yield f"{where}: author without a mail address: dc:creator takes a name"
    for name in ("comments", f"{WFW}commentRss"):
        if (found := item.find(name)) is not None:
            yield from web_address(found.text, f"{where}: {name}")
    enclosures = item.findall("enclosure")
    if len(enclosures) > 1:
        yield f"{where}: more than one enclosure"
    for enclosure in enclosures:
        yield from web_address(enclosure.get("url"), f"{where}: enclosure")
        if not (enclosure.get("length") or "").isdecimal() or not MEDIA_TYPE.fullmatch(enclosure.get("type") or ""):
            yield f"{where}: an enclosure needs a length and a type"
    yield from _modules(item, where)
    yield from markup(item.findtext("description") or "", where)


def _modules(item: ElementTree.Element, where: str) -> Iterator[str]:
    count = item.findtext(f"{SLASH}comments")
    if count is not None and not count.isdecimal():
        yield f"{where}: slash:comments {count!r} is no number"
    for name in (f"{DC}creator", f"{SLASH}comments", f"{CONTENT}encoded"):
        if len(item.findall(name)) > 1:
            yield f"{where}: more than one {name}"
    yield from markup(item.findtext(f"{CONTENT}encoded") or "", where)


def _rdf(root: ElementTree.Element, address: str, size: int) -> Iterator[str]:
    channel = root.find(f"{RSS1}channel")
    if channel is None:
        yield "no channel"
        return
    items = root.findall(f"{RSS1}item")
    yield from small_enough(size, len(items))
    if channel.get(f"{RDF}about") != address:
        yield f"channel: rdf:about is {channel.get(f'{RDF}about')}, not {address}"
    for name in ("title", "link", "description", "items"):
        yield from once(channel, f"{RSS1}{name}", "channel")
    yield from web_address(channel.findtext(f"{RSS1}link"), "channel: link")
    listed = [line.get(f"{RDF}resource") for line in channel.iterfind(f"{RSS1}items/{RDF}Seq/{RDF}li")]
    named = [item.get(f"{RDF}about") for item in items]
    if listed != named:
        yield "the channel's list is not that of the items"
    yield from unique(named, "rdf:about")
    for item in items:
        where = f"item {item.get(f'{RDF}about')}"
        yield from identifier(item.get(f"{RDF}about"), where)
        for name in ("title", "link"):
            yield from once(item, f"{RSS1}{name}", where)
        yield from web_address(item.findtext(f"{RSS1}link"), f"{where}: link")
        yield from rfc_3339(item.findtext(f"{DC}date"), f"{where}: dc:date")
        yield from _modules(item, where)


def _json(data: bytes, address: str) -> Iterator[str]:
    try:
        feed = json.loads(data)
    except ValueError as error:
        yield f"not JSON: {error}"
        return
    items = feed.get("items")
    if feed.get("version") not in {"https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"}:
        yield f"version {feed.get('version')!r}"
    if not isinstance(feed.get("title"), str) or not feed["title"]:
        yield "no title"
    if feed.get("feed_url") != address:
        yield f"feed_url is {feed.get('feed_url')}, not {address}"
    if not isinstance(items, list):
        yield "items is no list"
        return
    yield from small_enough(len(data), len(items))
    for name in ("home_page_url", "next_url", "icon", "favicon"):
        if name in feed:
            yield from web_address(feed[name], name)
    for hub in feed.get("hubs", []):
        yield from web_address(hub.get("url"), "hub")
        if not hub.get("type"):
            yield "a hub without a type"
    yield from _json_authors(feed, "feed")
    if feed.get("next_url") == address:
        yield "next_url is the feed itself"
    yield from unique((item.get("id") for item in items), "id")
    for item in items:
        yield from _json_item(item, f"item {item.get('id')}")


def _json_item(item: dict, where: str) -> Iterator[str]:
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield f"{where}: the id is no text"
    if not isinstance(item.get("content_html", item.get("content_text")), str):
        yield f"{where}: neither content_html nor content_text"
    for name in ("title", "summary", "content_html"):
        if name in item and not isinstance(item[name], str):
            yield f"{where}: {name} is no text"
    yield from web_address(item.get("url"), f"{where}: url")
    for name in ("date_published", "date_modified"):
        if name in item:
            yield from rfc_3339(item[name], f"{where}: {name}")
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield f"{where}: a tag is no text"
    for attachment in item.get("attachments", []):
        yield from web_address(attachment.get("url"), f"{where}: attachment")
        if not MEDIA_TYPE.fullmatch(attachment.get("mime_type", "")):
            yield f"{where}: an attachment without a media type"
    yield from _json_authors(item, where)
    yield from markup(item.get("content_html") or "", where)


def _json_authors(thing: dict, where: str) -> Iterator[str]:
    for author in thing.get("authors", []):
        if not author.get("name") and not author.get("url"):
            yield f"{where}: an author without a name or an address"
        if "url" in author:
            yield from web_address(author["url"], f"{where}: author")
