"""A post or page of a Pelican site as the file it becomes: its text as it was, and in its head what was said elsewhere."""

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from outsideinnovation.builder.content.fields import BY_KEY
from outsideinnovation.builder.content.waiting import SHOWN
from outsideinnovation.builder.native_support import NAMES
from outsideinnovation.configuration.address_checks import names_in
from outsideinnovation.configuration.field import InvalidValueError
from outsideinnovation.importers.pelican.old_addresses import names_of
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.sources import SourceText
from outsideinnovation.slugs import Slugs

ADDRESSED = ("url", "save_as")
EXAMPLE = dict.fromkeys(NAMES, "x") | {
    "date": datetime(2000, 1, 1, tzinfo=UTC)
}  # shows whether a pattern can be filled
OWN_WAY = frozenset({"path", "id"})  # fields that only say where something lies


def locate(source: SourceText, old: OldSite) -> None:
    """Work out where a post or page was, as Pelican does: by its own fields, else by the settings for its kind and language."""
    kind = "ARTICLE" if source.is_post else "PAGE"
    if source.status == "draft":
        kind = "DRAFT" if source.is_post else "DRAFT_PAGE"
    if source.language not in {"", old.language}:
        kind += "_LANG"
    values = {**source.fields, **_values(source, old)}
    source.save_as = source.fields.get("save_as") or old.fill(f"{kind}_SAVE_AS", **values)
    source.url = source.fields["url"] if "url" in source.fields else old.fill(f"{kind}_URL", **values)
    if source.status == "draft":  # what its head says is where it will be
        source.save_as, source.url = old.fill(f"{kind}_SAVE_AS", **values), old.fill(f"{kind}_URL", **values)


def follows(old: OldSite, pattern: str) -> bool:
    """Tell whether our own way can follow the setting *pattern* of the old site."""
    try:
        return bool(old.fill(pattern, **EXAMPLE)) and names_in(str(old[pattern])) <= NAMES
    except InvalidValueError:
        return False


def complete(source: SourceText, old: OldSite, settings: Mapping[str, Any], slugs: Slugs) -> None:
    """Say in ``more`` what the head of *source* is to say besides: *settings* and *slugs* are those of the new site."""
    written = {field.key for field in source.document.fields} if source.document else set()
    source.more = [("Id", source.id)] if source.is_post and "id" not in written else []
    defaults = {"category": str(settings["DEFAULT_CATEGORY"]), "status": "published"}
    left = OWN_WAY if source.is_post else OWN_WAY | {"category"}
    for key, value in source.fields.items():
        if key not in written and key not in left and value and value != defaults.get(key):
            source.more.append((_name(key), " ".join(value.split())))
    if "slug" not in written and "slug" not in source.fields:
        source.more.append(("Slug", source.slug))
    if source.status in SHOWN:
        source.more += _address(source, old, settings, slugs, written)


def dump(source: SourceText, text: str) -> bytes:
    """Return the new file: *text*, whose links are right already, with the head completed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for key in ("date", "modified"):
        if source.document and (field := source.document.get(key)) and "\n" not in field.value:
            lines[field.line - 1] = f"{field.name}: {plain_date(field.value) or field.value}"
    at = 1 if lines[0].startswith("---") else 0
    lines[at:at] = [f"{name}: {value}" for name, value in source.more]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def plain_date(text: str) -> str:
    """Return a date in the one form that says the same to everybody; nothing where it is written so, or is none."""
    try:
        datetime.fromisoformat(text.replace("_", " "))
    except ValueError:
        from dateutil import parser as dates  # noqa: PLC0415 - almost every date is plain ISO 8601

        try:
            date = dates.parse(text.replace("_", " "), default=datetime(1900, 1, 1))  # noqa: DTZ001 - as it is written
        except (ValueError, OverflowError):
            return ""
        return str(date.isoformat(" ", "seconds" if date.second else "minutes"))
    return ""


def target(path: str, folders: Iterable[str], home: str) -> str:
    """Return where a file goes: below *home*, as it lay in the folder of *folders* that it was found in."""
    names = (posixpath.normpath(each.strip("/")) for each in folders if each)
    inside = max((name for name in names if path.startswith(f"{name}/")), key=len, default="")
    below = path[len(inside) + 1 :] if inside else path
    return posixpath.join(home, *(part for part in below.split("/") if part != ".."))


def identify(sources: Iterable[SourceText], old: OldSite) -> None:
    """Give each post an id: its slug, with the language of a translation, and the year where two would have the same."""
    taken: set[str] = set()
    for source in sources:
        language = "" if source.language in {"", old.language} else f"-{source.language}"
        for wanted in _candidates(source.fields.get("id") or f"{source.slug}{language}", source.date):
            if wanted.lower() not in taken:
                source.id = wanted
                break
        taken.add(source.id.lower())


def _candidates(first: str, date: datetime | None) -> Iterator[str]:
    first = first.replace("/", "-").lstrip(".") or "post"
    yield first
    number = 2
    if date:
        first = f"{first}-{date.year}"
        yield first
    while True:
        yield f"{first}-{number}"
        number += 1


def _values(source: SourceText, old: OldSite) -> dict[str, object]:
    authors = names_of(source, "author", old)
    return {
        "path": source.path.replace(os.sep, "/"),
        "slug": source.slug,
        "lang": source.language or old.language,
        "date": source.date or datetime.max.replace(tzinfo=old.zone),
        "author": old.slug(authors[0], "author") if authors else "",
        "category": old.slug(source.fields.get("category", ""), "category"),
    }


def _address(
    source: SourceText, old: OldSite, settings: Mapping[str, Any], slugs: Slugs, written: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the fields by which a post stays where it was, where our settings would put it elsewhere."""
    kind = ("ARTICLE" if source.is_post else "PAGE") + ("_LANG" if source.language not in {"", old.language} else "")
    authors = names_of(source, "author", old) or [str(settings["AUTHOR"])]
    values = _values(source, old) | {
        "author": slugs.of("author", authors[0]),
        "category": slugs.of("category", source.fields.get("category", "")),
    }
    for key, was in (("url", source.url), ("save_as", source.save_as)):
        name = f"{kind}_{key.upper()}"
        pattern = str(settings[name])
        if (
            (was or not old[name])  # else nothing fills the old site's pattern
            and key not in written
            and key not in source.fields
            and (not follows_in(pattern) or pattern.format(**values) != was)
        ):
            yield _name(key), was


def follows_in(pattern: str) -> bool:
    """Tell whether a pattern holds nothing but what every post has."""
    return names_in(pattern) <= NAMES


def _name(key: str) -> str:
    return BY_KEY.get(key) or key.capitalize()
