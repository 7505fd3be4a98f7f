"""Old addresses lead to new ones, said in every server's form."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
import web_servers
from hypothesis import example, given, settings
from hypothesis import strategies as st
from old_addresses import old_addresses
from tests_support import Blog
from web_servers import WebServer, serving

from outsideinnovation.builder.urls import headers, media, redirects
from outsideinnovation.builder.urls.static_host_redirects import PAGES_AS_NAMED
from outsideinnovation.configuration import Configuration
from outsideinnovation.errors import ContentError


def test_old_urls_of_a_post_lead_to_it(small_blog: Blog) -> None:
    """`Old-Urls` puts a line into each of the three files."""
    small_blog.post("moved", old_urls="/weblog/moved.html, archive/moved")
    small_blog.build()
    assert small_blog.page("_redirects").splitlines()[:2] == [
        "/archive/moved /2005/12/moved.html 301",
        "/weblog/moved.html /2005/12/moved.html 301",
    ]
    assert '/weblog/moved.html "/2005/12/moved.html ' in small_blog.page("redirects.nginx.conf")
    assert "`/weblog/moved.html` `/2005/12/moved.html`" in small_blog.page("redirects.caddy")


def test_lines_of_the_map_are_published(small_blog: Blog) -> None:
    """content/redirects.txt is part of the map; comments and blank lines are not."""
    small_blog.write("redirects.txt", "# old months\n/zal/2005/12/index.html /2005/12/\n\n")
    small_blog.build()
    assert small_blog.page("_redirects") == f"/zal/2005/12/index.html /2005/12/ 301\n{PAGES_AS_NAMED}\n"


def test_every_bad_line_is_named(tmp_path) -> None:
    """A line that is no redirect, and one that contradicts another, are both said with their numbers."""
    path = tmp_path / "redirects.txt"
    path.write_text("/a /b\nnonsense\n/a /c\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        redirects.read(path)
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_a_file_that_is_no_utf_8_is_named(small_blog: Blog) -> None:
    """Build and check say which, and what to do."""
    (small_blog.root / "content/redirects.txt").write_bytes("/größe /new\n".encode("latin-1"))
    for command in ("build", "check"):
        result = small_blog.run(command)
        assert result.exit_code == 1
        assert "redirects.txt: not UTF-8" in result.stderr


def test_no_path_breaks_out_of_its_line() -> None:
    """Quotes, blanks, semicolons and dollars in an address cannot become configuration of a server."""
    files = redirects.files({'/a b";{x} $uri': "/new $scheme;"})
    assert files["_redirects"].startswith(b"/a%20b%22;%7Bx%7D%20$uri /new%20%24scheme%3B 301\n")
    assert rb'    "~^/a\\ b\"\;' not in files["redirects.nginx.conf"]
    assert b"$scheme" not in files["redirects.nginx.conf"]


def test_what_is_gone_is_said_in_every_form(small_blog: Blog) -> None:
    """`/old gone` is answered with 410 where a server can; Cloudflare skips the line and answers 404."""
    small_blog.write("redirects.txt", "/lost.html gone\n/2005/12/first.html#comment-00000001 gone\n")
    small_blog.build()
    assert small_blog.page("_redirects") == f"/lost.html /404.html 410\n{PAGES_AS_NAMED}\n"
    assert '/lost.html "gone /lost.html";' in small_blog.page("redirects.nginx.conf")
    assert "`/lost.html` `gone`" in small_blog.page("redirects.caddy")


def test_gone_and_led_elsewhere_is_a_contradiction(tmp_path) -> None:
    """One address cannot be both."""
    path = tmp_path / "redirects.txt"
    path.write_text("/a gone\n/a /b\n/c lost\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        redirects.read(path)
    assert [problem.what for problem in caught.value.problems] == ["/a is gone already", "no redirect: '/c lost'"]


LONG = bool(os.environ.get("OI_LONG"))
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
    "/?p=12": "/2005/12/twelve.html",
    "/?p=13": "gone",
    "/?page_id=2&preview=true": "/about/",
    "/?tag=caf%C3%A9+au%20lait": "/tag/cafe/",
    "/feeds/posts/default?alt=rss": "/feeds/rss.xml",
    "/feeds/posts/default": "/feeds/atom.xml",
    "/search?updated-max=2010-01-01T00:00:00-08:00": "/2010/",
    "/flag?k": "/new.html",
    "/a//b.html": "/new.html",
    "/en%2Fcoded": "/new.html",
    "/latin%FC": "/new.html",
    "/latin%FF": "gone",
    "/a:b": "/new.html",
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
    "/?p=12": (301, "/2005/12/twelve.html"),
    "/?x=1&p=12&y=2": (301, "/2005/12/twelve.html"),
    "/?P=12": (200, None),
    "/?p=1": (200, None),
    "/?p=123": (200, None),
    "/?xp=12": (200, None),
    "/?p=13": (410, None),
    "/?preview=true&page_id=2": (301, "/about/"),
    "/?page_id=2": (200, None),
    "/?tag=caf%c3%a9%20au+lait": (301, "/tag/cafe/"),
    "/feeds/posts/default?alt=rss": (301, "/feeds/rss.xml"),
    "/feeds/posts/default?alt=RSS": (301, "/feeds/atom.xml"),
    "/feeds/posts/default": (301, "/feeds/atom.xml"),
    "/search?updated-max=2010-01-01T00%3A00%3A00-08%3A00&max-results=7": (301, "/2010/"),
    "/search?updated-max=2010-01-01T00:00:00-08:00": (301, "/2010/"),
    "/flag?k": (301, "/new.html"),
    "/flag?k=": (301, "/new.html"),
    "/flag?k=1": (404, None),
    "/a//b.html": (301, "/new.html"),
    "/a//b.html?m=1": (301, "/new.html"),
    "/a/b.html": (404, None),
    "/en%2fcoded": (301, "/new.html"),
    "/en/coded": (404, None),
    "/latin%FC": (301, "/new.html"),
    "/latin%C3%BC": (404, None),
    "/latin%FF": (410, None),
    "/a%3ab": (301, "/new.html"),
    "/old.html?m=1": (301, "/new.html"),
    "/OLD.html": (404, None),
    "/never.html": (404, None),
    "/theme/style.css": (200, None),
}
TYPES = {
    "/": "text/html; charset=utf-8",
    "/feeds/atom.xml": "application/atom+xml; charset=utf-8",
    "/feeds/rss.xml": "application/rss+xml; charset=utf-8",
    "/feeds/feed.json": "application/feed+json; charset=utf-8",
    "/theme/style.css": "text/css; charset=utf-8",
    "/images/bird.png": "image/png",
}


@pytest.fixture(params=["nginx", "caddy"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WebServer]:
    """A real web server on this machine that serves a small site by our files."""
    files = redirects.files(MAP) | headers.files(
        Configuration.of({"SITEURL": "https://ours.example", "SERVICE_URL": "https://talk.example"})
    )
    files |= {path.removeprefix("/") or "index.html": b"here" for path in TYPES} | {
        "404.html": b"not here",
        "new.html": b"here",
        "search/shards/0a1b2c3d.json": b"{}",
    }
    with serving(request.param, web_servers.write(tmp_path / "site", files), tmp_path) as running:
        yield running


def test_a_real_server_does_as_the_map_says(server: WebServer) -> None:
    """Either leads on, says what is gone with the site's own page, and knows nothing of the rest."""
    for target, expected in ASKED.items():
        answer = server.ask(target)
        assert (target, answer.status, answer.location) == (target, *expected)
        if answer.status >= 400:
            assert answer.body == b"not here"
    assert b"[warn]" not in server.log.read_bytes()  # of nginx, about the sizes of its tables


