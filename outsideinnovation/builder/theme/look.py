"""The blog's own look as templates are shown it: worked out of the settings, once a build; and what is wrong with its files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from outsideinnovation.configuration import Configuration
from outsideinnovation.configuration.analytics import Analytics
from outsideinnovation.configuration.look_checks import TYPES, Link
from outsideinnovation.configuration.setting_lines import setting_problem
from outsideinnovation.errors import Problem
from outsideinnovation.percent_encoding import of_path

OVERRIDES = "THEME_TEMPLATES_OVERRIDES"


@dataclass(frozen=True, slots=True)
class Look:
    """What templates show of the settings that begin with ``LOOK_``.

    Pictures are addresses below the site's root, empty where none is named; links are pairs of a title and a whole address,
    or an empty one; ``share`` has addresses in which ``{url}`` and ``{title}`` stand for those of a post; ``page`` is the colour
    of the page in the light.
    """

    logo: str
    logo_width: int
    logo_height: int
    icon: str
    icon_type: str
    portrait: str
    footer: tuple[Link, ...]
    follow: tuple[Link, ...]
    share: tuple[Link, ...]
    has_colours: bool
    page: str
    page_dark: str
    analytics: Analytics | None


def look(settings: Configuration) -> Look:
    """Return what *settings* say of the look."""
    own, root = settings.look, settings.site.root
    light, dark = own.palettes
    logo, width, height = own.logo
    icon = own.icon or (logo if logo.lower().endswith(".svg") else "")
    return Look(
        of_path(logo),
        width,
        height,
        of_path(icon),
        TYPES[PurePosixPath(icon).suffix.lower()] if icon else "",
        of_path(own.portrait),
        tuple((title, _whole(address, root)) for title, address in own.foot),
        tuple((title, _whole(address, root)) for title, address in own.follow),
        own.share,
        own.has_colours,
        light["page"],
        dark["page"],
        settings.analytics.service,
    )


def look_problems(settings: Configuration, content: Path, settings_file: Path) -> Iterator[Problem]:
    """Yield a problem for every picture that *settings* name and that is not published from the folder *content*."""
    yield from override_problems(settings, settings_file.parent, settings_file)
    folders = settings.content.static_folders
    for name, path in settings.look.pictures.items():
        if not (content / path).is_file():
            what = f"{name} names {path!r}, and there is no such file in {content}"
            yield setting_problem(settings_file, name, what, "correct it")
        elif not any(PurePosixPath(path).is_relative_to(folder) for folder in folders):
            remedy = f"move it into a folder of STATIC_PATHS: {', '.join(folders)}"
            what = f"{name} names {path!r}, which is in no folder whose files are published"
            yield setting_problem(settings_file, name, what, remedy)


def override_problems(settings: Configuration, root: Path, settings_file: Path) -> Iterator[Problem]:
    """Yield a problem for every folder of THEME_TEMPLATES_OVERRIDES, below *root*, that is not there."""
    for folder in (root / each for each in settings.builder.overrides):
        if not folder.is_dir():
            what = f"{OVERRIDES} names {str(folder)!r}, and there is no such folder"
            remedy = "make it, and put templates of your own into it, or correct its name"
            yield setting_problem(settings_file, OVERRIDES, what, remedy)


def _whole(address: str, root: str) -> str:
    """Return *address*, or where it is a path below the site's, that with what links inside the site begin with."""
    return address if not address or urlsplit(address).scheme else root + address
