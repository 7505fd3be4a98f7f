"""A reader's whole way by mail, in a real browser: form, mail, confirmed, preferences, a post by mail, one click, gone."""

import subprocess
import sys
from collections.abc import Iterator
from urllib.request import Request, urlopen

import page_checkers
import pytest
from playwright.sync_api import Browser, Page, expect
from tests_support import Blog

pytestmark = pytest.mark.browser
HANG = 300_000  # milliseconds until a mail is in the outbox, also where much else is going on
DANA = "dana@example.org"


@pytest.fixture
def served(small_blog: Blog) -> Iterator[str]:
    """The address of a small site as ``oi serve`` shows it, with everything on."""
    small_blog.write("sidebar/10-come-back.md", "Title: Come back\nKind: subscribe\n\nBe told.\n")
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip().rstrip("/")
        finally:
            process.terminate()


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_reader_comes_by_mail_and_leaves_again(browser: Browser, served: str, scripts: bool) -> None:
    """Nothing but forms and links; the pages of the way break no rule of accessibility."""
    page = browser.new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{served}/2005/12/first.html")
    below = page.locator(".invitation")
    below.get_by_label("Your mail address").fill(DANA)
    below.get_by_label("How often").select_option("weekly")
    below.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    open_mail(page, served, "Please confirm")
    page.locator("main a[href*='/subscriptions/confirm/']").first.click()
    accessible(page, scripts)
    page.get_by_role("button", name="Yes, write to me").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(page.get_by_label("How often")).to_have_value("weekly")
    page.get_by_label("How often").select_option("each")
    page.get_by_label("Notes").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="It is changed")).to_be_visible()
    expect(page.get_by_label("Notes")).to_be_checked()
    page.get_by_label("Notes").uncheck()
    page.get_by_role("button", name="Save").click()
    accessible(page, scripts)
    open_mail(page, served, "Welcome to")
    page.goto(f"{served}/outbox/")
    page.get_by_role("button", name="Mail the newest post").click()
    open_mail(page, served, "Second")
    link = page.locator("main a[href*='/subscriptions/unsubscribe/']").first
    path = link.get_attribute("href") or ""
    link.click()
    expect(page.get_by_role("heading", name="No more mail?")).to_be_visible()
    assert status(page, path) == "subscribed"
    with urlopen(Request(path, data=b"List-Unsubscribe=One-Click")) as answer:  # as a mail program does (RFC 8058)
        assert (answer.status, answer.url) == (200, path)
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    accessible(page, scripts)
    assert status(page, path) == "gone"
    page.goto(f"{served}/outbox/")
    page.get_by_role("button", name="Mail the newest post").click()
    expect(page.get_by_role("link", name="First")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_to_subscribe_fits_and_reads_well(browser: Browser, served: str, scheme: str, width: int) -> None:
    """On a telephone and a desk, by day and by night; the wrong address is told beside its field."""
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = browser.new_context(**look).new_page()
    for path in ("/subscribe/", "/2005/12/first.html"):
        page.goto(served + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible(page, scripts=True)
    page.goto(f"{served}/subscribe/")
    form = page.locator("#subscribe")
    form.get_by_label("Your mail address").fill("dana@x")
    form.get_by_label("Co-Design").check()
    form.get_by_role("button", name="Subscribe").click()
    expect(page.locator(".problem")).to_contain_text("is no mail address")
    expect(page.get_by_label("Your mail address")).to_have_value("dana@x")
    expect(page.get_by_label("Co-Design")).to_be_checked()
    accessible(page, scripts=True)
    page.context.close()


def open_mail(page: Page, served: str, subject: str) -> None:
    """Wait until the outbox has a mail of that subject, and open it."""
    for _ in range(HANG // 100):
        page.goto(f"{served}/outbox/")
        found = page.locator("main a").filter(has_text=subject)
        if found.count():
            found.first.click()
            if page.get_by_role("heading", name="As text").count():  # else it was just moving on: 409, list again
                return
        page.wait_for_timeout(100)
    pytest.fail(f"no mail {subject!r} came")


def status(page: Page, unsubscribe: str) -> str:
    """Return how the page of preferences knows the reader."""
    answer = page.request.get(unsubscribe.replace("/unsubscribe/", "/preferences/"))
    return {200: "subscribed", 409: "gone"}[answer.status]


def accessible(page: Page, scripts: bool) -> None:
    """Insist that axe finds nothing; it is a script itself."""
    if scripts:
        assert page_checkers.violations(page) == []
