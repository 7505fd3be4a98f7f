"""The editors' statistics in a real browser: readable on a phone and a desk, in light and dark, by eye and by screen reader."""

import os
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import page_checkers
import pyotp
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests_support import Blog
from werkzeug.serving import make_server

from outsideinnovation import catalogue
from outsideinnovation.comments import moderation
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status, new_id
from outsideinnovation.service import create_app
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.subscriptions.status import Event, SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.subscriptions.subscriber import Preferences, Source

pytestmark = pytest.mark.browser
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
TITLES = ("The rider who moved the basket", "Hand over the pencil", "كيف يقود العملاء الابتكار", "W" * 200)


class Desk:
    """A service whose blog has some years behind it, and an editor who is signed in."""

    def __init__(self, blog: Blog) -> None:
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.port}"
        blog.settings(f'SERVICE_URL = "{self.address}"\n')
        self.app = create_app(blog.root, background=False)
        parts = self.app.extensions[EXTENSION]
        assert isinstance(parts, ServiceContext)
        self.parts, self.blog = parts, blog
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answer(self, environ: dict[str, object], start_response: object) -> object:
        return self.app(environ, start_response)

    def fill(self, years: int) -> None:
        """Let a blog of so many *years* be there."""
        names = [f"post-{number}" for number in range(len(TITLES))]
        entries = [
            catalogue.CatalogueEntry(name, f"{name}.html", title, NOW - 300 * number * DAY, None, "Notes", True)
            for number, (name, title) in enumerate(zip(names, TITLES, strict=True))
        ]
        catalogue.write(self.blog.site.catalogue, entries)
        store = SubscriberStore(self.parts.database)
        for number in range(years * 12):
            date = NOW - (number * 365 / 12 + 0.5) * DAY
            for each in range(number * 7 % 5):
                self.comment(date, names[each % 4], each, Status.APPROVED)
            with self.parts.database.write() as connection:
                address = f"reader{number}@readers.example"
                joined = subscribers.add(
                    connection, address, SubscriptionStatus.CONFIRMED, Source.FORM, Preferences(), date
                )
            if number % 3 == 0:
                store.change(joined.id, Event.UNSUBSCRIBE, min(date + 90 * DAY, NOW))
        for hours in (0.3, 5, 30, 100, 400):
            comment = self.comment(NOW - 20 * DAY, names[0], int(hours * 100), Status.PENDING)
            decided = comment.date + timedelta(hours=hours)
            moderation.decide(
                self.parts.queue, Action.APPROVE, [comment.id], log=self.parts.log, by="Wren", now=decided
            )

    def comment(self, date: datetime, post: str, number: int, status: Status) -> Comment:
        """Put a comment in."""
        comment = Comment(new_id(date, post, str(number)), post, status, "Dana Reader", date, "Well said.")
        self.parts.queue.add(comment)
        private = Private(comment.id, comment.id, date, "n", "dana@readers.example", False, 0.1, ())
        self.parts.private_store.add_all([private])
        return comment

    def sign_in(self, page: Page) -> None:
        """Give the browser an editor's session."""
        accounts = self.parts.editors
        token = accounts.add("Dana", NOW)
        app = pyotp.TOTP(accounts.invitation(token, NOW).secret)
        welcome = accounts.accept(token, "a bicycle and a basket", app.at(NOW), NOW)
        page.context.add_cookies([{"name": "moderation", "value": welcome.session, "url": self.address}])

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()
        self.parts.intake.close()
        self.parts.private_store.close()
        self.parts.database.close()


@pytest.fixture
def desk(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The service, listening."""
    monkeypatch.delenv("OI_DATABASE_URL", raising=False)
    found = Desk(blog)
    yield found
    found.close()


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page where OI_SCREENSHOTS names a folder for it."""
    folder = os.environ.get("OI_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"statistics-{name}.png", full_page=True)


def look(page: Page, name: str, width: int) -> None:
    """Insist that axe finds nothing, and that nothing is wider than the window."""
    shot(page, name)
    page_checkers.assert_usable(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_all_of_it_fits(browser: Browser, desk: Desk, width: int, scheme: str) -> None:
    """Three years with everything in them, tables opened too; no request goes elsewhere, and nothing breaks the policy."""
    desk.fill(3)
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if desk.address not in request.url else None)
    desk.sign_in(page)
    page.goto(f"{desk.address}/moderation")
    page.get_by_role("link", name="Statistics").click()
    expect(page.get_by_role("heading", name="Statistics", level=1)).to_be_visible()
    look(page, f"{width}-{scheme}", width)
    for summary in page.locator("summary").all():
        summary.click()
    look(page, f"{width}-{scheme}-open", width)
    assert said == []
    page.close()


def test_labels_of_a_plot_stay_apart(browser: Browser, desk: Desk) -> None:
    """Twenty years on a phone: no label lies upon another or is cut off, and each can be read (12 px)."""
    desk.fill(20)
    page = browser.new_page(viewport={"width": 320, "height": 900})
    desk.sign_in(page)
    page.goto(f"{desk.address}/moderation/statistics")
    shot(page, "twenty-years")
    for plot in page.locator("svg.plot").all():
        whole = plot.bounding_box()
        boxes = [label.bounding_box() for label in plot.locator(".label.month").all()]
        assert whole
        assert len(boxes) >= 3
        for left, right in pairwise(boxes):
            assert left
            assert right
            assert left["x"] + left["width"] + 4 <= right["x"]
        for box in [label.bounding_box() for label in plot.locator(".label").all()]:
            assert box
            assert box["x"] >= whole["x"]
            assert box["x"] + box["width"] <= whole["x"] + whole["width"] + 0.5
            assert box["height"] >= 10
    page.close()


def test_a_screen_reader_hears_what_a_plot_shows(browser: Browser, desk: Desk) -> None:
    """A plot is one picture with a name and a sentence; its table says the rest, a row a month."""
    desk.fill(3)
    page = browser.new_page()
    desk.sign_in(page)
    page.goto(f"{desk.address}/moderation/statistics")
    picture = page.get_by_role("img", name="Published comments a month")
    expect(picture).to_have_accessible_description(re.compile(r"^\w+ \d{4} to \w+ \d{4}: \d+ in all, the most in \w+ "))
    page.get_by_text("Posts and comments in numbers").click()
    table = page.get_by_role("table", name="Posts, and comments by where they stand, in each month")
    first = table.get_by_role("row").nth(1)
    expect(first.get_by_role("rowheader")).to_have_text(re.compile(rf"^\w{{3}} {NOW.year}$"))
    expect(first.get_by_role("cell")).to_have_count(5)
    expect(picture.locator("rect")).to_have_count(len([row for row in live(table) if row != "0"]))
    page.close()


def live(table: Locator) -> list[str]:
    """Return how many comments of each month are live, as a table says."""
    return table.locator("tbody td:nth-of-type(2)").all_text_contents()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_blog_with_nothing_in_it_has_a_page_too(browser: Browser, desk: Desk, width: int, scheme: str) -> None:
    """Which says so, and that the site was never built."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    desk.sign_in(page)
    page.goto(f"{desk.address}/moderation/statistics")
    expect(page.get_by_text("No comment is published yet.")).to_be_visible()
    expect(page.get_by_text("run `oi build`")).to_be_visible()
    look(page, f"empty-{width}-{scheme}", width)
    page.close()
