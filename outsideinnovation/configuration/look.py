"""What makes a blog's look its own, without a theme of its own: the settings that begin with ``LOOK_``."""

from outsideinnovation.configuration.colour_checks import own_colours
from outsideinnovation.configuration.colours import DARK, LIGHT, Palette, dark_palette, palette
from outsideinnovation.configuration.field import Room, setting

COLOURS_FILE = "theme/css/colours.css"


class LookSettings(Room):
    """Colours, in the light and in the dark."""

    colours: Palette = setting("LOOK_COLOURS", {}, own_colours)
    colours_dark: Palette = setting("LOOK_COLOURS_DARK", {}, own_colours)

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
