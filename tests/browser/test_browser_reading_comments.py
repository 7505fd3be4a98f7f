"""A long conversation in a real browser: read piece by piece, answered where it stands, with JavaScript and without."""

import subprocess
import sys
from collections.abc import Iterator

import page_checkers
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests_support import Blog

pytestmark = pytest.mark.browser
POST = "/2005/12/first.html"
SCREEN = 844  # CSS pixels: the height of a telephone's window
WORDS = (
    "We tried that for a year, with two of our own workshops, and would not go back.\n\n- It was slow\n- It was right"
)
QUARREL = range(31, 56)  # the numbers of the comments that answer each other; all others answer the post


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """A post with seventy comments, of which twenty-five are one quarrel."""
    made = Blog(tmp_path_factory.mktemp("talk") / "site")
    made.settings("COMMENTS_RATE_PER_HOUR = 0\n")
    made.post("first", "Words.")
    for number in range(1, 71):
        answered = f'reply_to = "{name(number - 1)}"' if number in QUARREL else ""
        made.comment("first", name(number), f"{WORDS}\n\nThat was the {number}th.", head=answered)
    return made


@pytest.fixture(scope="module")
def served(blog: Blog) -> Iterator[str]:
    """The address at which ``oi serve`` shows it, with the service beside it."""
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip().rstrip("/")
        finally:
            process.terminate()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a telephone, with JavaScript and without."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 390, "height": SCREEN})
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """A page at a desk, with JavaScript."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def name(number: int) -> str:
    """Return the id of a comment."""
    return f"{number:08}-said"


def card(page: Page, number: int) -> Locator:
    """Return a comment."""
    return page.locator(f"#comment-{name(number)}")


def reply(page: Page, number: int) -> Locator:
    """Return the link that answers a comment."""
    return page.locator(f"#comment-{name(number)} + .reply a")


def test_a_long_thread_is_short_on_a_telephone(page: Page, served: str) -> None:
    """Seventy comments are all in the page, and it begins with about twenty; one link at a time opens more."""
    page.goto(served + POST)
    assert page.locator("article.h-cite").count() == 70
    seen = [each for each in page.locator("article.h-cite").all() if each.is_visible()]
    assert 15 <= len(seen) <= 25
    expect(page.locator(".thread + .unfold a:visible")).to_have_count(1)


def test_a_link_to_a_comment_opens_what_hides_it(page: Page, served: str) -> None:
    """From elsewhere, and from within the page; one that answers deep in a quarrel, and one at the end."""
    for number in (1, QUARREL[-1]):
        page.goto("about:blank")
        page.goto(f"{served}{POST}#comment-{name(number)}")
        expect(card(page, number)).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(served + POST)
    expect(card(page, 1)).not_to_be_visible()
    page.goto(f"{served}{POST}#comment-{name(1)}")
    expect(card(page, 1)).to_be_in_viewport()


def test_a_group_is_opened_by_keyboard(page: Page, served: str) -> None:
    """Enter on the link shows what it says, goes there, and Tab goes on from there; the link has done its work."""
    page.goto(served + POST)
    link = page.locator(".thread + .unfold a:visible")
    fragment = link.get_attribute("href")
    assert fragment is not None
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(fragment)).to_be_in_viewport()
    expect(page.locator(f'.unfold a[href="{fragment}"]')).not_to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(f"{fragment} .when")).to_be_focused()
    expect(card(page, 1)).to_be_visible()


def test_a_browser_that_opens_nothing_by_itself_is_led_by_the_stylesheet(scripted: Page, served: str) -> None:
    """As in Safari before 26.2: the attribute stays, and the group is seen while a comment in it is the page's target."""
    scripted.goto(f"{served}{POST}#comment-{name(1)}")
    group = scripted.locator("ol.thread", has=card(scripted, 1))
    group.evaluate("group => group.setAttribute('hidden', 'until-found')")
    expect(card(scripted, 1)).to_be_visible()
    scripted.evaluate("location.hash = '#write'")
    group.evaluate("group => group.setAttribute('hidden', 'until-found')")
    expect(card(scripted, 1)).not_to_be_visible()


def test_paper_has_all_of_it(scripted: Page, served: str) -> None:
    """Printed, nothing is folded, and nothing is there to be pressed."""
    scripted.goto(served + POST)
    scripted.emulate_media(media="print")
    expect(card(scripted, 1)).to_be_visible()
    expect(card(scripted, QUARREL[-1])).to_be_visible()
    expect(reply(scripted, 70)).not_to_be_visible()
    expect(scripted.locator(".unfold a").first).not_to_be_visible()


