"""The blog's own look as templates are shown it: worked out of the settings, once a build."""

from dataclasses import dataclass

from outsideinnovation.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Look:
    """What templates show of the settings that begin with ``LOOK_``; colours are those of the page in both modes."""

    has_colours: bool
    page: str
    page_dark: str


def look(settings: Configuration) -> Look:
    """Return what *settings* say of the look."""
    light, dark = settings.look.palettes
    return Look(settings.look.has_colours, light["page"], dark["page"])
