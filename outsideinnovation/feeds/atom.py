"""Atom (RFC 4287), with conversations (RFC 4685) and archives (RFC 5005)."""

from typing import TYPE_CHECKING

from outsideinnovation.feeds.entry import ArchiveLinks, Discussion, Feed, FeedEntry, Person

if TYPE_CHECKING:
    from outsideinnovation.feeds.extensions import Generator, GeneratorEntry

MEDIA_TYPE = "application/atom+xml"


def atom(feed: Feed, address: str, *, archive: ArchiveLinks | None = None, stylesheet: str | None = None) -> bytes:
    """Write *feed* as Atom that will be found at *address*, as the page of its archive that *archive* says."""
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


def _link(generating: "Generator", feed: Feed, address: str) -> None:
    generating.links.add("alternate", feed.home_url, "text/html")
    generating.links.add("self", address, MEDIA_TYPE)
    if feed.hub:
        generating.links.add("hub", feed.hub)


def _place(generating: "Generator", archive: ArchiveLinks) -> None:
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


def _describe(written: "GeneratorEntry", entry: FeedEntry, feed: Feed) -> None:
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
    if discussion.feed_url:
        written.links.add("replies", discussion.feed_url, MEDIA_TYPE, thr_count=count, thr_updated=last)


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "uri": person.url} if person.url else {"name": person.name}
