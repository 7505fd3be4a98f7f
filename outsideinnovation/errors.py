"""One exception tree. Whatever goes wrong is one of these, and its text says what, where and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path


class OutsideInnovationError(Exception):
    """Anything this project refuses or fails to do; the command line prints its text and exits with 1."""


class SettingsError(OutsideInnovationError):
    """The site's settings are missing or cannot be used."""


class NotFoundError(OutsideInnovationError):
    """A comment, post or file that was named does not exist."""


class ConflictError(OutsideInnovationError):
    """What was asked for contradicts what is there already: a decided comment, a file that exists."""


class StorageError(OutsideInnovationError):
    """The disk refused: no right, no space, or a failed write."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a problem and can lose nothing: *old*, which stands at *line* and *column* (both from 1), becomes *new*."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with one file, printed as ``path:line:column: what: remedy``, like a compiler's message.

    ``line`` counts from 1; 0 stands for the file as a whole. ``column`` counts characters from 1; 0: it is not known, or the
    line as a whole is meant. Neither is printed then. ``length`` is of the words that are marked, in characters.
    """

    path: Path
    line: int
    what: str
    remedy: str
    column: int = 0
    length: int = 0
    fix: Fix | None = field(default=None, compare=False)

    @property
    def where(self) -> str:
        """The file, with its line and column."""
        return ":".join([str(self.path), *(str(number) for number in (self.line, self.column) if number)])

    @property
    def place(self) -> tuple[Path, int, int, str]:
        """What problems are sorted by: file, line, column, and what is wrong there."""
        return self.path, self.line, self.column, self.what

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.remedy}"


class InvalidSettingsError(SettingsError):
    """Problems in a settings file; carries every one that was found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=attrgetter("place")))
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(OutsideInnovationError):
    """Problems in what people wrote; carries every one that was found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=attrgetter("place")))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field of a form that cannot be taken as it is: its name, what is wrong, and what whoever typed it can do."""

    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}: {self.what}: {self.remedy}"


class FormError(OutsideInnovationError):
    """Fields that cannot be taken; carries every one, so that all can be mended at once."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
