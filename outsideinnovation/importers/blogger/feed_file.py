"""Where the feed of a blog is: the file itself, or one of the many in a Takeout, unpacked or not."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outsideinnovation.importers import archive
from outsideinnovation.importers.archive import Archive, DamagedFileError
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.report import ImportReport

_ZIP = b"PK"
_HEAD = 4_194_304  # bytes in which a blog with posts has one
_POST = re.compile(rb"<blogger:type>(?:POST|PAGE)<|/kind#(?:post|page)[\"']")
_LIKELY = (  # the first that anything is called by; what its owner wrote on others' blogs is below Comments/
    re.compile(r"(?:^|/)Blogs/[^/]+/feed\.atom"),
    re.compile(r"(?:^|/)(?<!Comments/)feed\.atom"),
    re.compile(r"(?:^|/)blog-[^/]+\.xml"),
)


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed that lies at ``path``, perhaps unpacked for a while, and what to call it in a message."""

    path: Path
    name: Path


@contextmanager
def opened(export: Path, report: ImportReport) -> Iterator[FeedFile]:
    """Find the feed of one blog in *export*, a file, a folder or a zip.

    Raises NotFoundError, and UnreadableExportError where there is no feed in it, or more than one.
    """
    if not export.is_dir() and not _is_zip(export):
        yield FeedFile(export, export)
        return
    with archive.opened(export, report) as files:
        name = _one_of(files, export)
        if export.is_dir():
            yield FeedFile(files.path(name), files.path(name))
            return
        with tempfile.TemporaryDirectory(prefix="oi-import-") as folder:
            unpacked = Path(folder, "feed.atom")
            with files.open(name) as source, unpacked.open("wb") as target:
                shutil.copyfileobj(source, target)
            yield FeedFile(unpacked, files.path(name))


def _is_zip(export: Path) -> bool:
    try:
        with export.open("rb") as stream:
            return stream.read(len(_ZIP)) == _ZIP
    except OSError:
        return False  # the reader of XML says what is wrong with it


def _one_of(files: Archive, export: Path) -> str:
    for likely in _LIKELY:
        found = [name for name in files.names if likely.search(name) and "__MACOSX" not in name]
        if len(found) > 1:
            found = [name for name in found if _holds_posts(files, name)] or found
        if len(found) > 1:
            listed = ", ".join(found[:5])
            remedy = f"it holds {len(found)} blogs: unpack it and name the file of one: {listed}"
            raise UnreadableExportError(f"{export}: {remedy}. Nothing was imported.")
        if found:
            return found[0]
    remedy = "name the XML file, or the folder or zip of a Takeout with Blogger in it"
    raise UnreadableExportError(f"{export}: no Blogs/…/feed.atom in it: {remedy}. Nothing was imported.")


def _holds_posts(files: Archive, name: str) -> bool:
    """Tell whether a feed holds posts: what somebody wrote on others' blogs is one of comments alone, in whatever language."""
    try:
        with files.open(name) as stream:
            return _POST.search(stream.read(_HEAD)) is not None
    except DamagedFileError:
        return False
