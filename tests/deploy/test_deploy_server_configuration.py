"""`oi doctor --show nginx` and `--show caddy` print a file that the real server takes as it is, with TLS."""

import shutil
import ssl
import subprocess
from contextlib import suppress
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from tests_support import Blog, missing
from tests_waiting import HANG, until
from web_servers import free_port

SERVICE = 'SERVICE_URL = "https://ours.example"\n'
WRAPPED = """
daemon off; user root; pid {root}/pid; error_log {root}/error;
events {{ }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    include {root}/site.conf;
}}
"""


@pytest.fixture
def published(small_blog: Blog) -> Blog:
    """A site with a service, a redirect, something gone, and a live release."""
    small_blog.settings(SERVICE)
    small_blog.write("redirects.txt", "/old /2005/12/first.html\n/lost gone\n")
    assert small_blog.run("publish").exit_code == 0
    return small_blog


def ask(port: int, target: str) -> tuple[int, str | None, bytes]:
    """Ask by TLS, whoever signed the certificate, and return the status, where it leads and the page."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", port, timeout=HANG, context=context)
    try:
        connection.request("GET", target, headers={"Host": "ours.example"})
        response = connection.getresponse()
        return response.status, response.headers["Location"], response.read()
    finally:
        connection.close()


def test_nginx_takes_the_whole_file(published: Blog, tmp_path: Path) -> None:
    """With a certificate and ports of this machine in it, the real server answers pages, old addresses and what is gone."""
    for program in ("nginx", "openssl"):
        if not shutil.which(program):
            missing(program)
    key, certificate, port, plain = tmp_path / "key", tmp_path / "certificate", free_port(), free_port()
    subject = ["-subj", "/CN=ours.example", "-days", "2", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    shown = published.run("doctor", "--show", "nginx").stdout
    changes = {
        "/etc/letsencrypt/live/ours.example/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/ours.example/privkey.pem": str(key),
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl;\n": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
    }
    for before, after in changes.items():
        assert before in shown
        shown = shown.replace(before, after)
    (tmp_path / "site.conf").write_text(shown, "utf-8")
    (tmp_path / "nginx.conf").write_text(WRAPPED.format(root=tmp_path), "utf-8")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(["nginx", "-c", str(tmp_path / "nginx.conf")], stdout=log, stderr=log)
    try:
        until(lambda: is_up(port) or process.poll() is not None)
        assert process.poll() is None, (tmp_path / "log").read_text("utf-8")
        assert ask(port, "/")[0] == 200
        status, location, _ = ask(port, "/old")
        assert (status, str(location).rpartition("example")[2].partition("/")[2]) == (301, "2005/12/first.html")
        assert ask(port, "/lost") == (410, None, (published.root / "instance/current/404.html").read_bytes())
        assert ask(port, "/comments")[0] == 502  # the service is not running, but it was asked
        assert (tmp_path / "log").read_bytes() == b""  # no warning
    finally:
        process.terminate()
        process.wait(HANG)


def is_up(port: int) -> bool:
    """Tell whether a server answers."""
    with suppress(OSError):
        return bool(ask(port, "/"))
    return False


def test_caddy_takes_the_whole_file(published: Blog, tmp_path: Path) -> None:
    """The real program finds nothing wrong with it; it gets the certificate by itself."""
    if not shutil.which("caddy"):
        missing("caddy")
    (tmp_path / "Caddyfile").write_text(published.run("doctor", "--show", "caddy").stdout, "utf-8")
    command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"), "--validate"]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={"HOME": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr
    for word in ("ours.example", "{old_address}", "127.0.0.1:8001", str(published.root / "instance/current")):
        assert word in ran.stdout


def test_a_site_without_a_service_names_none(small_blog: Blog) -> None:
    """Nor does one whose service is at another host; without a release, the folder of the build is handed out."""
    small_blog.build()
    small_blog.settings('SERVICE_URL = "https://talk.example"\n')
    for server in ("nginx", "caddy"):
        shown = small_blog.run("doctor", "--show", server).stdout
        assert "127.0.0.1:8001" not in shown
        assert str(small_blog.root / "output") in shown


@pytest.mark.parametrize("address", ["", "https://ours.example/blog"])
def test_a_file_that_would_be_wrong_is_not_shown(small_blog: Blog, address: str) -> None:
    """Without an address, or below a path of another site, the reason is said."""
    small_blog.settings(f"SITEURL = {address!r}\n")
    result = small_blog.run("doctor", "--show", "nginx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "SITEURL is" in result.stderr


@pytest.mark.parametrize(
    ("page", "nginx", "caddy"),
    [
        ("search/", "location = /search/ {", "path /search /search/\n"),
        ("find/", "location = /find/ {", "path /search /find/\n"),
        ("search", None, "path /search /search\n"),
    ],
)
def test_what_the_search_page_is_asked_goes_to_the_service(
    published: Blog, page: str, nginx: str | None, caddy: str
) -> None:
    """Wherever SEARCH_URL says that it is; at the service's own address nothing needs to be led there."""
    published.settings(f"{SERVICE}SEARCH_URL = {page!r}\n")
    for server, line in (("nginx", nginx), ("caddy", caddy)):
        shown = published.run("doctor", "--show", server).stdout
        assert "127.0.0.1:8001" in shown
        assert line in shown if line else "location = " not in shown


def test_a_search_page_that_would_break_the_file_is_told(published: Blog) -> None:
    """A blank would end the server's word."""
    published.settings(f'{SERVICE}SEARCH_URL = "find it/"\n')
    result = published.run("doctor", "--show", "nginx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "SEARCH_URL '/find it/' has a blank" in result.stderr
