"""Brings a folder of Hugo, Jekyll or Eleventy over: first all is read and decided, and only then is anything written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path

from outsideinnovation.catalogue import documents
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError
from outsideinnovation.files import create_all
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.blog.addresses import RESERVED
from outsideinnovation.importers.list_addresses import ALL, ListAddresses
from outsideinnovation.importers.markdown.bodies import Bodies, Places
from outsideinnovation.importers.markdown.eleventy import EleventySite
from outsideinnovation.importers.markdown.hugo import HugoSite
from outsideinnovation.importers.markdown.jekyll import JekyllSite
from outsideinnovation.importers.markdown.markdown_report import OUTSIDE, MarkdownReport
from outsideinnovation.importers.markdown.placing import PlacedText, place
from outsideinnovation.importers.markdown.source import ForeignSite, ForeignText, System
from outsideinnovation.importers.report import Fate
from outsideinnovation.site import NO_POSTS, Site

SITES: Mapping[System, Callable[[Path, tzinfo, datetime], ForeignSite]] = {
    System.HUGO: HugoSite,
    System.JEKYLL: JekyllSite,
    System.ELEVENTY: EleventySite,
}
BATCH = 200  # files that are written together


class MarkdownImporter:
    """One import of *folder*, which is of *system*, into *site*, as of *now*."""

    def __init__(self, folder: Path, system: System, site: Site, now: datetime) -> None:
        self._folder, self._system, self._site = folder.resolve(), system, site
        self.report = MarkdownReport(self._folder)
        self._zone: tzinfo = site.configuration.site.zone
        self._now = now
        self._texts: list[PlacedText] = []
        self._files: dict[str, Path] = {}
        self._redirects: dict[str, str] = {}

    def read(self) -> None:
        """Read the folder, and decide what becomes of it.

        Raises ConflictError where it is this site's own, NotFoundError where there is nothing to bring, and ContentError with
        everything that cannot be read; nothing is written then.
        """
        report = self.report
        self._refuse()
        foreign = SITES[self._system](self._folder, self._zone, self._now)
        texts = [text for text in foreign.texts(report) if self._is_inside(text.path)]
        if not texts and not report.problems:
            links = "".join(f"\n{each}" for each in report.lost.get(OUTSIDE, ()))
            raise NotFoundError(
                f"{self._folder}: no post and no page of {self._system} in it: name its folder, and the system.{links}"
            )
        self._files = dict(self._taken(foreign.files(report)))
        self._texts = place(texts, self._site, report)
        self._redirects = self._moved(
            foreign.lists([each.text for each in self._texts if each.text.status == "published"])
        )
        if report.problems:
            raise ContentError(report.problems)
        self._name_lost_fields(texts)
        linked = self._convert()
        self._ask_for_folders(linked)

    def write(self, *, dry_run: bool = False) -> None:
        """Write what is not there yet, or with *dry_run* count it. Raises StorageError and ConflictError."""
        there = {
            document.value("id") for _, document in documents((*self._site.post_folders, *self._site.page_folders))
        }
        texts = ((each.path, each.dump(), each.thing, each.identifier in there) for each in self._texts)
        for files in (self._copied(), texts):
            while batch := list(islice(files, BATCH)):
                fresh = [(path, data) for path, data, _, is_there in batch if not is_there]
                if not dry_run:
                    create_all(fresh)
                for _, _, name, is_there in batch:
                    self.report.count(Fate.THERE if is_there else Fate.WRITTEN, name)
        self.report.redirects = (
            len(self._redirects) if dry_run else redirects_file.merge(self._site.content, self._redirects)
        )

    def _refuse(self) -> None:
        mine = self._site.root.resolve()
        if self._folder == mine or self._folder.is_relative_to(mine / "content") or mine.is_relative_to(self._folder):
            raise ConflictError(
                f"{self._folder} is this site itself, or holds it: make a new one beside it (oi init DIR)."
            )

    def _taken(self, files: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
        for address, path in sorted(files.items()):
            if address in RESERVED or address in {"CNAME", "sitemap.xml"}:
                remedy = "put what it says where it belongs: redirects.txt, the server's settings"
                self.report.lose("files that a build makes", path, 0, f"/{address} is the build's own", remedy)
            elif address.partition("/")[0] in NO_POSTS:
                self.report.lose(
                    "files in folders of ours",
                    path,
                    0,
                    f"/{address} cannot lie there",
                    "copy it to the output yourself",
                )
            elif self._is_inside(path):
                yield address, path

    def _is_inside(self, path: Path) -> bool:
        """Tell whether *path* lies in the old folder; what its settings and links lead to elsewhere stays there, and is named."""
        if path.resolve().is_relative_to(self._folder):
            return True
        self.report.lose(OUTSIDE, path, 0, f"not in {self._folder}", "copy it there, and import again")
        return False

    def _convert(self) -> set[str]:
        """Convert the bodies, and return the addresses of the files that they name."""
        texts: dict[str, str] = {}
        for each in self._texts:
            inside = each.text.path.relative_to(self._folder).with_suffix("").as_posix().removesuffix("/index")
            parts = inside.split("/")
            texts |= {"/".join(parts[at:]): f"/{each.url}" for at in range(len(parts))}
        sources = {path.as_posix(): name for name, path in self._files.items()}
        places = Places(self._folder, texts, {name: name for name in self._files}, sources)
        bodies = Bodies(self._system, places, self.report)
        linked: set[str] = set()
        for each in self._texts:
            each.body = bodies.convert(each.text)
            if "{static}" in each.body:
                linked.update(name for name in self._files if f"{{static}}/{name}" in each.body)
        return linked

    def _ask_for_folders(self, linked: set[str]) -> None:
        """Find the folders of files that no text names, and no setting covers."""
        covered = {*self._site.configuration.content.static_folders}
        tops = {name.partition("/")[0] for name in self._files if name not in linked}
        more = sorted(top for top in tops if top not in covered and top not in {"posts", "pages"})
        self.report.static_folders = [*self._site.configuration.content.static_folders, *more] if more else []

    def _name_lost_fields(self, texts: Iterable[ForeignText]) -> None:
        for text in texts:
            for name, entry in text.head.entries.items():
                if name not in text.head.used and entry.value not in ("", "true", "false"):
                    self.report.lose(
                        f"field {entry.name}",
                        text.path,
                        entry.line,
                        f"{entry.name} is not brought",
                        "write it in by hand, if your theme shows it",
                    )

    def _moved(self, lists: Mapping[str, str]) -> dict[str, str]:
        """Return where old lists and feeds are found now, but for addresses that a text has."""
        own = {f"/{each.url}" for each in self._texts}
        here = ListAddresses(self._site)
        moved = {old: _list(new, here) for old, new in lists.items() if old not in own}
        return {old: new for old, new in moved.items() if old != new}

    def _copied(self) -> Iterator[tuple[Path, bytes, str, bool]]:
        for address, path in self._files.items():
            target, data = self._site.content / address, path.read_bytes()
            is_there = target.exists()
            if is_there and target.read_bytes() != data:
                what = f"{target} is there, and another file"
                self.report.lose("files that differ", path, 0, what, "compare them; nothing was overwritten")
            yield target, data, "files", is_there


def _list(new: str, here: ListAddresses) -> str:
    """Return the address of a list or category feed, ``kind:name``, or of all of a kind, ``kind:``; others are one already."""
    kind, colon, name = new.partition(":")
    if kind == "feed":
        return here.category_feed(name)
    return here.of(kind, name) or here.page(ALL[kind]) if colon else new