def test_a_real_server_sends_our_headers(server: WebServer) -> None:
    """Every answer has the policy, feeds have their types, and files are kept as long as they may be."""
    for path, kind in TYPES.items():
        said = server.ask(path).headers
        assert said["Content-Type"] == kind
        assert said["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Cache-Control"] == media.caching(path.removeprefix("/"))
    shard = server.ask("/search/shards/0a1b2c3d.json").headers
    assert shard["Cache-Control"] == "public, max-age=31536000, immutable"
    assert server.ask("/never.html").headers["Content-Security-Policy"]


PROXIED = {
    "nginx": 'location /comments {{ proxy_pass http://127.0.0.1:{port}; add_header Cache-Control ""; }}',
    "caddy": "reverse_proxy /comments 127.0.0.1:{port}",
}


@pytest.mark.parametrize("program", list(PROXIED))
def test_the_service_says_its_own_headers(program: str, tmp_path: Path) -> None:
    """What it answers through the server is kept by nobody, and has its own policy, each once."""
    files = headers.files(Configuration.of({"SITEURL": "https://ours.example"})) | redirects.files({})
    site = web_servers.write(tmp_path / "site", files | {"index.html": b"home"})
    own = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'self'"}
    with answering(own) as port, serving(program, site, tmp_path, PROXIED[program].format(port=port)) as server:
        said = server.ask("/comments")
        assert said.body == b"the service"
        assert {name: said.headers[name] for name in own} == own
        assert "Permissions-Policy" not in said.headers
        assert "Permissions-Policy" in server.ask("/").headers


