"""A setting as a field of a room: its name in ``pelicanconf.py``, its default, and what makes a value of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import FrozenInstanceError
from types import MappingProxyType
from typing import Any, ClassVar, Never, TypeVar, dataclass_transform

LONGEST = 60  # characters of a value that a message repeats
AnyRoom = TypeVar("AnyRoom", bound="Room")


class InvalidValueError(ValueError):
    """A value that a setting cannot have: *what* is wrong with it, to be read after the value, and the *remedy*."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what, self.remedy = what, remedy


class Setting:
    """What a room declares of one field: the *name* of the setting, its *default*, and the *check* of its values."""

    def __init__(self, name: str, default: object, check: Callable[[object], object]) -> None:
        self.name, self.check = name, check
        self.default = MappingProxyType(default) if isinstance(default, dict) else default


def setting(name: str, default: object, check: Callable[[object], object]) -> Any:  # noqa: ANN401 - a field of any type
    """Declare a field that holds the setting *name*; *check* returns its value as the field's type, or raises InvalidValueError.

    *default* is what holds where ``pelicanconf.py`` does not say; it is of the field's type already.
    """
    return Setting(name, default, check)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(setting,))
class Room:
    """The settings of one room, frozen. What a dataclass is, but made without compiling any code.

    A dozen dataclasses with their hundred fields take 5 ms to make, in every command.
    """

    declared: ClassVar[Mapping[str, Setting]]  # by the names of the fields

    def __init_subclass__(cls) -> None:
        """Gather what the room declares; the defaults are the class's own attributes."""
        cls.declared = {field: made for field, made in vars(cls).items() if isinstance(made, Setting)}
        for field, made in cls.declared.items():
            setattr(cls, field, made.default)

    def __init__(self, **values: object) -> None:
        """Make the room with *values* of some fields, already checked; the others have their defaults."""
        if strange := values.keys() - self.declared.keys():
            raise TypeError(f"{type(self).__name__} has no field {min(strange)}")
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> Never:
        """Refuse: what settings say is said once."""
        raise FrozenInstanceError(f"cannot assign {value!r} to field {name!r}")

    def __delattr__(self, name: str) -> Never:
        """Refuse likewise."""
        raise FrozenInstanceError(f"cannot delete field {name!r}")


def names(room: type[Room]) -> Iterator[str]:
    """Yield the names of the settings of a *room*."""
    return (made.name for made in room.declared.values())


def read(room: type[AnyRoom], settings: Mapping[str, Any], refuse: Callable[[str, str, str], None]) -> AnyRoom:
    """Make the *room* from *settings*; what cannot be used is told to *refuse* (name, what, remedy), and its default taken."""
    values: dict[str, object] = {}
    for field, made in room.declared.items():
        if made.name in settings:
            try:
                values[field] = made.check(settings[made.name])
            except InvalidValueError as error:
                refuse(made.name, f"{made.name} {_shown(settings[made.name])} {error.what}", error.remedy)
    return room(**values)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
