"""The author's preview: what is saved is shown, without a hand on the browser."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests_support import Blog

pytestmark = pytest.mark.browser


@pytest.fixture
def preview(small_blog: Blog) -> Iterator[str]:
    """The address at which `oi serve` shows a small site."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def test_a_saved_post_is_shown_without_a_reload_by_hand(browser: Browser, small_blog: Blog, preview: str) -> None:
    """The open page shows the new words by itself; so does a draft, which the preview has and the output has not."""
    page = browser.new_page()
    page.goto(f"{preview}2005/12/first.html")
    expect(page.get_by_text("first words")).to_be_visible()
    small_blog.post("first", "Quite *other* words.", category="Co-Design", tags="a, b")
    expect(page.get_by_text("Quite other words.")).to_be_visible(timeout=300_000)
    page.goto(f"{preview}drafts/plan/")
    small_blog.post("plan", "Not for readers yet.", status="draft")
    expect(page.get_by_text("Not for readers yet.")).to_be_visible(timeout=300_000)
    page.close()
    assert not small_blog.output.exists()


def test_a_broken_post_leaves_the_last_good_page(browser: Browser, small_blog: Blog, preview: str) -> None:
    """A mistake is said on the terminal and in the page, as a compiler would, and takes nothing away."""
    page = browser.new_page()
    page.goto(f"{preview}2005/12/first.html")
    small_blog.post("first", "Broken.", date="nonsense")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("first.md:2:7: Date 'nonsense' is no date", timeout=300_000)
    assert "    2 | Date: nonsense\n      |       ^~~~~~~~" in (alert.text_content() or "")
    expect(page.get_by_text("first words")).to_be_visible()
    small_blog.post("first", "Mended words.", category="Co-Design")
    expect(page.get_by_text("Mended words.")).to_be_visible(timeout=300_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.close()


def test_what_readers_would_stumble_over_in_an_edited_post_stands_in_a_corner(
    browser: Browser, small_blog: Blog, preview: str
) -> None:
    """It opens at a click, with its line; mended, it is gone."""
    page = browser.new_page()
    page.goto(f"{preview}2005/12/first.html")
    small_blog.post("first", "Look [here](https://else.example/).", category="Co-Design")
    page.get_by_text("1 warning").click(timeout=300_000)
    expect(page.get_by_text("first.md:6:7: the link text 'here' does not say where it leads")).to_be_visible()
    small_blog.post("first", "Look at [the report](https://else.example/).", category="Co-Design")
    expect(page.get_by_text("the report")).to_be_visible(timeout=300_000)
    expect(page.get_by_text("1 warning")).to_have_count(0)
    page.close()


def test_what_was_saved_before_the_watching_began_is_shown(browser: Browser, small_blog: Blog, preview: str) -> None:
    """Between the first build and the first look at the folder nothing is lost, and no page waits for another save."""
    small_blog.post("first", "Saved at once.", category="Co-Design")
    page = browser.new_page()
    page.goto(f"{preview}2005/12/first.html")
    expect(page.get_by_text("Saved at once.")).to_be_visible(timeout=300_000)
    page.close()


def test_a_mistake_that_was_there_from_the_start_is_shown(browser: Browser, small_blog: Blog) -> None:
    """Whoever starts the preview with a broken post sees why, on the page that stands for all that are not there."""
    small_blog.build()
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(small_blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as first:
        assert first.stdout is not None
        first.stdout.readline()  # now there is a last good preview
        first.terminate()
    small_blog.post("first", "Broken.", date="nonsense")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as second:
        try:
            assert second.stdout is not None
            page = browser.new_page()
            page.goto(f"{second.stdout.readline().strip()}2005/12/first.html")
            expect(page.get_by_role("alert")).to_contain_text("is no date", timeout=300_000)
            expect(page.get_by_text("first words")).to_be_visible()
            page.close()
        finally:
            second.terminate()
