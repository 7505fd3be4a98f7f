"""A setting as a field of a room's dataclass: its name in ``pelicanconf.py``, its default, and what makes a value of it."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

NAME, CHECK = "setting", "check"
LONGEST = 60  # characters of a value that a message repeats
Room = TypeVar("Room")


class InvalidValueError(ValueError):
    """A value that a setting cannot have: *what* is wrong with it, to be read after the value, and the *remedy*."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what, self.remedy = what, remedy


def setting(name: str, default: object, check: Callable[[object], object]) -> Any:  # noqa: ANN401 - a field of any type
    """Declare a field that holds the setting *name*; *check* returns its value as the field's type, or raises InvalidValueError.

    *default* is what holds where ``pelicanconf.py`` does not say; it is of the field's type already.
    """
    metadata = {NAME: name, CHECK: check}
    if isinstance(default, dict):
        empty = MappingProxyType(default)
        return dataclasses.field(default_factory=lambda: empty, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def names(room: type[Any]) -> Iterator[str]:
    """Yield the names of the settings of a *room*, a dataclass."""
    return (field.metadata[NAME] for field in dataclasses.fields(room))


def read(room: type[Room], settings: Mapping[str, Any], refuse: Callable[[str, str, str], None]) -> Room:
    """Make the *room* from *settings*; what cannot be used is told to *refuse* (name, what, remedy), and its default taken."""
    values: dict[str, object] = {}
    for field in dataclasses.fields(room):  # type: ignore[arg-type]  # every room is a dataclass
        name = field.metadata[NAME]
        if name in settings:
            try:
                values[field.name] = field.metadata[CHECK](settings[name])
            except InvalidValueError as error:
                refuse(name, f"{name} {_shown(settings[name])} {error.what}", error.remedy)
    return room(**values)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
