"""An editor's whole way in a real browser: invited, signed in, deciding with forms alone, and with single keys."""

import re
from datetime import UTC, datetime

import page_checkers
import pytest
from browser_newsroom import PASSWORD, Newsroom, card, join, open_queue
from playwright.sync_api import Browser, expect
from tests_support import Blog

from outsideinnovation.comments.record import Status
from outsideinnovation.deploy import live_state

pytestmark = pytest.mark.browser


def test_everything_is_done_without_a_script(browser: Browser, newsroom: Newsroom) -> None:
    """Invitation, two steps, approve, many at once, undo, edit, reply and sign-out, with JavaScript off."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    app = join(page, newsroom)
    page.get_by_role("link", name="I have them; to the queue").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name").fill("dana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Six digits").fill(app.at(datetime.now(UTC), counter_offset=1))  # the last one is used already
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="4 comments waiting")).to_be_visible()
    expect(card(page, "Ann").locator(".e-content em")).to_have_text("1.")
    expect(card(page, "Ben").locator(".above")).to_contain_text("Eve: Which basket was it?")

    card(page, "Ann").get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("1 approved, waiting for the build")).to_be_visible()
    card(page, "Ben").get_by_role("checkbox").check()
    card(page, "Cleo").get_by_role("checkbox").check()
    page.get_by_role("button", name="Spam the selected").first.click()
    assert newsroom.states() == {"Eve": "approved", "Ann": "approved", "Ben": "spam", "Cleo": "spam", "Dee": "pending"}
    page.get_by_role("button", name="Undo").click()
    assert newsroom.states()["Ben"] == newsroom.states()["Cleo"] == "pending"

    card(page, "Ben").get_by_role("link", name="Edit").click()
    page.get_by_label("Words").fill("Another *basket*.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".e-content").first).to_have_text("Another basket.")
    expect(page.locator(".difference ins").first).to_have_text("Another")
    page.get_by_label("Your answer").fill("Thank you.")
    page.get_by_role("button", name="Approve and reply").click()
    assert newsroom.states()["Ben"] == "approved"
    assert [each.body for each in newsroom.parts.queue.approved() if each.by_author] == ["Thank you."]

    page.goto(f"{newsroom.address}/moderation")
    page.get_by_label("Words").fill("4.")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".case")).to_have_count(1)
    context.close()


def test_single_keys_decide_and_can_be_switched_off(browser: Browser, newsroom: Newsroom) -> None:
    """J and k move, a, s, r and t decide in place, u takes back, ? explains; switched off, they do nothing."""
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: said.append(request.url) if newsroom.address not in request.url else None)
    join(page, newsroom)
    open_queue(page)
    page.keyboard.press("j")
    expect(card(page, "Ann")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(card(page, "Ben")).to_be_focused()  # the next one, without a way back by hand
    page.keyboard.press("s")
    expect(card(page, "Cleo")).to_be_focused()
    assert newsroom.states() == {
        "Eve": "approved",
        "Ann": "approved",
        "Ben": "spam",
        "Cleo": "pending",
        "Dee": "pending",
    }
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="3 comments waiting")).to_be_visible()
    assert newsroom.states()["Ben"] == "pending"
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="4 comments waiting")).to_be_visible()
    card(page, "Ann").focus()
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="3 comments waiting")).to_be_visible()
    assert newsroom.parts.private_store.trusted("ann@example.org")

    for bar in (page.locator("#many"), page.locator(".many.at-end")):
        bar.get_by_label("All comments on this page").check()
        expect(page.locator(".chosen")).to_have_text(["3 selected:", "3 selected:"])
        bar.get_by_label("All comments on this page").uncheck()
        expect(page.locator(".chosen").first).to_have_text("Selected comments:")
    page.get_by_label("Words").fill("ras")  # typing in a field decides nothing
    page.keyboard.press("?")
    card(page, "Ben").focus()
    page.keyboard.press("Control+r")
    page.keyboard.press("?")
    expect(page.get_by_role("listitem").filter(has_text="approve and trust")).to_be_visible()
    assert sorted(newsroom.states().values()) == ["approved", "approved", "pending", "pending", "pending"]

    page.get_by_role("button", name="Switch them off").click()
    card(page, "Ben").focus()
    page.keyboard.press("a")
    page.keyboard.press("j")
    expect(card(page, "Ben")).to_be_focused()
    assert newsroom.states()["Ben"] == "pending"
    assert said == []
    page.close()


def test_a_conflict_is_said_and_the_bar_follows_the_build(browser: Browser, newsroom: Newsroom, blog: Blog) -> None:
    """What somebody else decided meanwhile is named in place; once the site is built, the bar says so by itself."""
    page = browser.new_page()
    join(page, newsroom)
    open_queue(page)
    (comment,) = [each for each in newsroom.parts.queue.list(Status.PENDING) if each.author == "Ann"]
    assert blog.run("comments", "approve", comment.id).exit_code == 0
    card(page, "Ann").get_by_role("button", name="Spam").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("The comment by Ann was decided already")
    expect(page.get_by_text("1 approved, waiting for the build")).to_be_visible()
    card(page, "Ben").get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("#outcome")).to_have_text("waiting for the build …")
    approved = [each.id for each in newsroom.parts.queue.approved()]
    live_state.record(blog.site, approved, datetime.now(UTC), seconds=0.2, files=2)
    expect(page.get_by_text("All that is approved is live")).to_be_visible(timeout=300_000)
    link = page.locator("#outcome").get_by_role("link", name="Ben’s comment")
    expect(link).to_have_attribute("href", re.compile(r"2005/12/first\.html#comment-"))
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_the_editors_pages(browser: Browser, newsroom: Newsroom, width: int, scheme: str) -> None:
    """Every page, on a phone and on a desk, in light and dark, is accessible, and none is wider than its window."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)

    def look(address: str = "") -> None:
        if address:
            page.goto(f"{newsroom.address}{address}")
        page_checkers.assert_usable(page)

    look("/moderation/sign-in")
    page.goto(newsroom.invitation)
    look()
    join(page, newsroom)
    look()
    page.goto(f"{newsroom.address}/moderation")
    card(page, "Ann").get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("heading", name="3 comments waiting")).to_be_visible()
    look()
    page.get_by_text("Keyboard").click()
    look()
    look("/moderation?q=basket&reason=links&post=first")
    look("/moderation?status=rejected")
    card_link = "/moderation/comments/" + newsroom.parts.queue.list(Status.PENDING)[0].id
    look(card_link)
    page.get_by_label("Words").fill("Other words.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".difference ins").first).to_be_visible()
    look()
    link = newsroom.link("Dee").removeprefix(newsroom.address)
    look(link)
    page.get_by_role("button", name="Reject").click()
    look()
    look(link)
    page.close()


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_is_wider_than_a_small_phone(browser: Browser, newsroom: Newsroom, width: int) -> None:
    """Nothing has to be pushed sideways at 320 CSS pixels (WCAG 1.4.10), whatever somebody has typed."""
    long = newsroom.comment("x" * 80, f"{'long' * 100}\n\n    {'code' * 100}", 3, Status.APPROVED)
    waiting = newsroom.comment("W" * 80, "M" * 400, 1, reply_to=long.id)
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(newsroom.invitation)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    join(page, newsroom)
    for path in ("", "?status=approved", f"/comments/{waiting.id}", f"/comments/{long.id}"):
        page.goto(f"{newsroom.address}/moderation{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(newsroom.link("W" * 80))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
