"""Real servers in processes of their own, and the few gestures of HTTP that a test needs."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests_waiting import HANG


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """What it said as JSON."""
        return json.loads(self.text)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow no redirect."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server at *address*."""

    address: str
    process: "subprocess.Popen[bytes]"

    @property
    def port(self) -> int:
        """Its port on this machine."""
        return int(self.address.rpartition(":")[2])

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a path."""
        return self._open(urllib.request.Request(self.address + path, headers=_named(headers)))

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        data = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self.address + path, data, _named(headers)))

    def _open(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(request, timeout=HANG) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode())


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def oi_service(root: Path, **environment: str) -> Iterator[Server]:
    """Run ``oi service`` on the site in *root*."""
    port = free_port()
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(root), "service", "--port", str(port)]
    with _running(command, root, port, environment) as server:
        yield server


@contextmanager
def gunicorn(root: Path, **environment: str) -> Iterator[Server]:
    """Run gunicorn with two workers in *root*, as its operator would."""
    port = free_port()
    app = "outsideinnovation.service:create_app()"
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "--threads", "8", "-b", f"127.0.0.1:{port}", app]
    with _running(command, root, port, environment) as server:
        yield server


@contextmanager
def granian(root: Path, **environment: str) -> Iterator[Server]:
    """Run granian in *root*, as its operator would."""
    port = free_port()
    app = ["--interface", "wsgi", "--factory", "outsideinnovation.service:create_app"]
    command = [sys.executable, "-m", "granian", "--blocking-threads", "8", "--port", str(port), *app]
    with _running(command, root, port, environment) as server:
        yield server


@contextmanager
def _running(command: list[str], root: Path, port: int, environment: dict[str, str]) -> Iterator[Server]:
    with (root / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log, env={**os.environ, **environment})
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        _await(server, root / "server.log")
        yield server
    finally:
        process.terminate()
        process.wait(HANG)


def _await(server: Server, log: Path) -> None:
    until = time.monotonic() + HANG
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if server.get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8"))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
