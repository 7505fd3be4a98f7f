"""The search page in a real browser, from a static host with the site's own policy: typing, links, keys, and what goes wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import page_checkers
import pytest
from playwright.sync_api import Browser, Page, expect
from static_host import StaticHost, serving
from tests_support import Blog
from tests_waiting import HANG

from outsideinnovation.builder.urls.headers import content_security_policy

pytestmark = pytest.mark.browser
expect.set_options(timeout=HANG * 1000)  # also where much else is going on
BROKEN = (
    "document.addEventListener('securitypolicyviolation', (event) => console.log('broken:', event.violatedDirective))"
)


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """A blog of fourteen posts, with comments, categories and tags."""
    blog = Blog(tmp_path_factory.mktemp("blog") / "site")
    filler = "Customers lead and companies follow, if they listen. " * 12
    for number in range(12):
        kind = {"category": ("Lead Users", "Co-Design")[number % 2], "tags": "bicycles" if number < 3 else "kitchens"}
        blog.post(
            f"essay-{number}",
            f"{filler} A scenario begins with a basket. {filler}",
            date=f"20{number + 4:02}-05-01 10:00",
            **kind,
        )
    blog.post("users", "The users of innovation are rarely asked.")
    blog.post("giraffe", "Nothing here but a <b>zebra</b> & a bear.")
    blog.comment("giraffe", "01hq0000", "I saw an okapi in the garden.")
    blog.build()
    return blog


@pytest.fixture
def host(blog: Blog) -> Iterator[StaticHost]:
    """The blog on a static host."""
    with serving(StaticHost({"/": blog.output}, policy=content_security_policy(blog.site.configuration))) as host:
        yield host


@pytest.fixture
def page(browser: Browser, host: StaticHost) -> Iterator[Page]:
    """The search page, on which no script may fail and no policy be broken unless a test says so."""
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.add_init_script(BROKEN)
    page.on("console", lambda message: said.append(message.text) if message.text.startswith("broken:") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{host.address}/search/")
    yield page
    context.close()
    assert said == []


def field(page: Page) -> None:
    """Return the field for the words."""
    return page.locator("#search-page")


def titles(page: Page) -> list[str]:
    """Return the titles that are shown."""
    return page.locator(".search-hits h2").all_inner_texts()


def test_results_come_while_somebody_types(page: Page) -> None:
    """At once, then with excerpts; a screen reader is told how many, and the address says what was asked."""
    field(page).press_sequentially("zebr")
    expect(page.locator(".search-hits h2")).to_have_text(["Giraffe"])
    expect(page.get_by_role("status")).to_have_text("One post found for “zebr”.")
    expect(page.locator(".search-hits mark")).to_have_text(["zebra"])
    expect(page).to_have_url(re.compile(r"/search/\?q=zebr$"))


def test_a_link_to_a_search_is_that_search(page: Page, host: StaticHost) -> None:
    """Ten posts, and the rest on demand; the keyboard goes on where the new ones begin."""
    page.goto(f"{host.address}/search/?q=basket")
    expect(page.get_by_role("status")).to_have_text("12 posts found for “basket”.")
    assert len(titles(page)) == 10
    page.get_by_role("button", name="More posts").click()
    expect(page.locator(".search-hits li")).to_have_count(12)
    assert page.evaluate("document.activeElement.textContent") == titles(page)[10]
    expect(page.get_by_role("button", name="More posts")).to_be_hidden()


def test_a_comment_is_where_a_hit_lands(page: Page) -> None:
    """Its words are the excerpt, and following the hit ends at the comment."""
    field(page).fill("okapi")
    field(page).press("Enter")
    expect(page.locator(".search-hits mark")).to_have_text(["okapi"])
    expect(page.locator(".meta")).to_contain_text("In a comment")
    page.get_by_role("link", name="Giraffe").click()
    expect(page).to_have_url(re.compile("#comment-01hq0000$"))


def test_back_returns_to_each_search(page: Page) -> None:
    """One step for all that was typed at a stretch, and one from a post to the results."""
    field(page).press_sequentially("okapi")
    field(page).press("Enter")
    field(page).fill("users")
    field(page).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“users”")
    page.get_by_role("link", name="Users", exact=True).first.click()
    page.wait_for_url("**/users.html")
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("“users”")
    assert field(page).input_value() == "users"
    page.go_back()
    expect(page.locator(".search-hits h2")).to_have_text(["Giraffe"])
    assert field(page).input_value() == "okapi"
    page.go_back()
    expect(page.locator(".search-hits li")).to_have_count(0)
    assert page.url.endswith("/search/")


def test_phrases_exclusions_and_slips(page: Page) -> None:
    """A phrase is one, a phrase that nobody wrote is said to be none, a slip is forgiven, nonsense finds nothing."""
    for text, said in [
        ('"users of innovation"', "One post found"),
        ('"innovation of users"', "The phrase is in no post: 1 have"),
        ("basket -scenario", "Nothing found"),
        ("basket category:co-design after:2010", "3 posts found"),
        ("xyzzyplugh", "Nothing found for “xyzzyplugh”. Try other words"),
        ("()[]*", "There is nothing to search for in “()[]*”"),
    ]:
        field(page).fill(text)
        field(page).press("Enter")
        expect(page.get_by_role("status")).to_contain_text(said)
    field(page).fill("baskit")
    field(page).press("Enter")
    page.get_by_role("link", name="basket").click()
    expect(page.get_by_role("status")).to_have_text("12 posts found for “basket”.")


def test_filters_are_part_of_the_query(page: Page) -> None:
    """Chosen from lists, taken back there, and read from a link."""
    field(page).fill("basket")
    page.get_by_text("Filters").click()
    page.get_by_label("Category").select_option("Lead Users")
    expect(page.get_by_role("status")).to_have_text('6 posts found for “basket category:"Lead Users"”.')
    page.get_by_label("Tag").select_option("bicycles")
    expect(page.get_by_role("status")).to_contain_text("2 posts found")
    page.get_by_label("From").fill("2005-01-01")
    expect(page.get_by_role("status")).to_contain_text("One post found")
    page.get_by_label("Tag").select_option("any")
    expect(page.get_by_role("status")).to_have_text(
        '5 posts found for “basket category:"Lead Users" after:"2005-01-01"”.'
    )
    page.reload()
    page.get_by_text("Filters").click()
    expect(page.get_by_label("Category")).to_have_value("Lead Users")
    expect(page.get_by_label("From")).to_have_value("2005-01-01")


def test_the_keyboard_does_everything(page: Page) -> None:
    """A slash goes to the field, arrows through the hits, Esc back, Enter opens."""
    page.keyboard.press("/")
    page.keyboard.type("basket zebra", delay=20)
    expect(page.get_by_role("status")).to_contain_text("found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == titles(page)[0]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search-page"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/giraffe.html")


def test_what_people_wrote_is_text(browser: Browser, tmp_path: Path) -> None:
    """Markup in titles, comments and queries stays what it is."""
    blog = Blog(tmp_path / "site")
    blog.post("code", "The <code>&lt;img src=x onerror=alert(1)&gt;</code> element.", title="A <i>kiwi</i>")
    blog.build()
    with serving(StaticHost({"/": blog.output})) as host:
        page = browser.new_page()
        page.goto(f"{host.address}/search/?q=element+%3Cimg+src=x%3E")
        expect(page.locator(".search-hits mark").first).to_be_visible()
        assert page.locator("#search img").count() == 0
        page.close()


@pytest.mark.parametrize("fault", ["missing", "cut off", "something else"])
def test_a_shard_that_cannot_be_read_is_told(page: Page, host: StaticHost, fault: str) -> None:
    """The page says so and offers what is left; trying again works when the host has it again."""
    names = [name for name in host.names(".bin") if re.search(r"/[vp]\d+\.bin$", name)]
    for name in names:
        body = host.body(name)
        host.files[name] = {"missing": None, "cut off": (body or b"")[:-9], "something else": b"<!doctype html>"}[fault]
    field(page).fill("zebra")
    field(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("a part of its index cannot be read")
    expect(page.get_by_role("link", name="All titles")).to_be_visible()
    host.files.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".search-hits h2")).to_have_text(["Giraffe"])
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_page_left_open_searches_what_was_published_since(page: Page, host: StaticHost, tmp_path: Path) -> None:
    """Parts that are gone from the host are those of an old manifest."""
    page.get_by_text("Filters").click()
    expect(page.get_by_label("Category").locator("option")).to_have_count(4)
    blog = Blog(tmp_path / "site")
    blog.post("tapir", "A basket of tapirs.")
    blog.build()
    host.folders = {"/": blog.output}
    field(page).fill("basket")
    field(page).press("Enter")
    expect(page.locator(".search-hits h2")).to_have_text(["Tapir"])


def test_what_was_fetched_serves_without_a_connection(page: Page) -> None:
    """After the first query of a small site every other one, too; and what is not there is said to be so."""
    field(page).fill("zebra")
    field(page).press("Enter")
    expect(page.locator(".search-hits mark")).to_have_text(["zebra"])
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    for text, title in [("users of", "Users"), ("okapi", "Giraffe"), ("basket tag:bicycles", "Essay 2")]:
        field(page).fill(text)
        field(page).press("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"“{text}”")
        assert titles(page)[0] == title


def test_without_a_script_there_are_lists(browser: Browser, host: StaticHost) -> None:
    """With no service, the page says why, and leads to all posts; nothing is shown that does nothing."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{host.address}/search/?q=zebra")
    assert "Searching needs JavaScript" in page.locator("noscript").inner_html()
    assert not page.get_by_text("Filters").is_visible()
    assert not page.get_by_role("button", name="More posts").is_visible()
    page.get_by_role("link", name="All titles").click()
    assert page.get_by_role("link", name="Giraffe").is_visible()
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_results(browser: Browser, host: StaticHost, width: int, scheme: str) -> None:
    """Neither in hits with open filters nor where nothing was found, and nothing is wider than the window."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for text in ("basket", "baskit", "xyzzyplugh"):
        page.goto(f"{host.address}/search/?q={text}")
        expect(page.get_by_role("status")).to_contain_text(text)
        page.get_by_text("Filters").click()
        page_checkers.assert_usable(page)
    page.close()


def test_the_script_is_small() -> None:
    """Ten kilobytes, compressed."""
    import gzip

    script = Path(__file__).resolve().parents[2] / "themes/outsideinnovation/static/search.js"
    assert len(gzip.compress(script.read_bytes(), 9)) <= 10_000


def test_dates_are_written_as_on_all_pages(page: Page) -> None:
    """The day before the month, in English too."""
    field(page).fill("zebra")
    expect(page.locator(".search-hits .facts").first).to_have_text(re.compile(r"^\d{1,2} [A-Z][a-z]+ \d{4}"))
