"""The one file that `oi doctor --show nginx` or `caddy` prints serves a whole site: pages, old addresses, errors, the service."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests_support import Blog
from tests_waiting import HANG, until
from web_servers import free_port
from whole_server_files import ask, whole

PROGRAMS = ("nginx", "caddy")
PAGE = "/2005/12/first.html"


@contextmanager
def service(blog: Blog) -> Iterator[int]:
    """Run `oi service` as in production, and yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(blog.root), "service", "--port", str(port)]
    with (blog.root / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until(lambda: is_healthy(port) or process.poll() is not None)
        assert process.poll() is None, (blog.root / "log").read_text("utf-8")
        yield port
    finally:
        process.terminate()
        process.wait(HANG)


def is_healthy(port: int) -> bool:
    """Tell whether the service answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=HANG)
    with closing(connection), suppress(OSError):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


@pytest.mark.parametrize("below", ["", "/talk"])
def test_everything_is_answered_by_the_one_file(small_blog: Blog, tmp_path: Path, below: str) -> None:
    """By both servers, with the service at the root and behind a path, in the words of `oi doctor` alone."""
    small_blog.settings(f'SERVICE_URL = "https://ours.example{below}"\n')
    small_blog.write("redirects.txt", "/weblog/old.html /2005/12/first.html\n/lost gone\n")
    assert small_blog.run("publish").exit_code == 0
    live = small_blog.root / "instance/current"
    with service(small_blog) as port:
        for program in PROGRAMS:
            (root := tmp_path / program).mkdir()
            shown = small_blog.run("doctor", "--show", program)
            assert (shown.exit_code, shown.stderr) == (0, "")
            with whole(program, shown.stdout, root, port) as front:
                pages(front, live)
                conversation(front, below)
            assert program == "caddy" or not (root / "log").read_bytes()  # nginx warns of nothing


def pages(front: int, live: Path) -> None:
    """Ask for files: with the strict headers, packed on the way, by what their names promise, old addresses, what is gone."""
    page = ask(front, PAGE, {"Accept-Encoding": "gzip"})
    assert page.status == 200
    assert gzip.decompress(page.body) == (live / PAGE[1:]).read_bytes()
    assert page.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "max-age=31536000" in page.headers["strict-transport-security"]
    assert page.headers["cache-control"] == "public, max-age=0, must-revalidate"
    shard = next((live / "search/shards").rglob("*.bin")).relative_to(live)
    assert "immutable" in ask(front, f"/{shard}").headers["cache-control"]
    assert ask(front, "/weblog/old.html").headers["location"].endswith(PAGE)
    assert (ask(front, "/lost").status, ask(front, "/nowhere").status) == (410, 404)
    assert ask(front, "/nowhere").body == (live / "404.html").read_bytes()


def conversation(front: int, below: str) -> None:
    """Ask the service: what it says of caching and scripts arrives once, as it was said."""
    answers = ask(front, "/search/?q=words")
    assert (answers.status, answers.body.count(b"/2005/12/first.html") > 0) == (200, True)
    assert " AND " not in answers.headers["content-security-policy"]
    assert ask(front, "/search/").headers["cache-control"] == "public, max-age=0, must-revalidate"
    signed_out = ask(front, f"{below}/moderation")
    assert signed_out.status in {200, 302, 303}
    assert signed_out.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_file_that_lies_packed_beside_itself_is_sent_as_it_lies(
    small_blog: Blog, tmp_path: Path, program: str
) -> None:
    """For those who take it packed, with its own type; others get the file itself."""
    assert small_blog.run("publish").exit_code == 0
    live = small_blog.root / "instance/current"
    (live / f"{PAGE[1:]}.gz").write_bytes(gzip.compress(b"packed before"))
    with whole(program, small_blog.run("doctor", "--show", program).stdout, tmp_path) as front:
        packed = ask(front, PAGE, {"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.body) == b"packed before"
        assert packed.headers["content-type"].startswith("text/html")
        assert ask(front, PAGE).body == (live / PAGE[1:]).read_bytes()


def test_before_the_first_publication_it_says_what_is_missing(small_blog: Blog) -> None:
    """The file includes parts of the site, without which a server would not start."""
    for server in PROGRAMS:
        shown = small_blog.run("doctor", "--show", server)
        assert shown.exit_code == 0
        assert "run `oi publish` once before" in shown.stderr
