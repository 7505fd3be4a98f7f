"""The boundary of a feed: text and addresses made fit for every format, whoever wrote them."""

import re
from urllib.parse import quote, urlsplit

from outsideinnovation.text import plain as words
from outsideinnovation.text import prose

# https://www.w3.org/TR/xml/#charsets
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CONTROLS = bytes(number for number in range(0x20) if number not in b"\t\n")  # and CR, which becomes LF
BLANKS = re.compile("[\t\n\x0b\x0c\r \x85\u2028\u2029]+")
UNFIT_FOR_IRI = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f]")
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
PLAIN_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://[\w.:@-]+(?:/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*+)?(?:#[\w.~-]++)?", re.ASCII
)
ADDRESS_MARKS = "/:@!$&'()*+,;=~%"


def legal(text: str) -> str:
    """Leave out of *text* what XML 1.0 cannot carry, and end its lines with a line feed alone."""
    if text.isascii() and len(text) == len(text.encode().translate(None, CONTROLS)):
        return text  # almost all text, seen in a twentieth of the time
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """Make *text* legal and put it on one line without blanks at its ends; no-break spaces stay."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # almost all text, seen in a tenth of the time
    return BLANKS.sub(" ", legal(text)).strip()


def plain(markup: str, length: int) -> str:
    """Return the words of *markup* (HTML) on one line, cut between words to at most *length* characters with a "…"."""
    return _cut(one_line(words(markup)), length)


def excerpt(markup: str, length: int) -> str:
    """Return the running text of *markup* likewise: no headings, no tables."""
    return _cut(one_line(prose(markup)), length)


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def iri(identifier: str) -> str:
    """Return *identifier* with the characters percent-encoded that no IRI may hold (RFC 3987); all others stay.

    Ids are compared character by character (RFC 4287, section 4.2.6.1), so nothing else may change.
    """
    return UNFIT_FOR_IRI.sub(lambda found: f"%{ord(found[0]):02X}", legal(identifier).strip())


def uri(address: str) -> str:
    """Return *address* as a URI (RFC 3986): ASCII, percent-encoded where it must be, an international host as IDNA."""
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    address = STRAY_PERCENT.sub("%25", legal(address).strip())
    try:
        parts = urlsplit(address)
    except ValueError:
        return quote(address, safe=ADDRESS_MARKS + "?#")
    return parts._replace(
        netloc=_host(parts.netloc),
        path=quote(parts.path, safe=ADDRESS_MARKS),
        query=quote(parts.query, safe=ADDRESS_MARKS + "?"),
        fragment=quote(parts.fragment, safe=ADDRESS_MARKS + "?"),
    ).geturl()


def web_address(address: str | None) -> str | None:
    """Return *address* as a URI when it is one of the web (http or https), else None."""
    return uri(address) if address and address.strip().lower().startswith(("http://", "https://")) else None


def _host(host: str) -> str:
    if host.isascii():
        return quote(host, safe="[]:@!$&'()*+,;=~%")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe=":@%")
