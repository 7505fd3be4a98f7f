"""The rules of single values in a feed, each as a generator of objections; ``feed_rules`` puts them together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

SIZE_LIMIT = 250_000  # bytes, for a feed of more than one entry
WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[!-~]*")
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})")
FORBIDDEN_ELEMENTS = frozenset(
    {"script", "style", "form", "input", "button", "select", "textarea", "link", "meta", "base", "template", "noscript"}
)
ADDRESS_ATTRIBUTES = frozenset({"href", "src", "poster", "cite", "data", "longdesc", "background"})


def once(element: ElementTree.Element, name: str, where: str) -> Iterator[str]:
    """Object unless *element* has exactly one *name*, and something in it."""
    found = element.findall(name)
    if len(found) != 1:
        yield f"{where}: {len(found)} of {name}, not one"
    elif not len(found[0]) and not (found[0].text or "").strip():
        yield f"{where}: {name} is empty"


def unique(values: Iterable[str | None], what: str) -> Iterator[str]:
    """Object to values that are missing or occur twice."""
    for value, count in Counter(values).items():
        if not value or count > 1:
            yield f"{count} entries with the {what} {value!r}"


def small_enough(size: int, entries: int) -> Iterator[str]:
    """Object to a feed that readers would cut off; one entry alone may be as long as it is."""
    if size > SIZE_LIMIT and entries > 1:
        yield f"{size} bytes: more than {SIZE_LIMIT}"


def self_link(links: list[ElementTree.Element], address: str) -> Iterator[str]:
    """Object unless the one self link is *address*."""
    found = [link.get("href") for link in links if link.get("rel") == "self"]
    if found != [address]:
        yield f"self links are {found}, not {address}"


def web_address(value: str | None, where: str) -> Iterator[str]:
    """Object to what is no absolute http or https address."""
    if not value or not WEB_ADDRESS.fullmatch(value):
        yield f"{where}: no absolute address of the web: {value!r}"


def identifier(value: str | None, where: str) -> Iterator[str]:
    """Object to what is no IRI."""
    if not value or not IDENTIFIER.fullmatch(value):
        yield f"{where}: no IRI: {value!r}"


def language(value: str | None, where: str) -> Iterator[str]:
    """Object to what is no language tag (RFC 5646)."""
    if not value or not LANGUAGE.fullmatch(value):
        yield f"{where}: no language: {value!r}"


def rfc_3339(value: str | None, where: str) -> Iterator[str]:
    """Object to what is no date of RFC 3339, or a day that never was."""
    try:
        if RFC_3339.fullmatch(value or ""):
            datetime.fromisoformat(value or "")
            return
    except ValueError:
        pass
    yield f"{where}: no date of RFC 3339: {value!r}"


def rfc_822(value: str | None, where: str) -> Iterator[str]:
    """Object to what is no date of RFC 822 with four digits of the year, or has the wrong day of the week."""
    try:
        if RFC_822.fullmatch(value or "") and f"{parsedate_to_datetime(value or ''):%a}" == (value or "")[:3]:
            return
    except ValueError:
        pass
    yield f"{where}: no date of RFC 822: {value!r}"


def markup(markup: str, where: str) -> Iterator[str]:
    """Object to what HTML in a feed may not carry: relative addresses, scripts, forms, event handlers."""
    reader = _MarkupReader()
    reader.feed(markup)
    reader.close()
    for objection in reader.objections:
        yield f"{where}: {objection}"


class _MarkupReader(HTMLParser):
    """Notes in HTML what a feed may not carry."""

    def __init__(self) -> None:
        super().__init__()
        self.objections: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN_ELEMENTS:
            self.objections.append(f"<{tag}> in the content")
        for name, value in attributes:
            if name.startswith("on"):
                self.objections.append(f"event handler {name} in the content")
            elif name in ADDRESS_ATTRIBUTES:
                self._address(name, value)
            elif name == "srcset":
                for candidate in re.split(r",\s+", value or ""):
                    self._address(name, candidate)

    def _address(self, name: str, value: str | None) -> None:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", (value or "").strip()):
            self.objections.append(f"relative address in the content: {name}={value!r}")
        elif re.match(r"(?i)(java|vb)script:", (value or "").strip()):
            self.objections.append(f"script in the content: {name}={value!r}")
