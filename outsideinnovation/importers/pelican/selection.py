"""Which posts and pages of a Pelican site come over, and what is told of the others."""

import posixpath
from collections.abc import Iterable
from pathlib import Path

from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.pelican_report import TEXTS, PelicanReport
from outsideinnovation.importers.pelican.sources import SourceText
from outsideinnovation.importers.report import Fate

NEEDED = {"title": "no title", "date": "no date"}


class Selection:
    """What is taken of *sources*: ``texts`` come over, ``others`` are published and in another markup.

    ``left_out`` has the paths of those that had an address, with that, rooted; ``gone`` are their addresses.
    """

    def __init__(self, old: OldSite, sources: Iterable[SourceText], report: PelicanReport) -> None:
        self._old, self._report = old, report
        self.left_out: dict[str, str] = {}
        self.gone: dict[str, str] = {}
        every = list(sources)
        self.texts = [source for source in every if self._is_wanted(source)]
        self.others = [source for source in every if not source.document and source.status == "published"]

    def _is_wanted(self, source: SourceText) -> bool:
        where = self._old.content / source.path
        if source.status == "skip":
            return False
        if not source.document:
            self._leave_out(source, where)
        elif lacking := _lacking(source):
            self._refuse(where, 1, f"{lacking}, so Pelican left it out too", "write one and import again")
        elif source.fields.get("date") and not source.date:
            field = source.document.get("date") or next(iter(source.document.fields), None)
            what, remedy = f"Date {source.fields['date']!r} is no date", "write it as 2005-12-09 10:31 and import again"
            self._refuse(where, field.line if field else 1, what, remedy)
        else:
            return True
        return False

    def _refuse(self, where: Path, line: int, what: str, remedy: str) -> None:
        self._report.problem(line, what, remedy, where)
        self._report.count(Fate.SKIPPED, TEXTS)

    def _leave_out(self, source: SourceText, where: Path) -> None:
        """Tell of a post in another markup; its address is gone for now, which tells readers more than a dead link."""
        self._report.count(Fate.SKIPPED, TEXTS)
        at = f" (it was at /{source.url})" if source.url else ""
        remedy = (
            f"turn it into Markdown (pandoc -t markdown), import again, and take /{source.save_as} out of redirects.txt"
        )
        self._report.note(0, f"{posixpath.splitext(source.path)[1]} is not read{at}", remedy, where)
        if source.save_as and source.status != "draft":
            self.left_out[source.path] = f"/{source.url}"
            self.gone |= {f"/{path}": "gone" for path in {source.url, source.save_as} if path}


def _lacking(source: SourceText) -> str:
    """Return what a post or page cannot be without, and lacks; a draft needs no date yet."""
    needed = ("title", "date") if source.is_post and source.status != "draft" else ("title",)
    return next((NEEDED[name] for name in needed if not source.fields.get(name)), "")
