"""Messages a second with the ledger, beside bare smtplib that sends the same bytes over as many connections; and memory.

Run it alone: ``python tests/benchmarks/newsletter.py [--mails 3000] [--long-list 1000000]``. The sink is Debian's ``smtp-sink``
(package postfix), in a process of its own; latency is made by a proxy that holds every packet for half of it each way.
"""

import argparse
import asyncio
import hashlib
import multiprocessing
import os
import resource
import shutil
import smtplib
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from outsideinnovation.mail.bulk_message import BulkMessage, slot
from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.senders import RelayLimits
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.bounces.return_path import ReturnPaths
from outsideinnovation.subscriptions.delivery import deliver
from outsideinnovation.subscriptions.digest_clock import DigestClock
from outsideinnovation.subscriptions.issue_schedule import Digests, LivePost
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.mailing import Mailing
from outsideinnovation.subscriptions.newsletter_mail import Story
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.ledger import Claimed

START = datetime(2026, 5, 3, 12, tzinfo=UTC)
SENDER = "news@ours.example"
PARAGRAPH = "The quick brown fox jumps over the lazy dog, and then it comes back to have another look at it. "

DIGESTS = Digests(DigestClock(ZoneInfo("UTC"), 7), DigestClock(ZoneInfo("UTC"), 7, 0))
Way = Callable[[int, int, int, Path], float]


