"""Isso: its SQLite database of threads and comments, opened to be read only. Its comments are Markdown, with HTML in it.

What came to Isso by `isso import` is HTML and has lost its state: spam is accepted there. Its times are whole seconds, and
off by the zone of the machine that brought it in; Isso's own have fractions.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from outsideinnovation.errors import NotFoundError
from outsideinnovation.html_tokens import TokenKind, tokens
from outsideinnovation.importers import comment_export
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign, Losses, Why
from outsideinnovation.importers.comment_text import conversion, html_elements
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.time_shift import TimeShift
from outsideinnovation.wording import counted

MAGIC = b"SQLite format 3\0"
TEXT_LENGTH = 1_048_576  # bytes; what is longer is nobody's comment
_COLUMNS = {
    "threads": {"id", "uri"},
    "comments": {"tid", "id", "parent", "created", "mode", "text", "author", "email", "website"},
}
_COMMENTS = f"""
select c.id, c.parent, c.created, c.mode, t.uri, c.tid, length(cast(c.text as blob)) > {TEXT_LENGTH},
  substr(c.text, 1, {TEXT_LENGTH}), substr(c.author, 1, 400), substr(c.email, 1, 400), substr(c.website, 1, 2000)
from comments c left join threads t on t.id = c.tid order by c.id
"""  # noqa: S608 - the one value in it is a number of ours
_WITH_TAGS = f"""
select substr(text, 1, {TEXT_LENGTH}) from comments
where typeof(created) in ('integer', 'real') and created = round(created) and mode in (1, 2) and text like '%<%'
"""  # noqa: S608 - as above
# As in Isso's isso/db/comments.py: a deleted comment that was answered stays as an empty one.
_STATUSES: dict[object, ExportedStatus] = {1: ExportedStatus.APPROVED, 2: ExportedStatus.PENDING}
_DELETED = 4


class Isso:
    """One database. *status* is given to what an import had brought into it, and *time_shift* puts its times right."""

    system = "isso"

    def __init__(
        self,
        export: Path,
        status: ExportedStatus = ExportedStatus.PENDING,
        time_shift: TimeShift | None = None,
    ) -> None:
        self.losses = Losses.of(export)
        self._export, self._status, self._time_shift = export, status, time_shift
        self._was_imported = False  # what has whole seconds
        self._imported = 0

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that was not deleted. Raises UnreadableExportError and NotFoundError."""
        if not self._export.is_file():
            raise NotFoundError(f"{self._export}: no such file: name Isso's database, such as comments.db.")
        try:
            with closing(_opened(self._export)) as database:
                self._inspect(database)
                self._was_imported = any(_holds_html(text) for (text,) in database.execute(_WITH_TAGS))
                for row in database.execute(_COMMENTS):
                    yield from self._comment(row)
                self._tell()
        except sqlite3.Error as error:
            raise self._refusal(f"it cannot be read ({error})") from None

    def _inspect(self, database: sqlite3.Connection) -> None:
        """Refuse what is no whole Isso database; tables only, for views and virtual tables run what somebody wrote."""
        for table, columns in _COLUMNS.items():
            made = database.execute("select type, sql from sqlite_master where name = ?", (table,)).fetchone()
            if not made or made[0] != "table" or "virtual" in str(made[1]).lower().split("(")[0]:
                raise self._refusal(f"it has no table {table}")
            found = {row[1] for row in database.execute(f"pragma table_info({table})")}
            if not columns <= found:
                raise self._refusal(f"its table {table} has no column {', '.join(sorted(columns - found))}")
        (health,) = database.execute("pragma quick_check(1)").fetchone()
        if health != "ok":
            raise self._refusal(f"it is damaged ({str(health)[:200]!a})")

    def _refusal(self, what: str) -> UnreadableExportError:
        return UnreadableExportError(
            f"{self._export}: no Isso database that can be read: {what}: copy it again while Isso is stopped. "
            "Nothing was imported."
        )

    def _comment(self, row: tuple[object, ...]) -> Iterator[Foreign]:
        key, parent, created, mode, uri, thread, is_long, *texts = row
        text, author, email, website = (each if isinstance(each, str) else "" for each in texts)
        date = comment_export.epoch(created) if isinstance(created, int | float) else None
        status = _STATUSES.get(mode)
        words = "" if is_long or mode == _DELETED else conversion.from_markdown(text)
        if mode == _DELETED:
            self.losses.skipped[Why.DELETED] += 1
        elif is_long:
            self._problem(key, f"more than {TEXT_LENGTH} bytes")
        elif not date:
            self._problem(key, f"created is {str(created)[:40]!r}")
        elif not status:
            self._problem(key, f"mode is {str(mode)[:40]!r}")
        elif not words.strip():
            self._problem(key, "no words")
        else:
            is_whole = isinstance(created, int | float) and created == int(created)
            if self._was_imported and is_whole:
                status = self._status if status is ExportedStatus.APPROVED else status
                self._imported += 1
            yield Foreign(
                key=str(key),
                parent=str(parent) if parent is not None else None,
                place=_place(uri, thread),
                line=0,
                author=comment_export.name(author),
                email=comment_export.mail(email),
                website=comment_export.website(website),
                date=self._time_shift(date) if self._time_shift and is_whole else date,
                exported_date=date,
                text=words,
                status=status,
            )

    def _tell(self) -> None:
        if self._imported:
            what = f"{counted(self._imported, 'comment')} had come to Isso by an import, which lost whether that was approved"
            shifted = "" if self._time_shift else "; if their times are some hours off, see --time-shift"
            self.losses.report.note(0, what, f"they are {self._status} here: look for spam among them{shifted}")

    def _problem(self, key: object, what: str) -> None:
        self.losses.report.problem(0, f"comment {key}: {what}; left out", "correct it and import again")


def _holds_html(text: object) -> bool:
    return isinstance(text, str) and any(
        token.kind is TokenKind.START and html_elements.is_known(token.name) for token in tokens(text)
    )


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    database.execute("pragma trusted_schema = off")
    database.execute("pragma query_only = on")
    return database


def _place(uri: object, thread: object) -> ExportPlace:
    address = uri if isinstance(uri, str) else ""
    name = comment_export.path(address) or f"thread {thread}"
    return ExportPlace(name, (address,) if address else ())
