"""One page of a feed, read from its first byte to its last: its head, and its posts one by one."""

from collections.abc import Iterator

from outsideinnovation.importers.feed import feed_decoding, feed_xml, json_items, xml_head, xml_items
from outsideinnovation.importers.feed.feed_item import FeedHead, FeedItem
from outsideinnovation.importers.feed.feed_pages import FeedPage
from outsideinnovation.importers.feed.feed_xml import FeedDamage
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.sidebar.feed_elements import HEAD, FeedError, is_web_page
from outsideinnovation.wording import counted

JSON_BYTES = 50_000_000  # it is held as a whole


def items(page: FeedPage, head: FeedHead, report: ImportReport) -> Iterator[FeedItem]:
    """Yield the posts of *page*, and let *head* know what it says of itself; what is damaged is a problem in *report*.

    Raises FeedError for what is no feed at all.
    """
    for found in _found(page, head, report):
        if isinstance(found, FeedDamage):
            remedy = "the posts around it came; mend it there, or save the feed anew"
            report.problem(found.line, f"a post that is damaged ({found.what})", remedy, page.name)
        else:
            head.count += 1
            yield found


def _found(page: FeedPage, head: FeedHead, report: ImportReport) -> Iterator[FeedItem | FeedDamage]:
    page.stream.seek(0)
    start = page.stream.read(HEAD).lstrip(b"\xef\xbb\xbf \t\r\n")
    if is_web_page(start):
        raise FeedError("it is a web page, not a feed")
    codec = feed_decoding.encoding(page.stream, page.charset)
    if start.startswith(b"{"):
        yield from json_items.items(_whole_text(page, codec), head)
        return
    mending = feed_decoding.FeedMending()
    for piece in feed_xml.pieces(mending.text(feed_decoding.decoded(page.stream, codec)), page.address):
        if isinstance(piece, FeedDamage):
            yield piece
        elif piece.is_post:
            yield xml_items.item(piece, head)
        else:
            xml_head.add(head, piece)
    if mending.mended:
        what = f"{counted(mending.mended, 'character')} that XML does not allow"
        report.note(0, what, "taken out or escaped, as readers of feeds do", page.name)


def _whole_text(page: FeedPage, codec: str) -> str:
    page.stream.seek(0)
    data = page.stream.read(JSON_BYTES + 1)
    if len(data) > JSON_BYTES:
        raise FeedError(f"it is JSON of more than {JSON_BYTES} bytes: save it in several files")
    return data.decode(codec, "replace").removeprefix("\ufeff")
