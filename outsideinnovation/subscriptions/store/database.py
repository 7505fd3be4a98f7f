"""Opens the subscribers' database: a SQLite file by default, PostgreSQL where ``OI_DATABASE_URL`` names it.

Every transaction says BEGIN itself. On PostgreSQL nothing is used that a transaction pooler (pgbouncer) would break: no
prepared statements, no SET, no session locks.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from sqlalchemy import URL, Connection, Engine, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from outsideinnovation.errors import SettingsError, StorageError
from outsideinnovation.locks import Lock
from outsideinnovation.subscriptions.store import migration, postgresql, schema, sqlite
from outsideinnovation.subscriptions.store.driver import Driver

ENVIRONMENT = "OI_DATABASE_URL"
FILE, PREVIEWS_FILE = "subscriptions.sqlite", "preview.subscriptions.sqlite"
SHAPE = "postgresql://user:password@host:5432/name"
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})


class Database:
    """The database at *url*. Threads may share it, and a fork opens connections of its own.

    It is opened, made and brought up to the newest schema when it is first used. Whatever it refuses is a StorageError.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.path = Path(url.database or FILE) if url.drivername == "sqlite" else None
        self._turn = RLock()
        self._engine: Engine | None = None
        self._process = os.getpid()

    @classmethod
    def of(cls, instance: Path, environment: Mapping[str, str] | None = None) -> "Database":
        """Return the database that ``OI_DATABASE_URL`` names, else the file in *instance*. Raises SettingsError."""
        named = (os.environ if environment is None else environment).get(ENVIRONMENT, "").strip()
        return cls(_url(named) if named else URL.create("sqlite", database=str(instance / FILE)))

    @classmethod
    def of_preview(cls, instance: Path) -> "Database":
        """Return the database of an author's preview, whose readers are nobody else's."""
        return cls(URL.create("sqlite", database=str(instance / PREVIEWS_FILE)))

    @property
    def is_shared(self) -> bool:
        """Whether several machines may work on it at once, and rows are claimed with SKIP LOCKED: PostgreSQL."""
        return self.path is None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection in a transaction that only reads."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that writes: all of it is done, durably, or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection that sees one moment in all its questions, whatever others write meanwhile."""
        with self.named_errors(), self._opened().connect() as connection:
            if self.is_shared:  # SQLite does so by itself
                connection.execution_options(isolation_level="REPEATABLE READ")
            with sqlite.begun(connection, "BEGIN"):
                yield connection

    def check(self) -> None:
        """Ask it for a row, so that whether it answers is known; a file that nobody has needed yet is not made for that."""
        if self.path is None or self.path.exists():
            with self.read() as connection:
                connection.execute(select(schema.subscribers.c.id).limit(1)).first()

    @contextmanager
    def driver(self) -> Iterator[Driver]:
        """Give a connection of the database's driver (PEP 249), for what is done thousands of times a second."""
        engine = self._opened()
        connection = engine.raw_connection()
        try:
            yield Driver(connection, engine.dialect, self.named_errors)
        finally:
            connection.close()

    def vacuum(self, *tables: str) -> None:
        """Write *tables* (SQLite: all) anew, so that nothing is left of rows that are gone; SQLite's log is emptied.

        Raises StorageError where somebody reads an old state just now, which keeps it in the log.
        """
        with self.named_errors():
            busy = sqlite.vacuum(self._opened()) if self.path else postgresql.vacuum(self._opened(), tables)
        if busy:
            raise StorageError(
                f"{self.name}: somebody is reading, so old copies could not be removed: erase once more."
            )

    def close(self) -> None:
        """Let go of every connection; they are opened again when they are needed."""
        with self._turn:
            if self._engine:
                self._engine.dispose(close=self._process == os.getpid())
            self._engine = None

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with self.named_errors(), self._opened().connect() as connection, sqlite.begun(connection, begin):
            yield connection

    @contextmanager
    def named_errors(self, *more: type[Exception]) -> Iterator[None]:
        """Turn what the database, or its driver (*more*), refuses into a StorageError that names it."""
        refusals: tuple[type[Exception], ...] = (SQLAlchemyError, *more)
        try:
            yield
        except refusals as error:
            raise StorageError(f"{self.name}: {_reason(error)}. {self._remedy}") from error

    def _opened(self) -> Engine:
        with self._turn:
            if self._process != os.getpid():  # a fork must not share its parent's connections
                self.close()
                self._process = os.getpid()
            if self._engine is None:
                self._engine = self._open()
            return self._engine

    def _open(self) -> Engine:
        engine = self._sqlite(self.path) if self.path else postgresql.engine_of(self.url)
        try:
            self._upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _sqlite(self, path: Path) -> Engine:
        try:
            sqlite.make_private(path)
        except OSError as error:
            raise StorageError(f"{self.name}: {error.strerror}. {self._remedy}") from error
        return sqlite.engine_of(self.url)

    def _upgrade(self, engine: Engine) -> None:
        if self.path:
            with Lock(self.path.with_name(f"{self.path.name}.lock")):
                sqlite.upgrade(engine, self.path)
        else:
            with engine.begin() as connection:
                migration.upgrade(connection)

    @property
    def name(self) -> str:
        """What messages call it: the file, or the address without its password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @property
    def _remedy(self) -> str:
        if self.path:
            return "Check the folder's rights and free space."
        return f"Check that PostgreSQL runs and that {ENVIRONMENT} is right."


def _url(named: str) -> URL:
    try:
        url = make_url(named)
    except (ArgumentError, ValueError):
        raise _refusal("no address of a database") from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    if url.drivername in _POSTGRESQL and url.database:
        return url.set(drivername="postgresql+psycopg")
    raise _refusal("neither a SQLite file nor a PostgreSQL database")


def _refusal(what: str) -> SettingsError:
    return SettingsError(f"{ENVIRONMENT}: {what}: write it as {SHAPE}, special characters percent-encoded.")


def _reason(error: Exception) -> str:
    """Return what the database said in one line, without the statement and its values, which may be addresses."""
    text = str(getattr(error, "orig", None) or error)
    return " ".join(text.partition("\nDETAIL")[0].split())
