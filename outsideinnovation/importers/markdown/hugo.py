"""Hugo's folders: sections, bundles, ``draft``, dates in the site's zone, addresses in lower case with their accents."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.importers.markdown import configuration, hugo_names
from outsideinnovation.importers.markdown.heads import Head, read_head
from outsideinnovation.importers.markdown.markdown_report import MarkdownReport
from outsideinnovation.importers.markdown.source import ForeignText
from outsideinnovation.importers.markdown.walk import is_markdown, left_out, walk

CONFIGURATION = ("hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "config.yaml", "config.yml")
DEFAULTS = "config/_default"
NOT_READ = ("hugo.json", "config.json")
SECTION_REMEDY = "its words are not brought; what it listed is in the archives"


class HugoSite:
    """One Hugo site in *folder*, as of *now*; where it names no zone it is UTC, as for Hugo."""

    def __init__(self, folder: Path, zone: tzinfo, now: datetime) -> None:
        del zone  # Hugo's own default does not depend on where it runs
        self._folder, self._now = folder, now
        self._says = configuration.read(
            folder, (*CONFIGURATION, *(f"{DEFAULTS}/{name}" for name in CONFIGURATION)), NOT_READ
        )
        self._zone = configuration.zone(self._says.get("timezone"), UTC, folder)
        self._content = folder / str(self._says.get("contentdir") or "content")
        self._bundles: dict[str, str] = {}  # folders of bundles below content/, and their addresses

    def texts(self, report: MarkdownReport) -> Iterator[ForeignText]:
        """Yield its posts and pages."""
        if not self._content.is_dir():
            raise ContentError([Problem(self._content, 0, "no such folder", "name the folder of a Hugo site")])
        report.lose_links(left_out(self._content))
        for path in walk(self._content):
            if not is_markdown(path):
                continue
            try:
                text = self._text(path, read_head(path), report)
            except ContentError as error:
                report.problems += error.problems
            else:
                yield from [text] if text else []

    def files(self, report: MarkdownReport) -> Mapping[str, Path]:
        """Return what lies in ``static/``, and beside the texts of bundles."""
        static = self._folder / str(self._says.get("staticdir") or "static")
        report.lose_links(left_out(static))
        files = {path.relative_to(static).as_posix(): path for path in walk(static)}
        for path in walk(self._content):
            inside = path.relative_to(self._content).as_posix()
            bundle = next((each for each in self._bundles if inside.startswith(f"{each}/")), None)
            if bundle is not None and not is_markdown(path):
                files[self._bundles[bundle].strip("/") + inside.removeprefix(bundle)] = path
            elif not is_markdown(path):
                report.lose(
                    "files beside posts", path, 0, "lies beside no bundle", "put it into static/, or copy it yourself"
                )
        return files

    def lists(self, texts: list[ForeignText]) -> Mapping[str, str]:
        """Return the sections, terms and feeds that Hugo makes of its own."""
        moved = {"/index.xml": "/feeds/rss.xml"}
        for text in texts:
            section = text.path.relative_to(self._content).parts[0]
            if text.is_post:
                moved |= {f"/{hugo_names.path_name(section)}/{name}": to for name, to in SECTION.items()}
            for kind, terms in (("tag", text.tags), ("category", text.categories)):
                plural = {"tag": "tags", "category": "categories"}[kind]
                moved |= {f"/{plural}/": f"{kind}:", f"/{plural}/index.xml": "/feeds/rss.xml"}
                for term in terms:
                    if name := hugo_names.path_name(term):
                        moved[f"/{plural}/{name}/"] = f"{kind}:{term}"
                        moved[f"/{plural}/{name}/index.xml"] = (
                            f"feed:{term}" if kind == "category" else "/feeds/rss.xml"
                        )
        return moved

    def _text(self, path: Path, head: Head, report: MarkdownReport) -> ForeignText | None:
        inside = path.relative_to(self._content)
        if inside.stem.split(".")[0] == "_index":
            report.lose("section pages", path, 1, "the page of a section or of the whole site", SECTION_REMEDY)
            return None
        if not head.is_there:
            raise ContentError([Problem(path, 1, "no head", "write at least a title between lines of ---")])
        date = head.date(self._zone, "date")
        is_post = bool(date) and len(inside.parts) > 1
        text = ForeignText(
            head=head,
            is_post=is_post,
            title=head.text("title") or inside.stem,
            address=self._address(inside, head, date),
            status=self._status(head, report),
            date=date,
            modified=head.date(self._zone, "lastmod"),
            categories=tuple(head.names("categories", "category")),
            tags=tuple(head.names("tags")),
            authors=tuple(head.names("authors", "author")),
            language=self._language(inside),
        )
        if inside.stem.split(".")[0] == "index":
            self._bundles[inside.parent.as_posix()] = text.address
        base = posixpath.dirname(text.address.rstrip("/"))
        old = (
            posixpath.normpath(posixpath.join(base, each)) + ("/" if _is_folder(each) else "")
            for each in head.names("aliases")
        )
        return replace(text, old=tuple(old))

    def _status(self, head: Head, report: MarkdownReport) -> str:
        """Return the status: what Hugo hides, for a while or for good, is a draft here or waits for its date."""
        draft = head.says("draft")
        written = head.text("draft").lower()
        if draft and written not in {"true", "1", "t"}:
            what = f"draft: {written}, which newer versions of Hugo do not take for yes"
            report.lose(
                "unclear drafts",
                head.path,
                head.line("draft"),
                what,
                "a draft here; if readers have it, take Draft out",
            )
        publish, expires = head.date(self._zone, "publishdate"), head.date(self._zone, "expirydate", "unpublishdate")
        if (publish and publish > self._now) or (expires and expires <= self._now):
            name = "publishdate" if publish and publish > self._now else "expirydate"
            what = f"{name} {head.text(name)!r} hides it"
            report.lose(
                "dates that hide", head.path, head.line(name), what, "a draft here: write its Date when it is time"
            )
            return "draft"
        build = head.value("build", "_build")
        if head.says("headless") or (isinstance(build, dict) and build.get("render") in {"never", "false", "link"}):
            report.lose(
                "pages without an address",
                head.path,
                head.line("build", "_build", "headless"),
                "is no page",
                "a draft here",
            )
            return "draft"
        return (
            "draft"
            if draft
            else "hidden"
            if isinstance(build, dict) and build.get("list") in {"never", "false"}
            else "published"
        )

    def _address(self, inside: Path, head: Head, date: datetime | None) -> str:
        own = head.text("url")
        if own:
            path = "/" + urlsplit(own).path.strip("/")
            return path if _has_suffix(path) or not path.strip("/") else f"{path}/"
        sections = [hugo_names.path_name(part) for part in inside.parent.parts]
        stem = self._stem(inside)
        if stem == "index":
            stem = sections.pop() if sections else ""
        slug = hugo_names.slug_name(head.text("slug")) or hugo_names.path_name(stem)
        prefix = f"/{self._language(inside)}" if self._language(inside) else ""
        pattern = self._pattern(inside)
        if pattern:
            return prefix + self._permalink(pattern, head, sections, stem, date)
        address = "/".join([prefix, *sections, slug]) if slug else f"{prefix}/"
        return f"{address}.html" if self._says.get("uglyurls") in {True, "true"} else f"{address.rstrip('/')}/"

    def _permalink(self, pattern: str, head: Head, sections: list[str], stem: str, date: datetime | None) -> str:
        title, slug, name = (
            hugo_names.slug_name(head.text("title")),
            hugo_names.slug_name(head.text("slug")),
            hugo_names.path_name(stem),
        )
        values = {
            "section": sections[0] if sections else "", "sections": "/".join(sections), "title": title,
            "slug": slug or title or name, "filename": name, "contentbasename": name,
            "slugorfilename": slug or name, "slugorcontentbasename": slug or name,
        }  # fmt: skip
        try:
            made = "/" + hugo_names.filled(pattern, values, date).strip("/")
        except KeyError as error:
            raise head.problem(
                "date", f"the permalink {pattern!r} needs {error}, which this post lacks", "write it, or its `url`"
            ) from None
        return made if _has_suffix(pattern) else f"{made}/"

    def _pattern(self, inside: Path) -> str:
        patterns: Any = self._says.get("permalinks") or {}
        pages = patterns.get("page", patterns) if isinstance(patterns, dict) else {}
        pattern = (
            (pages.get(inside.parts[0]) or pages.get(inside.parts[0].lower()))
            if isinstance(pages, dict) and len(inside.parts) > 1
            else ""
        )
        return pattern if isinstance(pattern, str) else ""

    @cached_property
    def _languages(self) -> frozenset[str]:
        languages = self._says.get("languages")
        return frozenset(languages) if isinstance(languages, dict) else frozenset()

    def _language(self, inside: Path) -> str:
        suffix = Path(inside.stem).suffix[1:].lower()
        default = str(self._says.get("defaultcontentlanguage") or "en")
        return suffix if suffix in self._languages and suffix != default else ""

    def _stem(self, inside: Path) -> str:
        stem = inside.stem
        suffix = Path(stem).suffix[1:].lower()
        return Path(stem).stem if suffix and suffix in self._languages else stem


SECTION = {"": "/archives/", "index.xml": "/feeds/rss.xml"}


def _has_suffix(path: str) -> bool:
    return "." in path.rpartition("/")[2]


def _is_folder(alias: str) -> bool:
    return not _has_suffix(alias)
