"""A preview answers to its own names, and shows the author's pages to the author: here, or with the password."""

import base64
import http.client
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_reader import Reader
from tests_waiting import HANG

from outsideinnovation.builder.preview import CHANGES_ADDRESS, SCRIPT_ADDRESS, Preview
from outsideinnovation.builder.watching import Changes
from outsideinnovation.errors import SettingsError
from outsideinnovation.service import server
from outsideinnovation.service.access import Access
from outsideinnovation.service.route import Route
from outsideinnovation.service.routes import OUTBOX, ROUTES

ANYWHERE = "0.0.0.0"
STATIC = ["/", "/index.html", "/evil.example", "/no/such/page.html", "/../pelicanconf.py"]
LAN, PHONE = "192.168.1.5", "192.168.1.77"
PRIVATE = ["/outbox", "/outbox/", "/outbox/mail/html", "/moderation", "/moderation/sign-in", "/moderation/invitation/x"]


class Connection:
    """A connection that came in at an address of this machine."""

    def __init__(self, reached: str) -> None:
        self._reached = reached

    def getsockname(self) -> tuple[str, int]:
        """Say at which."""
        return (self._reached, 8000)


def ask(
    access: Access, name: str, path: str = "/", *, peer: str = "127.0.0.1", reached: str = "127.0.0.1", **more: Any
) -> tuple[str, dict[str, str], str]:
    """Ask the preview for *path* by *name*; return the status, the headers and the body, "shown" where it was let in."""

    def shown(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [])
        return [b"shown"]

    said: list[Any] = []
    environ = {
        "HTTP_HOST": name,
        "PATH_INFO": path,
        "REMOTE_ADDR": peer,
        "werkzeug.socket": Connection(reached),
        **more,
    }
    body = b"".join(access.guard(shown)(environ, lambda status, headers: said.extend((status[:3], dict(headers)))))
    return said[0], said[1], body.decode()


def basic(password: str, name: str = "author") -> str:
    """Return the header that carries a password."""
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:9", "[::1]", "[::1]:8000", "laptop.local:8000"]
)
def test_the_previews_own_names_are_answered(name: str) -> None:
    """Those of this machine, and those that the author's settings name; whatever the port, for a tunnel has another."""
    access = Access.load("127.0.0.1", ["Laptop.local"])
    assert ask(access, name)[2] == "shown"


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example:127.0.0.1",
        "127.0.0.1@evil.example",
        "evil.example, 127.0.0.1",
        "[::1].evil.example",
        "[::1]:8000.evil.example",
        "[evil.example]",
        LAN,
        "0.0.0.0:8000",
        "",
        " localhost",
        "localhost/",
    ],
)
@pytest.mark.parametrize("path", ["/", "/outbox/", "/comments", "/healthz", "/_preview/changes"])
def test_other_names_are_misdirected(name: str, path: str) -> None:
    """421 (RFC 9110, 15.5.20), in words that say what to do, for every address."""
    status, headers, body = ask(Access("127.0.0.1"), name, path)
    assert status == "421"
    assert "SERVE_HOSTS" in body
    assert headers["Cache-Control"] == "no-store"


@given(name=st.text(st.characters(codec="latin-1"), max_size=40))
def test_no_name_that_a_browser_looks_up_is_ours_by_accident(name: str) -> None:
    """Whatever stands in the header, only exact names are let in."""
    status, _, _ = ask(Access("127.0.0.1", password="x"), f"{name}.example")
    assert status == "421"


@pytest.mark.parametrize("name", [LAN, f"{LAN}:8000"])
def test_on_all_addresses_the_one_that_was_reached_is_a_name(name: str) -> None:
    """A phone asks for the machine's address in the network; another address, or a name that leads there, is not ours."""
    access = Access(ANYWHERE)
    assert ask(access, name, peer=PHONE, reached=LAN)[2] == "shown"
    assert ask(access, "192.168.1.6", peer=PHONE, reached=LAN)[0] == "421"
    assert ask(access, "evil.example", peer=PHONE, reached=LAN)[0] == "421"
    assert ask(Access("::"), "[fd00:0::5]:8000", peer="fd00::7", reached="fd00::5")[2] == "shown"


