"""The whole way in a real browser: a reader's words from the form to the page, by an editor who signs in first."""

import pyotp
import pytest
from browser_served import Served
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
WORDS = "We tried *this* on a Tuesday, with four bakers."
PASSWORD = "four bakers and one oven"
HANG = 300_000  # milliseconds until an approved comment is on its page, also where much else is going on


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_comment_goes_from_the_form_to_the_page(browser: Browser, served: Served, scripts: bool) -> None:
    """Write, preview, send, receipt; sign in by the invitation, approve; and there it is, live, and its receipt leads to it."""
    reader = browser.new_context(java_script_enabled=scripts).new_page()
    receipt = write(reader, served)
    editor = browser.new_context(java_script_enabled=scripts).new_page()
    sign_in(editor, served)
    case = editor.locator(".case").filter(has=editor.get_by_role("heading", name="Nell", exact=True, level=2))
    expect(case.locator(".h-cite em")).to_have_text("this")
    case.get_by_role("button", name="Approve", exact=True).click()
    expect(editor.get_by_role("heading", name="Nell", exact=True, level=2)).to_have_count(0)
    reader.goto(f"{served.address}/2005/12/first.html")
    if scripts:  # the page comes again by itself
        expect(reader.get_by_text("on a Tuesday")).to_be_visible(timeout=HANG)
    else:
        reload_until_shown(reader, "on a Tuesday")
    published = reader.locator("article.h-cite").filter(has_text="on a Tuesday")
    expect(published.locator("em")).to_have_text("this")
    identifier = published.get_attribute("id")
    again = (
        reader.context.new_page()
    )  # the first page may be about to come again, which would end this way to the receipt
    again.goto(receipt)
    expect(again.locator(f"a[href$='#{identifier}']").first).to_be_visible()
    for page in (reader, editor):
        page.context.close()


def reload_until_shown(page: Page, words: str) -> None:
    """Load the page again until it shows the words."""
    for _ in range(HANG // 250):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(250)
        page.reload()


def write(page: Page, served: Served) -> str:
    """Write a comment, look at it, send it, and return the address of its receipt."""
    page.goto(f"{served.address}/2005/12/first.html")
    page.get_by_label("Your comment").fill(WORDS)
    page.get_by_label("Your name").fill("Nell")
    page.get_by_role("button", name="Preview the comment").click()
    expect(page.get_by_role("heading", name="Preview of your comment")).to_be_visible()
    page.get_by_role("button", name="Send the comment").first.click()
    expect(page.get_by_text("number 1 of 1")).to_be_visible()
    return page.url


def sign_in(page: Page, served: Served) -> None:
    """Take the invitation up: a password, a code, and the way to the queue."""
    page.goto(served.invitation)
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_label("Six digits").fill(app.now())
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="I have them; to the queue").click()
    expect(page.get_by_role("heading", name="Nell", exact=True, level=2)).to_be_visible()
