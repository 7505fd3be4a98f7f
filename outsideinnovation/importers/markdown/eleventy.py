"""Eleventy's folders: addresses from paths, dates in heads or file names, data of folders in JSON. Nothing is hidden there."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.frontmatter.values import Entry
from outsideinnovation.importers.markdown import json_heads
from outsideinnovation.importers.markdown.eleventy_ignores import OWN, EleventyIgnores
from outsideinnovation.importers.markdown.heads import Head, read_head
from outsideinnovation.importers.markdown.markdown_report import MarkdownReport
from outsideinnovation.importers.markdown.source import ForeignText
from outsideinnovation.importers.markdown.walk import is_markdown, left_out, walk
from outsideinnovation.slugs import slugify

DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)")
VARIABLE = re.compile(r"\{\{-?\s*(?P<name>[\w.]+)\s*(?:\|\s*(?P<filter>\w+)\s*)?-?\}\}")
COLLECTIONS = frozenset({"posts", "post", "all", "nav", "blog"})  # tags that only gather pages
INPUTS = ("src", "content", "site")  # where those who begin with a project of others have their texts
TEMPLATES = (".njk", ".liquid", ".hbs", ".ejs", ".haml", ".pug", ".webc", ".html", ".htm")
CODE = (".js", ".cjs", ".mjs", ".ts", ".json", ".lock", ".toml", ".yml", ".yaml", ".sh")
BY_CLOCK = frozenset({"last modified", "created", "git last modified", "git created"})
TOOLS = frozenset({"node_modules", "public", "_site"})


class EleventySite:
    """One Eleventy site in *folder*: its folder of input, or the one that holds it."""

    def __init__(self, folder: Path, zone: tzinfo, now: datetime) -> None:
        del zone, now  # dates without a zone are UTC
        self._root = folder
        inputs = [folder / name for name in INPUTS if (folder / name).is_dir()]
        self._folder = inputs[0] if inputs and _is_project(folder) else folder
        self._ignores = EleventyIgnores(folder, self._folder)
        self._files: dict[str, Path] = {}

    def texts(self, report: MarkdownReport) -> Iterator[ForeignText]:
        """Yield its posts and pages."""
        report.lose_links(left_out(self._folder, TOOLS))
        for path in self._paths():
            inside = path.relative_to(self._folder)
            if inside.parts[0] in OWN or "node_modules" in inside.parts:
                continue
            if is_markdown(path) and self._ignores.cover(path):
                report.lose(
                    "texts left out", path, 0, "is left out by an ignore file", "bring it yourself, if readers had it"
                )
            elif is_markdown(path) and path.name not in {"README.md", "LICENSE.md"}:
                try:
                    yield from self._text(inside, self._with_data(read_head(path), report), report)
                except ContentError as error:
                    report.problems += error.problems
            elif path.suffix in TEMPLATES:
                report.lose("templates", path, 1, "is a template", "the site has lists, feeds and a theme of its own")
            elif path.suffix not in CODE:
                self._files[inside.as_posix()] = path

    def files(self, report: MarkdownReport) -> Mapping[str, Path]:
        """Return what is no template, with ``public/`` at the root; Eleventy copies what its program says, which is not run."""
        del report
        public = self._root / "public"
        return self._files | {path.relative_to(public).as_posix(): path for path in walk(public)}

    def lists(self, texts: list[ForeignText]) -> Mapping[str, str]:
        """Return the lists and feeds of eleventy-base-blog, which most sites began with."""
        moved = {"/feed/feed.xml": "/feeds/atom.xml", "/feed.xml": "/feeds/atom.xml", "/tags/": "tag:"}
        for text in texts:
            moved |= {f"/tags/{slugify(tag)}/": f"tag:{tag}" for tag in text.tags}
            parts = text.path.relative_to(self._folder).parts
            if text.is_post and len(parts) > 1:
                moved[f"/{parts[0]}/"] = "/archives/"
        return moved

    def _paths(self) -> Iterator[Path]:
        yield from walk(self._folder, TOOLS)

    def _with_data(self, head: Head, report: MarkdownReport) -> Head:
        """Return *head* with what the data files of its folders say, the nearest last but for itself."""
        entries: dict[str, Entry] = {}
        folders = [each for each in reversed(head.path.parents) if each.is_relative_to(self._folder)]
        for folder in folders:
            for name in (f"{folder.name}.json", f"{folder.name}.11tydata.json"):
                if (folder / name).is_file():
                    entries = _joined(entries, _data(folder / name))
            for name in (f"{folder.name}.11tydata.js", f"{folder.name}.11tydata.cjs", f"{folder.name}.11tydata.mjs"):
                if (folder / name).is_file() and not any(
                    each.path == folder / name for each in report.lost.get("data in JavaScript", ())
                ):
                    report.lose(
                        "data in JavaScript",
                        folder / name,
                        1,
                        "is a program, and not run",
                        "compare addresses, tags and dates",
                    )
        return replace(head, entries=_joined(entries, dict(head.entries)), used=set())

    def _text(self, inside: Path, head: Head, report: MarkdownReport) -> Iterator[ForeignText]:
        named = DATED.fullmatch(inside.stem)
        date = self._date(head, named["date"] if named else "", report)
        tags = [tag for each in _tags(head) if (tag := each.strip())]
        is_post = bool(date) and (len(inside.parts) > 1 or bool({"posts", "post"} & {*tags}))
        title = head.text("title") or (named["slug"] if named else inside.stem).replace("-", " ").strip().capitalize()
        address, status = self._address(inside, head, title), "published"
        if head.says("draft"):
            what, remedy = (
                "draft: true, which Eleventy itself does not know",
                "a draft here; if readers have it, take Draft out",
            )
            report.lose("unclear drafts", head.path, head.line("draft"), what, remedy)
            status = "draft"
        elif address is None:
            status = "draft"
        elif head.says("eleventyexcludefromcollections"):
            status = "hidden"
        yield ForeignText(
            head=head,
            is_post=is_post,
            title=title,
            address=address or f"/drafts/{slugify(inside.stem)}/",
            status=status,
            date=date,
            modified=head.date(UTC, "modified", "updated"),
            tags=tuple(dict.fromkeys(tag for tag in tags if tag not in COLLECTIONS)),
            categories=tuple(head.names("categories", "category")),
            authors=tuple(head.names("author", "authors")),
            language=head.text("lang"),
        )

    def _date(self, head: Head, named: str, report: MarkdownReport) -> datetime | None:
        if head.text("date").lower() in BY_CLOCK:
            what = f"date: {head.text('date')}, which differs from machine to machine"
            report.lose(
                "dates of files", head.path, head.line("date"), what, "a page here; write its Date to make it a post"
            )
            return None
        try:
            return head.date(UTC, "date") or (datetime.fromisoformat(named).replace(tzinfo=UTC) if named else None)
        except ValueError:
            raise ContentError([Problem(head.path, 0, f"no date {named!r}", "correct the file's name")]) from None

    def _address(self, inside: Path, head: Head, title: str) -> str | None:
        """Return the address; None where it has none. What of a permalink is a program's is refused."""
        own = head.text("permalink")
        if own.lower() == "false":
            return None
        if own:
            filled = "/" + self._filled(own, inside, head, title).lstrip("/")
            return filled.removesuffix("index.html") if filled.endswith("/index.html") else filled
        place = inside.with_suffix("").as_posix()
        folder, _, stem = place.rpartition("/")
        if stem == "index" or stem == folder.rpartition("/")[2]:
            place = folder
        return f"/{place}/" if place else "/"

    def _filled(self, pattern: str, inside: Path, head: Head, title: str) -> str:
        named = DATED.fullmatch(inside.stem)
        values = {
            "title": title,
            "page.fileSlug": named["slug"] if named else inside.stem,
            "page.filePathStem": f"/{inside.with_suffix('').as_posix()}",
        }
        values["slug"] = head.text("slug")

        def fill(found: re.Match[str]) -> str:
            value = values.get(found["name"], "")
            if not value or found["filter"] not in {None, "slugify", "slug"}:
                raise head.problem("permalink", f"the permalink {pattern!r} is a program", "write the address itself")
            return slugify(value) if found["filter"] else value

        made = VARIABLE.sub(fill, pattern)
        if "{{" in made or "{%" in made:
            raise head.problem("permalink", f"the permalink {pattern!r} is a program", "write the address itself")
        return made


def _tags(head: Head) -> list[str]:
    value = head.value("tags")
    return value.split(",") if isinstance(value, str) else head.names("tags")


def _is_project(folder: Path) -> bool:
    return (
        any(folder.glob("eleventy.config.*"))
        or (folder / ".eleventy.js").is_file()
        or (folder / "package.json").is_file()
    )


def _joined(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return both, of which *after* counts; but tags are added up, as Eleventy does."""
    joined = {**before, **after}
    if "tags" in before and "tags" in after:
        lists = [_listed(each["tags"].value) for each in (before, after)]
        joined["tags"] = replace(after["tags"], value=[*lists[0], *lists[1]])
    return joined


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a head holds
    return value.split(",") if isinstance(value, str) else list(value)


def _data(path: Path) -> dict[str, Entry]:
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ContentError([Problem(path, getattr(error, "lineno", 0), f"no JSON ({error})", "correct it")]) from None
    return {entry.name.lower(): entry for entry in json_heads.entries(found, 1)} if isinstance(found, dict) else {}
