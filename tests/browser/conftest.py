"""A real browser and the sample site, served as authors see it."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_newsroom import Newsroom
from browser_served import Served
from playwright.sync_api import Browser, expect, sync_playwright
from tests_support import Blog, missing
from tests_waiting import HANG

from outsideinnovation.builder.pelican_engine.build import build
from outsideinnovation.builder.preview import Preview
from outsideinnovation.service import server
from outsideinnovation.site import Site

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=HANG * 1000)  # milliseconds; a slow machine is no failure


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Start Debian's Chromium, without a window, with whatever arguments."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        missing("chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    always = [*sandbox, "--disable-background-networking"]
    with sync_playwright() as playwright:
        yield lambda *args: playwright.chromium.launch(executable_path=found, args=[*always, *args])


@pytest.fixture(scope="session")
def browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """A browser as it comes."""
    started = chromium()
    yield started
    started.close()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample site, built with its forms shown."""
    folder = tmp_path_factory.mktemp("sample") / "output"
    build(Site.load(ROOT), settings={"OUTPUT_PATH": str(folder), "SERVICE_URL": "/service"})
    with server.preview("127.0.0.1", 0) as listening:
        listening.app = Preview(folder, None)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.port}"
        listening.shutdown()


@pytest.fixture
def served(small_blog: Blog) -> Iterator[Served]:
    """A small site as ``oi serve`` shows it, with everything on."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip().rstrip("/")
            invitation = re.search(r"http\S+", process.stdout.readline())
            assert invitation is not None
            yield Served(address, invitation[0])
        finally:
            process.terminate()


@pytest.fixture
def newsroom(blog: Blog, request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    """The service with comments that wait, listening; a test may say lines of its settings."""
    found = Newsroom(blog, getattr(request, "param", ""))
    yield found
    found.close()
