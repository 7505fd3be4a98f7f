"""The manual's page "On a server", followed step by step in an empty folder."""

import configparser
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests_postgresql import MissingServerError, PostgreSQL
from tests_relay import Relay
from tests_support import missing
from tests_waiting import HANG, until
from web_servers import free_port
from whole_server_files import HOST, ask, whole

PAGE = Path(__file__).parents[2] / "content/pages/manual/deployment.md"
SHIMS = {"sudo": 'exec "$@"', "systemctl": 'echo "$@" >> "$MACHINE/systemctl"'}
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(slots=True)
class Machine:
    """A machine that is a folder: /srv and /etc lie in it, sudo is anybody's, and systemctl writes down what it is told."""

    root: Path
    variables: dict[str, str] = field(default_factory=dict)
    others: dict[str, Path] = field(default_factory=dict)
    here: Path = Path()

    def __post_init__(self) -> None:
        self.here = self.root / "home"
        for folder in ("home", "bin", "etc/caddy", "etc/systemd/system", "srv"):
            (self.root / folder).mkdir(parents=True)
        for name, line in SHIMS.items():
            (self.root / "bin" / name).write_text(f"#!/bin/sh\n{line}\n", "utf-8")
            (self.root / "bin" / name).chmod(0o755)

    def follow(self, heading: str) -> None:
        """Do what the section below *heading* says, block by block: commands are run, settings are written down."""
        section = re.split(rf"^{heading}\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1]
        level = heading.split(maxsplit=1)[0]
        section = re.split(rf"^#{{2,{len(level)}}} ", section, maxsplit=1, flags=re.MULTILINE)[0]
        blocks = BLOCK.findall(section)
        assert blocks
        for kind, text in blocks:
            (self.settings if kind == "python" else self.run)(self._here(text))

    def _here(self, text: str) -> str:
        """Return *text* with the places of this machine and of the others."""
        text = text.replace("dana.example", HOST)
        for name, other in self.others.items():
            text = text.replace(f"{name}:/srv/", f"{other}/srv/")
        return re.sub(r"(?<=[\s\"])/(srv|etc)/", rf"{self.root}/\1/", text)

    def settings(self, lines: str) -> None:
        """Write *lines* at the end of the settings."""
        with (self.here / "pelicanconf.py").open("a", encoding="utf-8") as file:
            file.write(lines)

    def run(self, text: str) -> None:
        """Run *text* by bash where the last block has ended."""
        path = f"{self.root}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}"
        script = f"set -euo pipefail\n{text}\npwd > {self.root}/here\n"
        environment = {"PATH": path, "HOME": str(self.root), "MACHINE": str(self.root), **self.variables}
        ran = subprocess.run(
            ["bash", "-c", script], cwd=self.here, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert ran.returncode == 0, f"{text}\n{ran.stdout}\n{ran.stderr}"
        self.here = Path((self.root / "here").read_text("utf-8").strip())


@contextmanager
def unit(machine: Machine, name: str, port: int) -> Iterator[None]:
    """Start what the installed unit starts, at another port."""
    parser = configparser.RawConfigParser(strict=False)
    parser.read(machine.root / "etc/systemd/system" / name)
    command = [*parser["Service"]["ExecStart"].split(), "--port", str(port)]
    with (machine.root / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=parser["Service"]["WorkingDirectory"])
    try:
        yield
        assert process.poll() is None, (machine.root / "log").read_text("utf-8")
    finally:
        process.terminate()
        process.wait(HANG)


def test_static_hosting_only(tmp_path: Path) -> None:
    """At the end the site lies in the folder of the host, and the release that it was sent from is live."""
    machine = Machine(tmp_path / "machine")
    machine.follow("## Static hosting only")
    assert "A new blog" in (machine.root / "srv/www/blog/index.html").read_text("utf-8")
    assert (machine.here / "instance/current").is_symlink()


def test_one_small_server(tmp_path: Path) -> None:
    """The files that were put in place serve the site, and a comment that a reader sends by them is waiting."""
    machine = Machine(tmp_path / "machine")
    for heading in ("### The site", "### The web server", "### The service"):
        machine.follow(heading)
    told = (machine.root / "systemctl").read_text("utf-8").splitlines()
    assert told == ["reload caddy", "daemon-reload", f"enable --now oi-{HOST}.service oi-{HOST}-reload.path"]
    assert (machine.root / f"etc/outsideinnovation/oi-{HOST}.env").stat().st_mode & 0o777 == 0o600
    shown, port = (machine.root / "etc/caddy/Caddyfile").read_text("utf-8"), free_port()
    with unit(machine, f"oi-{HOST}.service", port), whole("caddy", shown, tmp_path, port) as front:
        assert b"A new blog" in ask(front, "/").body
        until(lambda: ask(front, "/search/?q=blog").status == 200)
        assert ask(front, "/moderation").headers["cache-control"] == "no-store"


def test_several_machines_with_postgresql(tmp_path: Path) -> None:
    """Both know the subscriber, in one real database; a new post is mailed by the second, and by the first not again."""
    try:
        with PostgreSQL.running() as server, Relay() as relay:
            key = "0123456789abcdef" * 4
            shared = {"OI_DATABASE_URL": server.url(server.make()), "OI_SECRET_KEY": key, "OI_SMTP_URL": relay.url()}
            first = Machine(tmp_path / "first", shared)
            first.follow("### The site")
            first.settings("SUBSCRIPTIONS_CORRECTION_MINUTES = 0\n")
            first.follow("### On the first machine")
            first.run(
                'printf "Title: News\\nDate: $(date -u "+%F %R")\\n\\nWords.\\n" > content/posts/news.md; oi publish'
            )
            second = Machine(tmp_path / "second", shared, {"first": first.root})
            second.follow("### On each other machine")
            assert len(relay.taken) == 1
            first.run("oi newsletter send")
            assert [mail.to for mail in relay.taken] == [f"dana@{HOST}"]
    except MissingServerError as error:
        missing(str(error))
