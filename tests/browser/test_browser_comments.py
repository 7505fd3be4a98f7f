"""A reader's whole way in a real browser, with JavaScript off: write, preview, send, look, correct, take back."""

import subprocess
import sys
from collections.abc import Iterator

import page_checkers
import pytest
from playwright.sync_api import Browser, Page, expect
from tests_support import Blog
from tests_waiting import HANG

pytestmark = pytest.mark.browser
BODY = "We tried *this*, with [our own](https://example.org/) bakers.\n\n> Give them the oven.\n\nIt `worked`."


@pytest.fixture
def served(small_blog: Blog) -> Iterator[str]:
    """The address at which ``oi serve`` shows a small site, with the service beside it."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip().rstrip("/")
        finally:
            process.terminate()


def write(page: Page, served: str) -> None:
    """Fill in the form under the first post, and ask for the preview."""
    page.goto(f"{served}/2005/12/first.html")
    page.get_by_label("Your comment").fill(BODY)
    page.get_by_label("Your name").fill("Dana")
    page.get_by_label("Your website").fill("https://dana.example/")
    page.get_by_role("button", name="Preview the comment").click()


def send(page: Page, served: str) -> None:
    """Write a comment, look at it, and send it."""
    write(page, served)
    page.get_by_role("button", name="Send the comment").first.click()


def test_a_reader_needs_no_script_and_no_cookie(browser: Browser, small_blog: Blog, served: str) -> None:
    """From the post to the receipt, a correction, and taking the comment back."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    write(page, served)
    expect(page.get_by_role("heading", name="Preview of your comment")).to_be_visible()
    card = page.locator("article.h-cite")
    expect(card.locator("em")).to_have_text("this")
    expect(card.locator("blockquote")).to_contain_text("Give them the oven.")
    expect(page.get_by_label("Your comment")).to_have_value(BODY)
    assert not list((small_blog.content / "comments").glob("pending/*/*.md"))
    page.get_by_role("button", name="Send the comment").first.click()
    expect(page.get_by_text("number 1 of 1")).to_be_visible()
    page.get_by_label("Your comment").fill("Other *words*.")
    page.get_by_role("button", name="Keep the correction").click()
    expect(page.locator("article.h-cite")).to_contain_text("Other words.")
    page.get_by_role("button", name="Take the comment back").click()
    expect(page.get_by_role("heading", name="You have taken your comment back")).to_be_visible()
    assert not list((small_blog.content / "comments").glob("pending/*/*.md"))
    assert context.cookies() == []
    context.close()


def test_the_card_of_the_preview_is_the_card_of_the_page(browser: Browser, small_blog: Blog, served: str) -> None:
    """What a reader sees before sending is, but for its id and date, what stands on the page after approval."""
    page = browser.new_page()
    write(page, served)
    shown = page.locator("article.h-cite .e-content").inner_html()
    page.get_by_role("button", name="Send the comment").first.click()
    receipt = page.url
    (path,) = (small_blog.content / "comments").glob("pending/*/*.md")
    assert small_blog.run("comments", "approve", path.stem).exit_code == 0
    link = page.get_by_role("link", name="your comment on the page")
    for _ in range(40):
        page.goto(receipt)
        if link.count():
            break
        page.wait_for_timeout(250)
    link.click()
    published = page.locator(f"#comment-{path.stem}")
    expect(published).to_be_visible()
    assert published.locator(".e-content").inner_html() == shown
    page.close()


def test_what_is_missing_is_said_beside_its_field(browser: Browser, served: str) -> None:
    """The browser's own checks apart: the page says what is wrong, leads to the field, and keeps the words."""
    page = browser.new_context(java_script_enabled=True).new_page()
    page.goto(f"{served}/2005/12/first.html")
    page.evaluate("document.getElementById('write').noValidate = true")
    page.get_by_label("Your comment").fill("Words without a name.")
    page.get_by_role("button", name="Preview the comment").click()
    expect(page.get_by_role("alert")).to_contain_text("No name")
    expect(page.get_by_label("Your comment")).to_have_value("Words without a name.")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_accessible_description(
        "No name: write the name that is to stand over your comment."
    )
    page.close()


def test_the_trap_is_seen_by_machines_only(browser: Browser, served: str) -> None:
    """Nobody sees the field or comes to it by keyboard; whoever has no stylesheet is told to leave it empty."""
    page = browser.new_page()
    page.goto(f"{served}/2005/12/first.html")
    trap = page.locator("#write [name=subject]")
    expect(trap).to_have_count(1)
    expect(trap).to_be_hidden()
    expect(page.locator("label[for=write-subject]")).to_contain_text("Leave this empty")
    page.close()


@page_checkers.each_screen
def test_axe_finds_nothing(browser: Browser, served: str, width: int, scheme: str) -> None:
    """No page of the way breaks a rule of accessibility, is wider than the window, or asks anybody else."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(served) else None)
    write(page, served)
    page_checkers.assert_usable(page)
    page.evaluate("document.getElementById('write').noValidate = true")
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Preview again").click()
    page_checkers.assert_usable(page)
    page.get_by_label("Your name").fill("Dana")
    page.get_by_role("button", name="Send the comment").first.click()
    page.wait_for_url("**/comments/receipt/**", timeout=1000 * HANG)
    page_checkers.assert_usable(page)
    page.goto(f"{served}/outbox/")
    page_checkers.assert_usable(page)
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    page_checkers.assert_usable(page)
    page.go_back()
    page.goto(f"{served}/comments/receipt/nothing")
    page_checkers.assert_usable(page)
    assert asked == []
    page.close()
