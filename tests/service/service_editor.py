"""An editor at the service: invited, signed in, looking through the queue, deciding."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from jinja2.bccache import Bucket, BytecodeCache
from service_reader import HTML, Reader, tree
from werkzeug.test import Client, TestResponse

from outsideinnovation.comments.private_store import Private, Reason
from outsideinnovation.comments.record import Comment, Status, new_id
from outsideinnovation.editors import Accounts
from outsideinnovation.editors.passwords import Passwords
from outsideinnovation.service.context import EXTENSION
from outsideinnovation.tokens import Purpose

PASSWORD = "a bicycle and a basket"
COOKIE = "__Host-moderation"
HTTPS = {"base_url": "https://talk.example"}


class Compiled(BytecodeCache):
    """The templates, compiled once for all the services that tests make."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known."""
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember it."""
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED: dict[str, Compiled] = {}  # by language: texts are put in while templates are compiled


class ModeratedBlog:
    """The editors' side of a reader's blog."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        accounts = Accounts(reader.blog.root / "instance" / "editors.sqlite", cheap)
        reader.app.extensions[EXTENSION] = replace(reader.context, editors=accounts)
        self.accounts = accounts
        language = reader.context.settings.site.language
        reader.app.jinja_env.bytecode_cache = COMPILED.setdefault(language, Compiled())

    @property
    def now(self) -> datetime:
        """What the clock on the wall says."""
        return self.reader.now

    def editor(self, name: str = "Dana") -> "Editor":
        """Invite somebody who takes the invitation up, in a browser of their own."""
        token = self.accounts.add(name, self.now)
        app = pyotp.TOTP(self.accounts.invitation(token, self.now).secret)
        welcome = self.accounts.accept(token, PASSWORD, app.at(self.now), self.now)
        found = Editor(self, self.reader.app.test_client(), app)
        found.browser.set_cookie(COOKIE, welcome.session, domain="talk.example", secure=True)
        return found

    def comment(
        self,
        body: str = "Well said.",
        author: str = "Robin",
        *,
        post: str = "first",
        status: Status = Status.PENDING,
        minutes: int = 60,
        website: str | None = None,
        reply_to: str | None = None,
        email: str | None = None,
        score: float = 0.1,
        reasons: Iterable[Reason] = (),
    ) -> Comment:
        """Put a comment into the queue that came *minutes* ago."""
        date = self.now - timedelta(minutes=minutes)
        comment = Comment(new_id(date, author, body, post), post, status, author, date, body, website, reply_to)
        assert self.reader.context.queue.add(comment)
        private = Private(comment.id, comment.id, date, "network", email, False, score, tuple(reasons))
        self.reader.context.private_store.add_all([private])
        return comment

    def status(self, comment: Comment) -> Status:
        """Say where a comment is now."""
        return self.reader.context.queue.find(comment.id).status

    def link(self, comment: Comment, action: str = "approve", **other: str) -> str:
        """Return the path that a mail's link has."""
        version = self.reader.context.queue.version(comment)
        value = {"id": comment.id, "action": action, "version": version, "seen": str(comment.status)}
        value |= {"issued": self.now.isoformat()} | other
        token = self.reader.context.keyring.sign(Purpose.DECISION, value, expires=self.now + timedelta(hours=72))
        return f"/moderation/decide/{token}"


class Editor:
    """Somebody with a session, a browser and an app for codes."""

    def __init__(self, moderated: ModeratedBlog, browser: Client, app: pyotp.TOTP) -> None:
        self.moderated, self.browser, self.app = moderated, browser, app

    def get(self, path: str = "/moderation", **headers: str) -> TestResponse:
        """Look at a page."""
        return self.browser.get(path, headers=_named(headers), **HTTPS)

    def post(self, path: str, fields: dict[str, object], **headers: str) -> TestResponse:
        """Send a form."""
        return self.browser.post(path, data=fields, headers=_named(headers), **HTTPS)

    def act(self, action: str, *comments: Comment, seen: Status = Status.PENDING, **fields: str) -> TestResponse:
        """Use a button of the queue for *comments*, as they are now."""
        version = self.moderated.reader.context.queue.version
        chosen = [f"{comment.id} {version(comment)}" for comment in comments]
        return self.post("/moderation/decisions", {"action": action, "comment": chosen, "seen": seen, **fields})


def cards(page: str) -> list[str]:
    """Return the ids of the comments that a page shows, in their order."""
    found = [each.get("id", "") for each in tree(page).iter(f"{HTML}article")]
    return [identifier.removeprefix("card-") for identifier in found if identifier.startswith("card-")]


def text(page: str) -> str:
    """Return the words of a page's main part, with single spaces."""
    (main,) = tree(page).iter(f"{HTML}main")
    return " ".join("".join(main.itertext()).split())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
