"""XML of strangers, element by element: without bombs, in little memory, and every complaint has its line.

There is no document type and no entity in an export, so both are refused (facts: imports, entity bombs).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.expatreader import DefusedExpatParser  # type: ignore[import-untyped]

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import unpacking
from outsideinnovation.importers.mended_xml import Readable
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

TEXT_LENGTH = 1_048_576  # characters of one element's text; what is longer is nobody's comment
WHOLE_LENGTH = 64 * 1_048_576  # characters of one element with all that is in it
MANY = 400_000  # elements and attributes in one element: a post with ten thousand comments, as WordPress tells of them
TAG_LENGTH = 1_048_576  # bytes that may be read without anything coming to its end
DEPTH = 64  # elements inside each other
FILE_LENGTH = 2 * 1024**3  # bytes
_CHUNK = 65_536
_NONE: Mapping[str, str] = {}


class DamagedXmlError(UnreadableExportError):
    """XML that cannot be read on from ``line``; what came before it was whole."""

    def __init__(self, path: Path, line: int, what: str, remedy: str) -> None:
        self.line, self.what, self.remedy = line, what, remedy
        super().__init__(f"{path}:{line}: {what}: {remedy}. Nothing was imported.")


@dataclass(slots=True)
class Element:
    """An element by its local name, with what is in it; ``cut`` says that its text was too long and is not whole.

    ``namespace`` is the address that its prefix stands for, empty where none was declared.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    text: str = ""
    cut: bool = False
    children: "list[Element] | None" = None  # most have none, and an empty list takes as much memory as the rest
    namespace: str = ""

    def child(self, name: str) -> "Element | None":
        """Return the first element of that name inside, or None."""
        return next(self.all(name), None)

    def all(self, name: str) -> "Iterator[Element]":
        """Yield the elements of that name right inside."""
        return (child for child in self.children or () if child.name == name)

    def value(self, name: str) -> str:
        """Return the text of the first element of that name, without white space around it; empty where there is none."""
        child = self.child(name)
        return child.text.strip() if child else ""


def check(path: Path, root: str) -> None:
    """Read the file at *path* to its end and complain, so that a damaged export is not imported by half.

    Raises UnreadableExportError, with the line, for what is no XML or whose outermost element is not *root*.
    """
    for _ in read(path, root, ()):
        pass


def read(
    path: Path,
    root: str,
    wanted: Collection[str],
    unread: Collection[str] = (),
    *,
    text_length: int | None = None,
    mended: Callable[[BinaryIO], Readable] | None = None,
) -> Iterator[Element]:
    """Yield every element whose name is *wanted*, and that is in no other such, when it ends; *unread* are left empty.

    What is whole before the damage is yielded before DamagedXmlError is raised. Raises else as ``check`` does, and
    NotFoundError where there is no such file. A text of more than *text_length* (TEXT_LENGTH) characters is cut.
    *mended* returns what to read instead of a file that may be no XML as it is. What gzip packed is read unpacked.
    """
    reader = _ElementHandler(path, root, wanted, unread, text_length or TEXT_LENGTH)
    try:
        with path.open("rb") as stream:
            if path.stat().st_size > FILE_LENGTH:
                raise reader.refusal(f"more than {FILE_LENGTH} bytes", "export or split it into smaller files")
            with unpacking.opened(stream, str(path), unpacking.untold) as whole:
                yield from reader.elements(mended(whole) if mended else whole)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name the file that was exported.") from None


class _BufferingParser(DefusedExpatParser):  # type: ignore[misc]  # published without types
    """Hands on a text in few large pieces: HTML that is escaped would come in one for each ``&lt;``."""

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True


