"""Search where a service is: its answer where no script runs, and the script in that answer's place where one does."""

import pytest
from browser_served import Served
from playwright.sync_api import Browser, expect
from tests_waiting import HANG

pytestmark = pytest.mark.browser
expect.set_options(timeout=HANG * 1000)  # also where much else is going on


def test_without_a_script_the_service_answers(browser: Browser, served: Served) -> None:
    """The form on any page leads to the hits, marked, and from there to the post."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{served.address}/search/")
    page.locator("#search-page").fill("first wrods")
    page.locator("#search").get_by_role("button", name="Search").click()
    assert "2 posts found" in page.locator("main").inner_text()
    assert page.locator("mark").first.is_visible()
    assert not page.get_by_text("Filters").is_visible()
    page.get_by_role("link", name="First", exact=True).click()
    page.wait_for_url("**/2005/12/first.html")
    page.context.close()


def test_with_a_script_the_same_address_is_searched_in_the_browser(browser: Browser, served: Served) -> None:
    """A link that the service answers becomes the search page: what is typed next asks nobody."""
    page = browser.new_page()
    asked: list[str] = []
    page.goto(f"{served.address}/search/?q=first")
    expect(page.locator("[data-part=status]")).to_contain_text("found for “first”")
    assert page.locator("[data-part=served]").count() == 0
    page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    page.locator("#search-page").fill("words")
    page.locator("#search-page").press("Enter")
    expect(page.locator("[data-part=status]")).to_contain_text("found for “words”")
    assert asked == []
    page.close()