@contextmanager
def answering(said: dict[str, str]) -> Iterator[int]:
    """Answer everything with the headers *said*, at a port of this machine."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            for name, value in {**said, "Content-Length": "11"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"the service")

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_five_thousand_odd_addresses_are_answered(program: str, tmp_path: Path) -> None:
    """Each server starts on them without complaint, and answers every one; a few hundred are asked for, or all with OI_LONG."""
    leads = old_addresses(5_000)
    more = headers.files(Configuration.of({"SITEURL": "https://ours.example"}))
    site = web_servers.write(tmp_path / "site", redirects.files(leads) | more)
    with serving(program, site, tmp_path) as server:
        for old in list(leads)[:: 1 if LONG else 21]:
            path, mark, query = old.partition("?")
            answer = server.ask(quote(path, safe=f"{SENT_AS_IS}%") + mark + query)
            assert (answer.status, answer.location) == (301, leads[old]), old
    for log in (tmp_path / f"{program}.log", tmp_path / "error"):
        assert not log.exists() or b"[warn]" not in log.read_bytes()


ODD = [chr(each) for each in range(1, 0xA1) if chr(each) != "/"] + ["\u2028", "\ufeff", "\ufffd", "🚲"]
ODD += ["{path}", "{$HOME}", "{env.HOME}", "${uri}", "$1", "\\1", "<<END", "//"]


@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_no_sign_means_anything_to_a_server(program: str, tmp_path: Path) -> None:
    """Quotes, braces, variables, controls and ends of lines, wherever they stand in an address."""
    leads = {f"/{odd}a{odd}b{odd}": f"/new/{number}" for number, odd in enumerate(ODD)}
    made = redirects.files({quote(old): new for old, new in leads.items()})
    site = web_servers.write(
        tmp_path / "site", made | headers.files(Configuration.of({"SITEURL": "https://ours.example"}))
    )
    with serving(program, site, tmp_path) as server:
        for old, new in leads.items():
            assert [server.ask(quote(old, safe=safe)).location for safe in ("/", SENT_AS_IS)] == [new, new], old
            assert server.ask(quote(f"{old}x")).status == 404, old


CHARACTERS = st.sampled_from("abAB12/.-_~;$[]{}*:()'\"`\\|^!&=+,@<>%?# \t\n\x7fäÜ日\u2028")
WORDS = st.text(CHARACTERS, min_size=1, max_size=10)
SENT_AS_IS = "/!$&'()*+,;=:@[]|^"  # by a browser, in a path, beside letters, digits and -._~
PARAMETERS = st.none() | st.tuples(st.sampled_from(["p", "page_id", "updated-max"]), WORDS)
OLD = st.tuples(WORDS.filter(lambda word: not {".", ".."} & {*word.split("/")}), PARAMETERS)


def sent(path: str, parameter: tuple[str, str] | None, safe: str = SENT_AS_IS) -> str:
    """Return what a browser asks for; with another *safe*, what a link that encodes more makes it ask for."""
    query = f"?{parameter[0]}={quote(parameter[1], safe='' if safe != SENT_AS_IS else '/:;,')}" if parameter else ""
    return quote(f"/{path}", safe=safe) + query


def written(path: str, parameter: tuple[str, str] | None) -> str:
    """Return a line's first word as somebody types it: what would end the word or begin something else is encoded."""
    query = f"?{parameter[0]}={quote(parameter[1], safe='/:;,')}" if parameter else ""
    return "/" + "".join(quote(each) if each in "%?#" or each.isspace() else each for each in path) + query


@pytest.mark.parametrize("program", ["nginx", "caddy"])
@settings(max_examples=20, deadline=None)
@given(olds=st.lists(OLD, min_size=1, max_size=12, unique=True))
@example(
    olds=[
        ("a", None),
        ("A", None),
        ("a", ("p", "1")),
        ("a", ("p", "A")),
        ("a", ("p", "a")),
        ("a//", None),
        ("a/", None),
    ]
)
def test_an_old_address_leads_on_and_no_other_does(
    program: str, olds: list[tuple[str, tuple[str, str] | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Law: as a browser sends it, or a link that encodes everything, it is answered with its target; its neighbours are not."""
    new = {old: f"/new/{number}" for number, old in enumerate(olds)}
    files = redirects.files({written(*old): lead for old, lead in new.items()})
    files |= headers.files(Configuration.of({"SITEURL": "https://ours.example"}))
    root = tmp_path_factory.mktemp("law")
    site = web_servers.write(root / "site", files | {"404.html": b"not here", "index.html": b"home"})
    with serving(program, site, root) as server:
        for old, lead in new.items():
            for safe in (SENT_AS_IS, "/"):
                assert server.ask(sent(*old, safe)).location == lead, old
            for path in {old[0].swapcase(), f"{old[0]}x", f"x{old[0]}", f"{old[0]}/x"} - {path for path, _ in new}:
                assert server.ask(sent(path, old[1])).status == 404, path
            other = (old[0], (old[1][0], f"{old[1][1]}1")) if old[1] else (f"{old[0]}0", None)
            assert server.ask(sent(*other)).location == new.get(other, new.get((other[0], None))), other