class _ElementHandler(ContentHandler):
    """Gathers the wanted elements while the parser goes through the file."""

    def __init__(
        self, path: Path, root: str, wanted: Collection[str], unread: Collection[str], text_length: int
    ) -> None:
        super().__init__()
        self._path, self._root, self._text_length = path, root, text_length
        self._namespaces: list[Mapping[str, str]] = [_NONE]
        self._wanted, self._unread = frozenset(wanted), frozenset(unread)
        self._parser = _BufferingParser(forbid_dtd=True)
        self._parser.setContentHandler(self)
        self._depth = self._length = self._number = 0
        self._open: list[Element] = []
        self._parts: list[list[str]] = []
        self._sizes: list[int] = []
        self._finished: list[Element] = []
        self._moved, self._begun = True, False

    def elements(self, stream: Readable) -> Iterator[Element]:
        refusal: UnreadableExportError | None = None
        waited = 0
        try:
            while chunk := stream.read(_CHUNK):
                self._moved, self._begun = False, True
                self._parser.feed(chunk)
                yield from self._done()
                waited = 0 if self._moved else waited + len(chunk)
                if waited > TAG_LENGTH:
                    raise self.refusal(f"a tag or comment of more than {TAG_LENGTH} bytes", "export again")
            if not self._begun:
                raise self.refusal("an empty file", "name the file that was exported")
            self._parser.close()
        except DefusedXmlException:
            refusal = self.refusal("a document type or an entity, as no export has one", "remove it, or export again")
        except SAXParseException as error:
            reason = f"not well-formed XML ({error.getMessage()})"
            line = error.getLineNumber() or 1
            refusal = self.refusal(reason, "it may have been cut off: mend it, or export again", line)
        except (ValueError, LookupError) as error:
            refusal = self.refusal(f"in an encoding that cannot be read ({error})", "save it as UTF-8")
        except DamagedXmlError as error:
            refusal = error
        yield from self._done()
        if refusal:
            raise refusal

    def refusal(self, what: str, remedy: str, line: int = 0) -> DamagedXmlError:
        return DamagedXmlError(self._path, line or self._line(), what, remedy)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name is SAX's
        local = _local(name)
        self._moved = True
        self._depth += 1
        if self._depth == 1 and local != self._root:
            raise self.refusal(
                f"it begins with <{local[:40]!a}>, not with <{self._root}>", "name another file, or --from"
            )
        if self._depth > DEPTH:
            raise self.refusal(f"more than {DEPTH} elements inside each other", "export again")
        self._declare(attrs)
        if self._open or local in self._wanted:
            self._count(1 + len(attrs))
            attributes = {_local(key): attrs.getValue(key) for key in attrs.getNames()} if len(attrs) else _NONE
            self._begin(Element(local, attributes, self._line(), namespace=self._namespace(name)))

    def endElement(self, name: str) -> None:  # noqa: N802 - the name is SAX's
        del name
        self._moved = True
        self._depth -= 1
        self._namespaces.pop()
        if self._open:
            element = self._open.pop()
            element.text = "".join(self._parts.pop())
            self._sizes.pop()
            if not self._open:
                self._length = self._number = 0
                self._finished.append(element)

    def characters(self, content: str) -> None:
        self._moved = True
        if not self._open or self._open[-1].name in self._unread:
            return
        self._length += len(content)
        if self._length > WHOLE_LENGTH:
            whole = self._open[0]
            raise self.refusal(f"<{whole.name}> of more than {WHOLE_LENGTH} characters", "split it", whole.line)
        self._sizes[-1] += len(content)
        if self._sizes[-1] > self._text_length:
            self._open[-1].cut = True
            self._parts[-1].clear()
        else:
            self._parts[-1].append(content)

    def _count(self, number: int) -> None:
        self._number += number
        if self._number > MANY:
            line, name = (self._open[0].line, self._open[0].name) if self._open else (0, "an element")
            raise self.refusal(f"<{name}> with more than {MANY} elements and attributes in it", "split it", line)

    def _declare(self, attrs: AttributesImpl) -> None:
        """Remember which namespaces an element declares, until it ends: https://www.w3.org/TR/xml-names/#scoping."""
        around = self._namespaces[-1]
        declared = {
            name.partition(":")[2]: attrs.getValue(name)
            for name in (attrs.getNames() if len(attrs) else ())
            if name == "xmlns" or name.startswith("xmlns:")
        }
        self._namespaces.append({**around, **declared} if declared else around)

    def _namespace(self, name: str) -> str:
        return self._namespaces[-1].get(name.rpartition(":")[0], "")

    def _begin(self, element: Element) -> None:
        if self._open:
            around = self._open[-1]
            around.children = around.children or []
            around.children.append(element)
        self._open.append(element)
        self._parts.append([])
        self._sizes.append(0)
        self._length += len(element.name) + sum(map(len, element.attributes.values()))

    def _done(self) -> Iterator[Element]:
        finished, self._finished = self._finished, []
        return iter(finished)

    def _line(self) -> int:
        return int(self._parser.getLineNumber() or 1)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
