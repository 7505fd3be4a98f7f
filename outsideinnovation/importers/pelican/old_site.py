"""A Pelican site as its settings describe it: values with Pelican's defaults, and the slugs and patterns of its addresses."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from outsideinnovation.importers.pelican.defaults import DEFAULTS, ELSEWHERE
from outsideinnovation.importers.pelican.settings_file import OldSettings, UnreadableSettingsError
from outsideinnovation.slug_substitutions import Substitutions, compiled
from outsideinnovation.slugs import pelican_slug

Values = Mapping[str, Any]


class OldSite:
    """The site of *settings*; ``content`` is the folder of what was written. Raises UnreadableSettingsError."""

    def __init__(self, settings: OldSettings) -> None:
        self.settings = settings
        self._values = {**DEFAULTS, **ELSEWHERE, **settings.values}
        self.root = settings.path.parent.resolve()
        self.content = (self.root / str(self["PATH"] or ".")).resolve()
        if not self.content.is_dir():
            raise UnreadableSettingsError(
                f"{self.content}: no such folder, which PATH names in {settings.path}: correct PATH, or name another folder."
            )
        for name in ("FILENAME_METADATA", "PATH_METADATA"):
            self._expression(name)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any setting
        """Return a setting; one that says nothing and has no default is None."""
        return self._values.get(name)

    def texts(self, name: str) -> list[str]:
        """Return a setting that is a list of texts; anything else in it is left out."""
        value = self[name]
        return [each for each in value if isinstance(each, str)] if isinstance(value, (list, tuple, set)) else []

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a setting that is a dictionary with texts for keys."""
        value = self[name]
        return {key: each for key, each in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}

    @property
    def language(self) -> str:
        """The site's language, as its posts have it that name none."""
        return str(self["DEFAULT_LANG"]).lower()

    @cached_property
    def zone(self) -> tzinfo:
        """The zone of dates that name none."""
        try:
            return ZoneInfo(str(self["TIMEZONE"]))
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")

    @cached_property
    def name_patterns(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """FILENAME_METADATA and PATH_METADATA."""
        return self._expression("FILENAME_METADATA"), self._expression("PATH_METADATA")

    def slug(self, value: str, kind: str = "") -> str:
        """Return the slug of a title, or of the name of a *kind* (category, tag, author), by Pelican's rule."""
        key = (kind, value)
        if key not in self._slugs:
            in_unicode, keep_case = bool(self["SLUGIFY_USE_UNICODE"]), bool(self["SLUGIFY_PRESERVE_CASE"])
            self._slugs[key] = pelican_slug(
                value, self._substitutions[kind], in_unicode=in_unicode, keep_case=keep_case
            )
        return self._slugs[key]

    def fill(self, name: str, /, **values: object) -> str:
        """Fill the pattern of addresses or files *name*; a pattern that asks for anything else gives nothing."""
        return filled(self[name], **values)

    @cached_property
    def _slugs(self) -> dict[tuple[str, str], str]:
        return {}

    @cached_property
    def _substitutions(self) -> dict[str, Substitutions]:
        kinds = {"": "SLUG", "category": "CATEGORY", "tag": "TAG", "author": "AUTHOR"}
        default = self["SLUG_REGEX_SUBSTITUTIONS"]
        return {
            kind: tuple(_substitutions(self._values.get(f"{name}_REGEX_SUBSTITUTIONS", default)))
            for kind, name in kinds.items()
        }

    def _expression(self, name: str) -> re.Pattern[str]:
        value = self[name]
        try:
            return re.compile(value if isinstance(value, str) and value else "(?!)")
        except re.error as error:
            path, line = self.settings.lines[name]
            raise UnreadableSettingsError(
                f"{path}:{line}: {name} is no regular expression ({error}): correct it."
            ) from error


def filled(pattern: object, /, **values: object) -> str:
    """Return a *pattern* with *values* in it, without a stroke before it; nothing where it is none, or asks for anything else."""
    if not isinstance(pattern, str):
        return ""
    try:
        return pattern.format(**values).lstrip("/")
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return ""


def dated(text: str, zone: tzinfo) -> datetime | None:
    """Return a date as Pelican reads it, in *zone* where it names none; None where it is none."""
    text = text.replace("_", " ").strip()
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        from dateutil import parser as dates  # noqa: PLC0415 - almost every date is plain ISO 8601

        try:
            date = dates.parse(text, default=datetime(1900, 1, 1))  # noqa: DTZ001 - its zone comes below
        except (ValueError, OverflowError):
            return None
    return date if date.tzinfo else date.replace(tzinfo=zone)


def _substitutions(value: object) -> Iterator[tuple[re.Pattern[str], str]]:
    for each in value if isinstance(value, (list, tuple)) else ():
        match each:
            case [str(found), str(by)] | [str(found), str(by), _]:
                with suppress(re.error):
                    yield from compiled([(found, by)])
