"""`oi doctor --show nginx` and `--show caddy` print a file that the real server takes as it is, with TLS."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tests_support import Blog, missing

SERVICE = 'SERVICE_URL = "https://ours.example"\n'


@pytest.fixture
def published(small_blog: Blog) -> Blog:
    """A site with a service, a redirect, something gone, and a live release."""
    small_blog.settings(SERVICE)
    small_blog.write("redirects.txt", "/old /2005/12/first.html\n/lost gone\n")
    assert small_blog.run("publish").exit_code == 0
    return small_blog


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
