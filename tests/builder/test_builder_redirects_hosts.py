"""Netlify's and Cloudflare's own programs read our files, and answer old addresses as the map says.

They are Node.js packages: `make test-hosts` installs them below .venv and runs these tests; without them they are skipped.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import web_servers
from old_addresses import old_addresses
from web_servers import Answer, WebServer

from outsideinnovation.builder.urls import headers, redirects
from outsideinnovation.builder.urls.redirect import redirects_of
from outsideinnovation.builder.urls.static_host_limits import NOT_CLOUDFLARE, NOT_NETLIFY
from outsideinnovation.configuration import Configuration

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".venv" / "hosts"
NETLIFY = ROOT / "tests" / "builder" / "hosts" / "netlify.mjs"
LONG = bool(os.environ.get("OI_LONG"))
COUNT = 600  # addresses at a time, of every sort thirty: Cloudflare takes two thousand lines
ALL = 5_400 if LONG else COUNT
DATE = (
    "2026-04-01"  # of the Workers runtime whose ways are wanted; the newest that this wrangler knows is a month younger
)
PAIRS = list(old_addresses(ALL).items())
SITES = [dict(PAIRS[at : at + COUNT]) | {"/lost.html": "gone", "/?p=0": "gone"} for at in range(0, len(PAIRS), COUNT)]
FILES = {
    "index.html": b"home",
    "404.html": b"not here",
    "2005/12/first.html": b"first",
    "about/index.html": b"about",
    "feeds/atom.xml": b"<feed/>",
    "theme/style.css": b"",
    "search/shards/0a1b2c3d.json": b"{}",
}


@pytest.fixture(scope="module", params=SITES, ids=[str(number) for number, _ in enumerate(SITES)])
def leads(request: pytest.FixtureRequest) -> dict[str, str]:
    """Old addresses of every sort, and where each leads; with OI_LONG nine times as many, a site after the other."""
    found: dict[str, str] = request.param
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, leads: dict[str, str]) -> Path:
    """A small site with redirects from them."""
    if not (PROGRAMS / "node_modules").is_dir() or not shutil.which("node"):
        pytest.skip("the programs of Netlify and Cloudflare are not here: make test-hosts installs them (needs npm)")
    made = redirects.files(leads) | headers.files(Configuration.of({"SITEURL": "https://ours.example"})) | FILES
    return web_servers.write(tmp_path_factory.mktemp("hosts") / "site", made)


@pytest.fixture(scope="module")
def netlify(site: Path, leads: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What Netlify's parsers read, and what its redirector answers to each of the old addresses and to their neighbours."""
    asked = [*leads, *map(neighbour, leads)]
    command = ["node", str(NETLIFY), str(PROGRAMS), str(site)]
    ran = subprocess.run(command, input=json.dumps(asked), capture_output=True, encoding="utf-8", check=True)
    read, *answers = map(json.loads, ran.stdout.splitlines())
    return read, answers


