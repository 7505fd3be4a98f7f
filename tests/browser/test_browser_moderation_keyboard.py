"""A mixed queue is cleared by the keyboard alone, with hardly a press more than there are comments."""

import re

import page_checkers
import pytest
from browser_newsroom import Newsroom, join, open_queue
from playwright.sync_api import Browser, Page, expect

from outsideinnovation.comments.record import Comment, Status

pytestmark = pytest.mark.browser
KINDS = (
    ("a", "approved", "Well said: we moved ours too."),
    ("a", "approved", "It holds *two*, and\n\n> the other\n\nis heavier. [See](https://example.org/)."),
    ("s", "spam", "Cheap pills https://pills.example/ https://pills.example/2"),
    ("r", "rejected", "First!"),
    ("a", "approved", "A long one. " * 60),
)
MOST_PRESSES = 1.2  # a comment
LANGUAGES = ("en", "de", "ar")
CONFIRMED = {  # what is said of a decision, and what is heard
    "en": (
        r"1 comment (approved|rejected|marked as spam)",
        r"^1 comment .+\. (\d+ comments? waiting|Nothing is waiting)$",
    ),
    "de": (
        r"1 Kommentar (freigegeben|abgelehnt|als Spam markiert)",
        r"^1 Kommentar .+\. (\d+ Kommentare? warte[nt]+|Nichts wartet)$",
    ),
    "ar": (r"(قُبل|رُفض|وُسم) تعليق واحد", r"تعليق واحد.*\. .*(تعليق|تعليقات|تعليقان|لا شيء ينتظر)"),
}
NOTHING = {"en": "Nothing is waiting", "de": "Nichts wartet", "ar": "لا شيء ينتظر"}


class Keyboard:
    """Counts the presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, key: str) -> None:
        """Press one key."""
        self.presses += 1
        self.page.keyboard.press(key)


def queue(newsroom: Newsroom, number: int) -> list[tuple[Comment, str, str]]:
    """Fill the queue with *number* comments of all kinds, the oldest first, and nothing else; each with its key and state."""
    for waiting in newsroom.parts.queue.list(Status.PENDING):
        newsroom.parts.queue.path(waiting).unlink()
    made = []
    for place in range(number):
        key, state, body = KINDS[place % len(KINDS)]
        made.append((newsroom.comment(f"Reader {place}", body, 900 - place), key, state))
    return made


@pytest.mark.parametrize(
    ("newsroom", "language"),
    [(f'DEFAULT_LANG = "{each}"\n', each) for each in LANGUAGES],
    ids=LANGUAGES,
    indirect=["newsroom"],
)
def test_thirty_comments_of_a_mixed_queue_are_cleared_by_keyboard_alone(
    browser: Browser, newsroom: Newsroom, language: str
) -> None:
    """The next comment has the focus after each decision, over the end of the page too; a slip is undone. In any language."""
    made = queue(newsroom, 30)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    join(page, newsroom)
    open_queue(page)
    keyboard = Keyboard(page)
    keyboard.press("j")
    for place, (comment, key, _) in enumerate(made):
        expect(page.locator(f"#card-{comment.id}")).to_be_focused()
        if place == 7:  # the wrong key, and back
            keyboard.press("s" if key != "s" else "a")
            expect(page.locator(f"#card-{made[place + 1][0].id}")).to_be_focused()
            keyboard.press("u")
            expect(page.locator(f"#card-{comment.id}")).to_be_focused()
        keyboard.press(key)
        expect(page.locator(f"#card-{comment.id}")).to_have_count(0)
        assert_confirmed(page, language)
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING[language])
    assert page_checkers.violations(page) == []
    states = newsroom.states()
    assert {comment.author: states[comment.author] for comment, _, _ in made} == {
        comment.author: state for comment, _, state in made
    }
    assert keyboard.presses <= MOST_PRESSES * len(made)
    page.close()


def assert_confirmed(page: Page, language: str) -> None:
    """What was done is in sight with the button that takes it back, covers nothing that has the focus, and is heard."""
    last = page.locator("#last-act")
    expect(last).to_be_in_viewport(ratio=1)
    seen, heard = CONFIRMED[language]
    expect(last).to_contain_text(re.compile(seen))
    expect(page.locator("#said")).to_have_text(re.compile(heard))
    if page.locator(".case:focus").count():
        covered = page.evaluate(
            "document.querySelector('.case:focus').getBoundingClientRect().top"
            " < document.querySelector('.dock').getBoundingClientRect().bottom - 1"
        )
        assert not covered


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_the_bar_for_many_stays_in_sight(browser: Browser, newsroom: Newsroom, width: int, height: int) -> None:
    """At the top, at the end and in the middle of a long list one of the two bars can be reached; a card lies between them."""
    queue(newsroom, 20)
    page = browser.new_page(viewport={"width": width, "height": height})
    join(page, newsroom)
    open_queue(page)
    bars = page.locator(".many").filter(has=page.locator("button"))
    assert bars.count() == 2
    for part in (0, 0.5, 1):
        page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
        seen = page.evaluate(
            "[...document.querySelectorAll('.many')].filter(bar => {"
            " const box = bar.querySelector('button').getBoundingClientRect();"
            " const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
            " return at && bar.contains(at); }).length"
        )
        assert seen >= 1, part
    page.locator(".case").nth(9).get_by_role("checkbox").check()
    page.locator(".many.at-end").get_by_role("button", name="Approve the selected").click()
    expect(page.get_by_role("heading", name="19 comments waiting")).to_be_visible()
    page.close()


def test_one_line_takes_one_lines_room(browser: Browser, newsroom: Newsroom) -> None:
    """A comment of one line has a card of a few lines: who, the line, what is known and the buttons."""
    queue(newsroom, 2)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    join(page, newsroom)
    open_queue(page)
    plain, marked = page.locator(".case").all()
    expect(plain.locator(".typed")).to_have_count(0)
    expect(marked.locator(".typed")).to_have_count(1)
    line = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.alone .content p')).lineHeight)")
    content = plain.locator(".alone").bounding_box()
    box = plain.bounding_box()
    assert content
    assert box
    assert content["height"] < 1.5 * line
    assert box["height"] < 6 * line
    page.close()
