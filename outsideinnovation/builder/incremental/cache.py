"""What the build remembers from one time to the next, in ``instance/cache``: a cache, and never believed further than that.

One of another version, machine or set of settings, or one that is damaged, is thrown away.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from outsideinnovation.builder.incremental.stamps import Stamp, digest
from outsideinnovation.locks import Lock

if TYPE_CHECKING:  # a build that has nothing to do needs neither, nor the Markdown parser behind them
    from outsideinnovation.builder.content.rows import KnownRow, Row
    from outsideinnovation.builder.outputs.recipe import Recipe

DAMAGED = "The build's cache was damaged and is thrown away: everything is made anew."
SETTINGS_CHANGED = "Settings changed: everything is made anew (as after an update, or on another machine)."
TABLES = """
create table about (name text primary key, value text) without rowid;
create table sources (
  path text primary key, modified int, size int, changed int, id text, is_post int, live int, row text, check_sum text, weight int
) without rowid;
create index sources_id on sources (id);
create table comments (
  path text primary key, modified int, size int, changed int, post text, id text, date text, text text
) without rowid;
create table outputs (name text primary key, kind text, fingerprint text, recipe text) without rowid;
"""
SourceRecord = tuple[
    str, Stamp, "Row", str, str, int
]  # path, stamp, row, the same as one line, digest of that, weight in a feed


class CommentRow(NamedTuple):
    """What is known of an approved comment without reading it; ``date`` as RFC 3339, ``digest`` of its file."""

    stamp: Stamp
    post: str
    id: str
    date: str
    digest: str


class DamagedCacheError(Exception):
    """The cache is not what this build wrote; nothing in it is to be believed."""


class Cache:
    """The cache as an open database; one build at a time uses it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, path: Path, key: str, *, anew: bool = False) -> Iterator["tuple[Cache, bool]"]:
        """Open the cache at *path*, made under *key*; the second value tells whether anything in it may be believed.

        With *anew* what is there is thrown away.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with Lock(path.with_suffix(".lock")):
            connection, believed = _connect(path, key, anew=anew)
            try:
                yield cls(connection), believed
            finally:
                connection.close()
                with suppress(OSError):
                    _seal(path).write_text(_stamp(path), "ascii")

    def sources(self) -> dict[str, Stamp]:
        """Return the stamp of every post and page, by path."""
        found = self._all("select path, modified, size, changed from sources")
        return {path: (modified, size, changed) for path, modified, size, changed in found}

    def path(self, post: str) -> str | None:
        """Return the path of the post with that id, whatever its status."""
        return next((path for (path,) in self._all("select path from sources where id = ? and is_post", post)), None)

    def paths(self, identifier: str) -> list[str]:
        """Return the paths of the posts and pages with that id, whatever their status."""
        return [path for (path,) in self._all("select path from sources where id = ?", identifier)]

    def live(self) -> dict[str, str]:
        """Return the path of every published post by its id."""
        return dict(self._all("select id, path from sources where live"))

    def rows(self, paths: Iterable[str] | None = None) -> "dict[str, KnownRow]":
        """Return rows with their digests and the weights of their feed entries: all, or those of *paths*.

        Raises DamagedCacheError.
        """
        from outsideinnovation.builder.content.rows import KnownRow, Row  # noqa: PLC0415 - see above

        columns = "select path, row, check_sum, weight from sources"
        if paths is None:
            found = self._all(columns)
        else:
            found = [row for path in paths for row in self._all(f"{columns} where path = ?", path)]
        rows = {}
        for path, line, check_sum, weight in found:
            if digest(line) != check_sum:
                raise DamagedCacheError(path)
            rows[path] = KnownRow(Row.load(line), check_sum, weight)
        return rows

    def weights(self) -> dict[str, int]:
        """Return what every post weighs in a feed, by path."""
        return dict(self._all("select path, weight from sources"))

    def comments(self) -> dict[str, CommentRow]:
        """Return what is known of every approved comment, by path."""
        columns = "select path, modified, size, changed, post, id, date, text from comments"
        made = partial(tuple.__new__, CommentRow)  # a third of the time: CommentRow(…) is Python, and they are many
        return {
            path: made(((modified, size, changed), post, identifier, date, text))
            for path, modified, size, changed, post, identifier, date, text in self._all(columns)
        }

    def named(self, kind: str) -> list[str]:
        """Return the names of the outputs of one *kind*."""
        return [name for (name,) in self._all("select name from outputs where kind = ?", kind)]

    def outputs(self) -> dict[str, str]:
        """Return the fingerprint of every output, by name."""
        return dict(self._all("select name, fingerprint from outputs"))

    def recipes(self, names: Iterable[str]) -> "list[tuple[Recipe, str]]":
        """Return the recipes and fingerprints of some outputs."""
        from outsideinnovation.builder.outputs.recipe import Recipe  # noqa: PLC0415 - see above

        found = []
        for name in names:
            for kind, fingerprint, line in self._all(
                "select kind, fingerprint, recipe from outputs where name = ?", name
            ):
                found.append((Recipe.load(name, kind, line), fingerprint))
        return found

    def showing(self, path: str, kinds: Iterable[str]) -> set[str]:
        """Return the names of the outputs of those *kinds* that show the post at *path*."""
        among = ",".join("?" * len(wanted := tuple(kinds)))
        statement = f"select name from outputs where kind in ({among}) and instr(recipe, ?)"  # noqa: S608 - question marks
        return {name for (name,) in self._all(statement, *wanted, json.dumps(path, ensure_ascii=False))}

    def shown(self, kinds: Iterable[str]) -> dict[str, list[str]]:
        """Return by path, for every post, the names of the outputs of those *kinds* that show it: ``showing``, for all at once.

        The neighbours that a post's own page names are not shown there.
        """
        among = ",".join("?" * len(wanted := tuple(kinds)))
        statement = f"select name, kind, recipe from outputs where kind in ({among})"  # noqa: S608 - question marks
        shown: dict[str, list[str]] = {}
        for name, kind, recipe in self._all(statement, *wanted):
            items = json.loads(recipe)[0]
            for path in items[:1] if kind == "article" else items:
                shown.setdefault(path, []).append(name)
        return shown

    def about(self, name: str) -> str:
        """Return a value by its name, or an empty string."""
        return next((value for (value,) in self._all("select value from about where name = ?", name)), "")

    def keep_about(self, name: str, value: str) -> None:
        """Remember a value."""
        self._write("insert or replace into about values (?, ?)", [(name, value)])

    def keep_sources(self, records: "Iterable[SourceRecord]", gone: Iterable[str]) -> None:
        """Remember rows, and forget the paths that are gone."""
        lines = (
            (path, *stamp, row.id, row.is_post, row.is_post and row.status == "published", line, check_sum, weight)
            for path, stamp, row, line, check_sum, weight in records
        )
        self._write("insert or replace into sources values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", lines)
        self._write("delete from sources where path = ?", ((path,) for path in gone))

    def keep_comments(self, comments: Iterable[tuple[str, CommentRow]], gone: Iterable[str]) -> None:
        """Remember comments, and forget those that are gone."""
        lines = ((path, *known[0], *known[1:]) for path, known in comments)
        self._write("insert or replace into comments values (?, ?, ?, ?, ?, ?, ?, ?)", lines)
        self._write("delete from comments where path = ?", ((path,) for path in gone))

    def keep_outputs(self, outputs: "Iterable[tuple[Recipe, str]]", gone: Iterable[str]) -> None:
        """Remember outputs with their fingerprints, and forget those that are gone."""
        lines = ((recipe.name, recipe.kind, fingerprint, recipe.dump()) for recipe, fingerprint in outputs)
        self._write("insert or replace into outputs values (?, ?, ?, ?)", lines)
        self._write("delete from outputs where name = ?", ((name,) for name in gone))

    def commit(self) -> None:
        """Make everything that was kept last."""
        with _named():
            self._connection.commit()

    def _all(self, statement: str, *values: Any) -> list[Any]:
        with _named():
            return self._connection.execute(statement, values).fetchall()

    def _write(self, statement: str, lines: Iterable[Sequence[Any]]) -> None:
        with _named():
            self._connection.executemany(statement, lines)


def seal(path: Path) -> str:
    """Return what changes whenever a build has used the cache at *path*."""
    try:
        return _seal(path).read_text("ascii", "replace")
    except OSError:
        return ""


def remembered_outputs(path: Path, finished: str) -> "list[Recipe]":
    """Return the recipes that the cache at *path* knows, whoever made it; none where nothing can be read of it.

    None either where its last build did not come to its end in the output folder of the identity *finished*: what it meant
    to write was never put there.
    """
    from outsideinnovation.builder.outputs.recipe import Recipe  # noqa: PLC0415 - see above

    if not path.is_file():
        return []
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        if (finished,) not in connection.execute("select value from about where name = 'finished'").fetchall():
            return []
        return [Recipe.load(*row) for row in connection.execute("select name, kind, recipe from outputs")]
    except (sqlite3.Error, ValueError, TypeError):
        return []
    finally:
        connection.close()


@contextmanager
def unused(path: Path) -> Iterator[None]:
    """Wait until no build uses the cache at *path*, and let none while the ``with`` block runs: its files may be removed."""
    with Lock(path.with_suffix(".lock")):
        yield


@contextmanager
def _named() -> Iterator[None]:
    """Let whatever SQLite objects to count as damage: a cache whose file is gone, or full, or none."""
    try:
        yield
    except sqlite3.Error as error:
        raise DamagedCacheError(str(error)) from error


def _seal(path: Path) -> Path:
    """Return the file that says how the last build left the cache: whoever else changes it, damages it."""
    return path.with_suffix(".seal")


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def why_thrown_away(path: Path) -> str:
    """Return what to say of the cache at *path* if it is not believed when it is opened now; nothing where there is none."""
    if not path.is_file():
        return ""
    return SETTINGS_CHANGED if _is_sealed(path) else DAMAGED


def _is_sealed(path: Path) -> bool:
    try:
        return seal(path) == _stamp(path)
    except OSError:
        return False


def _connect(path: Path, key: str, *, anew: bool) -> tuple[sqlite3.Connection, bool]:
    """Open the database; one that was made under another key, or is none, is made anew."""
    if not anew and _is_sealed(path):
        connection = sqlite3.connect(path)
        with suppress(sqlite3.DatabaseError):
            connection.execute("pragma synchronous = off")  # a cache: what a power cut damages is thrown away
            if connection.execute("select value from about where name = 'key'").fetchone() == (key,):
                return connection, True
        connection.close()
    for leftover in (path, Path(f"{path}-journal")):
        leftover.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        with _named():
            connection.execute("pragma synchronous = off")
            connection.executescript(TABLES)
            connection.execute("insert into about values ('key', ?)", (key,))
            connection.commit()  # a build that comes to nothing leaves an empty cache, and no damaged one
    except DamagedCacheError:
        connection.close()
        raise
    return connection, False
