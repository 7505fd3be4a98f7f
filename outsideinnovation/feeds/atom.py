"""Atom (RFC 4287), with conversations (RFC 4685) and archives (RFC 5005)."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from outsideinnovation.feeds.entry import Answer, Archive, Discussion, Enclosure, Entry, Feed, Person
from outsideinnovation.feeds.forms import LONG_AGO, Form, Marks
from outsideinnovation.feeds.text import legal

if TYPE_CHECKING:
    from outsideinnovation.feeds.extensions import Generator, GeneratorEntry

MEDIA_TYPE = "application/atom+xml"
END = "</feed>"
Values = dict[str, str]


def atom(feed: Feed, address: str, *, archive: Archive | None = None, stylesheet: str | None = None) -> bytes:
    """Write *feed* as Atom that will be found at *address*, as the page of its archive that *archive* says.

    These are the bytes that ``written`` returns. Feeds of a kind differ in their values alone, so feedgen writes one of
    each kind, and the others are filled in.
    """
    around = _feed_values(feed, address, archive)
    entries = [_entry_values(entry, feed) for entry in feed.entries]
    if not all(map(_is_usual, (around, *entries))):
        return written(feed, address, archive=archive, stylesheet=stylesheet)
    document = _feed_form(tuple(around), stylesheet).filled(around).removesuffix(END)
    return "".join([document, *(_entry_form(tuple(values)).filled(values) for values in entries), END]).encode()


def written(feed: Feed, address: str, *, archive: Archive | None = None, stylesheet: str | None = None) -> bytes:
    """Return what feedgen makes of *feed*; the rest as ``atom``."""
    from outsideinnovation.feeds.extensions import Threading, generator  # noqa: PLC0415 - takes longer to load than to use

    generating = generator(feed, ("threading", Threading), stylesheet=stylesheet)
    generating.author(_person(feed.author))
    if feed.subtitle:
        generating.subtitle(feed.subtitle)
    _link(generating, feed, address)
    if archive:
        _place(generating, archive)
    for entry in feed.entries:
        _describe(generating.add_entry(order="append"), entry, feed)
    data: bytes = generating.atom_str()
    return data


def _is_usual(values: Values) -> bool:
    """Tell whether everything has a value, and one that XML can carry; what is odd is left to feedgen."""
    return all(value and legal(value) == value for value in values.values())


def _feed_values(feed: Feed, address: str, archive: Archive | None) -> Values:
    values = {
        "id": feed.id,
        "title": feed.title,
        "language": feed.language,
        "updated": feed.updated.isoformat(),
        "author": feed.author.name,
        "home": feed.home_url,
        "address": address,
    }
    optional = {"author's address": feed.author.url, "subtitle": feed.subtitle, "hub": feed.hub, "rights": feed.rights}
    if archive:
        optional |= {"older": archive.older, "newer": archive.newer, "current": archive.current}
    return values | {name: value for name, value in optional.items() if value}


@cache
def _feed_form(names: tuple[str, ...], stylesheet: str | None) -> Form:
    mark = Marks(names)
    archive = Archive(mark.text("older"), mark.text("newer"), mark.text("current"))
    example = Feed(
        id=mark.text("id"),
        title=mark.text("title"),
        home_url=mark.text("home"),
        language=mark.text("language"),
        updated=mark.time("updated"),
        author=Person(mark.text("author"), mark.text("author's address")),
        subtitle=mark.text("subtitle"),
        hub=mark.text("hub"),
        rights=mark.text("rights"),
    )
    address = mark.text("address")
    document = written(example, address, archive=archive, stylesheet=stylesheet)
    return Form(document.decode(), _feed_values(example, address, archive))


def _entry_values(entry: Entry, feed: Feed) -> Values:
    person = entry.author if entry.author.name else feed.author
    values = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "updated": entry.updated.isoformat(),
        "published": entry.published.isoformat(),
        "author": person.name,
    }
    if person.url:
        values["author's address"] = person.url
    if entry.html:
        values["html"] = entry.html
    if entry.summary:
        values["summary"] = entry.summary
    for number, category in enumerate(entry.categories):
        values[f"category {number}"] = category
    if discussion := entry.discussion:
        values |= {"comments": discussion.url, "comment feed": discussion.feed_url, "count": str(discussion.count)}
        if discussion.updated:
            values["last comment"] = discussion.updated.isoformat()
    if enclosure := entry.enclosure:
        values |= {"enclosure": enclosure.url, "type": enclosure.type}
        if enclosure.length:
            values["length"] = str(enclosure.length)
    if entry.answers:
        values |= {"answered": entry.answers.ref, "answered at": entry.answers.href}
    return values


@cache
def _entry_form(names: tuple[str, ...]) -> Form:
    mark = Marks(names)
    last = mark.time("last comment") if "last comment" in names else None
    discussion = Discussion(mark.text("comments"), mark.text("comment feed"), mark.count("count"), last)
    enclosure = Enclosure(mark.text("enclosure"), mark.count("length"), mark.text("type"))
    example = Entry(
        id=mark.text("id"),
        url=mark.text("url"),
        title=mark.text("title"),
        html=mark.text("html"),
        published=mark.time("published"),
        updated=mark.time("updated"),
        author=Person(mark.text("author"), mark.text("author's address")),
        summary=mark.text("summary"),
        categories=tuple(mark.text(name) for name in names if name.startswith("category ")),
        discussion=discussion if "count" in names else None,
        answers=Answer(mark.text("answered"), mark.text("answered at")) if "answered" in names else None,
        enclosure=enclosure if "enclosure" in names else None,
    )
    feed = Feed(id="id", title="title", home_url="home", language="", updated=LONG_AGO, author=Person("author"))
    without, document = (written(replace(feed, entries=some), "").decode() for some in ((), (example,)))
    return Form(document[len(without) - len(END) : -len(END)], _entry_values(example, feed))


def _link(generating: "Generator", feed: Feed, address: str) -> None:
    generating.links.add("alternate", feed.home_url, "text/html")
    generating.links.add("self", address, MEDIA_TYPE)
    if feed.hub:
        generating.links.add("hub", feed.hub)


def _place(generating: "Generator", archive: Archive) -> None:
    for relation, neighbour in (
        ("prev-archive", archive.older),
        ("next-archive", archive.newer),
        ("current", archive.current),
    ):
        if neighbour:
            generating.links.add(relation, neighbour, MEDIA_TYPE)
    if archive.current:
        from outsideinnovation.feeds.extensions import History  # noqa: PLC0415 - likewise

        generating.register_extension("history", History)


def _describe(written: "GeneratorEntry", entry: Entry, feed: Feed) -> None:
    written.id(entry.id)
    written.title(entry.title)
    written.updated(entry.updated)
    written.published(entry.published)
    written.author(_person(entry.author if entry.author.name else feed.author))
    written.content(entry.html, type="html")  # "CDATA" would be written as the type, which is none
    if entry.summary:
        written.summary(entry.summary)
    written.category([{"term": category} for category in entry.categories])
    written.links.add("alternate", entry.url, "text/html")
    if entry.discussion:
        _invite(written, entry.discussion)
    if entry.enclosure:
        length = str(entry.enclosure.length) if entry.enclosure.length else None
        written.links.add("enclosure", entry.enclosure.url, entry.enclosure.type, length=length)
    written.threading.answers = entry.answers


def _invite(written: "GeneratorEntry", discussion: Discussion) -> None:
    last = discussion.updated.isoformat() if discussion.updated else None
    count = str(discussion.count)
    written.links.add("replies", discussion.url, "text/html", thr_count=count, thr_updated=last)
    written.links.add("replies", discussion.feed_url, MEDIA_TYPE, thr_count=count, thr_updated=last)


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "uri": person.url} if person.url else {"name": person.name}
