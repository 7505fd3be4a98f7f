"""Old addresses lead to new ones, said in every server's form."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_support import Blog
from tests_waiting import HANG, until

from outsideinnovation.builder.urls import headers, redirects
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ContentError


def test_old_urls_of_a_post_lead_to_it(small_blog: Blog) -> None:
    """`Old-Urls` puts a line into each of the three files."""
    small_blog.post("moved", old_urls="/weblog/moved.html, archive/moved")
    small_blog.build()
    assert small_blog.page("_redirects").splitlines() == [
        "/archive/moved /2005/12/moved.html 301",
        "/weblog/moved.html /2005/12/moved.html 301",
    ]
    assert "    /weblog/moved.html /2005/12/moved.html;" in small_blog.page("redirects.nginx.conf")
    assert "redir /weblog/moved.html /2005/12/moved.html permanent" in small_blog.page("redirects.caddy")


def test_lines_of_the_map_are_published(small_blog: Blog) -> None:
    """content/redirects.txt is part of the map; comments and blank lines are not."""
    small_blog.write("redirects.txt", "# old months\n/zal/2005/12/index.html /2005/12/\n\n")
    small_blog.build()
    assert small_blog.page("_redirects") == "/zal/2005/12/index.html /2005/12/ 301\n"


def test_every_bad_line_is_named(tmp_path) -> None:
    """A line that is no redirect, and one that contradicts another, are both said with their numbers."""
    path = tmp_path / "redirects.txt"
    path.write_text("/a /b\nnonsense\n/a /c\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        redirects.read(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_no_path_breaks_out_of_its_line() -> None:
    """Quotes, blanks, semicolons and dollars in an address cannot become configuration of a server."""
    files = redirects.files({'/a b";{x} $uri': "/new $scheme;"})
    assert files["_redirects"] == b"/a%20b%22%3B%7Bx%7D%20%24uri /new%20%24scheme%3B 301\n"
    assert b'    "/a b\\";{x} $uri" /new%20%24scheme%3B;' in files["redirects.nginx.conf"]


def test_what_is_gone_is_said_in_every_form(small_blog: Blog) -> None:
    """`/old gone` is answered with 410 where a server can; Cloudflare skips the line and answers 404."""
    small_blog.write("redirects.txt", "/lost.html gone\n/2005/12/first.html#comment-00000001 gone\n")
    small_blog.build()
    assert small_blog.page("_redirects") == "/lost.html /404.html 410\n"
    gone = small_blog.page("redirects.nginx.conf").split("map $uri $gone_address {\n")[1]
    assert gone.splitlines()[1:] == ["    /lost.html 1;", "}"]
    assert small_blog.page("redirects.caddy").splitlines()[1:] == ["error /lost.html 410"]


def test_gone_and_led_elsewhere_is_a_contradiction(tmp_path) -> None:
    """One address cannot be both."""
    path = tmp_path / "redirects.txt"
    path.write_text("/a gone\n/a /b\n/c lost\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        redirects.read(path)
    assert [problem.what for problem in caught.value.problems] == ["/a is gone already", "no redirect: '/c lost'"]


MAP = {
    "/old.html": "/new.html",
    "/Case": "/new.html",
    "/case": "/other/",
    "/New.html": "/new.html",
    "/q'uote`": "/new.html",
    "/ü b.html": "/n%C3%BC.html",
    "/" + "long" * 50: "/new.html",
    "/back\\slash": "/new.html",
    "/ends\\": "/new.html",
    '/qu"ote': "/new.html",
    '/both\\"': "/new.html",
    '/all`\\"': "/new.html",
    "/wild*card": "/new.html",
    "/[set]": "/new.html",
    "/{path}": "/new.html",
    "/{$HOME}": "/new.html",
    "/per%25cent": "/new.html",
    "/line%0Aend": "/new.html",
    "/semi;colon": "/new.html",
    "/$uri": "/new.html",
    "/to": "/n\\e\"w';{x}`",
    '/lost\\"`': "gone",
    "/lost.html": "gone",
    "/verloren/ü.html": "gone",
}
ASKED = {
    "/old.html": (301, "/new.html"),
    "/Case": (301, "/new.html"),
    "/case": (301, "/other/"),
    "/New.html": (301, "/new.html"),
    "/new.html": (200, None),
    "/q'uote%60": (301, "/new.html"),
    "/%C3%BC%20b.html": (301, "/n%C3%BC.html"),
    "/" + "long" * 50: (301, "/new.html"),
    "/back%5Cslash": (301, "/new.html"),
    "/ends%5C": (301, "/new.html"),
    "/qu%22ote": (301, "/new.html"),
    "/both%5C%22": (301, "/new.html"),
    "/all%60%5C%22": (301, "/new.html"),
    "/wild*card": (301, "/new.html"),
    "/wildest-card": (404, None),
    "/[set]": (301, "/new.html"),
    "/s": (404, None),
    "/%7Bpath%7D": (301, "/new.html"),
    "/%7B$HOME%7D": (301, "/new.html"),
    "/per%25cent": (301, "/new.html"),
    "/line%0Aend": (301, "/new.html"),
    "/semi;colon": (301, "/new.html"),
    "/$uri": (301, "/new.html"),
    "/to": (301, "/n%5Ce%22w'%3B%7Bx%7D%60"),
    "/lost%5C%22%60": (410, None),
    "/lost.html": (410, None),
    "/verloren/%C3%BC.html": (410, None),
    "/never.html": (404, None),
    "/theme/style.css": (200, None),
}
TYPES = {
    "/": "text/html; charset=utf-8",
    "/feeds/atom.xml": "application/atom+xml; charset=utf-8",
    "/feeds/rss.xml": "application/rss+xml; charset=utf-8",
    "/feeds/feed.json": "application/feed+json; charset=utf-8",
    "/theme/style.css": "text/css; charset=utf-8",
}
NGINX = """
daemon off; {user} pid {root}/pid; error_log {root}/error;
events {{ }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    include {root}/site/redirects.nginx.conf;
    server {{
        listen 127.0.0.1:{port}; root {root}/site; error_page 404 410 /404.html;
        include {root}/site/headers.nginx.conf;
        if ($new_address) {{ return 301 $new_address; }}
        if ($gone_address) {{ return 410; }}
    }}
}}
"""
CADDY = """
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    root * {root}/site
    import {root}/site/redirects.caddy
    import {root}/site/headers.caddy
    file_server
    handle_errors {{
        rewrite * /404.html
        file_server
    }}
}}
"""


def answer(port: int, path: str) -> tuple[HTTPResponse, bytes]:
    """Ask the server on this machine, and do not follow where it leads."""
    connection = HTTPConnection("127.0.0.1", port, timeout=HANG)
    connection.request("GET", path)
    response = connection.getresponse()
    try:
        return response, response.read()
    finally:
        connection.close()


def is_up(port: int) -> bool:
    """Tell whether a server answers."""
    with suppress(OSError):
        answer(port, "/")
        return True
    return False


@pytest.fixture(params=["nginx", "caddy"])
def server(request: pytest.FixtureRequest, tmp_path: Path):
    """A real web server on this machine that serves a small site by our files; its port."""
    program = shutil.which(request.param)
    if not program:
        pytest.skip(f"{request.param} is not on this machine")
    files = redirects.files(MAP) | headers.files(
        Configuration.of({"SITEURL": "https://ours.example", "SERVICE_URL": "https://talk.example"})
    )
    files |= {path.removeprefix("/") or "index.html": b"here" for path in TYPES} | {
        "404.html": b"not here",
        "new.html": b"here",
    }
    for name, data in files.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_bytes(data)
    tmp_path.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf = tmp_path / "server.conf"
    user = "" if os.geteuid() else "user root;"  # else its workers may not read a temporary folder
    conf.write_text((NGINX if request.param == "nginx" else CADDY).format(root=tmp_path, port=port, user=user), "utf-8")
    start = {"nginx": ["-c", str(conf)], "caddy": ["run", "--adapter", "caddyfile", "--config", str(conf)]}[
        request.param
    ]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([program, *start], stdout=log, stderr=log)
    try:
        until(lambda: is_up(port) or process.poll() is not None)
        assert process.poll() is None, (tmp_path / "log").read_text("utf-8")
        yield port
    finally:
        process.terminate()
        process.wait(HANG)


def test_a_real_server_does_as_the_map_says(server: int) -> None:
    """Either leads on, says what is gone with the site's own page, and knows nothing of the rest."""
    for path, (status, location) in ASKED.items():
        response, body = answer(server, path)
        assert response.status == status, path
        assert (response.headers["Location"] or "").removeprefix(f"http://127.0.0.1:{server}") == (location or "")
        if status >= 400:
            assert body == b"not here"


