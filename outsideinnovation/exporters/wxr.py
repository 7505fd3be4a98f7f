"""WXR as XML: elements that hold text, whatever it is (WordPress's wp-admin/includes/export.php is the model)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from outsideinnovation.feeds.feed_text import legal
from outsideinnovation.importers.blog import original

VERSION = "1.2"
NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
    "oi": original.NAMESPACE,
}


def element(name: str, text: str, **attributes: str) -> str:
    """Return an element with *text* in it, line end included."""
    said = "".join(f' {key}="{escape(legal(value))}"' for key, value in attributes.items())
    return f"<{name}{said}>{escape(legal(text), quote=False)}</{name}>\n"


def cdata(name: str, text: str, **attributes: str) -> str:
    """Return an element whose *text* is a CDATA section, as WordPress writes what may be markup."""
    said = "".join(f' {key}="{escape(legal(value))}"' for key, value in attributes.items())
    return f"<{name}{said}><![CDATA[{legal(text).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>\n"


def name(text: str) -> str:
    """Return a category's or person's name as WordPress keeps it: with its marks as entities, inside CDATA too."""
    return escape(text, quote=False)


def meta(element_name: str, values: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """Return the metadata of a post (``wp:postmeta``) or comment (``wp:commentmeta``)."""
    pairs = values.items() if isinstance(values, Mapping) else values
    return "".join(
        f"<{element_name}>\n{cdata('wp:meta_key', key)}{cdata('wp:meta_value', value)}</{element_name}>\n"
        for key, value in pairs
    )


def local(date: datetime) -> str:
    """Return *date* by its own clock, as WordPress writes it."""
    return f"{date:%Y-%m-%d %H:%M:%S}".rjust(19, "0")


def universal(date: datetime) -> str:
    """Return *date* in UTC, as WordPress writes it."""
    return local(date.astimezone(UTC))


def published(date: datetime) -> str:
    """Return *date* as ``pubDate`` has it (RFC 5322)."""
    return format_datetime(date.astimezone(UTC))


def opening() -> str:
    """Return the beginning of the file, up to what the channel says of itself."""
    spaces = "".join(f'\n\txmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0"{spaces}>\n<channel>\n'


CLOSING = "</channel>\n</rss>\n"
