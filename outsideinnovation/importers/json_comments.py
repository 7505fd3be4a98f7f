"""What exports of comments in JSON share: they are unpacked, read row by row, and each comment that lacks something is named."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import comment_export, json_rows, unpacking
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign, Losses, Why
from outsideinnovation.importers.json_rows import DamagedJsonError, Row
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

TEXT_LENGTH = 1_048_576  # characters; what is longer is nobody's comment
FILE_LENGTH = 2 * 1024**3  # bytes of the file
COMMENTS = "comments"  # the list of them, in every such export
_REMEDY = "correct it and import again"
COMMENTERS = 500_000  # who are held in memory; a larger site exports in parts


@dataclass(frozen=True, slots=True)
class Commenter:
    """Somebody who commented, as the system knew them."""

    name: str = comment_export.NOBODY
    email: str | None = None
    website: str | None = None
    is_own: bool = False


ANYBODY = Commenter()


class JsonExport:
    """One file of JSON, which may be packed with gzip. A part of it that is damaged is a problem, and told of once."""

    def __init__(self, export: Path) -> None:
        self.losses = Losses.of(export)
        self._export = export
        self._told = False

    @property
    def is_damaged(self) -> bool:
        """Whether a part of it could not be read, so that what is not known may have been there."""
        return self._told

    def rows(self, *lists: str) -> Iterator[tuple[str, Row]]:
        """Yield the objects in the outermost object's *lists*, each with the name of its list, as far as they can be read.

        Raises NotFoundError where there is no such file, and UnreadableExportError where no comment can be read.
        """
        with self._opened() as stream, unpacking.opened(stream, str(self._export), self._damaged) as whole:
            is_empty = True
            try:
                for (name,), row in json_rows.rows(whole, str(self._export), {(each,) for each in lists}):
                    is_empty = False
                    yield name, row
            except DamagedJsonError as damage:
                if is_empty and COMMENTS in lists:
                    raise
                self._damaged(damage.what)

    def _opened(self) -> io.BufferedReader:
        try:
            if self._export.stat().st_size > FILE_LENGTH:
                raise UnreadableExportError(f"{self._export}: more than {FILE_LENGTH} bytes: export it in parts.")
            return self._export.open("rb")
        except OSError as error:
            raise NotFoundError(f"{self._export}: {error.strerror}: name the file that was exported.") from None

    def _damaged(self, what: str) -> None:
        if not self._told:
            self.losses.report.problem(0, f"{what}; what is whole before it comes", "export again, and import again")
        self._told = True


@dataclass(frozen=True, slots=True)
class JsonComment:
    """A comment as a row tells of it. ``words`` are Markdown, ``status`` is None where it is not known, ``parent`` may be empty.

    ``who`` is None where the commenter stood in a part of the export that is damaged: the name would be wrong for good.
    """

    key: str
    parent: str
    place: ExportPlace
    who: Commenter | None
    date: datetime | None
    words: str
    status: ExportedStatus | None
    line: int = 0

    @property
    def objection(self) -> str:
        """Why it cannot be taken; empty where it can."""
        if not self.who:
            return "who wrote it is in the part that is damaged"
        return "no date" if not self.date else "" if self.words.strip() else "no words"


def taken(row: JsonComment, losses: Losses) -> Iterator[Foreign]:
    """Yield the comment that *row* is, or tell *losses* what it lacks."""
    called = f"comment {row.key[:80]}"
    if not row.key:
        losses.report.problem(row.line, "a comment without an id; left out", _REMEDY)
    elif losses.is_first(row.key, row.line):
        if row.objection:
            losses.report.problem(row.line, f"{called}: {row.objection}; left out", _REMEDY)
            return
        if row.status is None:
            losses.report.note(row.line, f"{called}: its state is not known", "it comes as a pending one")
        yield _foreign(row, row.who or ANYBODY)


def _foreign(row: JsonComment, who: Commenter) -> Foreign:
    assert row.date is not None, "there is an objection where it is"
    return Foreign(
        key=row.key,
        parent=row.parent or None,
        place=row.place,
        line=row.line,
        author=who.name,
        email=who.email,
        website=who.website,
        date=row.date,
        text=row.words,
        status=row.status or ExportedStatus.PENDING,
        by_author=who.is_own,
    )


def skip_deleted(losses: Losses) -> None:
    """Count a comment that had been deleted there."""
    losses.skipped[Why.DELETED] += 1


def place(address: str, *identifiers: str) -> ExportPlace:
    """Return the page at *address*, a path or a whole one, which may also be known by *identifiers*."""
    known = tuple(dict.fromkeys(each for each in identifiers if each))
    addresses = tuple(dict.fromkeys(each for each in (address, *known) if "/" in each or each.startswith("?")))
    name = comment_export.path(address) or next(iter(known), "") or address or "an unknown page"
    return ExportPlace(name, addresses, tuple(each for each in (*known, address) if each and "/" not in each))


def cut(words: str) -> str:
    """Return *words*, or nothing where they are too many to be anybody's comment."""
    return words if len(words) <= TEXT_LENGTH else ""