@pytest.mark.parametrize("path", PRIVATE)
def test_the_authors_pages_are_shown_on_this_machine(path: str) -> None:
    """Without a password, also by the machine's own address in the network."""
    assert ask(Access("127.0.0.1"), "localhost:8000", path)[2] == "shown"
    assert ask(Access("::1"), "[::1]", path, peer="::1", reached="::1")[2] == "shown"
    assert ask(Access(ANYWHERE), LAN, path, peer=LAN, reached=LAN)[2] == "shown"


@pytest.mark.parametrize("path", PRIVATE)
def test_others_need_the_password(path: str) -> None:
    """401 with a challenge, and not a word of the page; the right password opens, whatever the name typed with it."""
    access = Access(ANYWHERE)
    others = {"peer": PHONE, "reached": LAN}
    wrong = ["", "x", "Basic", "Basic !", "Basic \xff", basic("wrong"), basic(""), f"Bearer {access.password}"]
    for said in wrong:
        status, headers, body = ask(access, LAN, path, HTTP_AUTHORIZATION=said, **others)
        assert (status, headers["WWW-Authenticate"][:5]) == ("401", "Basic")
        assert "shown" not in body
        assert access.password not in body
    for name in ("author", "", "anything"):
        assert ask(access, LAN, path, HTTP_AUTHORIZATION=basic(access.password, name), **others)[2] == "shown"


@pytest.mark.parametrize("path", ["/", "/2005/12/first.html", "/comments", "/healthz", "/outboxes", "/moderation.html"])
def test_others_see_the_blog(path: str) -> None:
    """What readers see needs no password."""
    assert ask(Access(ANYWHERE), LAN, path, peer=PHONE, reached=LAN)[2] == "shown"


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA"])
def test_what_a_proxy_passes_on_is_from_others(header: str) -> None:
    """A tunnel connects from this machine, and may even say localhost; who is at its other end is not known."""
    assert ask(Access("127.0.0.1"), "localhost", "/outbox/", **{header: "127.0.0.1"})[0] == "403"
    shared = Access("127.0.0.1", ("tunnel.example",))
    assert ask(shared, "tunnel.example", "/outbox/")[0] == "401"
    assert ask(shared, "localhost", "/outbox/", **{header: ""})[0] == "401"
    assert ask(shared, "tunnel.example", "/outbox/", HTTP_AUTHORIZATION=basic(shared.password))[2] == "shown"


def test_every_preview_has_another_password() -> None:
    """It is random, and long enough that nobody guesses it over a network."""
    passwords = {Access(ANYWHERE).password for _ in range(50)}
    assert len(passwords) == 50
    assert all(len(each) == 11 for each in passwords)
    assert passwords.isdisjoint(repr(Access(ANYWHERE)).split("'"))


@pytest.mark.parametrize(
    ("host", "given", "address"),
    [
        ("127.0.0.1", (), "http://127.0.0.1:8000"),
        ("::1", (), "http://[::1]:8000"),
        (LAN, (), f"http://{LAN}:8000"),
        (ANYWHERE, ("laptop.local",), "http://laptop.local:8000"),
        ("localhost", ("laptop.local",), "http://localhost:8000"),
    ],
)
def test_links_name_an_address_that_can_be_reached(host: str, given: tuple[str, ...], address: str) -> None:
    """The one that it listens on; on all addresses, the first name of the settings."""
    assert Access(host, given).address(8000) == address


@pytest.mark.parametrize("host", [ANYWHERE, "::"])
def test_links_never_name_all_addresses(host: str) -> None:
    """0.0.0.0 leads nowhere on a phone: it is this machine's address in the network, or in itself where there is none."""
    address = Access(host).address(8000)
    assert "//0.0.0.0" not in address
    assert "//[::]" not in address


@pytest.mark.parametrize("given", ["http://laptop.local", "laptop.local:8000", "", "a/b", "laptop.local, other.local"])
def test_what_is_no_name_is_said(given: str) -> None:
    """Names and nothing else, one of them to each entry of the list."""
    with pytest.raises(SettingsError, match="SERVE_HOSTS"):
        Access.load("127.0.0.1", ["laptop.local", given])


