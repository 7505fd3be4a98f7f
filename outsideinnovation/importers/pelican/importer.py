"""Brings a Pelican site over: first everything is read and decided, and only then is anything written."""

import posixpath
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from outsideinnovation import frontmatter
from outsideinnovation.builder.incremental.stamps import is_left_over
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.files import create_all
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.pelican import links, new_settings, posts, sidebar
from outsideinnovation.importers.pelican.counterparts import counterparts
from outsideinnovation.importers.pelican.old_addresses import INDEX, OldAddresses
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.pelican_report import PelicanReport
from outsideinnovation.importers.pelican.sources import Source, Sources
from outsideinnovation.importers.report import Fate
from outsideinnovation.site import Site, link_root
from outsideinnovation.slugs import of_content

BATCH = 500  # files that are written together
OURS = frozenset(
    {"robots.txt", "sitemap.xml", "404.html", "index.html", "atom.xml", "rss.xml", "index.rdf", "opml.xml", "_redirects",
     "_headers"}
)  # fmt: skip
NEEDED = {"title": "no title", "date": "no date"}


class PelicanImporter:
    """One import of the site *old* into *site*; ``report`` is complete after ``read``, but for what ``write`` counts."""

    def __init__(self, old: OldSite, site: Site) -> None:
        self.report = PelicanReport()
        self._old, self._site = old, site
        self._found = Sources(old)
        self._gone: dict[str, str] = {}
        self._files: dict[str, str] = {}  # the paths of what is only copied, old and new
        self._texts: list[Source] = []
        self._others: list[Source] = []  # what is in another markup
        self._left_out: dict[str, str] = {}  # the path of each post in another markup, and its address, rooted
        self._redirects: dict[str, str] = {}

    def read(self) -> None:
        """Read the old site, and decide what becomes of each file, setting and address.

        Raises ConflictError where the two sites are one, NotFoundError where there is nothing to bring.
        """
        self._refuse()
        found = self._found
        every = [*found.posts(), *found.pages()]
        for path, why in found.unreadable:
            self.report.problem(self._old.content / path, 0, why, "save the file as UTF-8, with the right to read it")
        for source in every:
            posts.locate(source, self._old)
        self._texts = [source for source in every if self._is_wanted(source)]
        self._others = [source for source in every if not source.document and source.status == "published"]
        if not self._texts:
            raise NotFoundError(
                f"{self._old.content}: no post and no page in it that is Markdown. Name the folder of a Pelican site."
            )
        posts.identify((each for each in self._texts if each.is_post), self._old)
        self._place(self._texts)
        self._place_files(found.files())
        for path in sorted(found.outward):
            self.report.note(
                self._old.content / path, 0, "a link that leads out of the site's folder", "copy the file there"
            )
        self._settle()

    def write(self) -> None:
        """Write all that is not there yet. Raises StorageError."""
        for thing, files in (
            ("posts and pages", self._dumped()),
            ("files", self._copied()),
            ("sidebar modules", sidebar.modules(self._old)),
        ):
            waiting = ((self._site.content / path, data) for path, data in files)
            while batch := list(islice(waiting, BATCH)):
                fresh = [(path, data) for path, data in batch if self._is_new(thing, path, data)]
                create_all(fresh)
                self.report.count(thing, Fate.WRITTEN, len(fresh))
        self.report.redirects = redirects_file.merge(self._site.content, self._redirects)
        if self.report.settings:
            new_settings.write(self._site.settings_file, self.report.settings)

    def rehearse(self) -> None:
        """Count what ``write`` would write."""
        for thing, paths in (
            ("posts and pages", [each.target for each in self._texts]),
            ("files", list(self._files.values())),
            ("sidebar modules", [name for name, _ in sidebar.modules(self._old)]),
        ):
            there = sum((self._site.content / path).exists() for path in paths)
            self.report.count(thing, Fate.THERE, there)
            self.report.count(thing, Fate.WRITTEN, len(paths) - there)
        self.report.redirects = len(self._redirects)

    def _refuse(self) -> None:
        mine, theirs = self._site.root.resolve(), self._old.content
        if (
            self._old.root == mine
            or theirs.is_relative_to(mine / "content")
            or (mine / "content").is_relative_to(theirs)
        ):
            raise ConflictError(
                f"{self._old.root} is this site itself, or holds it: make a new one beside it (oi init DIR), and import there."
            )

    def _is_wanted(self, source: Source) -> bool:
        where = self._old.content / source.path
        if source.status == "skip":
            return False
        if not source.document:
            self._leave_out(source, where)
            return False
        lacking = [
            what for name, what in NEEDED.items() if not source.fields.get(name) and (name == "title" or source.is_post)
        ]
        if lacking and not (lacking == ["no date"] and source.status == "draft"):
            self.report.problem(where, 1, f"{lacking[0]}, so Pelican left it out too", "write one and import again")
        elif source.fields.get("date") and not source.date:
            line = (source.document.get("date") or source.document.fields[0]).line if source.document.fields else 1
            self.report.problem(
                where,
                line,
                f"Date {source.fields['date']!r} is no date",
                "write it as 2005-12-09 10:31 and import again",
            )
        else:
            return True
        self.report.count("posts and pages", Fate.SKIPPED)
        return False

    def _leave_out(self, source: Source, where: Path) -> None:
        """Tell of a post in another markup; its address is gone for now, which tells readers more than a dead link."""
        self.report.count("posts and pages", Fate.SKIPPED)
        at = f" (it was at /{source.url})" if source.url else ""
        remedy = (
            f"turn it into Markdown (pandoc -t markdown), import again, and take /{source.save_as} out of redirects.txt"
        )
        self.report.note(where, 0, f"{posixpath.splitext(source.path)[1]} is not read{at}", remedy)
        if source.save_as and source.status != "draft":
            self._left_out[source.path] = f"/{source.url}"
            self._gone |= {f"/{path}": "gone" for path in {source.url, source.save_as} if path}

    def _place(self, texts: Iterable[Source]) -> None:
        taken: set[str] = set()
        for source in texts:
            folders, home = (
                (self._old.texts("ARTICLE_PATHS"), self._site.post_folders[0])
                if source.is_post
                else (self._old.texts("PAGE_PATHS"), self._site.page_folders[0])
            )
            wanted = posts.target(source.path, folders, home.relative_to(self._site.content).as_posix())
            stem, suffix = posixpath.splitext(wanted)
            numbers = iter(range(2, len(taken) + 3))
            while wanted in taken:
                wanted = f"{stem}-{next(numbers)}{suffix}"
            source.target = wanted
            taken.add(wanted)

    def _place_files(self, paths: Iterable[str]) -> None:
        """Let each file lie where it is published: then no setting has to say so, and its address stays."""
        sources, extra = {each.path for each in self._texts}, self._old.mapping("EXTRA_PATH_METADATA")
        for path in paths:
            if path not in sources:
                self._files[path] = self._published(path, extra)
        for source in self._texts:
            for link in links.links(source.path, source.text):
                self._link(link, source, sources, extra)
        for path, now in list(self._files.items()):
            if (
                now in OURS
                or any(is_left_over(part) for part in now.split("/") if part)
                or posixpath.normpath(now).startswith("..")
            ):
                del self._files[path]
                self.report.count("files", Fate.SKIPPED)
                what = f"/{now} is made by every build" if now in OURS else f"/{now} is hidden, and not published"
                self.report.note(
                    self._old.content / path,
                    0,
                    what,
                    "put what it says where it belongs: redirects.txt, or the server's settings",
                )

    def _link(self, link: links.Link, source: Source, sources: set[str], extra: dict[str, Any]) -> None:
        where = self._old.content / link.path
        if link.path in sources:
            return
        if link.path in self._left_out:
            what = f"links to {link.path}, which is not read"
            self.report.note(
                self._old.content / link.source, link.line, what, "oi publish refuses it until there is such a post"
            )
            return
        if link.what in {"static", "attach"} and where.is_file() and self._found.is_inside(link.path):
            attached = link.what == "attach" and source.save_as and not _extra_path(link.path, extra)
            if attached and link.path not in self._files.values():
                tail = posixpath.relpath(link.path, posixpath.dirname(source.path) or ".")
                tail = posixpath.basename(tail) if tail.startswith("..") else tail
                self._files[link.path] = posixpath.join(posixpath.dirname(source.save_as), tail)
            self._files.setdefault(link.path, self._published(link.path, extra))
        elif not where.is_file():
            self.report.note(
                self._old.content / link.source,
                link.line,
                f"no file {link.target!r} to link to",
                "mend the link, or check refuses it",
            )

    def _published(self, path: str, extra: dict[str, Any]) -> str:
        return _extra_path(path, extra) or self._old.fill("STATIC_SAVE_AS", path=path) or path

    def _settle(self) -> None:
        """Decide on settings, heads and redirects, which hang on each other in this order."""
        translated = any(each.language not in {"", self._old.language} for each in self._texts)
        pages = [each for each in self._texts if not each.is_post]
        home = str(self._old["INDEX_SAVE_AS"]) != INDEX and any(each.save_as == INDEX for each in self._texts)
        values = new_settings.wanted(
            self._old, self._files.values(), sidebar.menu(self._old, pages), translated=translated, has_home_page=home
        )
        self.report.settings, kept = new_settings.changed(self._site, values)
        site, told = new_settings.with_settings(self._site, self.report.settings)
        for name in kept:
            self.report.note(
                self._site.settings_file,
                0,
                f"{name} is said here already, and stays",
                f"the old site had {values[name]!r}",
            )
        for what in told:
            self.report.problem(self._old.settings.path, 0, what, "correct it there, and import again")
        slugs = of_content(site.content, site.configuration.content)
        for source in self._texts:
            posts.complete(source, self._old, site.settings, slugs)
        root = link_root(site.configuration.site.url)
        self._redirects = {
            f"{root.rstrip('/')}{old}": new if new == "gone" else f"{root.rstrip('/')}{new}"
            for old, new in self._leads(site).items()
        }
        self.report.counterparts = list(counterparts(self._old))
        for address in sidebar.outside(self._old):
            self.report.note(
                self._old.settings.path, 0, f"MENUITEMS leads to {address}", "link to it from content/sidebar"
            )
        self._tell_unread()

    def _leads(self, site: Site) -> dict[str, str]:
        published = [each for each in (*self._texts, *self._others) if each.is_post]
        kept = {f"/{each.save_as}" for each in self._texts if each.status != "draft"} | {
            f"/{now}" for now in self._files.values()
        }
        size = site.configuration.builder.pagination
        found = OldAddresses(self._old, site, published, size).redirects()
        for each in self._texts:
            if each.status == "draft" and each.save_as:
                found |= {f"/{path}": "/" for path in {each.url, each.save_as}}
            elif self._old["OUTPUT_SOURCES"] and each.save_as:
                found[f"/{posixpath.splitext(each.save_as)[0]}{self._old['OUTPUT_SOURCES_EXTENSION']}"] = f"/{each.url}"
        return {old: new for old, new in {**self._gone, **found}.items() if old not in kept}

    def _tell_unread(self) -> None:
        for each in self._old.settings.unread:
            what = f"{each.name} is no plain value" if each.name else "imports what is not here"
            self.report.note(
                each.path,
                each.line,
                f"{what}, and was not read",
                "write it plainly, or say --run-settings if you trust the file",
            )

    def _is_new(self, thing: str, path: Path, data: bytes) -> bool:
        """Tell whether a file is to be written; one that is there stays, whatever it holds."""
        if not path.exists():
            return True
        same = path.is_file() and _is_same(path.read_bytes(), data)
        if same or thing != "posts and pages":
            self.report.count(thing, Fate.THERE)
        else:
            self.report.count(thing, Fate.SKIPPED)
            self.report.problem(
                path, 0, "is there already, and is another post or page", "rename or remove it, and import again"
            )
        return False

    def _dumped(self) -> Iterator[tuple[str, bytes]]:
        where = {each.path: each.target for each in self._texts} | self._files | self._left_out
        for source in self._texts:
            text = links.moved(source.path, source.text, source.target, links.placed(where))
            yield source.target, posts.dump(source, text)

    def _copied(self) -> Iterator[tuple[str, bytes]]:
        for path, now in self._files.items():
            yield now, (self._old.content / path).read_bytes()


def _extra_path(path: str, extra: dict[str, Any]) -> str:
    found = extra.get(path)
    return str(found.get("path", "")).lstrip("/") if isinstance(found, dict) else ""


def _is_same(there: bytes, data: bytes) -> bool:
    """Tell whether what is there is the same post or page, edited or not."""
    if there == data:
        return True
    heads = [frontmatter.parse(each.decode("utf-8", "replace")) for each in (there, data)]
    return any(bool(heads[0].value(key)) and heads[0].value(key) == heads[1].value(key) for key in ("id", "title"))
