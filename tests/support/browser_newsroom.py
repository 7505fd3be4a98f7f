"""A service with comments waiting and somebody invited, as the browser tests of the editors' pages meet it."""

import threading
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.sync_api import Locator, Page, expect
from tests_support import Blog
from werkzeug.serving import make_server

from outsideinnovation import catalogue
from outsideinnovation.comments.private_store import Private, Reason
from outsideinnovation.comments.record import Comment, Status, new_id
from outsideinnovation.deploy import live_state
from outsideinnovation.service import create_app
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.tokens import Purpose

PASSWORD = "a bicycle and a basket"
NAMES = ("Ann", "Ben", "Cleo", "Dee")


class Newsroom:
    """A service with four comments waiting, and an invitation; *more* are lines of its settings."""

    def __init__(self, blog: Blog, more: str = "") -> None:
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.port}"
        blog.settings(f'SERVICE_URL = "{self.address}"\n{more}')
        now = datetime.now(UTC).replace(microsecond=0)
        entry = catalogue.CatalogueEntry(
            "first", "2005/12/first.html", "The rider who moved the basket", now, None, "Notes", True
        )
        catalogue.write(blog.site.catalogue, [entry])
        self.app = create_app(blog.root, background=False)
        parts = self.app.extensions[EXTENSION]
        assert isinstance(parts, ServiceContext)
        self.parts = parts
        above = self.comment("Eve", "Which basket was it?", 900, Status.APPROVED)
        live_state.record(blog.site, [above.id], now, seconds=0.4, files=3)
        for number, name in enumerate(NAMES):
            body = f"The *{number + 1}.* basket, from [the shop](https://example.org/).\n\n> Which basket was it?\n\n`It holds.`"
            self.comment(name, body, 800 - number, reply_to=above.id if number % 2 else None)
        self.invite("Dana")
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def invite(self, name: str) -> None:
        """Invite somebody; the link is the last ``invitation``."""
        token = self.parts.editors.add(name, datetime.now(UTC))
        self.invitation = f"{self.address}/moderation/invitation/{token}"

    def _answer(self, environ: dict[str, object], start_response: object) -> object:
        return self.app(environ, start_response)

    def comment(
        self, name: str, body: str, minutes: int, status: Status = Status.PENDING, reply_to: str | None = None
    ) -> Comment:
        """Put a comment into the queue."""
        date = (datetime.now(UTC) - timedelta(minutes=minutes)).replace(microsecond=0)
        comment = Comment(new_id(date, name), "first", status, name, date, body, "https://example.org/", reply_to)
        self.parts.queue.add(comment)
        reasons = (Reason("links", 0.4, "1 link"), Reason("confirmed address", -0.2))
        self.parts.private_store.add_all(
            [Private(comment.id, comment.id, date, "n", f"{name.lower()}@example.org", False, minutes / 1000, reasons)]
        )
        self.parts.consent.confirm(f"{name.lower()}@example.org", date)
        return comment

    def states(self) -> dict[str, str]:
        """Return where each reader's comment is."""
        return {comment.author: str(comment.status) for comment in self.parts.queue.list() if not comment.by_author}

    def link(self, name: str) -> str:
        """Return the link to reject a comment that a mail would hold."""
        (comment,) = [each for each in self.parts.queue.list() if each.author == name]
        value = {"id": comment.id, "action": "reject", "version": self.parts.queue.version(comment)}
        return f"{self.address}/moderation/decide/{self.parts.keyring.sign(Purpose.DECISION, value)}"

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()
        self.parts.intake.close()
        self.parts.private_store.close()


def join(page: Page, newsroom: Newsroom) -> pyotp.TOTP:
    """Take the invitation up as far as the recovery codes, in any language, and return the app that was set up."""
    page.goto(newsroom.invitation)
    expect(page.locator("img.code")).to_be_visible()
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("#code").fill(app.now())
    page.locator(".form button").click()
    expect(page.locator(".codes li")).to_have_count(10)
    return app


def open_queue(page: Page) -> None:
    """Go to the queue, and wait for its script: until it runs, keys do nothing and forms are sent as browsers do.

    The script takes the attribute away; what it hides is visible earlier, while the second style sheet is on its way.
    """
    page.locator(".codes ~ .buttons a").click()
    expect(page.locator(".all:not([hidden])").first).to_be_visible()


def card(page: Page, name: str) -> Locator:
    """Return the card of somebody's comment."""
    return page.locator(".case").filter(has=page.get_by_role("heading", name=name, exact=True, level=2))
