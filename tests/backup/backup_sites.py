"""A small site with content, comments, subscribers, mail and keys, and what is in it in one comparable piece."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests_support import Blog

from outsideinnovation.backup import taking
from outsideinnovation.backup.taking import Backup
from outsideinnovation.comments.intake import Intake
from outsideinnovation.comments.private_store import Private, PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.editors.accounts import Accounts
from outsideinnovation.mail.message import MailMessage, compose
from outsideinnovation.mail.outbox import FOLDER, Outbox
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.issue_schedule import PlannedIssue, Sighting
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store import subscribers
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import IssueStore
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences, Source
from outsideinnovation.tokens import Keyring


def comment(identifier: str, now: datetime, post: str = "first") -> tuple[Comment, Private]:
    """Return a comment as a reader sends it, with what is private of it."""
    sent = Comment(identifier, post, Status.PENDING, "Dana", now, "Well said.")
    address = f"{identifier}@readers.example"
    return sent, Private(identifier, identifier, now, "network", address, False, 0.1, ())


@dataclass(frozen=True, slots=True)
class FullSite:
    """The site, and the folder that its backups go to."""

    blog: Blog
    copies: Path

    @classmethod
    def made(cls, blog: Blog, copies: Path, now: datetime) -> "FullSite":
        """Fill *blog*."""
        blog.post("first", "The *first* words.", category="Co-Design")
        blog.post("second", "More words.", date="2006-01-02 08:00")
        blog.write("pages/about.md", "Title: About\nSlug: about\n\nWho we are.\n")
        blog.write("images/dot.bin", bytes(range(256)))
        full = cls(blog, copies)
        full.converse(now)
        full.subscribe(now)
        Keyring.load(blog.site.instance)
        Accounts(blog.site.editors).add("Erin", now)
        return full

    @property
    def site(self) -> Site:
        """The site as it is set up now."""
        return self.blog.site

    def intake(self) -> Intake:
        """Return the way in for comments."""
        return Intake(
            CommentQueue(self.site.comments), PrivateStore(self.site.private_store_path), pending_limit=10_000
        )

    def converse(self, now: datetime) -> None:
        """Take comments in, decide on some, and leave a mail about one waiting."""
        intake, queue = self.intake(), CommentQueue(self.site.comments)
        for number, status in enumerate(Status):
            sent, private = comment(f"0000000{number}-reader", now)
            intake.submit(sent, private)
            if status is not Status.PENDING:
                queue.move(sent, status)
        intake.close()
        mail = MailMessage("editor@ours.example", "A comment", "It waits.", None, "waits")
        Outbox(self.site.instance / FOLDER).put(mail, compose(mail, "Blog <blog@ours.example>", now), now)

    def subscribe(self, now: datetime) -> None:
        """Add readers, one who has gone, and an issue on its way."""
        database = Database.of(self.site.instance, {})
        with database.write() as connection:
            for name in ("ann", "bob", "gone"):
                wanted = Preferences(Frequency.EACH, frozenset({"Ideas"} if name == "bob" else ()))
                address, confirmed = f"{name}@readers.example", SubscriptionStatus.CONFIRMED
                subscribers.add(connection, address, confirmed, Source.FORM, wanted, now - timedelta(microseconds=7))
            connection.exec_driver_sql("DELETE FROM subscribers WHERE address = 'gone@readers.example'")
        issues = IssueStore(database)
        issues.note([Sighting("first", now, now), Sighting("second", now, None)])
        issues.begin(PlannedIssue("each/first", "each", ("first",), now), now)
        database.close()

    def back_up(self, now: datetime, *, with_keys: bool = True) -> Backup:
        """Take a backup."""
        return taking.back_up(self.site, self.copies, now, with_keys=with_keys)


def files(folder: Path) -> Mapping[str, str]:
    """Return every file below *folder* by its path, with its SHA-256."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