def bulk() -> BulkMessage:
    """Return a message of about 14 kB, as a post of 700 words is."""
    headers = {
        "From": f"Outside Innovation <{SENDER}>",
        "To": slot("to"),
        "Subject": "A post",
        "Date": slot("date"),
        "Message-ID": slot("message_id"),
        "List-Unsubscribe": f"<https://ours.example/subscriptions/unsubscribe/{slot('token')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    text = "\n\n".join([PARAGRAPH * 6] * 9) + f"\nhttps://ours.example/subscriptions/unsubscribe/{slot('token')}\n"
    return BulkMessage.of(headers, text, f"<html><body><p>{text}</p></body></html>")


class Newsletter:
    """What the ledger's queue needs; the recipients are written down already."""

    def __init__(self) -> None:
        self._bulk = bulk()

    def return_path(self, delivery: int) -> str:
        """Return a return path as VERP makes them."""
        return f"bounces+{delivery}-0123456789abcdef@ours.example"

    def message(self, claimed: Claimed, now: datetime) -> bytes:
        """Return the message of a delivery."""
        return message(self._bulk, claimed.id, claimed.address, claimed.token)

    def fill(self, _: datetime) -> bool:
        """Say that all are written down."""
        return False

    def issues(self) -> list[int]:
        """Return the one issue."""
        return [1]

    def refused(self, claimed: Claimed, reply: str, now: datetime) -> None:
        """Fail: the sink refuses nobody."""
        raise AssertionError((claimed, reply, now))


def message(made: BulkMessage, number: int, address: str, token: str) -> bytes:
    """Return one reader's message."""
    values = {"to": address, "date": "Sun, 03 May 2026 12:00:00 +0000", "message_id": f"<{number}@ours.example>"}
    return made.message(values | {"token": token}, {"token": token})


def seed(folder: Path, mails: int, *, is_written_down: bool = True) -> Database:
    """Return a database with that many readers, who are the recipients of one issue if it *is_written_down*."""
    database = Database.of(folder, {})
    with database.read():
        pass
    assert database.path
    with closing(sqlite3.connect(database.path)) as connection, connection:
        when = "2026-05-03 11:00:00.000000"
        people = (
            (
                number,
                f"r{number}@readers.example",
                f"r{number}@readers.example",
                "confirmed",
                when,
                when,
                "each",
                "form",
                f"{number:032x}",
            )
            for number in range(1, mails + 1)
        )
        connection.executemany(
            "INSERT INTO subscribers (id, address, address_key, status, since, created, frequency, source, token) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            people,
        )
        if not is_written_down:
            return database
        connection.execute(
            "INSERT INTO issues (id, key, frequency, state, created, due) VALUES (1, 'each/a', 'each', 'sending', ?, ?)",
            (when, when),
        )
        connection.execute(
            "INSERT INTO issue_variants (id, issue_id, key, subject, text, html, web_token) VALUES (1, 1, 'a', '', '', '', 'a')"
        )
        rows = ((1, number, 1, "ready", when) for number in range(1, mails + 1))
        connection.executemany(
            "INSERT INTO deliveries (issue_id, subscriber_id, variant_id, state, not_before) VALUES (?, ?, ?, ?, ?)",
            rows,
        )
    return database


def with_ledger(port: int, mails: int, connections: int, folder: Path) -> float:
    """Return how many mails a second go with the ledger."""
    database = seed(folder, mails)
    relay = Relay.of(f"smtp://127.0.0.1:{port}?tls=none")
    begun = time.perf_counter()
    sent = deliver(
        database, Newsletter(), relay, lambda: datetime.now(UTC), RelayLimits(connections, mails_a_connection=10**9)
    )
    seconds = time.perf_counter() - begun
    assert sent.sent == mails, sent
    database.close()
    return mails / seconds


def bare(port: int, mails: int, connections: int, _: Path) -> float:
    """Return how many mails a second go with smtplib alone."""
    made = bulk()
    messages = [message(made, number, f"r{number}@readers.example", f"{number:032x}") for number in range(1, mails + 1)]

    def send(first: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for number in range(first, mails, connections):
                smtp.sendmail(SENDER, [f"r{number}@readers.example"], messages[number])

    begun = time.perf_counter()
    threads = [threading.Thread(target=send, args=(first,)) for first in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return mails / (time.perf_counter() - begun)


@contextmanager
def sink(latency: float) -> Iterator[int]:
    """Run the sink, and before it a proxy where latency is asked for; give the port."""
    port = _free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    running = subprocess.Popen([shutil.which("smtp-sink") or "/usr/sbin/smtp-sink", *user, f"127.0.0.1:{port}", "1000"])
    proxy = None
    try:
        _await(port)
        if latency:
            before, port = port, _free_port()
            proxy = multiprocessing.Process(target=_proxy, args=(port, before, latency), daemon=True)
            proxy.start()
            _await(port)
        yield port
    finally:
        for each in (proxy, running):
            if each:
                each.kill()
        running.wait()


def _proxy(port: int, target: int, latency: float) -> None:
    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(1 << 16):
            loop.call_later(latency / 2, writer.write, data)
        loop.call_later(latency / 2, writer.close)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


def compare(mails: int, rounds: int, latencies: Sequence[float]) -> None:
    """Print a table: both ways, at 1, 10 and 50 connections and some *latencies* (seconds); the best of some rounds each."""
    print("latency  connections  smtplib/s  ledger/s  ratio")
    for latency in latencies:
        for connections in (1, 10, 50):
            count = min(mails, 100 * connections) if latency else mails
            best: dict[Way, float] = {bare: 0.0, with_ledger: 0.0}
            with sink(latency) as port:
                for _ in range(rounds):
                    for way, before in best.items():
                        with tempfile.TemporaryDirectory() as folder:
                            best[way] = max(before, way(port, count, connections, Path(folder)))
            plain, ours = best[bare], best[with_ledger]
            print(
                f"{latency * 1000:4.0f} ms  {connections:11}  {plain:9.0f}  {ours:8.0f}  {ours / plain:5.2f}",
                flush=True,
            )


def long_list(recipients: int, first: int) -> None:
    """Print how long the first mail of a long list takes, counted from the post's being due, and the most memory by then."""
    with tempfile.TemporaryDirectory() as folder, sink(0) as port:
        database = seed(Path(folder), recipients, is_written_down=False)
        stop, count, begun = threading.Event(), 0, time.perf_counter()

        def note(_: object) -> None:
            nonlocal count
            count += 1
            if count in {1, 1000, first // 2, first}:
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(f"{count:9} mails after {time.perf_counter() - begun:7.2f} s, {memory} MB at most", flush=True)
            if count >= first:
                stop.set()

        relay, limits = Relay.of(f"smtp://127.0.0.1:{port}?tls=none"), RelayLimits(10, mails_a_connection=1000)
        mailing = real_mailing(database)
        mailing.plan(datetime.now(UTC), DIGESTS, correction=timedelta(0), announce=["a"])
        deliver(database, mailing, relay, lambda: datetime.now(UTC), limits, stop=stop, progress=note)
        database.close()


def real_mailing(database: Database) -> Mailing:
    """Return the mailings of a blog with one post."""
    blog = Blog(
        "Outside Innovation", "https://ours.example", "https://ours.example", SENDER, "editors@ours.example", SENDER
    )
    templates = MailTemplates([Path(__file__).resolve().parents[2] / "themes" / "outsideinnovation" / "templates"])
    post = LivePost("a", datetime.now(UTC), frozenset({"Ideas"}))
    html = f"<p>{PARAGRAPH * 6}</p>" * 9
    story = Story("a", "A post", "https://ours.example/a.html", "3 May 2026", html)
    paths = ReturnPaths(blog.mailbox, lambda text: hashlib.sha256(text.encode()).hexdigest())
    return Mailing(database, blog, templates, [post], lambda _: [story], paths)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--long-list", type=int, metavar="RECIPIENTS", help="memory and the first mail of a list so long"
    )
    parser.add_argument("--first", type=int, default=50_000, help="how many mails of the long list are sent")
    parser.add_argument(
        "--latency", type=float, nargs="+", default=[0, 50], metavar="MS", help="milliseconds there and back"
    )
    asked = parser.parse_args()
    if asked.long_list:
        long_list(asked.long_list, asked.first)
    else:
        compare(asked.mails, asked.rounds, [each / 1000 for each in asked.latency])
