"""Addresses on the web: a link's, made whole and harmless, and those that stand bare among a comment's words."""

import re
import unicodedata
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.record import WEBSITE_LENGTH
from outsideinnovation.importers import privacy
from outsideinnovation.importers.movabletype.exported_text import unescape

# Up to a space or what no address holds; ``www.`` alone is enough, as GitHub's and WordPress's rules have it.
_BARE = re.compile(r"(?<![\w@/.])(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"\\`\x00-\x1f“”„«»‹›]+", re.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}
_SCHEME = re.compile(r"https?://\S", re.IGNORECASE)
_NO_PART_OF_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f<>\"^`{|}]|%(?![0-9A-Fa-f]{2})")
_LOST = re.compile(r"[\t\n\r]")  # https://url.spec.whatwg.org/#url-parsing


def link(address: str) -> str:
    """Return an address that somebody links to as http or https one, percent-encoded where it must be; else nothing.

    ``//host/path`` is taken for https, as a page would today.
    """
    address = _LOST.sub("", address.strip()).replace("\\", "/")
    if address.startswith("//"):
        address = f"https:{address}"
    if not _SCHEME.match(address):
        return ""
    return _NO_PART_OF_AN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", address)


def website(typed: str) -> str | None:
    """Return a commenter's website as an http or https address; None where it is none, or names a person or a machine."""
    address = cleaning.typed_website(unescape(typed))
    if not address or len(address) > WEBSITE_LENGTH or privacy.has_address(address):
        return None
    host = urlsplit(address).hostname or ""
    return address if "." in host and not _is_machine(host) else None


def bare(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each bare address in *text* begins and ends, and where it leads.

    What closes a sentence is no part of it, nor is a bracket that it does not open itself: https://github.github.com/gfm/#autolinks-extension-.
    """
    for found in _BARE.finditer(text):
        address = _without_end_of_sentence(found[0])
        if address.partition("://")[2] or address.lower().startswith("www."):
            leads = address if "://" in address else f"https://{address}"
            yield found.start(), found.start() + len(address), link(leads)


def _without_end_of_sentence(address: str) -> str:
    """Return *address* without the punctuation behind it, and brackets that it does not open; in linear time."""
    open_ones = {bracket: address.count(opening) - address.count(bracket) for bracket, opening in _CLOSING.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in _CLOSING and open_ones[last] < 0:
            open_ones[last] += 1
        elif last in _CLOSING or not _ends_a_sentence(last):
            break
        end -= 1
    return address[:end]


def _ends_a_sentence(character: str) -> bool:
    return character in "?!.,:;*_~'|" or (not character.isascii() and unicodedata.category(character)[0] == "P")


def _is_machine(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
