"""Links to the web outside: asked politely, seldom, and never of a private network; with real servers on this machine."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from tests_support import Blog, messages
from tests_waiting import HANG

from outsideinnovation.builder.content.external_links import ExternalLink
from outsideinnovation.builder.external.answers import FILE
from outsideinnovation.builder.external.external_check import ExternalCheck
from outsideinnovation.builder.external.visit import Visitor, seconds_of

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
Reply = tuple[int, dict[str, str]]


@dataclass
class Web:
    """A server: what it answers by method and path, what it was asked, and how many at the same time at most."""

    address: str = ""
    answers: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    now: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    meet: threading.Barrier | None = None


def handler(web: Web) -> type[BaseHTTPRequestHandler]:
    """Return what answers for *web*."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            with web.lock:
                web.now += 1
                web.most = max(web.most, web.now)
                web.asked.append(f"{self.command} {self.path}")
                web.agents.add(self.headers["User-Agent"])
            if web.meet:
                web.meet.wait()
            status, headers = web.answers.get(f"{self.command} {self.path}") or web.answers.get(self.path) or (404, {})
            with web.lock:
                web.now -= 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value.format(web=web.address))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing on stderr."""

    return Handler


@pytest.fixture
def serve() -> Iterator[Callable[[str], Web]]:
    """Return what starts a server on an address of this machine."""
    running: list[ThreadingHTTPServer] = []

    def start(host: str = "127.0.0.1") -> Web:
        web = Web()
        server = ThreadingHTTPServer((host, 0), handler(web))
        web.address = f"http://{host}:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        running.append(server)
        return web

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@dataclass
class Clock:
    """A clock that is set by hand."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.time


LOOPBACK = {ip_address(f"127.0.0.{number}") for number in range(1, 9)}


class Asker:
    """Whoever checks the links of one site, again and again."""

    def __init__(self, instance: Path) -> None:
        self.instance, self.clock = instance, Clock()
        self.left: list[str] = []

    def told(self, *addresses: str) -> list[str]:
        """Return what is said of links to *addresses*."""
        visitor = Visitor("outsideinnovation/test", may_connect=LOOPBACK.__contains__, seconds=HANG, pause=0)
        check = ExternalCheck(self.instance, visitor, self.clock)
        links = [ExternalLink(each, Path("a.md"), line, 5, 4) for line, each in enumerate(addresses, 1)]
        said = [str(each) for each in check.warnings(links)]
        self.left = list(check.left_alone())
        return said


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    """One with a new site."""
    return Asker(tmp_path / "instance")


def test_what_leads_nowhere_is_told_in_its_place(asker: Asker, serve: Callable[..., Web]) -> None:
    """A page that is gone, a server that fails; what answers is not spoken of, and who asks says who he is."""
    web = serve()
    web.answers = {"/fine": (200, {}), "/gone": (410, {}), "/broken": (500, {}), "/closed": (403, {})}
    told = asker.told(*(f"{web.address}/{name}" for name in ("fine", "gone", "lost", "broken", "closed")))
    assert told == [
        f"a.md:2:5: {web.address}/gone leads nowhere: it answers 410 Gone: correct it, or take the link out",
        f"a.md:3:5: {web.address}/lost leads nowhere: it answers 404 Not Found: correct it, or take the link out",
        f"a.md:4:5: {web.address}/broken leads nowhere: it answers 500 Internal Server Error: correct it, or take the link out",
        f"a.md:5:5: {web.address}/closed leads nowhere: it answers 403 Forbidden: look at it in a browser",
    ]
    assert web.agents == {"outsideinnovation/test"}


@pytest.mark.parametrize("refusal", [405, 501, 404, 403, 400, 503])
def test_where_head_is_refused_get_decides(asker: Asker, serve: Callable[..., Web], refusal: int) -> None:
    """Many servers answer HEAD wrong."""
    web = serve()
    web.answers = {"HEAD /page": (refusal, {}), "GET /page": (200, {})}
    assert asker.told(f"{web.address}/page") == []
    assert web.asked == ["HEAD /page", "GET /page"]


def test_what_has_moved_for_good_is_told_with_the_new_address(asker: Asker, serve: Callable[..., Web]) -> None:
    """Over several steps, all permanent; one that sends there for now is left as it is."""
    web = serve()
    web.answers = {
        "/old": (301, {"Location": "/older"}), "/older": (308, {"Location": "{web}/new"}), "/new": (200, {}),
        "/for-now": (302, {"Location": "/new"}), "/mixed": (301, {"Location": "/for-now"}),
        "/lost": (301, {"Location": "/nowhere"}), "/round": (302, {"Location": "/round"}),
    }  # fmt: skip
    old, for_now, mixed, lost, around = (
        asker.told(f"{web.address}/{name}") for name in ("old", "for-now", "mixed", "lost", "round")
    )
    assert old == [f"a.md:1:5: {web.address}/old has moved for good: write {web.address}/new"]
    assert (for_now, mixed) == ([], [])
    assert "it answers 404 Not Found" in lost[0]
    assert "it redirects more than 5 times" in around[0]


def test_only_the_public_net_is_asked(tmp_path: Path, serve: Callable[..., Web]) -> None:
    """Neither a link nor a redirect makes this machine look into its own network."""
    inside, outside = serve("127.0.0.2"), serve("127.0.0.1")
    inside.answers = {"/": (200, {})}
    outside.answers = {"/": (302, {"Location": f"{inside.address}/"})}
    visitor = Visitor("t", may_connect=lambda address: str(address) == "127.0.0.1", seconds=HANG, pause=0)
    for address in (f"{inside.address}/", f"{outside.address}/"):
        assert "no address in the public net" in visitor.ask(address).problem
    assert inside.asked == []
    assert "no address in the public net" in Visitor("t", seconds=HANG, pause=0).ask(f"{outside.address}/").problem