@pytest.fixture(scope="module")
def cloudflare(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The runtime of Cloudflare Pages, which serves the site."""
    port, folder = web_servers.free_port(), tmp_path_factory.mktemp("wrangler")
    program = PROGRAMS / "node_modules" / "wrangler" / "bin" / "wrangler.js"
    start = ["node", str(program), "pages", "dev", str(site), "--ip", "127.0.0.1", "--port", str(port)]
    start += ["--compatibility-date", DATE, "--show-interactive-dev-session=false", "--log-level=warn"]
    quiet = {"CI": "1", "WRANGLER_SEND_METRICS": "false", "WRANGLER_LOG_PATH": str(folder / "logs")}
    with web_servers.running(start, port, folder / "log", cwd=folder, env=os.environ | quiet) as server:
        yield server


def neighbour(address: str) -> str:
    """Return an address that is almost an old one, and none."""
    path, mark, query = address.partition("?")
    return f"{path}{mark}{query}9" if mark and path in {"/", "/index.php"} else f"{path.rstrip('/')}9{mark}{query}"


def not_on(site: Path, mark: str) -> set[str]:
    """Return the old addresses that _redirects itself says a host cannot answer."""
    lines = (site / "_redirects").read_text("utf-8").splitlines()
    return {line.removeprefix(mark) for line in lines if line.startswith(mark)}


def test_netlifys_parsers_take_every_line(site: Path, netlify: tuple[dict[str, Any], Any]) -> None:
    """None complains, and none reads a line for another."""
    read, _ = netlify
    lines = [line for line in (site / "_redirects").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert read["errors"] == []
    for rules in read["redirects"]:
        assert [(rule["from"], rule["to"], rule["status"]) for rule in rules] == [
            (line.split()[0], line.split()[-2], int(line.split()[-1].rstrip("!"))) for line in lines
        ]


def test_netlify_answers_old_addresses_and_no_others(
    site: Path, leads: dict[str, str], netlify: tuple[Any, list[dict[str, Any]]]
) -> None:
    """As a browser sends it; where a file is at the path, as at /?p=12, the rule is forced. What it cannot, we named."""
    old, neighbours = netlify[1][: len(leads)], netlify[1][len(leads) :]
    unanswered = set()
    for (address, new), said in zip(leads.items(), old, strict=True):
        wanted = {"status": 410, "location": "/404.html"} if new == "gone" else {"status": 301, "location": new}
        if said["answer"] is None:
            unanswered.add(address)
            continue
        assert {**wanted, "forced": said["answer"]["forced"]} == said["answer"], address
        assert said["answer"]["forced"] or not said["sent"].startswith(("/?", "/index.html")), address
    assert [each["sent"] for each in neighbours if each["answer"]] == []
    assert {each.old.address for each in redirects_of({old: leads[old] for old in unanswered})} == not_on(
        site, NOT_NETLIFY
    )


def test_netlify_reads_every_header(netlify: tuple[dict[str, Any], Any]) -> None:
    """The patterns hold for the paths that they are for."""
    rules = netlify[0]["headers"]
    expected = {
        "/feeds/atom.xml": ("Content-Type", "application/atom+xml; charset=utf-8"),
        "/theme/style.css": ("Cache-Control", "public, max-age=600, stale-while-revalidate=86400"),
        "/search/shards/0a1b2c3d.json": ("Cache-Control", "public, max-age=31536000, immutable"),
        "/": ("X-Content-Type-Options", "nosniff"),
    }
    for path, (name, value) in expected.items():
        said = [
            each["values"][name] for each in rules if re.search(each["expression"], path) and name in each["values"]
        ]
        assert said == [value], path


def test_cloudflare_answers_old_addresses_and_no_others(
    site: Path, leads: dict[str, str], netlify: tuple[Any, list[dict[str, Any]]], cloudflare: WebServer
) -> None:
    """As a browser sends it, with the query going along; a query alone leads nowhere, and what is gone is not found."""
    ask = partial(asked_again, cloudflare)
    unanswered = {each.split("?")[0] for each in not_on(site, NOT_CLOUDFLARE)}
    for (address, new), said in zip(leads.items(), netlify[1], strict=False):
        answer, path = ask(said["sent"]), said["sent"].partition("?")[0]
        if "?" in said["sent"]:
            assert answer.status == (200 if path == "/" else 404), address
        elif new == "gone" or path in unanswered:
            assert answer.status == 404, address
        else:
            assert (answer.status, answer.location) == (301, new), address
    for said in netlify[1][len(leads) :: 5]:
        assert ask(said["sent"]).status == (200 if said["sent"].startswith("/?") else 404), said


def test_cloudflare_shows_pages_at_their_canonical_addresses(cloudflare: WebServer) -> None:
    """/2005/12/first.html is no redirect to /2005/12/first; folders are as everywhere."""
    for path, status in {"/2005/12/first.html": 200, "/2005/12/first": 200, "/about/": 200, "/never.html": 404}.items():
        assert cloudflare.ask(path).status == status, path
    assert cloudflare.ask("/2005/12/first.html").body == b"first"


def test_cloudflare_sends_our_headers(cloudflare: WebServer) -> None:
    """Policy and types, and how long a file may be kept; each once."""
    shown = FILES.keys() - {"404.html", "index.html", "about/index.html"}
    answers = {path: cloudflare.ask(f"/{path}").headers for path in shown}
    said = {path: {name.lower(): value for name, value in each.items()} for path, each in answers.items()}
    assert all(each["content-security-policy"].startswith("default-src 'none'; ") for each in said.values())
    assert said["feeds/atom.xml"]["content-type"] == "application/atom+xml; charset=utf-8"
    assert said["search/shards/0a1b2c3d.json"]["cache-control"] == "public, max-age=31536000, immutable"
    assert said["theme/style.css"]["cache-control"] == "public, max-age=600, stale-while-revalidate=86400"
    assert said["2005/12/first.html"]["cache-control"] == "public, max-age=0, must-revalidate"


def asked_again(server: WebServer, target: str) -> Answer:
    """Ask once more where the runtime was busy, which it says by 500 to whoever comes while it reloads."""
    answer = server.ask(target)
    return server.ask(target) if answer.status >= 500 else answer
