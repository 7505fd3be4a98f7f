"""The files of an import, written or counted: one that is there already is never touched."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.files import create_all
from outsideinnovation.importers.pelican.pelican_report import TEXTS, PelicanReport
from outsideinnovation.importers.report import Fate

BATCH = 500  # files that are written together


def write(thing: str, files: Iterable[tuple[str, bytes]], content: Path, report: PelicanReport) -> None:
    """Write *files* below *content*, as far as they are not there, and count them as *thing*. Raises StorageError."""
    waiting = ((content / path, data) for path, data in files)
    while batch := list(islice(waiting, BATCH)):
        fresh = [(path, data) for path, data in batch if _is_new(thing, path, data, report)]
        create_all(fresh)
        report.count(Fate.WRITTEN, thing, number=len(fresh))


def rehearse(thing: str, paths: Iterable[str], content: Path, report: PelicanReport) -> None:
    """Count what ``write`` would write."""
    for path in paths:
        report.count(Fate.THERE if (content / path).exists() else Fate.WRITTEN, thing)


def _is_new(thing: str, path: Path, data: bytes, report: PelicanReport) -> bool:
    """Tell whether a file is to be written; one that is there stays, whatever it holds."""
    if not path.exists():
        return True
    if thing != TEXTS or (path.is_file() and _is_same(path.read_bytes(), data)):
        report.count(Fate.THERE, thing)
    else:
        report.count(Fate.SKIPPED, thing)
        remedy = "rename or remove it, and import again"
        report.problem(0, "is there already, and is another post or page", remedy, path)
    return False


def _is_same(there: bytes, data: bytes) -> bool:
    """Tell whether what is there is the same post or page, edited or not."""
    if there == data:
        return True
    heads = [frontmatter.parse(each.decode("utf-8", "replace")) for each in (there, data)]
    return any(bool(heads[0].value(key)) and heads[0].value(key) == heads[1].value(key) for key in ("id", "title"))
