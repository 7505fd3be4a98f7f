"""The pictures of the manual show the pages as they are. `make pictures` takes them anew; otherwise they are compared.

Compared is what a page says there (see ``manual_pictures``); that the style sheets are those of the pictures is a test of
`make test-long`, so that no change of a colour stops everybody.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import manual_pictures
import pyotp
import pytest
from browser_newsroom import PASSWORD
from manual_pictures import DESK, LARGEST, PHONE, SCALE, Shown
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from tests_support import Blog
from werkzeug.serving import make_server

from outsideinnovation import catalogue
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status, new_id
from outsideinnovation.comments.spam.steps import score
from outsideinnovation.comments.spam.verdict import Known
from outsideinnovation.deploy import live_state
from outsideinnovation.service import create_app
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.subscriber import Preferences, Source

pytestmark = pytest.mark.browser
TAKES = os.environ.get("OI_PICTURES") == "1"
TITLE = "The rider who moved the basket"
WORDS = (
    ("Ann Keller", "We watched a nurse do just that with a drip stand.", Known(confirmed=True, approved=3), None),
    ("Ben", "Which basket was it? The *wire* one?", Known(), "Ann Keller"),
    ("Cheap Prams", "Best prams https://prams.example https://more.example", Known(seconds=1, repeats=3), None),
    ("Dee", "She cut the handle shorter, too.", Known(), None),
)
SHORTENED = """
(element, root) => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(`${root}/`, "");
}
"""  # as the manual has it, too: where the blog lies on this machine is nothing to show
Photograph = Callable[[str, Locator, int], None]


@pytest.fixture
def photograph() -> Photograph:
    """Take a picture, or hold the page against the one that was taken."""
    return manual_pictures.take if TAKES else held


def held(name: str, part: Locator, height: int) -> None:
    """Insist that *part* says what the picture shows."""
    known, now = manual_pictures.recorded()["pictures"].get(name), Shown.of(part, height)
    assert now.digest == known, (
        f"{name}.webp shows another page than this: run `make pictures`, and look at it.\n{now.lines}"
    )


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a window of a size, with the pixels of a good screen."""
    with ExitStack() as ends:

        def opened(size: ViewportSize) -> Page:
            context = browser.new_context(
                viewport=size, device_scale_factor=SCALE, color_scheme="light", locale="en-GB"
            )
            ends.callback(context.close)
            return context.new_page()

        yield opened


