"""What a file is taken apart into: the fields of its head, what is wrong with that, and its body."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HIDING = ("draft", "published", "publish")  # the fields of other systems that keep a post from readers, as keys
YES, NO = ("true", "yes", "on", "1", "y", "t"), ("false", "no", "off", "0", "n", "f")
WORDS = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the head, with the line (from 1) on which its name stands.

    ``column`` is where the value begins in that line, ``name_column`` where the name does, in characters from 1; 0: not known,
    or not as it is written there.
    """

    name: str
    value: str
    line: int
    column: int = 0
    name_column: int = 1
    key: str = field(init=False)  # the name as attributes and comparisons use it: lower case, with underscores

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.name.lower().replace("-", "_"))

    @property
    def hides(self) -> bool | None:
        """Whether this field of ``HIDING`` keeps the post from readers; None where its value is not clear."""
        answer = WORDS.get(self.value.strip("\"' ").lower())
        return answer if answer is None or self.key == "draft" else not answer


@dataclass(frozen=True, slots=True)
class HeadProblem:
    """Why a head cannot be read: the line (from 1), what is wrong with it, and the remedy."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file taken apart: its fields in order, the body, and the line on which the body starts.

    With ``problems`` the head could not be read, and there are no fields. The Status that ``get`` and ``value`` tell is a
    draft's wherever a field of ``HIDING`` says or may mean so.
    """

    fields: tuple[Field, ...]
    body: str
    body_line: int
    problems: tuple[HeadProblem, ...] = ()
    _first: Mapping[str, Field] = field(init=False, repr=False, compare=False)  # the first field of each key

    def __post_init__(self) -> None:
        first = {each.key: each for each in reversed(self.fields)}
        if not first.keys().isdisjoint(HIDING):
            first |= _status(first)
        object.__setattr__(self, "_first", first)

    def get(self, key: str) -> Field | None:
        """Return the first field with this key (lower case, underscores), or None."""
        return self._first.get(key)

    def value(self, key: str, default: str = "") -> str:
        """Return the value of the first field with this key, or *default*."""
        found = self._first.get(key)
        return found.value if found else default

    @property
    def first_fields(self) -> tuple[Field, ...]:
        """The first field of each key, as ``get`` tells them."""
        return tuple(reversed([*self._first.values()]))


def _status(first: Mapping[str, Field]) -> dict[str, Field]:
    """Return the Status that fields such as ``draft: true`` stand for; one that is said stays, unless they hide the post."""
    given = [first[key] for key in HIDING if key in first]
    hiding = next((each for each in given if each.hides is not False), None)
    if hiding:
        return {"status": Field("Status", "draft", hiding.line, hiding.column)}
    return {} if "status" in first else {"status": Field("Status", "published", given[0].line)}
