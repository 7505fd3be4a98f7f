"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, that ends with the tests."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=40")
_ELSEWHERE = ("timezone=America/New_York",)  # a session's zone that is not ours, as an operator may have it


class MissingServerError(Exception):
    """There is no PostgreSQL that could be started here; the text says why."""


def programs() -> Path:
    """Return the folder of Debian's newest PostgreSQL, or of the one on the path. Raises MissingServerError."""
    if _PLACES:
        return _PLACES[0]
    found = shutil.which("initdb")
    if not found:
        raise MissingServerError("PostgreSQL is not installed")
    return Path(found).parent


class PostgreSQL:
    """A server that runs, on a free port of 127.0.0.1 and as another user than root, which it refuses to be."""

    def __init__(self, folder: Path, port: int, server: "subprocess.Popen[str]") -> None:
        self.folder, self.port, self._server = folder, port, server
        self._numbers = itertools.count()

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start a server, and end it. Raises MissingServerError."""
        bin_folder, prefix = programs(), _as_somebody_else()
        folder = Path(tempfile.mkdtemp(prefix="oi-postgresql-"))
        try:
            if os.geteuid() == 0:
                shutil.chown(folder, "postgres", "postgres")
            data = str(folder / "data")
            make = [
                bin_folder / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-N",
                "-E",
                "UTF8",
                "--locale=C",
            ]
            subprocess.run([*prefix, *make], check=True, capture_output=True, cwd=folder)
            port = _free_port()
            options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *_FAST, *_ELSEWHERE]
            command = [*prefix, str(bin_folder / "postgres"), "-D", data, "-p", str(port)]
            command += itertools.chain.from_iterable(("-c", option) for option in options)
            with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", cwd=folder) as server:
                drain = None
                try:
                    _wait(server)
                    # A log that nobody reads fills its pipe, and then the checkpointer waits, and with it DROP DATABASE.
                    assert server.stderr
                    drain = threading.Thread(target=deque, args=(server.stderr, 0), daemon=True)
                    drain.start()
                    yield cls(folder, port, server)
                finally:
                    server.send_signal(signal.SIGQUIT)
                    server.wait(timeout=30)
                    if drain:
                        drain.join()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """Return the address of the database with that name."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def make(self, template: str = "template1") -> str:
        """Make a database like *template*, and return its name."""
        name = f"blog_{next(self._numbers)}"
        self._order(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever may be connected."""
        self._order(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _order(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _as_somebody_else() -> list[str]:
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        raise MissingServerError("root may not run PostgreSQL, and there is no user postgres") from None
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig", "QUIT", "--"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(server: "subprocess.Popen[str]") -> None:
    """Wait for the server to say that it is ready."""
    assert server.stderr
    said = []
    for line in server.stderr:
        said.append(line)
        if "ready to accept connections" in line:
            return
    raise MissingServerError("PostgreSQL does not start: " + "".join(said))
