"""The fields a post or page may begin with, and what is wrong with the ones it has."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

from outsideinnovation.builder.content.dates import DateError, read_date
from outsideinnovation.builder.content.waiting import SHOWN, STATUSES, status_and_date
from outsideinnovation.errors import Fix, Problem
from outsideinnovation.frontmatter import ContentFile, Field
from outsideinnovation.frontmatter.content_file import HIDING, WORDS
from outsideinnovation.frontmatter.plain import is_head
from outsideinnovation.slugs import Slugs

KNOWN = (
    "Id", "Title", "Date", "Modified", "Category", "Categories", "Tags", "Slug", "Status", "Comments", "Summary",
    "Old-Urls", "Author", "Authors", "Url", "Save_as", "Template", "Lang", "Translation", "Keywords", "Description",
    "Series", "Series_index", "Image", "Toc", "Draft", "Published", "Publish",
)  # fmt: skip
BY_KEY = {name.lower().replace("-", "_"): name for name in KNOWN}
OF_OTHERS = frozenset(
    {"images", "update", "updated", "subtitle", "publisher"}
)  # fields that themes and other systems know, and no slips
DATES = ("date", "modified")
UNCHECKED = frozenset({"title", "category", "summary", "author", "keywords", "description", "image", "old_urls", "url"})
LISTS = frozenset({"tags", "categories", "authors"})
# What keeps a post from readers in another system for a while, and would be lost here.
TIMED = {"publishdate": True, "expirydate": False, "unpublishdate": False}  # whether until then, or from then on
MEANT = {  # words of other systems that keep a post from readers, and what to say here
    "unpublished": "draft", "private": "draft", "pending": "draft", "trash": "draft", "future": "draft", "unlisted": "hidden",
}  # fmt: skip
# The same as fields.
WITHHOLDING = {"private": "draft", "unpublished": "draft", "unlisted": "hidden", "hidden": "hidden"}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NAMING = {
    "category": "category", "categories": "category", "tags": "tag", "author": "author", "authors": "author",
}  # fmt: skip
LONGEST = 200  # bytes of a slug: file systems take 255, of which the longest ending needs a part
NO_SLUG = 'write it with a letter or a digit, or give it a slug in pelicanconf.py: SLUGS = {{{0!r}: "…"}}'
WELL_KNOWN = ".well-known"  # RFC 8615
FIRST_AFTER_BLANK = 2  # the line on which a body begins where the first line of the file is blank
YES, NO = frozenset({"yes", "true", "on"}), frozenset({"no", "false", "off"})
COMMENTS_STATES = ("open", "closed", "none")


def field_problems(path: Path, document: ContentFile, *, dated: bool, given: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the head of the file at *path*; a *dated* one (a post) needs a Date.

    *given* are fields that it has without saying them, by their keys.
    """
    if document.problems:
        yield from (Problem(path, each.line, each.what, each.remedy) for each in document.problems)
        return
    if not document.fields and "title" not in given:
        yield _headless(path, document)
        return
    seen: dict[str, Field] = {}
    for field in document.fields:
        if field.key in seen and field.key in BY_KEY:
            yield at_name(
                path, field, f"a second {field.name}", f"keep one; the first is in line {seen[field.key].line}"
            )
        seen.setdefault(field.key, field)
    for field in document.fields:
        if field.key not in UNCHECKED:
            yield from _one(path, field, (seen, given))
    if not seen.keys().isdisjoint(HIDING):
        yield from _contradictions(path, seen)
    if given:
        yield from _of_place(path, seen, given)
    if not document.value("title") and "title" not in given:
        line = seen["title"].line if "title" in seen else 1
        yield Problem(path, line, "no title", "add a line `Title: …`")
    is_undated = "date" not in seen and "date" not in given
    if dated and is_undated and status_and_date(document, None, given)[0] != "draft":
        yield Problem(path, 1, "no date", "add a line `Date: 2005-12-09 10:31`, or `Status: draft`")


