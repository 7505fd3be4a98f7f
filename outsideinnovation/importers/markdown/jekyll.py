"""Jekyll's folders: dates in file names, ``_posts`` below categories, ``_drafts``, and tags that blanks part."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.frontmatter.values import Value
from outsideinnovation.importers.markdown import configuration
from outsideinnovation.importers.markdown.heads import Head, read_head
from outsideinnovation.importers.markdown.jekyll_settings import JekyllSettings
from outsideinnovation.importers.markdown.markdown_report import MarkdownReport
from outsideinnovation.importers.markdown.source import ForeignText
from outsideinnovation.importers.markdown.walk import HTML, is_markdown, left_out, walk

NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.+)")
SECONDS = re.compile(r"\d:\d\d:\d\d")
# What Jekyll's Utils.slugify takes out of a name for ``:title`` (its mode "pretty").
NOT_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@-]+")
TOKEN = re.compile(r":([a-z_]+)")
STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
DATE_TOKENS = {
    "year": "%Y", "short_year": "%y", "month": "%m", "short_month": "%b", "long_month": "%B", "day": "%d", "y_day": "%j",
    "week": "%V", "w_day": "%u", "short_day": "%a", "long_day": "%A", "hour": "%H", "minute": "%M", "second": "%S",
}  # fmt: skip
TOOLS = frozenset({"node_modules", "vendor", "_site"})
MAGIC = frozenset({"_posts", "_drafts"})
KINDS = {"": ("pages",), "_posts": ("posts",), "_drafts": ("drafts", "posts")}
# The fields of which the settings may speak for many files.
DEFAULTED = frozenset({
    "permalink", "category", "categories", "tags", "tag", "author", "authors", "lang", "published", "draft", "title", "comments",
})  # fmt: skip
SKIPPED = frozenset(
    {"Gemfile", "Gemfile.lock", "Rakefile", "README.md", "LICENSE", "LICENSE.md", "_config.yml", "package.json"}
)
TEMPLATES = (".html", ".htm", ".xml", ".json", ".txt", ".css", ".scss", ".sass", ".js")


class JekyllSite:
    """One Jekyll site in *folder*; *zone* is where it was built, for one that names none."""

    def __init__(self, folder: Path, zone: tzinfo, now: datetime) -> None:
        del now
        if (folder / "_config.toml").is_file():
            raise ContentError(
                [Problem(folder / "_config.toml", 1, "settings in TOML are not read", "write them as _config.yml")]
            )
        self._says = configuration.read(folder, ("_config.yml", "_config.yaml"))
        self._settings = JekyllSettings(self._says)
        self._folder = folder / str(self._says.get("source") or ".")
        self._zone = configuration.zone(self._says.get("timezone"), zone, folder)
        self._files: dict[str, Path] = {}

    def texts(self, report: MarkdownReport) -> Iterator[ForeignText]:
        """Yield its posts and pages."""
        report.lose_links(left_out(self._folder, TOOLS))
        for path in walk(self._folder, TOOLS):
            there = path.relative_to(self._folder)
            inside = self._settings.placed(there)
            special = self._special(inside)
            if special not in {"", "_posts", "_drafts", *(f"_{name}" for name in self._settings.collections)}:
                continue
            if path.name in SKIPPED or self._settings.is_left_out(there):
                continue
            if is_markdown(path) or (special and path.suffix in HTML):
                yield from self._read(path, inside, special, report)
            elif special not in MAGIC:
                self._file(path, inside, special, report)

    def files(self, report: MarkdownReport) -> Mapping[str, Path]:
        """Return all that has no head."""
        del report
        return self._files

    def lists(self, texts: list[ForeignText]) -> Mapping[str, str]:
        """Return the feed that most of its sites have."""
        del texts
        return {"/feed.xml": "/feeds/atom.xml"}

    def _special(self, inside: Path) -> str:
        """Return the first folder above *inside* that Jekyll keeps for something, or nothing."""
        for at, part in enumerate(inside.parts[:-1]):
            if part.startswith("_") and not self._settings.is_included("/".join(inside.parts[: at + 1])):
                return part
        return ""

    def _read(self, path: Path, inside: Path, special: str, report: MarkdownReport) -> Iterator[ForeignText]:
        try:
            head = read_head(path)
            if head.is_there or special in MAGIC:
                yield self._text(inside, self._with_defaults(head, inside, special), special, report)
            else:
                self._file(path, inside, special, report)  # Jekyll copies it as it is
        except ContentError as error:
            report.problems += error.problems

    def _file(self, path: Path, inside: Path, special: str, report: MarkdownReport) -> None:
        if path.suffix in TEMPLATES and path.read_bytes()[:4] in {b"---\n", b"---\r"}:
            report.lose("templates", path, 1, "is made by Liquid", "the site has lists, feeds and a theme of its own")
        elif not special or self._settings.has_pages(special[1:]):
            self._files[inside.as_posix().removeprefix("_" if special else "")] = path

    def _with_defaults(self, head: Head, inside: Path, special: str) -> Head:
        """Return *head* with what the settings say of its file besides; categories are added up, as Jekyll does."""
        defaults = self._settings.defaults(inside, KINDS.get(special) or (special[1:],))
        entries = {**{name: entry for name, entry in defaults.items() if name in DEFAULTED}, **head.entries}
        if "categories" in defaults and "categories" in head.entries:
            both: list[Value] = [*_words(defaults["categories"].value), *_words(head.entries["categories"].value)]
            entries["categories"] = replace(head.entries["categories"], value=both)
        return replace(head, entries=entries, used=set())

    def _text(self, inside: Path, head: Head, special: str, report: MarkdownReport) -> ForeignText:
        named = _named(inside, special)
        if special == "_posts" and not named:
            raise ContentError(
                [Problem(head.path, 0, "no date in its name, so Jekyll left it out too", "name it YYYY-MM-DD-title.md")]
            )
        date = self._date(head, named["date"] if named else "")
        stem = _stem(inside, special)
        categories = self._categories(inside, head, special)
        is_post = special in MAGIC
        address = self._address(inside, head, special, date, categories)
        if head.text("redirect_to"):
            report.lose(
                "pages that redirect",
                head.path,
                head.line("redirect_to"),
                "redirect_to is not followed",
                "write it into redirects.txt",
            )
        return ForeignText(
            head=head,
            is_post=is_post,
            title=head.text("title") or stem.replace("-", " ").replace("_", " ").strip().title(),
            address=address,
            status="draft" if self._is_hidden(head, special, report) else "published",
            date=date,
            modified=self._in_zone(head, "last_modified_at", "modified", "updated"),
            categories=tuple(categories),
            tags=tuple(_names(head, "tags") or _names(head, "tag")),
            authors=tuple(head.names("author", "authors")),
            language=head.text("lang"),
            old=tuple(head.names("redirect_from")),
        )

    def _is_hidden(self, head: Head, special: str, report: MarkdownReport) -> bool:
        """Tell whether Jekyll hides it; a ``draft`` it does not know is one here, and told."""
        if special == "_drafts" or head.says("published") is False:
            return True
        if special not in {"", "_posts"} and not self._settings.has_pages(special[1:]):
            what = f"belongs to the collection {special[1:]}, whose texts are no pages"
            report.lose("texts without a page", head.path, 1, what, "a draft here; to show it, take Draft out")
            return True
        if head.says("draft"):
            remedy = "a draft here; if readers have it, take Draft out"
            report.lose(
                "unclear drafts", head.path, head.line("draft"), "draft: true, which Jekyll does not know", remedy
            )
            return True
        return False

    def _date(self, head: Head, named: str) -> datetime | None:
        date = self._in_zone(head, "date")
        if date or not named:
            return date
        year, month, day = (int(number) for number in named.split("-"))
        try:
            return datetime(year + 2000 if year < 100 else year, month, day, tzinfo=self._zone)  # noqa: PLR2004
        except ValueError:
            raise ContentError([Problem(head.path, 0, f"no date {named!r}", "correct the file's name")]) from None

    def _in_zone(self, head: Head, *names: str) -> datetime | None:
        """Return a date as Jekyll reads it: without a zone it is UTC where it has seconds, else the site's time."""
        date = head.date(UTC if SECONDS.search(head.text(*names)) else self._zone, *names)
        return date.astimezone(self._zone) if date else None

    def _categories(self, inside: Path, head: Head, special: str) -> list[str]:
        above = list(inside.parts[: inside.parts.index(special)]) if special in MAGIC else []
        return list(dict.fromkeys([*above, *_words(head.value("categories")), *head.names("category")]))

    def _address(self, inside: Path, head: Head, special: str, date: datetime | None, categories: list[str]) -> str:
        style = str(self._says.get("permalink") or "date")
        own = head.text("permalink") or self._settings.permalink("posts" if special in MAGIC else special[1:])
        pattern = own or STYLES.get(style, style)
        if special in MAGIC or own:
            return self._filled(pattern, head, special, inside, date, categories)
        is_folder = pattern.endswith("/")
        place = inside.with_suffix("").as_posix()
        if special:  # a collection
            place = place[1:]
        if inside.stem == "index":
            return f"/{inside.parent.as_posix()}/".replace("/./", "/")
        return f"/{place}/" if is_folder else f"/{place}.html"

    def _filled(
        self, pattern: str, head: Head, special: str, inside: Path, date: datetime | None, categories: list[str]
    ) -> str:
        stem = _stem(inside, special)
        slug = NOT_PRETTY.sub("-", head.text("slug") or stem).strip("-")
        values = {
            "title": slug, "slug": slug.lower(), "name": stem, "path": _below(inside, special), "collection": special[1:],
            "output_ext": ".html",
            "categories": "/".join(dict.fromkeys(each.lower() for each in categories)), "basename": stem,
        }  # fmt: skip
        if date:
            values |= {name: date.strftime(form) for name, form in DATE_TOKENS.items()}
            values |= {"i_month": str(date.month), "i_day": str(date.day)}
        elif special == "_drafts":
            return f"/drafts/{slug}/"
        try:
            made = TOKEN.sub(lambda token: values[token[1]], pattern)
        except KeyError as error:
            raise head.problem(
                "permalink", f"the permalink {pattern!r} has {error}, which is not known", "write the address"
            ) from None
        return re.sub(r"/{2,}", "/", f"/{made}")


def _names(head: Head, *names: str) -> list[str]:
    """Return names as Jekyll has them: a text is one name a blank."""
    value = head.value(*names)
    return value.split() if isinstance(value, str) else head.names(*names)


def _words(value: Value) -> list[str]:
    return value.split() if isinstance(value, str) else [each for each in value if isinstance(each, str)]


def _named(inside: Path, special: str) -> re.Match[str] | None:
    """Return what the name of a post says: its date and its slug."""
    return NAME.fullmatch(inside.stem) if special == "_posts" else None


def _stem(inside: Path, special: str) -> str:
    named = _named(inside, special)
    return named["slug"] if named else inside.stem


def _below(inside: Path, special: str) -> str:
    """Return the path of a text in its collection, without its suffix."""
    below = inside.relative_to(special) if inside.is_relative_to(special) else Path(inside.name)
    return below.with_suffix("").as_posix()
