"""How many comments a second are durably taken in at 64 connections, beside Isso, and whether any is ever lost.

usage: python tests/benchmarks/acknowledgements.py [--seconds 8] [--connections 64] [--kills 10] [--isso PYTHON]

``--isso`` is the Python of a virtual environment with isso and gunicorn (`pip install isso gunicorn`); without it ours
runs alone. Both write to the same disk, one after the other, with their rate limits off. Prints JSON.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

OI = [sys.executable, "-m", "outsideinnovation"]
POSTS = 20
SLOW, HONEST = 200, 20
SETTINGS = """
from outsideinnovation.settings import *
SITENAME = "Bench"
SITEURL = "http://127.0.0.1:{port}"
SERVICE_URL = "http://127.0.0.1:{port}"
COMMENTS_RATE_PER_HOUR = 0
COMMENTS_PENDING_LIMIT = 1_000_000
"""
ISSO = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[moderation]
enabled = true
[guard]
enabled = false
"""
Request = Callable[[int], bytes]


@dataclass
class Tally:
    """What clients saw: the seconds each acknowledgement took, the ids acknowledged, and other answers by status."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    others: dict[int, int] = field(default_factory=dict)


def ours(number: int) -> bytes:
    """Return the request that sends comment *number* to us."""
    body = urlencode(
        {"post": f"post-{number % POSTS}", "author": f"Reader {number}", "body": f"Words, number {number}."}
    )
    return _request("/comments", "application/x-www-form-urlencoded", body)


def issos(number: int) -> bytes:
    """Return the request that sends comment *number* to Isso."""
    body = json.dumps({"author": f"Reader {number}", "text": f"Words, number {number}.", "title": "A post"})
    return _request(f"/new?uri=/post-{number % POSTS}/", "application/json", body)


def _request(path: str, kind: str, body: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
    body = await reader.readexactly(length)
    return int(head.split()[1]), body, "connection: close" not in head


async def _client(port: int, request: Request, numbers: Iterator[int], end: float, tally: Tally) -> None:
    writer = None
    try:
        while time.perf_counter() < end:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            started = time.perf_counter()
            writer.write(request(next(numbers)))
            status, body, more = await _answer(reader)
            if status in {201, 202}:
                tally.seconds.append(time.perf_counter() - started)
                tally.acknowledged.append(str(json.loads(body)["id"]))
            else:
                tally.others[status] = tally.others.get(status, 0) + 1
            if not more:
                writer.close()
                writer = None
    except (OSError, asyncio.IncompleteReadError):  # the service was killed
        return


def load(port: int, request: Request, connections: int, seconds: float, first: int) -> Tally:
    """Send comments over *connections* for *seconds* and return what came of them."""
    tally, numbers = Tally(), iter(range(first, 10**9))

    async def all_clients() -> None:
        end = time.perf_counter() + seconds
        await asyncio.gather(*(_client(port, request, numbers, end, tally) for _ in range(connections)))

    asyncio.run(all_clients())
    return tally


def told(tally: Tally, seconds: float) -> dict[str, object]:
    """Return the rate and the latencies."""
    ordered = sorted(tally.seconds)
    return {
        "a second": round(len(ordered) / seconds),
        "median ms": round(1000 * statistics.median(ordered)) if ordered else None,
        "99 % within ms": round(1000 * ordered[int(len(ordered) * 0.99)]) if ordered else None,
        "other answers": tally.others,
    }


def wait_for(port: int) -> None:
    """Return once something listens on *port*."""
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"Nothing listens on {port}.")


def a_blog(folder: Path, port: int) -> Path:
    """Make a blog of some posts, build it, and return its folder."""
    site = folder / "site"
    subprocess.run([*OI, "init", str(site)], check=True, capture_output=True)
    (site / "pelicanconf.py").write_text(SETTINGS.format(port=port), "utf-8")
    for number in range(POSTS):
        head = f"Title: Post {number}\nDate: 2026-01-01 10:00\nSlug: post-{number}\n"
        (site / "content" / "posts" / f"post-{number}.md").write_text(f"{head}\nWords.\n", "utf-8")
    subprocess.run([*OI, "--site", str(site), "build"], check=True, capture_output=True)
    return site


def serve_ours(site: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start our service and wait until it listens."""
    process = subprocess.Popen(
        [*OI, "--site", str(site), "service", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(port)
    return process


def serve_isso(folder: Path, port: int, python: str) -> "subprocess.Popen[bytes]":
    """Start Isso under gunicorn with two workers and wait until it listens."""
    settings = folder / "isso.cfg"
    settings.write_text(ISSO.format(folder=folder, port=port), "utf-8")
    process = subprocess.Popen(
        [python, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "2", "isso.run:application"],
        env=os.environ | {"ISSO_SETTINGS": str(settings)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for(port)
    return process


def lost_when_killed(site: Path, port: int, connections: int, kills: int) -> dict[str, int]:
    """Kill the service in the middle of a load, *kills* times, and count what was acknowledged and is not there."""
    acknowledged: list[str] = []
    for number in range(kills):
        process = serve_ours(site, port)
        timer = subprocess.Popen(["sh", "-c", f"sleep 0.{4 + number % 5}; kill -9 {process.pid}"])
        acknowledged += load(port, ours, connections, 3, 50_000_000 + 1_000_000 * number).acknowledged
        timer.wait()
        process.wait()
    process = serve_ours(site, port)  # recovers at its start
    time.sleep(1)
    there = [path.stem for path in (site / "content" / "comments" / "pending").glob("*/*.md")]
    _stop(process)
    return {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "lost": len(set(acknowledged) - set(there)),
        "twice": len(there) - len(set(there)),
    }


def beside_slow_ones(port: int) -> dict[str, float]:
    """Hold slow connections open, each with half a request, and time honest posts beside them."""
    slow = []
    for _ in range(SLOW):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"POST /comments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\nbody=")
        slow.append(connection)
    started, done = time.perf_counter(), 0
    tally = Tally()

    async def honest() -> None:
        await asyncio.gather(*(_once(port, number, tally) for number in range(HONEST)))

    asyncio.run(honest())
    done = len(tally.acknowledged)
    seconds = time.perf_counter() - started
    for connection in slow:
        connection.close()
    return {"slow": SLOW, "accepted": done, "seconds": round(seconds, 3)}


async def _once(port: int, number: int, tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ours(40_000_000 + number))
    status, body, _ = await _answer(reader)
    if status == 202:
        tally.acknowledged.append(json.loads(body)["id"])
    writer.close()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=8)
    arguments.add_argument("--connections", type=int, default=64)
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--isso")
    arguments.add_argument("--port", type=int, default=8571)
    options = arguments.parse_args()
    made: dict[str, object] = {"connections": options.connections}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch:
        site = a_blog(Path(scratch), options.port)
        process = serve_ours(site, options.port)
        load(options.port, ours, options.connections, 1, 30_000_000)  # warm
        made["ours"] = told(load(options.port, ours, options.connections, options.seconds, 0), options.seconds)
        made["slow connections"] = beside_slow_ones(options.port)
        _stop(process)
        if options.isso:
            process = serve_isso(Path(scratch), options.port + 1, options.isso)
            load(options.port + 1, issos, options.connections, 1, 30_000_000)
            tally = load(options.port + 1, issos, options.connections, options.seconds, 0)
            made["isso"] = told(tally, options.seconds)
            _stop(process)
            rates = [made["ours"]["a second"], made["isso"]["a second"]]  # type: ignore[index]  # what told() returns
            made["times isso"] = round(rates[0] / rates[1], 2)
        made["killed in the middle"] = lost_when_killed(site, options.port + 2, options.connections, options.kills)
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