def name_problems(path: Path, document: ContentFile, slugs: Slugs, given: Container[str] = ()) -> Iterator[Problem]:
    """Yield a problem for every category, tag and author of which no address can be made, and for such a file's name.

    *given* are fields that the file has without saying them.
    """
    for field in document.fields:
        kind = NAMING.get(field.key)
        for name in listed(field.value) if kind else ():
            if wrong := _unfit(slugs.of(kind or "", name)):
                yield at_value(path, field, f"{kind} {name!r} gives {wrong}", NO_SLUG.format(name), part=name)
    own = document.get("slug")
    if own and (wrong := _unfit(own.value)) and own.value:
        yield at_value(path, own, f"Slug {own.value!r} gives {wrong}", "write a shorter one")
    is_named = document.value("slug") or "slug" in given or not slugs.are_of_files
    if not is_named and (wrong := _unfit(slugs.of("content", path.stem))):
        what = f"the file name {path.name!r} gives {wrong}"
        yield Problem(path, 1, what, "add a line `Slug: …`, or rename the file")


def _unfit(slug: str) -> str:
    """Return what is wrong with an address of this slug, or nothing."""
    if not slug:
        return "no address"
    is_long = any(len(part.encode("utf-8", "replace")) > LONGEST for part in slug.split("/"))
    return "an address that is too long for the name of a file" if is_long else ""


def listed(text: str) -> list[str]:
    """Take a list of names apart: at semicolons where there is one, else at commas, as Pelican does."""
    return list(dict.fromkeys(name for word in text.split(";" if ";" in text else ",") if (name := word.strip())))


def _one(path: Path, field: Field, there: Iterable[Container[str]]) -> Iterator[Problem]:
    """Yield what is wrong with *field* of a head that has the fields in any of *there*."""
    if field.key not in BY_KEY:
        yield from _own(path, field, there)
    elif field.key in DATES:
        yield from _date(path, field)
    elif field.key in HIDING and field.hides is None:
        yield at_value(path, field, f"{field.name} {field.value!r} is neither yes nor no", "write true or false")
    elif field.key == "status" and field.value.lower() not in STATUSES:
        yield _unknown(path, field, "status", STATUSES)
    elif field.key == "comments" and field.value.lower() not in COMMENTS_STATES:
        yield _unknown(path, field, "Comments", COMMENTS_STATES)
    elif field.key == "series_index" and not re.fullmatch("[0-9]{1,9}", field.value):
        yield at_value(
            path, field, f"Series_index {field.value!r} is no number", "write 1 for the first part, and so on"
        )
    elif field.key == "toc" and field.value.lower() not in YES | NO:
        yield at_value(path, field, f"Toc {field.value!r} is neither yes nor no", "write yes or no")
    elif field.key == "id" and (not field.value or "/" in field.value or field.value.startswith(".")):
        yield at_value(path, field, f"Id {field.value!r} cannot name a folder", "use letters, digits, - and _")
    elif field.key == "save_as" and (field.value.startswith("/") or ".." in field.value.split("/")):
        yield at_value(path, field, f"{field.value!r} lies outside the site", "write a path below the site's root")
    elif field.key in {"save_as", "slug"} and not _is_plain(field.value):
        remedy = "write it without //, line ends, / at its beginning or end, and names that begin with a dot"
        yield at_value(path, field, f"{field.name} {field.value!r} is no plain path", remedy)
    elif field.key in LISTS and field.value.startswith("[") and field.value.endswith("]"):
        remedy = f"write `{field.name}: {field.value[1:-1].strip()}`, or the head between lines of ---"
        yield at_value(path, field, f"{field.name} {field.value!r} is a list of another system", remedy)


def _own(path: Path, field: Field, there: Iterable[Container[str]]) -> Iterator[Problem]:
    """Yield what is wrong with a field that is none of ours: it is a slip, or would hide the post elsewhere."""
    timed = field.key.replace("_", "")
    if timed in TIMED and field.value:
        remedy = "say it in `Date`" if TIMED[timed] else "take it out, or write `Status: draft` when the time has come"
        yield at_name(path, field, f"{field.name} has no meaning here", remedy)
    elif field.key == "permalink" and field.value.lower() == "false":
        yield at_value(path, field, "Permalink false has no meaning here", "write `Status: draft`")
    elif field.key in WITHHOLDING and WORDS.get(field.value.lower()):
        remedy = f"write `Status: {WITHHOLDING[field.key]}`"
        yield at_name(path, field, f"{field.name} {field.value} has no meaning here", remedy)
    elif meant := _misspelt(field, there):
        yield at_name(path, field, f"unknown field {field.name!r}", f"did you mean {meant}?", meant)


