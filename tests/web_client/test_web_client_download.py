"""A download is bounded in time and size, and asks nobody but hosts of the public net."""

import gzip
import socket
import ssl
import subprocess
import threading
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests_support import missing
from tests_waiting import HANG
from tests_web import HERE, Answer, Request, answer, drip, drip_headers, only, raw, silent, web

from outsideinnovation.web_client.connection import CheckedConnection
from outsideinnovation.web_client.deadline import Deadline
from outsideinnovation.web_client.download import SIZE, DownloadError, Limits, UnreachableError, download


def got(url: str, **limits: Any) -> bytes:
    """Return what *url* gives."""
    return download(url, {}, limits=Limits(**limits), may_connect=HERE).body


def test_what_is_there_comes() -> None:
    """The bytes, the headers in lower case, and the address that gave them; the request says what was to be said."""
    with web() as server:
        server.at("/new", answer(b"words", ETag='"1"'))
        came = download(server.at("/old", answer(status=301, Location="/new")), {"User-Agent": "us"}, may_connect=HERE)
        assert (came.body, came.url, came.headers["etag"]) == (b"words", f"{server.address}/new", '"1"')
        assert [path for path, _ in server.asked] == ["/old", "/new"]
        assert server.asked[0][1]["User-Agent"] == "us"


def test_what_is_packed_is_unpacked() -> None:
    """As gzip, which was asked for."""
    with web() as server:
        assert got(server.at("/", answer(b"words" * 1000, packed=True))) == b"words" * 1000


def test_what_has_not_changed_has_no_bytes() -> None:
    """304 is the answer to whoever says what is known."""
    with web() as server:
        assert download(server.at("/", answer(status=304)), {}, may_connect=HERE).is_unchanged


def test_an_address_with_letters_of_other_scripts_is_asked_for() -> None:
    """Percent-encoded, as browsers do; so is a redirect to one."""
    with web() as server:
        server.at("/k%C3%A4fer?a=%20b", answer(b"words"))
        assert got(f"{server.address}/käfer?a= b") == b"words"
        assert got(server.at("/old", answer(status=302, Location="/käfer?a= b".encode().decode("latin-1")))) == b"words"


REFUSED: dict[str, tuple[Answer, str]] = {
    "none there": (answer(status=404), "it answers 404 Not Found"),
    "a status nobody knows": (answer(status=599), "it answers 599"),
    "too large": (answer(b"x" * (SIZE + 1)), "it is larger than 1024 KB"),
    "two megabytes of unknown length": (
        lambda request: (request.send_response(200), request.end_headers(), request.wfile.write(b"x" * 2_000_000))[0],
        "it is larger than 1024 KB",
    ),
    "a gzip bomb": (answer(b"\0" * 100_000_000, packed=True), "it is larger than 1024 KB"),
    "no gzip": (answer(b"words", Content_Encoding="gzip"), "it is packed wrong"),
    "gzip that is cut off": (answer(gzip.compress(b"words" * 99)[:-9], Content_Encoding="gzip"), "it is cut off"),
    "a packing that was not asked for": (answer(b"words", Content_Encoding="br"), "packed in a way"),
    "cut off": (answer(b"words", Content_Length="9"), "it is cut off"),
    "a redirect to itself": (answer(status=302, Location="/"), "it redirects more than 5 times"),
    "a redirect to a file": (answer(status=302, Location="file:///etc/passwd"), "no web address"),
    "a redirect to a mailbox": (answer(status=302, Location="mailto:ann@a.example"), "no web address"),
    "a redirect to what is no address": (answer(status=302, Location="http://[1"), "it cannot be reached"),
    "a redirect to a port that is none": (answer(status=302, Location="http://a:99999/"), "it cannot be reached"),
    "a redirect to a name that is none": (answer(status=302, Location="http://a..b/"), "it cannot be reached"),
    "a redirect to this machine": (answer(status=302, Location="http://127.0.0.2/"), "no address in the public net"),
    "a redirect to IPv6": (answer(status=302, Location="http://[::1]/"), "no address in the public net"),
    "a redirect to metadata": (answer(status=302, Location="http://169.254.169.254/"), "no address in the public net"),
}