def test_what_cannot_be_reached_is_told(asker: Asker, serve: Callable[..., Web]) -> None:
    """A port where nobody listens, an address that is none, and a name that nothing has."""
    web = serve()
    port = web.address.rpartition(":")[2]
    (closed,) = asker.told("http://127.0.0.1:1/")
    assert "it cannot be reached" in closed
    (strange,) = asker.told(f"https://127.0.0.1:{port}/")
    assert "leads nowhere" in strange


def test_answers_are_believed_for_a_while(asker: Asker, serve: Callable[..., Web]) -> None:
    """What answers for a week, what is gone for a day; what failed is asked again each time."""
    web = serve()
    web.answers = {"/fine": (200, {}), "/gone": (410, {}), "/broken": (500, {})}
    addresses = [f"{web.address}/{name}" for name in ("fine", "gone", "broken")]
    first = asker.told(*addresses)
    web.asked.clear()
    assert asker.told(*addresses) == first
    assert {each.partition(" ")[2] for each in web.asked} == {"/broken"}
    web.asked.clear()
    asker.clock.time += timedelta(days=2)
    asker.told(*addresses)
    assert {each.partition(" ")[2] for each in web.asked} == {"/broken", "/gone"}
    web.asked.clear()
    asker.clock.time += timedelta(days=6)
    asker.told(*addresses)
    assert {each.partition(" ")[2] for each in web.asked} == {"/broken", "/gone", "/fine"}


@pytest.mark.parametrize("data", [b"", b"no JSON", b"[]", b'{"addresses": {"x": [1]}}', b"\xff"])
def test_a_damaged_cache_is_as_none(asker: Asker, serve: Callable[..., Web], data: bytes) -> None:
    """Everything is asked anew, and written down again."""
    web = serve()
    web.answers = {"/fine": (200, {})}
    asker.told(f"{web.address}/fine")
    file = asker.instance / "cache" / FILE
    file.write_bytes(data)
    assert asker.told(f"{web.address}/fine") == []
    assert len(web.asked) == 2
    assert b"/fine" in file.read_bytes()


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {"Retry-After": "Fri, 01 May 2099 13:00:00 GMT"}, {}])
def test_a_host_that_wants_to_be_left_alone_is(
    asker: Asker, serve: Callable[..., Web], headers: dict[str, str]
) -> None:
    """After 429 nothing more is asked there, now or in the next run before its time; others are."""
    web, other = serve("127.0.0.1"), serve("127.0.0.2")
    web.answers = {"/one": (429, headers), "/two": (200, {})}
    addresses = (f"{web.address}/one", f"{web.address}/two", f"{other.address}/lost")
    (told,) = asker.told(*addresses)
    assert "/lost" in told
    assert web.asked == ["HEAD /one"]
    (left,) = asker.left
    assert left.startswith("127.0.0.1 wants no question before 2026-05-0")
    assert "2 addresses there are left" in left
    asker.told(*addresses)
    assert web.asked == ["HEAD /one"]
    web.answers["/one"] = (200, {})
    asker.clock.time += timedelta(days=1, seconds=1)
    asker.told(*addresses)
    assert asker.left == []
    assert web.asked == ["HEAD /one", "HEAD /one", "HEAD /two"]


def test_hosts_are_asked_beside_each_other_and_each_one_at_a_time(asker: Asker, serve: Callable[..., Web]) -> None:
    """Both servers wait for each other's first question; none ever has two."""
    webs = serve("127.0.0.1"), serve("127.0.0.2")
    barrier = threading.Barrier(2, timeout=HANG)
    for web in webs:
        web.meet = barrier
        web.answers = {f"/{number}": (200, {}) for number in range(5)}
    assert asker.told(*(f"{web.address}/{number}" for number in range(5) for web in webs)) == []
    assert [web.most for web in webs] == [1, 1]
    assert Counter(len(web.asked) for web in webs) == {5: 2}


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("Fri, 01 May 2026 12:01:00 GMT", 60), ("Fri, 01 May 2026 11:00:00 GMT", 0), ("soon", 0), ("", 0), ("٣", 0)],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(said: str, seconds: int) -> None:
    """As RFC 9110 has it; anything else says nothing."""
    assert seconds_of(said, NOON) == seconds


def test_the_command_asks_only_when_it_is_told_to(
    blog: Blog, serve: Callable[..., Web], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each address once, however many posts link there; a broken one is a warning at its line; pictures count too."""
    web = serve()
    web.answers = {"/fine": (200, {})}
    one = blog.post("one", f"[fine]({web.address}/fine#part), `{web.address}/code`\n\n<{web.address}/gone?a=1&b=2>")
    blog.post("two", f"[the same]({web.address}/fine) ![A view]({web.address}/view.png)")
    assert blog.run("check").stdout == "No problems found.\n"
    assert web.asked == []
    monkeypatch.setattr("outsideinnovation.cli.external.is_public", LOOPBACK.__contains__)
    result = blog.run("check", "--external")
    assert (result.exit_code, result.stdout) == (0, "No errors, 2 warnings.\n")
    gone, view = messages(result.stderr)
    assert gone.startswith(f"warning: {one}:7:2: {web.address}/gone?a=1&b=2 leads nowhere: it answers 404 Not Found")
    assert "two.md:5:" in view
    assert web.asked.count("HEAD /fine") == 1
    assert not any("code" in each for each in web.asked)
    assert blog.run("check", "--external", "--strict").exit_code == 1
