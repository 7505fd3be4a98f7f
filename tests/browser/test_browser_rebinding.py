"""Another site's page, whose name leads to this machine, learns nothing from the author's preview."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests_support import Blog

pytestmark = pytest.mark.browser
EVIL = "evil.example"
READ = "async (path) => { const answer = await fetch(path); return [answer.status, await answer.text()]; }"
SEND = """async (path) => {
    const body = new URLSearchParams({post: "first", author: "Evil", body: "Words of the other site."});
    const answer = await fetch(path, {method: "POST", body, headers: {Accept: "application/json"}});
    return [answer.status, await answer.text()];
}"""


@pytest.fixture
def port(small_blog: Blog) -> Iterator[int]:
    """The port at which `oi serve` shows a small site, with a mail in its outbox."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield urlsplit(process.stdout.readline().strip()).port or 0
        finally:
            process.terminate()


@pytest.fixture
def rebound(chromium: Callable[..., Browser]) -> Iterator[Page]:
    """A page of a browser for which the other site's name leads to this machine."""
    browser = chromium(f"--host-resolver-rules=MAP {EVIL} 127.0.0.1")
    yield browser.new_page()
    browser.close()


def write(page: Page, port: int) -> None:
    """Write a comment, so that an editor is mailed."""
    page.goto(f"http://localhost:{port}/2005/12/first.html")
    page.get_by_label("Your comment").fill("The canary sings.")
    page.get_by_label("Your name").fill("Nell")
    page.get_by_role("button", name="Preview the comment").click()
    page.get_by_role("button", name="Send the comment").first.click()
    expect(page.get_by_text("number 1 of 1")).to_be_visible()


def test_a_name_that_leads_here_is_not_answered(rebound: Page, port: int, small_blog: Blog) -> None:
    """The author reads the mails by the preview's own name; the other site's script, asking by its own, does nothing."""
    write(rebound, port)
    rebound.goto(f"http://localhost:{port}/outbox/")
    mail = rebound.get_by_role("link", name=re.compile("Nell")).first
    expect(mail).to_be_visible()
    letter = urlsplit(str(mail.get_attribute("href"))).path
    answer = rebound.goto(f"http://{EVIL}:{port}/outbox/")
    assert answer is not None
    assert answer.status == 421
    expect(rebound.locator("body")).to_contain_text("Open it at the address that `oi serve` printed")
    for path in ("/outbox/", letter, "/moderation/sign-in", "/2005/12/first.html", "/_preview/changes", "/healthz"):
        status, said = rebound.evaluate(READ, path)
        assert status == 421, path
        assert f"does not answer to the name '{EVIL}'" in said
        assert "canary" not in said
    for path in ("/comments", "/outbox/newsletter", "/moderation/sign-in"):
        status, said = rebound.evaluate(SEND, path)
        assert (status, "does not answer" in said) == (421, True), path
    assert len(list((small_blog.content / "comments" / "pending").rglob("*.md"))) == 1
