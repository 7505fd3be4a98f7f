"""The posts, pages and other files of a Pelican site, found and read as Pelican does."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

from outsideinnovation import frontmatter
from outsideinnovation.importers.pelican.old_site import OldSite, dated
from outsideinnovation.site import MARKDOWN_SUFFIXES

OTHER_SUFFIXES = (".rst", ".html", ".htm", ".asc", ".adoc", ".asciidoc", ".org", ".ipynb", ".textile")
RST_FIELD = re.compile(r"^:(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$", re.MULTILINE)
RST_RULE = re.compile(r"^([=\-`:.'\"~^_*+#])\1{2,}\s*$")
HTML_FIELD = re.compile(
    r"<meta\s+name=[\"']?(?P<name>[\w-]+)[\"']?\s+content=[\"'](?P<value>[^\"']*)[\"']", re.IGNORECASE
)
HTML_TITLE = re.compile(r"<title>(?P<value>[^<]*)</title>", re.IGNORECASE)
FENCE = re.compile(r"(-{3}|\.{3})\s*$")
HEAD_SIZE = 20_000  # characters of a file in another markup in which its fields are looked for


@dataclass(slots=True)
class SourceText:
    """A post or page: its ``path`` below the content folder, what its head says, and all its ``fields`` in the end."""

    path: str
    is_post: bool
    text: str
    document: frontmatter.ContentFile | None  # None where it is in another markup than Markdown
    fields: dict[str, str]
    date: datetime | None = None
    modified: str = ""
    slug: str = ""
    url: str = ""  # where it was, below the site's root
    save_as: str = ""
    target: str = ""  # where it goes, below our content folder
    id: str = ""
    more: list[tuple[str, str]] = field(default_factory=list)  # fields that its head is to have besides

    @property
    def status(self) -> str:
        """Whether it is published, hidden, a draft or to be skipped."""
        return self.fields.get("status", "published").strip().lower()

    @property
    def language(self) -> str:
        """Its language as Pelican has it; nothing where it says none."""
        return self.fields.get("lang", "")

    def is_after(self, now: datetime) -> bool:
        """Tell whether its date lies in the future."""
        return self.date is not None and self.date > now

    def names(self, kind: str) -> list[str]:
        """Return its tags, authors or the like."""
        return listed(self.fields.get(kind, ""))


def listed(text: str) -> list[str]:
    """Take a list of names apart as Pelican does: at semicolons where there is one, else at commas; lines are names too."""
    mark = next((mark for mark in "\n;" if mark in text), ",")
    parts = text.split(mark)
    return list(dict.fromkeys(" ".join(name.split()) for name in parts if name.strip()))


class Sources:
    """Everything in the content folder of one site, in the order of paths."""

    def __init__(self, site: OldSite) -> None:
        self._site = site
        self._ignored = site.texts("IGNORE_FILES")
        self._has_yaml = any("yaml" in plugin for plugin in site.texts("PLUGINS"))  # else fences hold plain lines
        self.unreadable: list[tuple[str, str]] = []  # paths, and why
        self.outward: set[str] = set()  # what lies outside the site's folder

    def posts(self) -> Iterator[SourceText]:
        """Yield the posts that are to be read."""
        return self._texts(
            "ARTICLE_PATHS", [*self._site.texts("ARTICLE_EXCLUDES"), *self._site.texts("PAGE_PATHS")], is_post=True
        )

    def pages(self) -> Iterator[SourceText]:
        """Yield the pages."""
        own = [*self._site.texts("PAGE_EXCLUDES"), *self._site.texts("ARTICLE_PATHS")]
        return self._texts("PAGE_PATHS", own, is_post=False)

    def files(self) -> list[str]:
        """Return the paths of the files that are only copied."""
        return self._paths(self._site.texts("STATIC_PATHS"), self._site.texts("STATIC_EXCLUDES"))

    def _texts(self, setting: str, excluded: Iterable[str], *, is_post: bool) -> Iterator[SourceText]:
        for path in self._paths(self._site.texts(setting), excluded):
            if path.endswith((*MARKDOWN_SUFFIXES, *OTHER_SUFFIXES)) and (source := self._read(path, is_post=is_post)):
                yield source

    def _paths(self, folders: Iterable[str], excluded: Iterable[str]) -> list[str]:
        found: set[str] = set()
        apart = {os.path.normpath(each) for each in excluded if each}
        for folder in folders:
            root = self._site.content / folder
            if root.is_file():
                found.add(os.path.normpath(folder))
            for parent, names, files in os.walk(root):
                inside = os.path.relpath(parent, self._site.content)
                names[:] = [name for name in names if self._is_wanted(parent, name, inside, apart)]
                found.update(os.path.normpath(f"{inside}/{name}") for name in files if not self._is_ignored(name))
        return sorted(path for path in found if self.is_inside(path))

    def is_inside(self, path: str) -> bool:
        """Tell whether the file at *path* lies in the old site's folder; what a link or setting leads to elsewhere is told.

        Settings and links are the old site's: they are not to publish what else the machine holds.
        """
        where = (self._site.content / path).resolve()
        if where.is_relative_to(self._site.root) or where.is_relative_to(self._site.content):
            return True
        self.outward.add(path)
        return False

    def _is_wanted(self, parent: str, name: str, inside: str, apart: set[str]) -> bool:
        path = os.path.normpath(f"{inside}/{name}")
        output = self._site.root / str(self._site["OUTPUT_PATH"])
        return path not in apart and not self._is_ignored(name) and Path(parent, name) != output and name != ".git"

    def _is_ignored(self, name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in self._ignored)

    def _read(self, path: str, *, is_post: bool) -> SourceText | None:
        where = self._site.content / path
        try:
            text = where.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8"
            self.unreadable.append((path, str(why)))
            return None
        is_markdown = path.endswith(MARKDOWN_SUFFIXES)
        if is_markdown and text.startswith("---") and not self._has_yaml:
            text = _without_fences(text)
        document = frontmatter.parse(text) if is_markdown else None
        fields = {each.key: each.value for each in reversed(document.fields)} if document else _other_fields(path, text)
        source = SourceText(
            path,
            is_post,
            text,
            document,
            {**self._around(path), **{key: value for key, value in fields.items() if value or key == "url"}},
        )
        self._settle(source, where)
        return source

    def _around(self, path: str) -> dict[str, str]:
        """Return the fields of a post or page that its head does not say: by default, by its path, by its name."""
        site = self._site
        found = {key.lower(): _as_text(value) for key, value in site.mapping("DEFAULT_METADATA").items()}
        found.setdefault("category", str(site["DEFAULT_CATEGORY"]))
        if (date := site["DEFAULT_DATE"]) and date != "fs":
            found["date"] = date if isinstance(date, str) else _as_date(date)
        for place, fields in sorted(site.mapping("EXTRA_PATH_METADATA").items()):
            if isinstance(fields, dict) and (path == place or path.startswith(f"{place.rstrip('/')}/")):
                found |= {str(key).lower(): _as_text(value) for key, value in fields.items()}
        folder, _, name = path.rpartition("/")
        named: dict[str, str] = {}
        for pattern, data in zip(site.name_patterns, (name.rpartition(".")[0], path), strict=True):
            if match := pattern.match(data):
                for key, value in match.groupdict().items():
                    if value is not None:
                        named.setdefault(key.lower(), value)
        if site["USE_FOLDER_AS_CATEGORY"] and site["CATEGORY_SAVE_AS"] and (above := folder.rpartition("/")[2]):
            named.setdefault("category", above)
        return found | named

    def _settle(self, source: SourceText, where: Path) -> None:
        """Work out date and slug."""
        fields, site = source.fields, self._site
        if site["DEFAULT_DATE"] == "fs" and "date" not in fields:
            changed = datetime.fromtimestamp(where.stat().st_mtime, site.zone)
            fields["date"] = changed.strftime("%Y-%m-%d %H:%M:%S")
        source.date = dated(fields["date"], site.zone) if fields.get("date") else None
        stem = source.path.rpartition("/")[2].rpartition(".")[0]
        written = fields.get("title", "") if site["SLUGIFY_SOURCE"] == "title" else stem
        source.slug = fields.get("slug") or site.slug(written)


def _without_fences(text: str) -> str:
    """Return a file whose head stands between rules as one whose head ends at a blank line: to Pelican they mean the same."""
    lines = text.split("\n")
    if not FENCE.match(lines[0]):
        return text
    end = next((number for number, line in enumerate(lines) if number and (not line.strip() or FENCE.match(line))), 0)
    return "\n".join(
        [*lines[1:end], *([] if not lines[end].strip() else [""]), *lines[end + bool(lines[end].strip()) :]]
    )


def _other_fields(path: str, text: str) -> dict[str, str]:
    """Return the fields of a file in another markup, as far as they decide its address."""
    head = text[:HEAD_SIZE]
    if path.endswith(".rst"):
        found = {each["name"].lower().replace("-", "_"): each["value"].strip() for each in RST_FIELD.finditer(head)}
        lines = [line for line in head.split("\n") if line.strip()]
        titles = [line for line, under in pairwise(lines) if RST_RULE.match(under) and not RST_RULE.match(line)]
        return {"title": titles[0].strip() if titles else "", **found}
    found = {each["name"].lower(): each["value"] for each in HTML_FIELD.finditer(head)}
    title = HTML_TITLE.search(head)
    return {"title": title["value"].strip() if title else "", **found}


def _as_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _as_date(value: object) -> str:
    try:
        return datetime(*value).strftime("%Y-%m-%d %H:%M:%S")  # type: ignore[misc]  # noqa: DTZ001 - the site's own
    except (TypeError, ValueError):
        return ""