def _date(path: Path, field: Field) -> Iterator[Problem]:
    try:
        read_date(field.value)
    except DateError as error:
        yield at_value(path, field, f"{field.name} {field.value!r} {error.what}", error.remedy)


def _unknown(path: Path, field: Field, name: str, choices: tuple[str, ...]) -> Problem:
    """Return the problem of a field called *name* whose value is none of its *choices*."""
    slip = _closest(field.value.lower(), choices, 0.6)
    likely = MEANT.get(field.value.lower()) or slip
    remedy = f"did you mean {likely}?" if likely else f"write one of {', '.join(choices)}"
    return at_value(path, field, f"unknown {name} {field.value!r}", remedy, meant=slip if slip == likely else None)


def _headless(path: Path, document: ContentFile) -> Problem:
    """Return the problem of a file that does not begin with fields; blank lines before them may be taken out."""
    lines = document.body.split("\n")
    blank = next((at for at, line in enumerate(lines) if line.strip()), 0)
    above = ["", *lines[:blank]] if document.body_line == FIRST_AFTER_BLANK else []
    fix = Fix(1, 1, "".join(f"{line}\n" for line in above), "") if above and is_head(lines[blank:]) else None
    what, remedy = "no fields at the top", "begin the file with `Title: …`, before any blank line"
    return Problem(path, document.body_line + blank, what, remedy, 1, len(lines[blank]), fix)


def at_value(path: Path, field: Field, what: str, remedy: str, *, meant: str | None = None, part: str = "") -> Problem:
    """Return a problem with the value of *field*, or with *part* of it; *meant* is what that surely should be."""
    line = field.value.partition("\n")[0]
    marked = part if part and part in line else line
    column = field.column + line.index(marked) if field.column else 0
    fix = Fix(field.line, column, marked, meant) if meant and column else None
    return Problem(path, field.line, what, remedy, column, len(marked), fix)


def at_name(path: Path, field: Field, what: str, remedy: str, meant: str | None = None) -> Problem:
    """Return a problem with the name of *field*; *meant* is what that surely should be."""
    fix = Fix(field.line, field.name_column, field.name, meant) if meant else None
    return Problem(path, field.line, what, remedy, field.name_column, len(field.name), fix)


def _contradictions(path: Path, seen: Mapping[str, Field]) -> Iterator[Problem]:
    """Yield a problem where one field hides the post and another does not."""
    status = seen.get("status")
    hiding = [(field, field.hides) for key in HIDING if (field := seen.get(key))]
    if status and status.value:
        hiding.append((status, status.value.lower() not in SHOWN))
    for field, hides in hiding[1:]:
        if None not in {hides, hiding[0][1]} and hides is not hiding[0][1]:
            other = hiding[0][0]
            what = f"{field.name} {field.value!r} contradicts {other.name} {other.value!r} in line {other.line}"
            yield at_value(path, field, what, "keep one of them")


def _of_place(path: Path, seen: Mapping[str, Field], given: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with the dates that a file has by its name or folder, where its head says no other."""
    for key in DATES:
        if given.get(key) and key not in seen:
            for problem in _date(path, Field(f"the {key} of its place,", given[key], 0)):
                yield Problem(
                    path, 0, problem.what, f"write `{BY_KEY[key]}: 2005-12-09 10:31` in its head, or rename it"
                )


def _is_plain(value: str) -> bool:
    """Tell whether a part of an address means the same to the build, to a file system and to a browser."""
    parts = value.split("/")
    is_hidden = any(part.startswith(".") and part != WELL_KNOWN for part in parts)  # servers do not show such files
    return not value or not (CONTROL.search(value) or "" in parts or is_hidden)


def _misspelt(field: Field, there: Iterable[Container[str]]) -> str | None:
    """Return the known field that *field* was meant to be; None where it is like none, or that is one of those *there*."""
    if field.key in OF_OTHERS:
        return None
    close = _closest(field.key, BY_KEY, 0.75)
    return BY_KEY[close] if close and not any(close in each for each in there) else None


def _closest(word: str, known: Iterable[str], cutoff: float) -> str | None:
    """Return which of the words *known* looks most like *word*, of those that look at least so much (1: the same) like it."""
    import difflib  # noqa: PLC0415 - most heads have no slip

    close = difflib.get_close_matches(word, known, n=1, cutoff=cutoff)
    return close[0] if close else None
