"""The Containerfile of `oi doctor --show container`, followed without a container: its steps are run in this environment."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests_support import Blog
from tests_waiting import HANG, until
from web_servers import free_port

from outsideinnovation import __version__


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Containerfile, each with its words."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def words(text: str, blog: Blog, port: int) -> list[str]:
    """Return a command in JSON, with this environment, *blog* and *port* in place of the container's."""
    places = {"/opt/oi/bin/python": sys.executable, "/opt/oi/bin/oi": str(Path(sys.executable).with_name("oi"))}
    changed = [places.get(word, word) for word in json.loads(text)]
    return [re.sub(r"\b8001\b", str(port), word).replace("/site", str(blog.root)) for word in changed]


def test_what_the_container_runs_takes_requests_and_ends_well(small_blog: Blog) -> None:
    """Its entry point with its command serves the folder that is mounted; its health check says so, and when it is not."""
    small_blog.settings('SERVICE_URL = "https://ours.example"\n')
    small_blog.build()
    made = dict(instructions(small_blog.run("doctor", "--show", "container").stdout))
    port = free_port()
    start = words(made["ENTRYPOINT"], small_blog, port) + words(made["CMD"], small_blog, port)
    check = words(made["HEALTHCHECK"].partition("CMD ")[2], small_blog, port)
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0
    with (small_blog.root / "log").open("wb") as log:
        process = subprocess.Popen(start, stdout=log, stderr=log)
    try:
        until(
            lambda: (
                subprocess.run(check, capture_output=True, check=False).returncode == 0 or process.poll() is not None
            )
        )
        assert process.poll() is None, (small_blog.root / "log").read_text("utf-8")
    finally:
        process.terminate()
        assert process.wait(HANG) == 0


def test_each_step_is_one_that_a_shell_and_a_builder_know(small_blog: Blog) -> None:
    """In their order; this version of the package is installed, and nothing is run as root at the end."""
    found = instructions(small_blog.run("doctor", "--show", "container").stdout)
    names = [name for name, _ in found]
    assert names[0] == "FROM"
    assert set(names) <= {
        "FROM", "ARG", "RUN", "ENV", "WORKDIR", "VOLUME", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"
    }  # fmt: skip
    assert dict(found)["ARG"] == f"PACKAGE=outsideinnovation=={__version__}"
    assert int(dict(found)["USER"]) > 0
    assert max(number for number, name in enumerate(names) if name == "RUN") < names.index("USER")
    for step in (rest for name, rest in found if name == "RUN"):
        assert subprocess.run(["sh", "-n", "-c", step], check=False).returncode == 0
