"""Reading the description of one target; every complaint names the setting and what to write there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outsideinnovation.builder.protection import Protected, real_path
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import SettingsError

SETTING = "PUBLISH_TARGETS"


@dataclass(slots=True)
class Options:
    """What ``PUBLISH_TARGETS[name]`` says; ``settings`` are those of the site, ``root`` is its folder."""

    name: str
    _values: Any
    settings: Configuration
    root: Path
    _asked: set[str] = field(default_factory=lambda: {"kind"})

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Return one of *allowed*. Raises SettingsError for anything else."""
        if not isinstance(self._values, Mapping):
            raise self.refusal("it is no dictionary", 'write {"kind": "folder", "path": "/srv/www"}')
        value = self._values.get(key)
        if value not in allowed:
            raise self.refusal(f"{key} is {value!r}", f"write one of {', '.join(allowed)}")
        return str(value)

    def text(self, key: str) -> str:
        """Return a text that must be there. Raises SettingsError where it is missing, empty or could be an option."""
        value = self.optional(key)
        if not value:
            raise self.refusal(f"{key} is missing", f'add "{key}"')
        return value

    def optional(self, key: str, default: str | None = None) -> str | None:
        """Return a text or, where nothing is said, *default*. Raises SettingsError for what is no text."""
        self._asked.add(key)
        value = self._values.get(key)
        if value is None:
            return default
        if isinstance(value, Path):
            value = str(value)
        if not isinstance(value, str) or value.startswith("-") or any(ord(character) < ord(" ") for character in value):
            raise self.refusal(f"{key} is {value!r}", "write a text on one line that does not begin with a hyphen")
        return value

    def place(self, path: str) -> Path:
        """Return the folder of this machine that *path* leads to, as a real path: absolute, or below the site's folder.

        Raises ConflictError where it is, holds or lies in what people wrote, private state, the theme or the settings.
        """
        folder = self.root / Path(path).expanduser()
        remedy = f"Name a folder of its own in {SETTING}."
        Protected.of_site(self.root, self.settings).refuse(folder, f"The target {self.name!r}:", remedy)
        return real_path(folder)

    def done(self) -> None:
        """Raise SettingsError for what was said and never asked for: a misspelt word, or a secret."""
        for key in sorted(set(self._values) - self._asked, key=str):
            known = ", ".join(sorted(self._asked))
            raise self.refusal(
                f"{key} is unknown", f"it takes {known}; keys and passwords come from the environment, never from here"
            )

    def refusal(self, what: str, remedy: str) -> SettingsError:
        """Return the complaint that *what* is wrong with this target."""
        return SettingsError(f"{SETTING}[{self.name!r}]: {what}: {remedy}.")
