"""One exception tree. Whatever goes wrong is one of these, and its text says what, where and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with one file, printed as ``path:line: what: remedy``, like a compiler's message.

    ``line`` counts from 1; 0 stands for the file as a whole and is not printed.
    """

    path: Path
    line: int
    what: str
    remedy: str

    @property
    def where(self) -> str:
        """The file, with its line."""
        return f"{self.path}:{self.line}" if self.line else f"{self.path}"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.remedy}"


class InvalidSettingsError(SettingsError):
    """Problems in a settings file; carries every one that was found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(OutsideInnovationError):
    """Problems in what people wrote; carries every one that was found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
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