@pytest.fixture
def port(reader: Reader) -> Iterator[int]:
    """The port of a real preview that listens on this machine."""
    reader.blog.output.mkdir()
    (reader.blog.output / "index.html").write_text("<p>Front</p>", "utf-8")
    (reader.blog.output / "evil.example").mkdir()
    with server.preview("127.0.0.1", 0) as listening:
        together = server.together(reader.app.wsgi_app, Preview(reader.blog.output, Changes()))
        listening.app = Access("127.0.0.1").guard(together)
        thread = threading.Thread(target=listening.serve_forever, args=[0.01])
        thread.start()
        yield listening.port
        listening.shutdown()
        thread.join()


def get(port: int, path: str, *hosts: str, method: str = "GET", form: str = "") -> http.client.HTTPResponse:
    """Ask a real server for *path*, with Host headers as given; send it a *form*, where there is one."""
    with ExitStack() as stack:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG)
        stack.callback(connection.close)
        connection.putrequest(method, path, skip_host=True)
        for host in hosts:
            connection.putheader("Host", host)
        if form:
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(form)))
        connection.endheaders(form.encode())
        answer = connection.getresponse()
        answer.read()
        return answer


@pytest.mark.parametrize(
    ("hosts", "status"),
    [(("localhost",), 200), (("evil.example",), 421), ((), 421), (("localhost", "evil.example"), 421)],
)
def test_the_real_server_reads_the_header_so(port: int, hosts: tuple[str, ...], status: int) -> None:
    """One header with a name of ours; none, or a second one, is not ours."""
    assert get(port, "/", *hosts).status == status


@pytest.mark.parametrize("route", [*ROUTES, *OUTBOX], ids=lambda route: route.name)
def test_no_address_of_the_service_answers_another_name(reader: Reader, port: int, route: Route) -> None:
    """Whatever is asked of it, and whatever is sent: 421, and nothing is kept."""
    before = reader.files()
    path = "/".join("x" if part.startswith("<") else part for part in route.rule.split("/"))
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        form = "post=first&author=Dana&body=Words" if method == "POST" else ""
        assert get(port, path, "evil.example", method=method, form=form).status == 421
    assert reader.files() == before


@pytest.mark.parametrize("path", [*STATIC, CHANGES_ADDRESS, SCRIPT_ADDRESS, "/outbox", "//outbox/", "/%6futbox/"])
def test_no_file_and_no_news_of_a_build_is_for_another_name(port: int, path: str) -> None:
    """The site's pages, its other files, what is missing, and the answer that comes once something has been built."""
    assert get(port, path, "evil.example").status == 421


@pytest.mark.parametrize("target", ["http://evil.example/outbox/", "http://evil.example:1/comments"])
def test_an_address_in_the_request_line_is_the_name_that_counts(port: int, target: str) -> None:
    """A server goes by it and not by the Host header, where there are both (RFC 9112, 3.2.2)."""
    assert get(port, target, "localhost").status == 421


def test_a_folder_leads_to_no_other_host(port: int) -> None:
    """A path that begins with two slashes would be another host's address in a Location."""
    answer = get(port, "//evil.example", "localhost")
    assert (answer.status, answer.getheader("Location")) == (301, "/evil.example/")


@pytest.mark.parametrize("route", [*ROUTES, *OUTBOX], ids=lambda route: route.name)
def test_no_answer_names_a_host_that_somebody_asked_for(reader: Reader, route: Route) -> None:
    """With slashes doubled, added and left out, no header and no page holds the name in the Host header."""
    path = route.rule.replace("<path:name>", "x/y").replace("<token>", "x").replace("<name>", "x")
    path = path.replace("<identifier>", "00000001-first")
    odd = {
        path,
        f"{path}/",
        f"{path}//",
        f"/{path}",
        path.replace("/", "//"),
        path.rstrip("/"),
        f"{path}/./",
        f"{path}/../x",
    }
    for asked, method in itertools.product(odd, {"GET", *route.methods}):
        fields = {"x": "1"} if method == "POST" else None
        answer = reader.browser.open(asked, method=method, base_url="http://evil.example", data=fields)
        assert answer.status_code < 500
        assert not [value for _, value in answer.headers if "evil.example" in value], asked
        assert "evil.example" not in answer.text