def test_a_real_server_sends_our_headers(server: int) -> None:
    """Every answer has the policy, feeds have their types, and the theme is kept a while; pages are asked for anew."""
    for path, kind in TYPES.items():
        response, _ = answer(server, path)
        assert response.headers["Content-Type"] == kind
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        kept = response.headers["Cache-Control"]
        assert ("max-age=600" in kept) if "theme" in path else ("max-age=0" in kept or kept == "no-cache")
    assert answer(server, "/never.html")[0].headers["Content-Security-Policy"]


ODD = st.text("ab/\\\"'`{}[]*$;#%~^.()|?+&<>,:@=!- \t\x0b\x7fÄ\u2028", max_size=12)


@pytest.fixture(scope="module")
def accepts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, bytes]], str]:
    """Return what gives the complaints of nginx and Caddy, as far as they are on this machine, about our files."""
    root = tmp_path_factory.mktemp("servers")
    if not shutil.which("nginx") and not shutil.which("caddy"):
        pytest.skip("neither nginx nor caddy is on this machine")
    user = "" if os.geteuid() else "user root;"
    (root / "nginx.conf").write_text(NGINX.format(root=root, port=1, user=user), "utf-8")
    (root / "Caddyfile").write_text(CADDY.format(root=root, port=1), "utf-8")
    commands = [
        ["nginx", "-t", "-q", "-c", str(root / "nginx.conf")],
        ["caddy", "validate", "--adapter", "caddyfile", "--config", str(root / "Caddyfile")],
    ]

    def complaints(files: dict[str, bytes]) -> str:
        (root / "site").mkdir(exist_ok=True)
        for name, data in (files | headers.files(Configuration.of({"SITEURL": "https://ours.example"}))).items():
            (root / "site" / name).write_bytes(data)
        ran = [
            subprocess.run(each, capture_output=True, encoding="utf-8", check=False)
            for each in commands
            if shutil.which(each[0])
        ]
        return "".join(each.stderr for each in ran if each.returncode)

    return complaints


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(ODD.map("/{}".format), st.one_of(st.just("gone"), ODD.map("/{}".format)), max_size=12))
def test_no_redirect_breaks_a_servers_configuration(
    accepts: Callable[[dict[str, bytes]], str], pairs: dict[str, str]
) -> None:
    """Whatever characters the addresses have, as they are or encoded: the real programs take the whole file."""
    assert accepts(redirects.files(pairs)) == ""
    assert accepts(redirects.files({quote(old): new for old, new in pairs.items()})) == ""
