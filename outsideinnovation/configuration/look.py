"""What makes a blog's look its own, without a theme of its own: the settings that begin with ``LOOK_``."""

from outsideinnovation.configuration.colour_checks import own_colours
from outsideinnovation.configuration.colours import DARK, LIGHT, Palette, dark_palette, palette
from outsideinnovation.configuration.field import Room, setting
from outsideinnovation.configuration.look_checks import SHARE, Link, favicon, footer, links, logo, picture, sharing

COLOURS_FILE = "theme/css/colours.css"


class LookSettings(Room):
    """Pictures (paths below the content folder), links, and colours in the light and in the dark."""

    logo: tuple[str, int, int] = setting("LOOK_LOGO", ("", 52, 52), logo)
    icon: str = setting("LOOK_FAVICON", "", favicon)
    portrait: str = setting("LOOK_PORTRAIT", "", picture)
    foot: tuple[Link, ...] = setting("LOOK_FOOTER", (), footer)
    follow: tuple[Link, ...] = setting("LOOK_FOLLOW", (), links)
    share: tuple[Link, ...] = setting("LOOK_SHARE", (SHARE["mail"],), sharing)
    colours: Palette = setting("LOOK_COLOURS", {}, own_colours)
    colours_dark: Palette = setting("LOOK_COLOURS_DARK", {}, own_colours)

    @property
    def pictures(self) -> dict[str, str]:
        """The pictures that are named, by the names of the settings."""
        named = {"LOOK_LOGO": self.logo[0], "LOOK_FAVICON": self.icon, "LOOK_PORTRAIT": self.portrait}
        return {setting: path for setting, path in named.items() if path}

    @property
    def has_colours(self) -> bool:
        """Whether any colour is the blog's own."""
        return bool(self.colours or self.colours_dark)

    @property
    def palettes(self) -> tuple[Palette, Palette]:
        """All colours, in the light and in the dark."""
        if not self.has_colours:
            return LIGHT, DARK
        return palette(self.colours, LIGHT), dark_palette(self.colours, self.colours_dark)

    def stylesheets(self) -> dict[str, bytes]:
        """Return the style sheet that gives the theme these colours, by its path in the output; nothing where it has its own."""
        if not self.has_colours:
            return {}
        light, dark = ("".join(f"--{name}: {value}; " for name, value in each.items()) for each in self.palettes)
        on_screens = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}"
        return {COLOURS_FILE: f":root {{ {light}}}\n{on_screens}\n".encode()}
