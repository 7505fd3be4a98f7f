"""The settings of a site, typed, and checked once, when the site is loaded: every problem of ``pelicanconf.py`` together."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from outsideinnovation import settings as start
from outsideinnovation.configuration.analytics import AnalyticsSettings
from outsideinnovation.configuration.colour_checks import faint_colours
from outsideinnovation.configuration.field import Room, names, read
from outsideinnovation.configuration.look import LookSettings
from outsideinnovation.configuration.rooms import (
    BuilderSettings,
    CommentsSettings,
    ContentSettings,
    DeploySettings,
    FeedsSettings,
    ListSettings,
    MailSettings,
    PicturesSettings,
    SearchSettings,
    ServiceSettings,
    SidebarSettings,
    SiteSettings,
    SubscriptionsSettings,
)
from outsideinnovation.errors import InvalidSettingsError, Problem

UNKNOWN = "unknown setting"
PLACEHOLDER = "blog.example"  # the host that `oi init` writes
NAMESPACE = "pelican.plugins."
OUR_PLUGINS = f"{NAMESPACE}oi_"


@dataclass(frozen=True, eq=False, repr=False)
class Configuration:
    """All settings that our own code reads, by room."""

    site: SiteSettings
    content: ContentSettings
    builder: BuilderSettings
    lists: ListSettings
    feeds: FeedsSettings
    sidebar: SidebarSettings
    look: LookSettings
    analytics: AnalyticsSettings
    pictures: PicturesSettings
    comments: CommentsSettings
    mail: MailSettings
    subscriptions: SubscriptionsSettings
    service: ServiceSettings
    search: SearchSettings
    deploy: DeploySettings

    @classmethod
    def read(cls, settings: Mapping[str, Any], settings_file: Path) -> Self:
        """Make it of *settings*, the upper-case names of *settings_file*.

        Raises InvalidSettingsError with every value that cannot be used, and every name that nothing knows.
        """
        found: list[tuple[str, str, str]] = []
        made = cls(**_rooms(settings, lambda *problem: found.append(problem)))
        found += _missing_plugins(made, settings)
        found += faint_colours(made.look.colours, made.look.colours_dark)
        found += _unknown_names(made, settings, settings_file)
        if found:
            raise InvalidSettingsError(_problems(found, settings_file))
        return made

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Make it of *settings* that are sound, as Pelican hands them to plugins; what is not counts as not set."""
        return cls(**_rooms(settings, lambda *_: None))

    @property
    def search_language(self) -> str:
        """The language, as ISO 639-1 has it, whose endings of words search takes off."""
        return (self.search.language or self.site.language).partition("-")[0].lower()

    @property
    def addresses(self) -> dict[str, str]:
        """The settings that are addresses, without a stroke at their end, as templates and Pelican rely on."""
        return {"SITEURL": self.site.url, **({"SERVICE_URL": self.service.url} if self.service.url else {})}

    @property
    def paths_elsewhere(self) -> tuple[str, ...]:
        """The paths of the site that other programs answer: those of RELEASES_ELSEWHERE, and where the service is below one."""
        service = urlsplit(self.service.url or "")
        is_here = not service.hostname or service.hostname == urlsplit(self.site.url).hostname
        path = service.path.rstrip("/")
        return (*self.deploy.elsewhere, path) if path and is_here else self.deploy.elsewhere

    def placeholder(self, settings_file: Path) -> Problem | None:
        """Return what is wrong where the site has no address yet, or still that of `oi init`.

        A build warns of it: feeds and search engines need the address. Publishing refuses it: readers would keep it for ever.
        """
        if self.site.url and urlsplit(self.site.url).hostname != PLACEHOLDER:
            return None
        what = f"SITEURL {self.site.url!r} only stands for an address" if self.site.url else "SITEURL is empty"
        why = f"{what}, and feeds and search engines need the site's own"
        (made,) = _problems(
            [("SITEURL", why, 'write the address that readers type, such as "https://dana.example"')], settings_file
        )
        return made


ROOMS: dict[str, type[Room]] = {room.name: room.type for room in fields(Configuration)}  # type: ignore[misc]  # classes


def _rooms(settings: Mapping[str, Any], refuse: Callable[[str, str, str], None]) -> dict[str, Any]:
    return {name: read(room, settings, refuse) for name, room in ROOMS.items()}


def known_names() -> frozenset[str]:
    """Return the names of all settings that our code reads, and of those that every site starts from."""
    ours = {name for room in ROOMS.values() for name in names(room)}
    return frozenset(ours | {name for name in vars(start) if name.isupper()})


def _missing_plugins(made: Configuration, settings: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield a problem where our theme is to be built without the plugins that know what it shows."""
    if "PLUGINS" not in settings or made.builder.theme != start.THEME:
        return
    enabled = {str(each).removeprefix(NAMESPACE) for each in made.builder.plugins or ()}
    lacking = [
        name for name in start.PLUGINS if name.startswith(OUR_PLUGINS) and name.removeprefix(NAMESPACE) not in enabled
    ]
    if lacking:
        others = [each for each in made.builder.plugins or () if isinstance(each, str) and each not in start.PLUGINS]
        line = ", ".join(["*PLUGINS", *(f'"{each}"' for each in others or ("…",))])
        what = f"PLUGINS lacks {', '.join(name.removeprefix(NAMESPACE) for name in lacking)}, which the theme needs"
        yield "PLUGINS", what, f"write PLUGINS = [{line}]"


def _unknown_names(
    made: Configuration, settings: Mapping[str, Any], settings_file: Path
) -> Iterator[tuple[str, str, str]]:
    known = known_names()
    if settings.keys() <= known or not settings_file.is_file():
        return  # nothing is unknown, or it is not known what else reads the settings
    from outsideinnovation.configuration.spelling import unknown  # noqa: PLC0415 - most sites set nothing else

    foreign = any(each not in start.PLUGINS for each in made.builder.plugins or ())
    for name, remedy in unknown(settings, known, settings_file, has_foreign_plugins=foreign):
        yield name, f"{UNKNOWN} {name}", remedy


def _problems(found: list[tuple[str, str, str]], settings_file: Path) -> Iterator[Problem]:
    from outsideinnovation.configuration import setting_lines  # noqa: PLC0415 - only where something is wrong

    places = setting_lines.places(settings_file)
    for name, what, remedy in found:
        place, is_name = places.get(name, setting_lines.NOWHERE), what.startswith(UNKNOWN)
        yield setting_lines.at_place(settings_file, place, what, remedy, is_name=is_name)
