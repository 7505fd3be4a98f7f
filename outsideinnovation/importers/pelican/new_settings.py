"""What of an old site's settings goes into ours: lines at the end of ``pelicanconf.py``, where they change anything."""

import pprint
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from outsideinnovation.builder.native_support import TEXT_FOLDERS
from outsideinnovation.configuration import PLACEHOLDER
from outsideinnovation.errors import InvalidSettingsError
from outsideinnovation.files import replace
from outsideinnovation.importers.pelican import settings_file
from outsideinnovation.importers.pelican.old_site import OldSite
from outsideinnovation.importers.pelican.posts import follows
from outsideinnovation.site import Site

WORDS = ("SITENAME", "SITEURL", "SITESUBTITLE", "AUTHOR", "TIMEZONE", "DEFAULT_LANG", "DEFAULT_CATEGORY")
PATTERNS = ("ARTICLE", "PAGE")
IN_LANGUAGES = ("ARTICLE_LANG", "PAGE_LANG")
FEEDS = ("TRANSLATION_FEED_ATOM", "TRANSLATION_FEED_RSS")
START = "\n# From a Pelican site, by `oi import pelican`; change what you like.\n"
SAMPLES = {  # what `oi init` writes to be replaced
    "SITENAME": "A new blog",
    "SITESUBTITLE": "Say in a line what it is about",
    "AUTHOR": "The editors",
    "TIMEZONE": "UTC",
    "MENUITEMS": [("About", "about/"), ("Archives", "archives/"), ("Feeds", "feeds/")],
}


def wanted(
    old: OldSite, files: Iterable[str], menu: list[tuple[str, str]], *, translated: bool, has_home_page: bool
) -> dict[str, Any]:
    """Return the settings that say the same of the new site; *files* are those that are only copied, by their paths in it.

    Where it *has_home_page* of its own, the list of posts is elsewhere.
    """
    made = {name: old.settings.values[name] for name in WORDS if isinstance(old.settings.values.get(name), str)}
    made |= {"DEFAULT_CATEGORY": str(old["DEFAULT_CATEGORY"]), "DEFAULT_PAGINATION": old["DEFAULT_PAGINATION"] or None}
    made = {"SITESUBTITLE": "", **{name: value for name, value in made.items() if value != ""}}
    for kind in (*PATTERNS, *(IN_LANGUAGES if translated else ())):
        both = [f"{kind}_{what}" for what in ("URL", "SAVE_AS")]
        if all(follows(old, name) for name in both):
            made |= {name: str(old[name]).lstrip("/") for name in both}
    if translated:
        made |= {name: old[name] for name in FEEDS if isinstance(old[name], str) and old[name]}
    if has_home_page:
        made["INDEX_SAVE_AS"] = str(old["INDEX_SAVE_AS"])
    if not old["ARTICLE_TRANSLATION_ID"] and not old["PAGE_TRANSLATION_ID"]:
        made |= {"ARTICLE_TRANSLATION_ID": None, "PAGE_TRANSLATION_ID": None}
    return made | _static(files) | ({"MENUITEMS": menu} if menu else {})


def changed(site: Site, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return which of *values* are to be written, and the names of those that the site's own file says otherwise, which stay."""
    own = settings_file.read(site.settings_file).values
    differ = {name: value for name, value in values.items() if _plain(site.settings.get(name)) != _plain(value)}
    differing = sorted(name for name in differ if name in own and not _is_sample(name, own[name]))
    return {name: value for name, value in differ.items() if name not in differing}, differing


def with_settings(site: Site, values: Mapping[str, Any]) -> tuple[Site, dict[str, str]]:
    """Return *site* with those *values*, and what is wrong with each that we cannot follow, by its name; it is left out."""
    refused: dict[str, str] = {}
    for name, value in values.items():
        try:
            site = site.changed({name: value})
        except InvalidSettingsError as error:
            refused[name] = "; ".join(problem.what for problem in error.problems)
    return site, refused


def write(path: Path, values: Mapping[str, Any]) -> None:
    """Add the lines to the settings file at *path*, whose own lines stay. Raises StorageError."""
    lines = "".join(
        f"{name} = {pprint.pformat(value, width=110, sort_dicts=False)}\n" for name, value in values.items()
    )
    before = path.read_text("utf-8")
    replace(path, f"{before.rstrip()}\n{START}{lines}".encode())


def _static(files: Iterable[str]) -> dict[str, Any]:
    """Return STATIC_PATHS: folders, and single files where a folder holds more than what is copied."""
    found = ["images", "files"]
    for path in files:
        folder = path.partition("/")[0]
        each = path if folder in TEXT_FOLDERS else folder
        if each not in found:
            found.append(each)
    return {"STATIC_PATHS": found} if len(found) > 2 else {}  # noqa: PLR2004 - the two that every site has


def _is_sample(name: str, value: object) -> bool:
    if name == "SITEURL":
        return value == "" or PLACEHOLDER in str(value)
    return _plain(SAMPLES.get(name, ...)) == _plain(value)


def _plain(value: object) -> object:
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
