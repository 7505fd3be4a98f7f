"""Blocks of code: a button copies them, where scripts run."""

import pytest
from browser_served import Served
from playwright.sync_api import Browser, expect
from tests_support import Blog

pytestmark = pytest.mark.browser
CODE = '```python\nprint("<one>")\nprint(2)\n```'


@pytest.fixture
def small_blog(small_blog: Blog) -> Blog:
    """A small blog with a draft that holds two blocks of code."""
    code = f"## One\n\n{CODE}\n\n## Two\n\nMore words.\n\n{CODE.replace('2', '3')}"
    small_blog.post("code", code, status="draft", toc="yes")
    return small_blog


def test_the_button_copies(browser: Browser, served: Served) -> None:
    """What is on the clipboard is the code as it was written; the button says so. Without scripts there is none."""
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(f"{served.address}/drafts/code/")
        expect(page.get_by_role("button", name="Copy")).to_have_count(2)
        page.get_by_role("button", name="Copy").nth(1).click()
        expect(page.get_by_role("button", name="Copied")).to_have_count(1)
        assert page.evaluate("navigator.clipboard.readText()") == 'print("<one>")\nprint(3)\n'
        context.close()
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served.address}/drafts/code/")
        expect(page.get_by_text('print("<one>")').first).to_be_visible()
        expect(page.locator(".copy")).to_have_count(0)
