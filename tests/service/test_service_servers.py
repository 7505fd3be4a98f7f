"""The whole way through real servers: waitress as ``oi service`` runs it, and gunicorn as any operator may."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from service_reader import JSON, SERVICE, WORDS, form
from service_servers import Server, granian, gunicorn, oi_service
from tests_support import Blog
from tests_waiting import HANG, until

from outsideinnovation.comments import record

SERVERS = pytest.mark.parametrize("serve", [oi_service, gunicorn], ids=["waitress", "gunicorn"])
Serve = Callable[[Path], AbstractContextManager[Server]]


@pytest.fixture
def talking_blog(small_blog: Blog) -> Blog:
    """A built site whose forms lead to the service, where nobody writes too often."""
    small_blog.settings(f"{SERVICE}COMMENTS_RATE_PER_HOUR = 0\n")
    small_blog.build()
    return small_blog


def waiting(blog: Blog) -> Iterator[Path]:
    """Yield the files of waiting comments."""
    yield from (blog.content / "comments" / "pending").glob("*/*.md")


@SERVERS
def test_a_comment_goes_the_whole_way(talking_blog: Blog, serve: Serve) -> None:
    """Preview, sending, receipt, correction, and taking back; what is logged holds nothing personal."""
    with serve(talking_blog.root) as server:
        preview = server.post("/comments", WORDS | {"email": "canary@example.org", "body": "Kanarienvogel"})
        assert preview.status == 200
        sent = server.post("/comments", form(preview.text, "write"))
        assert sent.status == 303
        receipt = sent.headers["Location"]
        assert "number 1 of 1" in server.get(receipt).text
        corrected = form(server.get(receipt).text, "write") | {"action": "correct", "body": "Better words."}
        assert server.post(receipt, corrected).status == 303
        (path,) = waiting(talking_blog)
        assert "Better words." in path.read_text("utf-8")
        assert server.post(receipt, {"action": "withdraw"}).status == 303
        assert not list(waiting(talking_blog))
    log = (talking_blog.root / "server.log").read_text("utf-8")
    for canary in ("canary", "Kanarienvogel", receipt.rpartition("/")[2], "Dana"):
        assert canary not in log


@SERVERS
def test_many_at_once_are_all_kept(talking_blog: Blog, serve: Serve) -> None:
    """Sixty comments from twenty connections: every 202 is a file, and every file a 202."""
    with serve(talking_blog.root) as server, ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda number: server.post("/comments", WORDS | {"body": f"No. {number}"}, **JSON), range(60))
        )
    assert {answer.status for answer in answers} == {202}
    assert {answer.json["id"] for answer in answers} == {path.stem for path in waiting(talking_blog)}


def test_two_workers_know_the_same_retry(talking_blog: Blog) -> None:
    """Whichever worker a double click reaches, it is one comment with one receipt."""
    with gunicorn(talking_blog.root) as server, ThreadPoolExecutor(8) as pool:
        filled = form(server.post("/comments", WORDS).text, "write")
        places = list(pool.map(lambda _: server.post("/comments", filled).headers["Location"], range(16)))
    assert len(set(places)) == 1
    assert len(list(waiting(talking_blog))) == 1


def test_slow_connections_starve_nobody(talking_blog: Blog) -> None:
    """200 connections send a byte now and then; twenty honest comments are taken meanwhile."""
    with oi_service(talking_blog.root) as server, ExitStack() as slow:
        head = b"POST /comments HTTP/1.1\r\nHost: talk.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        held = [slow.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(200)]
        for number, connection in enumerate(held):
            connection.sendall(head + (b"Content-Length: 60000\r\n\r\nbody=" if number % 2 else b"X-Slow: "))
        stop = threading.Event()
        dripping = threading.Thread(target=_drip, args=(held, stop))
        dripping.start()
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(lambda number: server.post("/comments", WORDS | {"body": f"No. {number}"}, **JSON), range(20))
            )
        stop.set()
        dripping.join()
    assert [answer.status for answer in answers] == [202] * 20


def test_waitress_cuts_what_is_too_large(talking_blog: Blog) -> None:
    """Headers and bodies beyond the limits are refused before anything reads them whole."""
    with oi_service(talking_blog.root) as server:
        assert server.get("/healthz", X_Long="x" * 60_000).status == 431
        assert server.get("/search?q=" + "%22" * 10_240).status in {200, 503}  # ten kilobytes are an answer's worth
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"POST /comments HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
            connection.settimeout(HANG)
            assert b" 413 " in connection.recv(100)


@pytest.mark.parametrize(
    ("serve", "refused"),
    [(oi_service, [b"", b""]), (gunicorn, [b"400", b"411"]), (granian, [b"400", b"411"])],
    ids=["waitress", "gunicorn", "granian"],
)
def test_a_form_that_is_cut_off_on_its_way_is_not_kept(talking_blog: Blog, serve: Serve, refused: list[bytes]) -> None:
    """Waitress lets go of it; others, reached directly, hand on what has come, and it is refused. The whole one is kept."""
    head = b"POST /comments HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    accept, half = b"Accept: application/json\r\n", b"post=first&author=Dana&body=The+first+half"
    heard = []
    with serve(talking_blog.root) as server:
        for announced in (b"Content-Length: 400\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n190\r\n"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
                connection.sendall(head + accept + announced + half)
                connection.shutdown(socket.SHUT_WR)
                heard.append(connection.recv(100)[9:12])
        assert server.post("/comments", WORDS, **JSON).status == 202
    assert heard == refused
    (kept,) = waiting(talking_blog)
    assert "The first half" not in kept.read_text("utf-8")


@SERVERS
def test_a_proxy_that_nobody_named_is_told_in_the_log(talking_blog: Blog, serve: Serve) -> None:
    """Whatever the server, its log says so, without an address; where the number was given, it says nothing."""
    for hops, lines in (("", {1, 2}), ("1", {0})):  # gunicorn has two workers, and each says it once
        with serve(talking_blog.root, OI_TRUSTED_PROXIES=hops) as server:
            for _ in range(4):
                server.get("/healthz", X_Forwarded_For="203.0.113.77")
        log = (talking_blog.root / "server.log").read_text("utf-8")
        assert log.count("OI_TRUSTED_PROXIES is not set") in lines
        assert "203.0.113" not in log


def test_behind_a_proxy_each_reader_counts_alone(talking_blog: Blog) -> None:
    """Waitress leaves the proxy's header alone, and its last entry is who counts; what stands before it is anybody's."""
    talking_blog.settings(f"{SERVICE}COMMENTS_RATE_PER_HOUR = 1\n")
    with oi_service(talking_blog.root, OI_TRUSTED_PROXIES="1") as server:
        statuses = [
            server.post("/comments", WORDS | {"body": f"No. {number}"}, **JSON, X_Forwarded_For=forwarded).status
            for number, forwarded in enumerate(["203.0.113.5", "203.0.113.6", "203.0.113.7, 203.0.113.5"])
        ]
    assert statuses == [202, 202, 429]


def test_what_was_begun_is_finished_at_the_end(talking_blog: Blog) -> None:
    """A terminated service ends by itself, with status 0, and every comment it acknowledged is kept."""
    with oi_service(talking_blog.root) as server:
        assert server.post("/comments", WORDS, **JSON).status == 202
        server.process.terminate()
        assert server.process.wait(HANG) == 0
    assert len(list(waiting(talking_blog))) == 1


@pytest.mark.long
@SERVERS
def test_what_was_acknowledged_survives_a_kill(talking_blog: Blog, serve: Serve) -> None:
    """Killed with -9 in the middle of writing, ten times: every 202 is a whole file afterwards, and nothing is twice."""
    promised: set[str] = set()
    for turn in range(10):
        with serve(talking_blog.root) as server, ThreadPoolExecutor(16) as pool:
            asked = [pool.submit(_ask, server, f"Turn {turn}, no. {number}.", promised) for number in range(400)]
            until(lambda enough=20 * (turn + 1): len(promised) >= enough, "nothing was acknowledged")
            for process in _family(server.process.pid):
                os.kill(process, signal.SIGKILL)
            for each in asked:
                each.result()
    with serve(talking_blog.root) as server:  # puts in order what the last one left
        _ask(server, "The last one.", promised)
    kept = [path.stem for path in waiting(talking_blog)]
    assert promised <= set(kept)
    assert len(kept) == len(set(kept))
    for path in waiting(talking_blog):
        record.parse(path.read_bytes(), path)


def _ask(server: Server, body: str, promised: set[str]) -> None:
    with suppress(OSError, HTTPException, ValueError):
        answer = server.post("/comments", WORDS | {"body": body}, **JSON)
        if answer.status == 202:
            promised.add(answer.json["id"])


def _family(process: int) -> list[int]:
    """Return the ids of a process and of its children: workers."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    return [process, *map(int, children)]


def _drip(held: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(0.2):
        for connection in held:
            try:
                connection.sendall(b"x")
            except OSError:
                continue
