"""A shared draft as a friend reads it: on a telephone and a desk, in light and dark, with its picture, asking nobody else."""

import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import page_checkers
import pytest
from playwright.sync_api import Browser, expect
from tests_support import Blog

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="200"><rect width="640" height="200" fill="#38a"/></svg>'
WORDS = """Readers were asked, and they *answered*.

![A blue board]({static}/images/board.svg)

- one thing
- and [another](https://elsewhere.example/)
"""


@pytest.fixture(scope="module", params=["en", "ar"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The language of a site with its forms shown, and the address of its shared draft, which is served as it was built."""
    blog = Blog(tmp_path_factory.mktemp("shared") / "site")
    blog.settings(f'SERVICE_URL = "/service"\nDEFAULT_LANG = "{request.param}"\nLOOK_SHARE = ["mail"]\n')
    blog.post("first")
    blog.write("images/board.svg", PICTURE)
    blog.post("soon", WORDS, Status="draft", Title="What readers say")
    blog.write("sidebar/10-about.md", "Title: About\n\nWho we are.\n")
    address = blog.run("drafts", "share", "soon", "--until", "2999-12-20").stdout.strip()
    blog.build()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(blog.output))) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        path = address.removeprefix("https://ours.example")
        yield request.param, f"http://127.0.0.1:{listening.server_address[1]}{path}"
        listening.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    """Any server of files will do; this one says nothing of requests."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_friend_reads_it(browser: Browser, shared: tuple[str, str], width: int, scheme: str) -> None:
    """The words and the picture are there, a line says until when, and nothing of the page takes or passes on anything."""
    language, address = shared
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("What readers say")
    expect(page.locator(".shared-draft")).to_contain_text("2999")
    picture = page.get_by_role("img", name="A blue board")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.locator("form[method=post], .comments, aside").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == (
        "rtl" if language == "ar" else "ltr"
    )
    assert all(url.startswith(address.partition("/drafts/")[0]) for url in asked)
    assert page_checkers.violations(page) == []
    if folder := os.environ.get("OI_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"shared-draft-{language}-{width}-{scheme}.png")
    context.close()


def test_who_follows_a_link_does_not_tell_where_it_was(browser: Browser, shared: tuple[str, str]) -> None:
    """The address is not in the Referer of any request, not even to the blog itself."""
    _, address = shared
    page = browser.new_page()
    page.goto(address)
    with page.expect_request(lambda request: request.is_navigation_request()) as found:
        page.locator(".blog-name a").click()
    assert "referer" not in found.value.all_headers()
    page.close()
