"""Sitemaps (sitemaps.org protocol 0.9): the addresses of an urlset, and the sitemaps that an index names.

There is no document type and no entity in one, so both are refused.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.old_addresses.requests import LONGEST, Requested, SourceReport, rooted

LARGEST = 128 * 1_048_576  # bytes; the protocol allows 50 MB, which some exceed
DEPTH = 16  # elements inside each other; the protocol has three, and others' additions a few more
MANY = 2_000_000  # elements; the protocol allows 50,000 addresses, with a few elements each
STILL = 1_048_576  # bytes that may be read without any element's beginning or end
_ROOTS = {"urlset": "url", "sitemapindex": "sitemap"}


@dataclass(frozen=True, slots=True)
class Part:
    """A sitemap that an index names, by its address."""

    address: str


def read(stream: io.BufferedIOBase, name: str, report: SourceReport) -> Iterator[Requested | Part]:
    """Yield what the sitemap in *stream* names. Where it is damaged that is a problem in *report*, and what is whole comes.

    Raises UnreadableExportError for what is no sitemap, and for a document type; *name* is what it is called then.
    """
    try:
        for root, element in _locations(_Guarded(stream, name), name):
            yield from _named(element, root, report)
    except DefusedXmlException:
        raise _refusal(name, "a document type or an entity, as no sitemap has one") from None
    except ParseError as error:
        what = f"{name}: not well-formed XML ({str(error).partition(':')[0]})"
        report.problem(error.position[0], what, "it may have been cut off; what is whole was read")
    except (ValueError, LookupError) as error:
        raise _refusal(name, f"in an encoding that cannot be read ({error})") from None


def _locations(stream: "_Guarded", name: str) -> Iterator[tuple[str, Element]]:
    """Yield the ``loc`` of each entry with the name of the outermost element."""
    root: Element | None = None
    names: list[str] = []
    number = 0
    for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
        stream.since = 0
        if event == "start":
            root, number = element if root is None else root, number + 1
            names.append(_local(element.tag))
            _refuse_odd(names, number, name)
            continue
        if names[2:] == ["loc"] and _ROOTS[names[0]] == names[1]:
            yield names[0], element
        names.pop()
        if len(names) == 1 and root is not None:
            root.clear()


class _Guarded:
    """A stream that ends where nobody's sitemap is so large, nor any element of one; ``since`` counts from the last one on."""

    def __init__(self, stream: io.BufferedIOBase, name: str) -> None:
        self._stream, self._name, self._read, self.since = stream, name, 0, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, STILL) if size > 0 else STILL)
        self._read += len(data)
        self.since += len(data)
        if self._read > LARGEST:
            raise _refusal(self._name, f"more than {LARGEST // 1_048_576} MB")
        if self.since > STILL:
            raise _refusal(self._name, f"an element of more than {STILL:,} bytes")
        return data


def _named(element: Element, root: str, report: SourceReport) -> Iterator[Requested | Part]:
    text = (element.text or "").strip()
    if root == "sitemapindex":
        yield Part(text[:LONGEST])
        return
    address = rooted(text, report)
    if address and len(address) <= LONGEST:
        yield Requested(address)
    else:
        report.problem(0, f"<loc> is no address: {text[:80]!r}", "sitemaps have whole addresses; it is left out")


def _refuse_odd(names: list[str], number: int, name: str) -> None:
    """Refuse what is no sitemap by the *names* of the elements around, of which the last is the one of that *number*."""
    if names[0] not in _ROOTS:
        raise _refusal(name, f"it begins with <{names[0][:40]!a}>, and a sitemap with <urlset> or <sitemapindex>")
    if len(names) > DEPTH or number > MANY:
        raise _refusal(name, f"more than {MANY:,} elements, or {DEPTH} inside each other")


def _refusal(name: str, what: str) -> UnreadableExportError:
    return UnreadableExportError(f"{name}: {what}: give a sitemap, a list of addresses or the log of a web server.")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