@pytest.fixture
def preview(blog: Blog) -> Iterator[str]:
    """The address at which `oi serve` shows a blog with two drafts."""
    blog.settings('SITENAME = "Rides"\nAUTHOR = "Dana"\n')
    blog.post("the-rider", "She had moved it *herself*.", title=TITLE, category="Notes")
    body = "The basket hung from the *handlebar*. She had cut the handle, bent it, and tied it on again.\n\nWhy?"
    blog.post("what-the-rider-did", body, title="What the rider did", status="draft", category="Notes")
    blog.post("a-week-of-rides", "Seven of them.", title="A week of rides", status="draft", category="Notes")
    command = [sys.executable, "-m", "outsideinnovation", "--site", str(blog.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().rstrip("/")
        process.terminate()


def test_pictures_for_authors(blog: Blog, preview: str, tab: Callable[..., Page], photograph: Photograph) -> None:
    """A draft with its mark, what readers would stumble over in it, and the list of drafts."""
    page = tab(DESK)
    page.goto(f"{preview}/drafts/what-the-rider-did/")
    expect(page.get_by_text("bent it, and tied it on again")).to_be_visible()
    photograph("draft", page.locator("body"), 620)
    body = "She had cut the handle, bent it, and tied it on again. Look [here](https://else.example/)."
    blog.post("what-the-rider-did", body, title="What the rider did", status="draft", category="Notes")
    page.get_by_text("1 warning").click(timeout=300_000)
    expect(page.get_by_text("does not say where it leads")).to_be_visible()
    page.locator("body").evaluate(SHORTENED, str(blog.root))
    photograph("finding", page.locator("body"), 620)
    page.goto(f"{preview}/drafts/")
    expect(page.get_by_text("A week of rides")).to_be_visible()
    photograph("drafts", page.locator("main"), 400)


class Desk:
    """A service with a queue, some months behind it, and somebody who may sign in."""

    def __init__(self, blog: Blog) -> None:
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://localhost:{self.server.port}"
        blog.settings(f'SITENAME = "Rides"\nSERVICE_URL = "{self.address}"\n')
        self.now = datetime.now(UTC).replace(microsecond=0)
        entry = catalogue.CatalogueEntry("first", "2005/12/first.html", TITLE, self.now, None, "Notes", True)
        catalogue.write(blog.site.catalogue, [entry])
        self.app = create_app(blog.root, background=False)
        parts = self.app.extensions[EXTENSION]
        assert isinstance(parts, ServiceContext)
        self.parts = parts
        self._fill(blog)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answer(self, environ: dict[str, object], start_response: object) -> object:
        return self.app(environ, start_response)

    def _fill(self, blog: Blog) -> None:
        known: dict[str, str] = {}
        for number, (name, body, what, above) in enumerate(WORDS):
            known[name] = self._comment(
                name, body, timedelta(hours=60 - 17 * number), Status.PENDING, what, known.get(above or "")
            )
        months = [
            self._comment(
                f"Reader {each}", "Well said.", timedelta(days=30 * (each * each % 11) + 45), Status.APPROVED, Known()
            )
            for each in range(40)
        ]
        with self.parts.database.write() as connection:
            for each in range(24):
                date = self.now - timedelta(days=30 * (each % 12) + 45)
                wanted = Preferences(), date
                subscribers.add(connection, f"{each}@rides.example", SubscriptionStatus.CONFIRMED, Source.FORM, *wanted)
        live_state.record(blog.site, months, self.now - timedelta(minutes=4), seconds=0.4, files=3)

    def _comment(
        self, name: str, body: str, ago: timedelta, status: Status, known: Known, above: str | None = None
    ) -> str:
        date = self.now - ago
        comment = Comment(new_id(date, name, body), "first", status, name, date, body, None, above)
        assert self.parts.queue.add(comment)
        verdict = score(comment, known)
        private = Private(comment.id, comment.id, date, "n", None, False, verdict.score, verdict.reasons)
        self.parts.private_store.add_all([private])
        return comment.id

    def sign_in(self, page: Page) -> None:
        """Become an editor called Dana."""
        page.goto(f"{self.address}/moderation/invitation/{self.parts.editors.add('Dana', datetime.now(UTC))}")
        app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
        for label, typed in (("Password", PASSWORD), ("The same again", PASSWORD), ("Six digits", app.now())):
            page.get_by_label(label, exact=True).fill(typed)
        page.get_by_role("button", name="Begin").click()
        expect(page.locator(".codes li")).to_have_count(10)

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()
        self.parts.intake.close()
        self.parts.private_store.close()


@pytest.fixture
def desk(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The editors' pages of that service."""
    monkeypatch.delenv("OI_DATABASE_URL", raising=False)
    found = Desk(blog)
    yield found
    found.close()


def test_pictures_for_editors(desk: Desk, tab: Callable[..., Page], photograph: Photograph) -> None:
    """The sign-in with a passkey, the queue at a desk and on a telephone, and the blog in numbers."""
    page = tab(PHONE)
    page.goto(f"{desk.address}/moderation/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    photograph("sign-in", page.locator("main"), 600)
    desk.sign_in(page)
    page.get_by_role("link", name="I have them; to the queue").click()
    expect(page.locator(".all:not([hidden])").first).to_be_visible()
    photograph("queue-phone", page.locator("main"), 780)
    page.set_viewport_size(DESK)
    photograph("queue", page.locator("body"), 760)
    page.goto(f"{desk.address}/moderation/statistics")
    expect(page.get_by_role("img", name="Published comments a month")).to_be_visible()
    photograph("statistics", page.locator("section").first, 600)


def test_pictures_for_readers(sample_site: str, preview: str, tab: Callable[..., Page], photograph: Photograph) -> None:
    """A thread, and the form of a reply in it; what a search finds: of the sample blog itself. The form to subscribe by mail."""
    page = tab(PHONE)
    page.goto(f"{sample_site}/2008/02/hand-over-the-pencil.html")
    thread = page.locator("#comments")
    expect(thread).to_be_visible()
    thread.get_by_role("link", name="Reply").nth(1).click()
    photograph("thread", thread, 1100)
    page.goto(f"{sample_site}/search/?q=lead+users")
    expect(page.get_by_text(re.compile("found", re.IGNORECASE)).first).to_be_visible()
    photograph("search", page.locator("main"), 760)
    page.goto(f"{preview}/subscribe/")
    expect(page.get_by_role("button", name="Subscribe")).to_be_visible()
    photograph("subscribe", page.locator("main"), 700)


def test_the_manual_shows_these_pictures_and_no_others() -> None:
    """Each is there, is light enough for a telephone, has words for who cannot see it, and stands in a page of the manual."""
    pages = "".join(path.read_text("utf-8") for path in Path("content/pages/manual").resolve().glob("*.md"))
    shown = re.findall(r"!\[([^\]]+)\]\(\{static\}/images/manual/([\w-]+)\.webp\)", pages)
    assert sorted(name for _, name in shown) == sorted(manual_pictures.NAMES)
    assert sorted(path.stem for path in manual_pictures.FOLDER.iterdir()) == sorted(manual_pictures.NAMES)
    assert sorted(manual_pictures.recorded()["pictures"]) == sorted(manual_pictures.NAMES)
    assert all(len(words) > 40 for words, _ in shown)
    assert max(path.stat().st_size for path in manual_pictures.FOLDER.iterdir()) <= LARGEST


@pytest.mark.long
def test_the_pictures_are_of_these_style_sheets() -> None:
    """What a style sheet changes is not told by texts: whoever changes one takes the pictures anew, and looks at them."""
    assert manual_pictures.recorded()["styles"] == manual_pictures.styles(), "run `make pictures`, and look at them"