def test_bullets_are_alike_at_every_depth(scripted: Page, served: str) -> None:
    """How deep an answer stands does not change its lists."""
    scripted.goto(served + POST)
    bullets = scripted.locator(".comment ul").evaluate_all("lists => lists.map(e => getComputedStyle(e).listStyleType)")
    assert len(bullets) == 70
    assert set(bullets) == {"disc"}


def test_answering_without_script(browser: Browser, blog: Blog, served: str) -> None:
    """The link leads to a page with the comment and a form, by keyboard alone, and on to the receipt."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + POST)
    reply(page, 70).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You answer Dana")).to_be_visible()
    expect(page.locator("article.h-cite")).to_contain_text("That was the 70th.")
    page.get_by_label("Your comment").focus()
    page.keyboard.type("Not for *us*.")
    page.keyboard.press("Tab")
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Preview of your comment")).to_be_visible()
    expect(page.locator("article.h-cite")).to_have_count(2)
    page.get_by_role("button", name="Send the comment").first.click()
    expect(page.get_by_role("heading", name="Your comment is waiting for an editor")).to_be_visible()
    assert answers(blog, "Not for *us*.") == [name(70)]
    context.close()


def test_answering_in_place(scripted: Page, blog: Blog, served: str) -> None:
    """With script the form comes to the comment and is ready to be typed in; the address of the page stays."""
    scripted.goto(served + POST)
    reply(scripted, 70).focus()
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_label("Your comment")).to_be_focused()
    expect(scripted.get_by_role("form", name="Reply to Dana")).to_be_visible()
    place = scripted.locator(f"li:has(> #comment-{name(70)}) > form")
    expect(place).to_be_in_viewport()
    assert scripted.url == served + POST
    scripted.keyboard.type("For us, *too*.")
    scripted.keyboard.press("Tab")
    scripted.keyboard.type("Robin")
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("heading", name="Preview of your comment")).to_be_visible()
    scripted.go_back()
    expect(place.get_by_label("Your comment")).to_have_value("For us, *too*.")
    place.get_by_role("button", name="Preview the comment").click()
    scripted.get_by_role("button", name="Send the comment").first.click()
    expect(scripted.get_by_role("heading", name="Your comment is waiting for an editor")).to_be_visible()
    assert answers(blog, "For us, *too*.") == [name(70)]


def test_whoever_changes_their_mind_comments_on_the_post(scripted: Page, served: str) -> None:
    """The button takes the form back and the keyboard to where it was; what was typed goes along."""
    scripted.goto(served + POST)
    form, at_the_end = scripted.locator("#write"), scripted.locator("#comments > #write")
    reply(scripted, 70).click()
    scripted.keyboard.type("Hm.")
    expect(at_the_end).to_have_count(0)
    scripted.get_by_role("button", name="Do not answer").focus()
    scripted.keyboard.press("Enter")
    expect(at_the_end).to_have_count(1)
    expect(reply(scripted, 70)).to_be_focused()
    expect(scripted.get_by_role("button", name="Do not answer")).to_have_count(0)
    assert form.evaluate("form => [form.elements.reply_to.value, form.elements.body.value]") == ["", "Hm."]
    reply(scripted, 69).click()
    expect(at_the_end).to_have_count(0)
    scripted.get_by_role("link", name="Write a comment").click()
    expect(at_the_end).to_be_in_viewport()
    expect(scripted.get_by_role("form", name="Write a comment")).to_be_visible()


def test_a_link_that_is_to_open_elsewhere_does(scripted: Page, served: str) -> None:
    """Whoever wants the form in another tab gets it there, script or not."""
    scripted.goto(served + POST)
    with scripted.context.expect_page() as opened:
        reply(scripted, 70).click(modifiers=["Control"])
    expect(opened.value.get_by_role("heading", name="You answer Dana")).to_be_visible()
    expect(scripted.locator("#comments > #write")).to_have_count(1)


@page_checkers.each_screen
def test_axe_finds_nothing(browser: Browser, served: str, width: int, scheme: str) -> None:
    """Folded, opened, with the form deep in a quarrel, and on the page that needs no script; no page is too wide either."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(served + POST)
    page_checkers.assert_usable(page)
    page.goto(f"{served}{POST}#comment-{name(QUARREL[-1])}")
    reply(page, QUARREL[-1]).click()
    page_checkers.assert_usable(page)
    page.goto(f"{served}/comments?post=first&reply_to={name(70)}")
    page_checkers.assert_usable(page)
    page.close()


def answers(blog: Blog, body: str) -> list[str]:
    """Return which comment the waiting ones of these words answer."""
    waiting = [path.read_text("utf-8") for path in (blog.content / "comments").glob("pending/first/*.md")]
    return [text.partition('reply_to = "')[2].partition('"')[0] for text in waiting if body in text]
