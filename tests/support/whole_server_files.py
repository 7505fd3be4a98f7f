"""What `oi doctor --show` prints, run by the real web server with a certificate and ports of this machine put in."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from tests_support import missing
from tests_waiting import HANG, until
from web_servers import free_port

HOST = "ours.example"
NGINX = """
daemon off; user root; pid {root}/pid; error_log {root}/error;
events {{ }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    include {root}/site.conf;
}}
"""
CADDY = "{{\n    admin off\n    auto_https disable_redirects\n    default_sni {host}\n}}\n"


@dataclass(frozen=True, slots=True)
class Served:
    """What a server says by TLS, whoever has signed its certificate; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(port: int, target: str, headers: Mapping[str, str] | None = None) -> Served:
    """Ask for *target* at our host's name, and do not follow where it leads."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", port, timeout=HANG, context=context)
    try:
        connection.request("GET", target, headers={"Host": HOST, **(headers or {})})
        response = connection.getresponse()
        names: dict[str, str] = {}
        for name, value in response.getheaders():
            names[name.lower()] = f"{names[name.lower()]} AND {value}" if name.lower() in names else value
        return Served(response.status, names, response.read())
    finally:
        connection.close()


@contextmanager
def whole(program: str, shown: str, root: Path, service: int = 0) -> Iterator[int]:
    """Run *program* by the file *shown*, whose service is at the port *service*, and yield the port of TLS."""
    for needed in (program, "openssl"):
        if not shutil.which(needed):
            missing(needed)
    port = free_port()
    shown = shown.replace("127.0.0.1:8001", f"127.0.0.1:{service}") if service else shown
    start = (_nginx if program == "nginx" else _caddy)(shown, root, port, _certificate(root))
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(start, stdout=log, stderr=log, env={"HOME": str(root), "PATH": "/usr/sbin:/usr/bin"})
    try:
        until(lambda: _is_up(port) or server.poll() is not None)
        assert server.poll() is None, (root / "log").read_text("utf-8")
        yield port
    finally:
        server.terminate()
        server.wait(HANG)


def _certificate(root: Path) -> tuple[Path, Path]:
    key, certificate = root / "key", root / "certificate"
    subject = ["-subj", f"/CN={HOST}", "-days", "2", "-keyout", str(key), "-out", str(certificate)]
    name = ["-addext", f"subjectAltName=DNS:{HOST}"]
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *name]
    subprocess.run(request, check=True, capture_output=True)
    return certificate, key


def _nginx(shown: str, root: Path, port: int, certificate: tuple[Path, Path]) -> list[str]:
    changes = {
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(certificate[0]),
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(certificate[1]),
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl;\n": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
    }
    (root / "site.conf").write_text(_changed(shown, changes), "utf-8")
    (root / "nginx.conf").write_text(NGINX.format(root=root), "utf-8")
    return ["nginx", "-c", str(root / "nginx.conf")]


def _caddy(shown: str, root: Path, port: int, certificate: tuple[Path, Path]) -> list[str]:
    block = f"{HOST}:{port} {{\n    bind 127.0.0.1\n    tls {certificate[0]} {certificate[1]}\n"
    text = _changed(shown, {f"\n{HOST} {{\n": f"\n{block}"})
    (root / "Caddyfile").write_text(CADDY.format(host=HOST) + text, "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(root / "Caddyfile")]


def _changed(text: str, changes: Mapping[str, str]) -> str:
    for before, after in changes.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def _is_up(port: int) -> bool:
    with suppress(OSError):
        return bool(ask(port, "/"))
    return False