@pytest.mark.parametrize(("given", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_come_is_said_with_its_reason(given: Answer, reason: str) -> None:
    """In words that are ours."""
    with web() as server, pytest.raises(DownloadError, match=reason):
        got(server.at("/", given))


@pytest.mark.parametrize("given", [drip, drip_headers])
def test_a_slow_drip_ends_at_the_deadline(given: Answer) -> None:
    """However often a byte comes in between, the time is for all of them."""
    with web() as server, pytest.raises(DownloadError, match=r"no whole answer within 0\.2 seconds"):
        got(server.at("/", given), seconds=0.2)


def test_silence_ends_at_the_deadline() -> None:
    """Whoever takes the connection and says nothing is not waited for; nor is one who talks no TLS."""
    with silent() as address:
        for url in (address, address.replace("http:", "https:")):
            with pytest.raises(DownloadError, match=r"no whole answer within 0\.2 seconds"):
                got(url, seconds=0.2)


def test_silence_may_have_a_shorter_end_than_the_whole() -> None:
    """A large file may take its time, while a host that says nothing is soon known to be gone."""
    with silent() as address, pytest.raises(UnreachableError, match=r"no word from it for 0\.2 seconds"):
        got(address, seconds=HANG, silence=0.2)


def test_a_drip_is_no_silence() -> None:
    """It ends with the time for the whole, and says nothing about what else the host has."""
    with web() as server, pytest.raises(DownloadError, match=r"no whole answer within 0\.2 seconds") as caught:
        got(server.at("/", drip), seconds=0.2, silence=HANG)
    assert not isinstance(caught.value, UnreachableError)


def test_only_some_ports_may_be_asked() -> None:
    """Also by a redirect: what listens elsewhere on a public machine is not the web."""
    with web() as server, web() as other:
        port = int(server.address.rpartition(":")[2])
        url = server.at("/", answer(status=302, Location=other.at("/", answer(b"words"))))
        with pytest.raises(DownloadError, match="no address of the public web"):
            got(url, ports=frozenset({port}))
        assert server.asked
        assert not other.asked


def test_a_large_size_is_said_in_megabytes() -> None:
    """As whoever set it says it."""
    with web() as server, pytest.raises(DownloadError, match="it is larger than 2 MB"):
        got(server.at("/", answer(b"x" * 2_000_001)), size=2_000_000)


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline holds for looking up the name, too."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait() and [])
    with pytest.raises(DownloadError, match="no whole answer"):
        got("http://slow.example/", seconds=0.2)
    over.set()


@pytest.mark.parametrize("reply", [b"", b"Hello\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500, b"\0" * 99_999])
def test_what_is_no_http_is_said_to_be_none(reply: bytes) -> None:
    """Also heads without an end."""
    with raw(reply) as address, pytest.raises(DownloadError, match=r"no HTTP|cannot be reached"):
        got(address)


def test_nobody_at_that_address() -> None:
    """A refused connection is one line as well."""
    with web() as server:
        address = server.address
    with pytest.raises(DownloadError, match=r"it cannot be reached \(Connection refused\)"):
        got(address)


def test_a_busy_server_says_when_to_come_again() -> None:
    """Retry-After, in seconds; a date in it counts as nothing said."""
    with web() as server:
        for said, seconds in (("120", 120), ("Fri, 09 Dec 2005 10:31:00 GMT", 0)):
            with pytest.raises(DownloadError) as caught:
                got(server.at("/", answer(status=429, Retry_After=said)))
            assert caught.value.retry_after == seconds


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])
def test_this_machine_is_never_asked(host: str) -> None:
    """However its address is written, and whatever listens there."""
    with web() as server:
        server.at("/", answer(b"secret"))
        with pytest.raises(DownloadError, match=r"no address in the public net|cannot be reached"):
            download(f"http://{host}:{server.address.rpartition(':')[2]}/", {})
        assert not server.asked


def test_a_redirect_is_judged_as_the_first_address_was() -> None:
    """A server in the net that may be asked cannot send us to one in a net that may not."""
    with web() as public, web("127.0.0.2") as private:
        secret = private.at("/secret", answer(b"secret"))
        with pytest.raises(DownloadError, match="redirects to one that is not"):
            got(public.at("/", answer(status=302, Location=secret)))
        assert not private.asked


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that has a private address beside a public one, or another the next time, leads to the judged one only."""
    looked_up: list[str] = []
    with web() as public, web("127.0.0.2") as private:
        port = int(public.address.rpartition(":")[2])

        def resolve(host: str, *_: object, **__: object) -> list[tuple[Any, ...]]:
            looked_up.append(host)
            order = ("127.0.0.2", "127.0.0.1") if len(looked_up) == 1 else ("127.0.0.2",)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in order]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        public.at("/", answer(b"words"))
        assert got(f"http://both.example:{port}/") == b"words"
        assert public.asked[0][1]["Host"] == f"both.example:{port}"
        with pytest.raises(DownloadError, match="no address in the public net"):
            got(f"http://both.example:{port}/")
        assert looked_up == ["both.example"] * 2
        assert not private.asked


def test_the_next_address_is_tried_where_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """As hosts have one in IPv6 and one in IPv4."""
    with web() as server:
        port = int(server.address.rpartition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in ("127.0.0.3", "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        server.at("/", answer(b"words"))
        came = download(f"http://two.example:{port}/", {}, may_connect=only("127.0.0.1", "127.0.0.3"))
        assert came.body == b"words"


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """TLS is checked as browsers do."""
    pem = tmp_path / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    try:
        subprocess.run(
            [*command, "-keyout", str(pem), "-out", str(tmp_path / "c.pem")], check=True, capture_output=True
        )
    except FileNotFoundError:
        missing("openssl")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem", pem)
    with HTTPServer(("127.0.0.1", 0), Request) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # the client hangs up
        threading.Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(DownloadError, match="its certificate is not trusted"):
            got(f"https://127.0.0.1:{server.server_port}/")


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look the name up itself, where nobody judges the address."""
    with web() as server:
        monkeypatch.setenv("http_proxy", "http://127.0.0.2:9")
        assert got(server.at("/", answer(b"words"))) == b"words"


def test_the_port_of_the_scheme_is_not_said() -> None:
    """Servers choose the site by Host, in which the usual port is left out."""
    for tls, port in ((False, 80), (True, 443)):
        made = CheckedConnection("ours.example", None, tls=tls, deadline=Deadline.after(1), may_connect=HERE)
        assert (made.port, made.default_port) == (port, port)
