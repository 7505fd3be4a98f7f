"""The files of a Pelican site that are only copied: where each lies from now on, so that its address stays."""

import posixpath
from collections.abc import Collection, Iterable, Iterator

from outsideinnovation.builder.incremental.stamps import is_left_over
from outsideinnovation.importers.pelican import links
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.pelican_report import FILES, PelicanReport
from outsideinnovation.importers.pelican.sources import Sources, SourceText
from outsideinnovation.importers.report import Fate

OURS = frozenset(
    {"robots.txt", "sitemap.xml", "404.html", "index.html", "atom.xml", "rss.xml", "index.rdf", "opml.xml", "_redirects",
     "_headers"}
)  # fmt: skip
ELSEWHERE = "put what it says where it belongs: redirects.txt, or the server's settings"


class CopiedFiles:
    """The files of one site: each lies where it is published, and so no setting has to say that.

    *texts* are what is brought as posts and pages, *left_out* the paths of those that are not.
    """

    def __init__(
        self,
        old: OldSite,
        found: Sources,
        texts: Collection[SourceText],
        left_out: Collection[str],
        report: PelicanReport,
    ) -> None:
        self._old, self._found, self._report = old, found, report
        self._texts, self._left_out = {each.path for each in texts}, left_out
        self._extra = old.mapping("EXTRA_PATH_METADATA")
        self.places: dict[str, str] = {}  # by the old paths, both below a content folder
        for path in found.files():
            if path not in self._texts:
                self.places[path] = self._published(path)
        for source in texts:
            for link in links.links(source.path, source.text):
                self._link(link, source)
        self._leave_out(path for path, now in list(self.places.items()) if now in OURS or _is_unpublished(now))

    def read(self) -> Iterator[tuple[str, bytes]]:
        """Yield what each file holds, by its new path."""
        for path, now in self.places.items():
            yield now, (self._old.content / path).read_bytes()

    def _leave_out(self, paths: Iterable[str]) -> None:
        for path in paths:
            now = self.places.pop(path)
            what = (
                f"/{now} is made by every build"
                if now in OURS
                else f"/{now.lstrip('/')} is hidden or outside, and not published"
            )
            self._report.count(Fate.SKIPPED, FILES)
            self._report.note(0, what, ELSEWHERE, self._old.content / path)

    def _link(self, link: links.OldLink, source: SourceText) -> None:
        """Take the file that a link names, if it is one to be copied, or tell what is wrong with it."""
        path = next((path for path in link.paths if (self._old.content / path).is_file()), None)
        if path in self._texts:
            return
        if path in self._left_out:
            what = f"links to {path}, which is not read"
            self._tell(link, what, "oi publish refuses it until there is such a post")
        elif path is None:
            self._tell(link, f"no file {link.target!r} to link to", "mend the link, or check refuses it")
        elif link.what in {"static", "attach"} and self._found.is_inside(path):
            if link.what == "attach" and source.save_as and not self._extra_path(path):
                self._attach(path, source)
            self.places.setdefault(path, self._published(path))

    def _attach(self, path: str, source: SourceText) -> None:
        """Let the file at *path* lie beside the page of *source*, as it lies beside its text."""
        if path not in self.places.values():
            tail = posixpath.relpath(path, posixpath.dirname(source.path) or ".")
            tail = posixpath.basename(tail) if tail.startswith("..") else tail
            self.places[path] = posixpath.join(posixpath.dirname(source.save_as), tail)

    def _tell(self, link: links.OldLink, what: str, remedy: str) -> None:
        self._report.note(link.line, what, remedy, self._old.content / link.source)

    def _published(self, path: str) -> str:
        return self._extra_path(path) or self._old.fill("STATIC_SAVE_AS", path=path) or path

    def _extra_path(self, path: str) -> str:
        found = self._extra.get(path)
        return str(found.get("path", "")).lstrip("/") if isinstance(found, dict) else ""


def _is_unpublished(path: str) -> bool:
    """Tell whether no build publishes what lies at *path*: it is hidden, or lies outside, as a head's ``save_as`` can say."""
    parts = path.split("/")
    return path.startswith("/") or ".." in parts or any(is_left_over(part) for part in parts if part)
