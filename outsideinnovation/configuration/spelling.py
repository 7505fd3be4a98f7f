"""Settings that nothing knows: misspelt ones, and those that begin as ours do but are none of ours.

A name that the site's own templates or settings file read is meant as it is.
"""

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from outsideinnovation.configuration.pelican_names import ALSO_KNOWN, PELICAN_NAMES

PREFIXES = (
    "COMMENTS_", "FEEDS_", "SIDEBAR_", "SEARCH_", "SUBSCRIPTIONS_", "NEWSLETTER_", "MAIL_", "SERVICE_", "SERVE_",
    "PUBLISH_", "RELEASES_", "LOOK_",
)  # fmt: skip
ADDRESSES = ("_URL", "_SAVE_AS")
CLOSE = 0.87  # of difflib: SITENMAE is SITENAME, but a theme's SITETITLE is not SITESUBTITLE
SHORT = 5  # letters; shorter names are like too many others
WORD = re.compile(r"\b[A-Z][A-Z0-9_]+\b")


def unknown(
    settings: Mapping[str, Any], ours: Iterable[str], settings_file: Path, *, has_foreign_plugins: bool
) -> Iterator[tuple[str, str]]:
    """Yield the names of *settings* that nobody can have meant, each with the remedy; *ours* are those that we know."""
    known = {*ours, *PELICAN_NAMES, *ALSO_KNOWN}
    strange = [name for name in settings if name not in known and not _is_address(name, settings)]
    if not strange:
        return
    meant = _read_by_the_site(settings, settings_file)
    for name in strange:
        if name in meant:
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=CLOSE) if len(name) >= SHORT else ()
        if close and close[0] not in _singular_of(name):
            yield name, f"did you mean {close[0]}?"
        elif name.startswith(PREFIXES) and not has_foreign_plugins:
            likely = difflib.get_close_matches(name, list(ours), n=1)
            yield name, f"did you mean {likely[0]}?" if likely else "take it out; the manual lists the settings"


def _is_address(name: str, settings: Mapping[str, Any]) -> bool:
    """Tell whether *name* says where the page of a template of the site's own is."""
    own = settings.get("DIRECT_TEMPLATES")
    templates = [str(each).upper() for each in own] if isinstance(own, (list, tuple)) else []
    return any(name == f"{template}{end}" for template in templates for end in ADDRESSES)


def _singular_of(name: str) -> tuple[str, ...]:
    """Return the names that *name* is only the plural of, which is a list of the site's own (``AUTHORS``, ``THEMES``)."""
    return (name.removesuffix("S"),)


def _read_by_the_site(settings: Mapping[str, Any], settings_file: Path) -> set[str]:
    """Return the upper-case names that the settings file itself or a template of the theme reads."""
    found: set[str] = set()
    if settings_file.is_file():
        tree = ast.parse(settings_file.read_bytes())
        found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    overrides = settings.get("THEME_TEMPLATES_OVERRIDES")
    folders = [f"{settings.get('THEME') or ''}/templates", *(overrides if isinstance(overrides, (list, tuple)) else ())]
    for folder in folders:
        for path in (settings_file.parent / str(folder)).rglob("*.*ml"):
            found |= set(WORD.findall(path.read_text("utf-8", "replace")))
    return found
