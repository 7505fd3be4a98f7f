"""Real web servers on this machine that serve a folder by the files of a build; each test says which it needs."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests_support import missing
from tests_waiting import HANG, until

NGINX = """
daemon off; {user} pid {root}/pid; error_log {root}/error;
events {{ }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    include {site}/redirects.nginx.conf;
    server {{
        listen 127.0.0.1:{port}; root {site}; error_page 404 410 /404.html;
        include {site}/headers.nginx.conf;
        if ($new_address) {{ return 301 $new_address; }}
        if ($gone_address) {{ return 410; }}
        {more}
    }}
}}
"""
CADDY = """
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    root * {site}
    import {site}/redirects.caddy
    import {site}/headers.caddy
    {more}
    file_server
    handle_errors {{
        rewrite * /404.html
        file_server
    }}
}}
"""
FORMS = {"nginx": NGINX, "caddy": CADDY}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says: where it leads is without the server's own name."""

    status: int
    location: str | None
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class WebServer:
    """A running server of this machine; ``log`` is what it has complained of."""

    port: int
    log: Path

    def ask(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask for *target*, letter by letter, with *headers* besides, and do not follow where it leads."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=HANG)
        try:
            connection.putrequest("GET", target, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            location = response.headers["Location"]
            led = location and (location.removeprefix(f"http://127.0.0.1:{self.port}") or "/")
            return Answer(response.status, led, dict(response.headers), response.read())
        finally:
            connection.close()

    def is_up(self) -> bool:
        """Tell whether it answers."""
        with suppress(OSError):
            self.ask("/")
            return True
        return False


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Write *files* below *folder*, which all may read, as a server's workers must; return it."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for each in (folder, folder.parent):
        each.chmod(0o755)
    return folder


def command(program: str, site: Path, root: Path, port: int, more: str = "") -> list[str]:
    """Return how *program* is started to serve *site*, with what it writes in *root*; without it the test is skipped.

    *more* are further lines of its configuration.
    """
    if not shutil.which(program):
        missing(program)
    user = "" if os.geteuid() else "user root;"  # else its workers may not read a temporary folder
    conf = root / f"{program}.conf"
    conf.write_text(FORMS[program].format(root=root, site=site, port=port, user=user, more=more), "utf-8")
    return {"nginx": ["nginx", "-c", str(conf)], "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", str(conf)]}[
        program
    ]  # fmt: skip


@contextmanager
def serving(program: str, site: Path, root: Path, more: str = "") -> Iterator[WebServer]:
    """Serve the folder *site* by *program*, nginx or caddy, for a while; what it writes goes into the folder *root*."""
    port = free_port()
    with running(command(program, site, root, port, more), port, root / f"{program}.log") as server:
        yield server


@contextmanager
def running(start: list[str], port: int, log: Path, **options: str | Path | dict[str, str]) -> Iterator[WebServer]:
    """Run a server by the command *start* until the end; *log* takes what it says."""
    with log.open("wb") as stream:
        process = subprocess.Popen(start, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    server = WebServer(port, log)
    try:
        until(lambda: server.is_up() or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8")
        yield server
    finally:
        process.terminate()
        process.wait(HANG)
