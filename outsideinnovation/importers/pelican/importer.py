"""Brings a Pelican site over: first everything is read and decided, and only then is anything written."""

import posixpath
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from outsideinnovation.builder.urls import history
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.importers import redirects_file
from outsideinnovation.importers.pelican import feed_names, links, new_settings, posts, sidebar, written_files
from outsideinnovation.importers.pelican.copied_files import CopiedFiles
from outsideinnovation.importers.pelican.counterparts import counterparts
from outsideinnovation.importers.pelican.old_addresses import INDEX, OldAddresses
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.pelican_report import FILES, MODULES, TEXTS, PelicanReport
from outsideinnovation.importers.pelican.selection import Selection
from outsideinnovation.importers.pelican.sources import Sources, SourceText
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content


class PelicanImporter:
    """One import of the site *old* into *site*, as of *now*; ``report`` is complete after ``read`` but for counts."""

    def __init__(self, old: OldSite, site: Site, now: datetime) -> None:
        self.report = PelicanReport(old.content)
        self._old, self._site, self._now = old, site, now

    def read(self) -> None:
        """Read the old site, and decide what becomes of each file, setting and address.

        Raises ConflictError where the two sites are one, NotFoundError where there is nothing to bring.
        """
        self._refuse()
        found = Sources(self._old)
        sources = [*found.posts(), *found.pages()]
        for path, why in found.unreadable:
            self.report.problem(0, why, "save the file as UTF-8, with the right to read it", self._old.content / path)
        for source in sources:
            posts.locate(source, self._old)
        self._selection = Selection(self._old, sources, self.report)
        self._texts = self._selection.texts
        if not self._texts:
            raise NotFoundError(
                f"{self._old.content}: no post and no page in it that is Markdown. Name the folder of a Pelican site."
            )
        posts.identify((each for each in self._texts if each.is_post), self._old)
        self._place(self._texts)
        self._files = CopiedFiles(self._old, found, self._texts, self._selection.left_out, self.report)
        for path in sorted(found.outward):
            what = "lies outside the site's folder"
            self.report.note(0, what, "copy it there, and import again", self._old.content / path)
        self._settle()

    def write(self) -> None:
        """Write all that is not there yet. Raises StorageError."""
        content = self._site.content
        if self._addresses.lines:
            history.write(self._addresses)
        for thing, files in (
            (TEXTS, self._dumped()),
            (FILES, self._files.read()),
            (MODULES, sidebar.modules(self._old)),
        ):
            written_files.write(thing, files, content, self.report)
        self.report.redirects = redirects_file.merge(content, self._redirects)
        if self.report.settings:
            new_settings.write(self._site.settings_file, self.report.settings)

    def rehearse(self) -> None:
        """Count what ``write`` would write."""
        for thing, paths in (
            (TEXTS, [each.target for each in self._texts]),
            (FILES, list(self._files.places.values())),
            (MODULES, [name for name, _ in sidebar.modules(self._old)]),
        ):
            written_files.rehearse(thing, paths, self._site.content, self.report)
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

    def _place(self, texts: Iterable[SourceText]) -> None:
        taken: set[str] = set()
        for source in texts:
            setting, home = (
                ("ARTICLE_PATHS", self._site.post_folders[0])
                if source.is_post
                else ("PAGE_PATHS", self._site.page_folders[0])
            )
            inside = home.relative_to(self._site.content).as_posix()
            wanted = posts.target(source.path, self._old.texts(setting), inside)
            stem, suffix = posixpath.splitext(wanted)
            numbers = iter(range(2, len(taken) + 3))
            while wanted in taken:
                wanted = f"{stem}-{next(numbers)}{suffix}"
            source.target = wanted
            taken.add(wanted)

    def _settle(self) -> None:
        """Decide on settings, heads and redirects, which hang on each other in this order."""
        values = self._wanted_settings()
        fresh, differing = new_settings.changed(self._site, values)
        site, refused = new_settings.with_settings(self._site, fresh)
        for name, what in refused.items():
            path, line = self._old.settings.lines.get(name, (self._old.settings.path, 0))
            self.report.problem(line, what, "correct it there, and import again", path)
        self.report.settings = {name: value for name, value in fresh.items() if name not in refused}
        slugs = of_content(site.content, site.configuration.content)
        for source in self._texts:
            posts.complete(source, self._old, site.settings, slugs)
        root = site.configuration.site.root.rstrip("/")
        self._redirects = {
            f"{root}{old}": new if new == "gone" else f"{root}{new}" for old, new in self._leads(site).items()
        }
        self._addresses = feed_names.recorded((each for each in self._texts if each.is_post), self._old, site)
        self.report.counterparts = list(counterparts(self._old))
        self._tell_settings({name: values[name] for name in differing})

    def _wanted_settings(self) -> dict[str, Any]:
        pages = [each for each in self._texts if not each.is_post]
        return new_settings.wanted(
            self._old,
            self._files.places.values(),
            sidebar.menu(self._old, pages),
            translated=any(each.language not in {"", self._old.language} for each in self._texts),
            has_home_page=str(self._old["INDEX_SAVE_AS"]) != INDEX
            and any(each.save_as == INDEX for each in self._texts),
        )

    def _leads(self, site: Site) -> dict[str, str]:
        published = [each for each in (*self._texts, *self._selection.others) if each.is_post]
        here = {f"/{each.save_as}" for each in self._texts if each.status != "draft"}
        here |= {f"/{now}" for now in self._files.places.values()}
        size = site.configuration.builder.pagination
        found = OldAddresses(self._old, site, published, size, self._now).redirects()
        for each in self._texts:
            if each.status == "draft" and each.save_as:
                found |= {f"/{path}": "/" for path in {each.url, each.save_as}}
            elif self._old["OUTPUT_SOURCES"] and each.save_as:
                found[f"/{posixpath.splitext(each.save_as)[0]}{self._old['OUTPUT_SOURCES_EXTENSION']}"] = f"/{each.url}"
        return {old: new for old, new in {**self._selection.gone, **found}.items() if old not in here}

    def _tell_settings(self, differing: dict[str, Any]) -> None:
        """Tell which settings do not come over; *differing* are the old ones that are said here otherwise."""
        for name, value in differing.items():
            what = f"{name} is said here already, and stays"
            self.report.note(0, what, f"the old site had {value!r}", self._site.settings_file)
        for address in sidebar.outside(self._old):
            what = f"MENUITEMS leads to {address}"
            self.report.note(0, what, "link to it from content/sidebar", self._old.settings.path)
        for each in self._old.settings.unread:
            what = f"{each.name} is no plain value" if each.name else "imports what is not here"
            remedy = "write it plainly, or say --run-settings if you trust the file"
            self.report.note(each.line, f"{what}, and was not read", remedy, each.path)

    def _dumped(self) -> Iterator[tuple[str, bytes]]:
        where = {each.path: each.target for each in self._texts} | self._files.places | self._selection.left_out
        for source in self._texts:
            text = links.moved(source.path, source.text, source.target, links.placed(where))
            yield source.target, posts.dump(source, text)
