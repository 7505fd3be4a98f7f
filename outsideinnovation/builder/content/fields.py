"""The fields a post or page may begin with, and what is wrong with the ones it has."""

import difflib
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import Document, Field
from outsideinnovation.slugs import Slugs

KNOWN = (
    "Id", "Title", "Date", "Modified", "Category", "Categories", "Tags", "Slug", "Status", "Comments", "Summary",
    "Old-Urls", "Author", "Authors", "Url", "Save_as", "Template", "Lang", "Translation", "Keywords", "Description",
    "Series", "Series_index", "Image",
)  # fmt: skip
ONCE = frozenset(
    {"id", "title", "date", "modified", "category", "tags", "slug", "status", "comments", "author", "url", "save_as"}
)
BY_KEY = {name.lower().replace("-", "_"): name for name in KNOWN}
STATUSES = ("published", "draft", "hidden", "skip")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NAMING = {
    "category": "category", "categories": "category", "tags": "tag", "author": "author", "authors": "author",
}  # fmt: skip
NO_SLUG = 'write it with a letter or a digit, or give it a slug in pelicanconf.py: SLUGS = {{{0!r}: "…"}}'
COMMENTS_STATES = ("open", "closed", "none")


def field_problems(path: Path, document: Document, *, dated: bool, given: Collection[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong with the head of the file at *path*; a *dated* one (a post) needs a Date.

    *given* are fields that it has without saying them.
    """
    if not document.fields and "title" not in given:
        first = next((n for n, line in enumerate(document.body.split("\n"), document.body_line) if line.strip()), 1)
        yield Problem(path, first, "no fields at the top", "begin the file with `Title: …`, before any blank line")
        return
    seen: dict[str, Field] = {}
    for field in document.fields:
        if field.key in seen and field.key in ONCE:
            yield Problem(
                path, field.line, f"a second {field.name}", f"keep one; the first is in line {seen[field.key].line}"
            )
        seen.setdefault(field.key, field)
        yield from _one(path, field)
    if not document.value("title") and "title" not in given:
        yield Problem(path, seen["title"].line if "title" in seen else 1, "no title", "add a line `Title: …`")
    if dated and "date" not in seen and "date" not in given and document.value("status").lower() != "draft":
        yield Problem(path, 1, "no date", "add a line `Date: 2005-12-09 10:31`, or `Status: draft`")


def name_problems(path: Path, document: Document, slugs: Slugs) -> Iterator[Problem]:
    """Yield a problem for every category, tag and author of which no address can be made, and for such a file's name."""
    for field in document.fields:
        kind = NAMING.get(field.key)
        for name in listed(field.value) if kind else ():
            if not slugs.of(kind or "", name):
                yield Problem(path, field.line, f"{kind} {name!r} gives no address", NO_SLUG.format(name))
    if not document.value("slug") and not slugs.of("content", path.stem):
        yield Problem(
            path, 1, f"the file name {path.name!r} gives no address", "add a line `Slug: …`, or rename the file"
        )


def listed(text: str) -> list[str]:
    """Take a list of names apart: at semicolons where there is one, else at commas, as Pelican does."""
    return list(dict.fromkeys(name for word in text.split(";" if ";" in text else ",") if (name := word.strip())))


def _one(path: Path, field: Field) -> Iterator[Problem]:
    if meant := _misspelt(field):
        yield Problem(path, field.line, f"unknown field {field.name!r}", f"did you mean {meant}?")
    elif field.key in {"date", "modified"} and not _is_date(field.value):
        yield Problem(path, field.line, f"{field.name} {field.value!r} is no date", "write it as 2005-12-09 10:31")
    elif field.key == "status" and field.value.lower() not in STATUSES:
        yield Problem(path, field.line, f"unknown status {field.value!r}", _one_of(field.value, STATUSES))
    elif field.key == "comments" and field.value.lower() not in COMMENTS_STATES:
        yield Problem(path, field.line, f"unknown Comments {field.value!r}", _one_of(field.value, COMMENTS_STATES))
    elif field.key == "id" and (not field.value or "/" in field.value or field.value.startswith(".")):
        yield Problem(path, field.line, f"Id {field.value!r} cannot name a folder", "use letters, digits, - and _")
    elif field.key == "save_as" and (field.value.startswith("/") or ".." in field.value.split("/")):
        yield Problem(path, field.line, f"{field.value!r} lies outside the site", "write a path below the site's root")
    elif field.key in {"save_as", "slug"} and not _is_plain(field.value):
        remedy = "write it without // or . or .., line ends, and / at its beginning and end"
        yield Problem(path, field.line, f"{field.name} {field.value!r} is no plain path", remedy)


def _is_plain(value: str) -> bool:
    """Tell whether a part of an address means the same to the build, to a file system and to a browser."""
    return not value or not (CONTROL.search(value) or {"", ".", ".."} & set(value.split("/")))


def _misspelt(field: Field) -> str | None:
    """Return the known field that *field* was meant to be; None where it is known, or like none."""
    if field.key in BY_KEY:
        return None
    close = difflib.get_close_matches(field.key, BY_KEY, n=1, cutoff=0.75)
    return BY_KEY[close[0]] if close else None


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)  # what almost all are, and quicker than guessing
    except ValueError:
        from dateutil import parser as dates  # noqa: PLC0415 - almost every date is plain ISO 8601

        try:
            dates.parse(value.replace("_", " "))
        except (ValueError, OverflowError):
            return False
    return bool(value)


def _one_of(value: str, choices: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(value.lower(), choices, n=1)
    return f"did you mean {close[0]}?" if close else f"write one of {', '.join(choices)}"
