"""Where old addresses are read from: a file, standard input or a sitemap's address; which format it is, its content tells."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import unpacking
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.old_addresses import address_list, server_log, sitemap, text_lines
from outsideinnovation.importers.old_addresses.requests import Requested, SourceReport
from outsideinnovation.importers.old_addresses.sitemap import Part
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.lines import lines as split
from outsideinnovation.web_client.download import DownloadError

STANDARD_INPUT = "-"
PARTS = 2_000  # sitemaps that an index may name; the protocol allows 50,000, of 50,000 addresses each
_HEAD = 65_536  # bytes that tell one format from another
_WEB = re.compile(r"https?://", re.IGNORECASE)
Fetch = Callable[[str], bytes]  # what is at a web address; raises DownloadError


class OldAddressSource:
    """Whatever *name* is: a file, ``-`` for *standard_input*, or a web address, which *fetch* asks; see ``report``."""

    def __init__(self, name: str, fetch: Fetch, standard_input: io.BufferedIOBase) -> None:
        self._name, self._fetch, self._standard_input = name, fetch, standard_input
        self.report = SourceReport(ImportReport(_as_file(name)))
        self._parts: dict[str, None] = {}

    def requests(self) -> Iterator[Requested]:
        """Yield every address. Raises NotFoundError, UnreadableExportError, and DownloadError where nothing came."""
        if _WEB.match(self._name):
            yield from self._read(io.BytesIO(self._fetch(self._name)), self._name)
        elif self._name == STANDARD_INPUT:
            yield from self._read(self._standard_input, "standard input")
        else:
            with _opened(Path(self._name)) as stream:
                yield from self._read(stream, self._name)
        yield from self._of_parts()

    def _read(self, stream: io.BufferedIOBase, name: str) -> Iterator[Requested]:
        def damaged(what: str) -> None:
            self.report.problem(0, what, "what is whole was read; get it once more")

        with unpacking.opened(stream, name, damaged) as whole:
            head = whole.peek(_HEAD)[:_HEAD]
            text = _text(head)
            if not text.strip():
                what = "nothing is in it: name a sitemap, a list or the log of a web server"
                raise UnreadableExportError(f"{name}: {what}.")
            if text.lstrip("\ufeff \t\r\n").startswith("<"):
                yield from self._of_sitemap(whole, name)
            else:
                yield from self._of_lines(text, text_lines.lines(whole, head), name)

    def _of_sitemap(self, stream: io.BufferedReader, name: str) -> Iterator[Requested]:
        for found in sitemap.read(stream, name, self.report):
            if isinstance(found, Part):
                self._parts.setdefault(found.address)
            else:
                yield found

    def _of_lines(self, head: str, lines: Iterator[tuple[int, str | None]], name: str) -> Iterator[Requested]:
        first = [line for line in split(head) if line.strip()][:20]  # some of a log may be cut off, or be heads
        if any(map(server_log.is_entry, first)):
            yield from server_log.requests(lines, self.report)
        elif address_list.is_table(first[0], name):
            yield from address_list.column(lines, self.report)
        elif any(map(address_list.is_entry, first)):
            yield from address_list.requests(lines, self.report)
        else:
            what = "none of its first lines is an address: give a sitemap, a list or the log of a web server"
            raise UnreadableExportError(f"{name}: {what}.")

    def _of_parts(self) -> Iterator[Requested]:
        """Yield the addresses of the sitemaps that an index has named; those that such a one names in turn, too."""
        done = 0
        while done < min(len(self._parts), PARTS):
            for part in list(self._parts)[done:PARTS]:
                done += 1
                yield from self._of_part(part)
        if len(self._parts) > PARTS:
            self.report.problem(0, f"it names more than {PARTS:,} sitemaps", "check the others one by one")

    def _of_part(self, part: str) -> Iterator[Requested]:
        self.report.file = None
        try:
            if _WEB.match(self._name):
                address = urljoin(self._name, part)
                data = self._fetch(address)
                self.report.file = _as_file(address)
                yield from self._read(io.BytesIO(data), address)
                return
            beside = self._beside(part)
            if not beside:
                remedy = "put it beside this file, or give the address of the sitemap instead of a file"
                self.report.problem(0, f"the sitemap {part[:200]!r} is not here", remedy)
                return
            with _opened(beside) as stream:
                self.report.file = beside
                yield from self._read(stream, str(beside))
        except (DownloadError, UnreadableExportError, NotFoundError) as error:
            self.report.problem(0, f"the sitemap {part[:200]!r} was not read ({error})", "check it by itself")

    def _beside(self, part: str) -> Path | None:
        """Return the file beside ours that has the name of a sitemap elsewhere, packed or not; a name, and no path."""
        if self._name == STANDARD_INPUT:
            return None
        name = PurePosixPath(unquote(_path(part))).name
        names = (name, f"{name}.gz", name.removesuffix(".gz"))
        folder = Path(self._name).parent
        return next((folder / each for each in names if "\0" not in each and each and (folder / each).is_file()), None)


def _opened(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:  # a name with a NUL
        reason = getattr(error, "strerror", None) or error
        raise NotFoundError(
            f"{path}: {reason}: name a sitemap (a file or its address), a list of addresses, or the log of a web server."
        ) from None


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    return head.decode("utf-8-sig", "surrogateescape")


def _as_file(name: str) -> Path:
    """Return what to call a source where a file is named: the last part of a web address."""
    if name == STANDARD_INPUT:
        return Path("standard input")
    return Path(PurePosixPath(_path(name)).name or "sitemap") if _WEB.match(name) else Path(name)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
