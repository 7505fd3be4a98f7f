"""A site with its queue, book and outbox, and the mails that come out of it, for the correspondence's tests."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from tests_support import Blog

from outsideinnovation import catalogue
from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.private_store import Private, PrivateStore, Reason
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.contacts.consent import ConsentStore
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.mail.queued_mail import MailState, QueuedMail
from outsideinnovation.notifications import Notifier
from outsideinnovation.tokens import Keyring

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = """
SITENAME = "A small blog"
SERVICE_URL = "https://ours.example/talk"
MAIL_FROM = "A small blog <blog@ours.example>"
COMMENTS_NOTIFY = ["ed@ours.example"]
"""
ENTRY = CatalogueEntry("first", "2005/12/first.html", "The “first” post", NOON, None, "Notes", comments_open=True)


@dataclass(frozen=True)
class Mail:
    """A mail in the outbox."""

    queued: QueuedMail
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain version."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML version."""
        return self._part("html")

    @property
    def subject(self) -> str:
        """What the list of mails shows."""
        return str(self.message["Subject"])

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body
        return str(body.get_content()).replace("\r\n", "\n")


class NotifiedBlog:
    """A site's correspondence, with the gestures of those who cause it."""

    def __init__(self, root: Path, more: str = "") -> None:
        self.blog = Blog(root)
        self.blog.settings(SETTINGS + more)
        site = self.blog.site
        self.keyring = Keyring(("a key that nobody guesses", "an older key of ours"))
        self.queue = CommentQueue(site.comments)
        self.private_store = PrivateStore(site.instance / "comments" / "private.sqlite")
        self.consent = ConsentStore(self.private_store.file)
        self.outbox = Outbox(site.instance / "outbox")
        self.entries = {ENTRY.id: ENTRY}
        catalogue.write(site.catalogue, self.entries.values())
        self.restart()

    def restart(self, **how: bool) -> None:
        """Begin a new process, which knows what is on disk and nothing else."""
        self.notifier = Notifier(self.blog.site, self.keyring, self.private_store, self.outbox, self.queue, **how)

    def comment(
        self,
        name: str,
        body: str = "Well said.",
        *,
        status: Status = Status.PENDING,
        email: str | None = None,
        notify: bool = True,
        score: float = 0.1,
        now: datetime = NOON,
        **fields: str,
    ) -> tuple[Comment, Private]:
        """Let a comment come in; nobody is told yet."""
        comment = Comment(f"00000000-{name}", "first", status, "Dana", now, body)
        comment = replace(comment, **fields)  # type: ignore[arg-type]
        self.queue.add(comment)
        reasons = (Reason("links", 0.3, "3 links"),)
        private = Private(comment.id, f"digest of {name}", now, "network", email, notify, score, reasons)
        self.private_store.add_all([private])
        return comment, private

    def receive(self, name: str, body: str = "Well said.", *, now: datetime = NOON, **fields: object) -> Comment:
        """Let a comment come in, and tell who is to be told."""
        comment, private = self.comment(name, body, now=now, **fields)  # type: ignore[arg-type]
        self.notifier.received(comment, private, now)
        return comment

    def live(self, *names: str, now: datetime = NOON) -> int:
        """Say that these comments can be read now."""
        return self.notifier.live(self.entries, {f"00000000-{name}" for name in names}, now)

    def mails(self) -> list[Mail]:
        """Return all mails, in the order of their writing."""
        found = [mail for state in MailState for mail in self.outbox.mails(state)]
        return [self._mail(queued) for queued in sorted(found, key=lambda each: (each.created, each.key))]

    def mail(self) -> Mail:
        """Return the only mail."""
        [mail] = self.mails()
        return mail

    def take(self) -> list[Mail]:
        """Return all unsent mails, and send them."""
        taken = [mail for mail in self.mails() if mail.queued.state is MailState.READY]
        for mail in taken:
            self.outbox.begin(mail.queued)
            self.outbox.finish(mail.queued, "250", mail.queued.created)
        return taken

    def _mail(self, queued: QueuedMail) -> Mail:
        message = BytesParser(policy=policy.default).parsebytes(self.outbox.message(queued))
        assert isinstance(message, EmailMessage)
        return Mail(queued, message)


def addresses(mails: Iterable[Mail]) -> list[str]:
    """Return to whom *mails* go."""
    return [mail.queued.to for mail in mails]
