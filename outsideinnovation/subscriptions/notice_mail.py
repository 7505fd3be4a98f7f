"""The mails about a subscription itself: please confirm, welcome, and that one has subscribed already.

They repeat nothing that a stranger typed into the form, so that nobody can write to others through us.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from outsideinnovation.mail.address import address
from outsideinnovation.mail.bulk_message import BulkMessage
from outsideinnovation.mail.message import mailbox, message_id, unstructured, uri
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.mail_templates import MailTemplates

_STRANGER = (
    "Somebody typed this address into the form on {name}. If that was not you, do nothing: you will hear no more."
)
_READER = "You get this because you subscribed to {name}."


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a mail about a subscription says; ``links`` are labels and addresses of ours, ``token`` is its reader's."""

    subject: str
    paragraphs: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    closing: str
    token: str


def confirmation(blog: Blog, link: str, hours: int, token: str) -> NoticeText:
    """Return the mail that asks whether it was the reader who subscribed; *link* works for that many *hours*.

    *token* lets whoever never asked say so, and be left in peace.
    """
    return NoticeText(
        f"Please confirm: {blog.name} by mail",
        (
            f"You asked for mail from {blog.name} when something new appears there, or somebody did for you.",
            f"If you want it, follow this link and press the button. It works for {hours} hours.",
        ),
        (("Yes, write to me", link), ("No, and do not ask again", blog.unsubscribe_page(token))),
        _STRANGER.format(name=blog.name),
        token,
    )


def welcome(blog: Blog, token: str) -> NoticeText:
    """Return the mail to whoever has just confirmed."""
    return NoticeText(
        f"Welcome to {blog.name}",
        (
            f"Your address is confirmed, and {blog.name} writes to you from now on.",
            "You can say how often, and of which categories, or pause it for a month; one click ends it, at any time.",
        ),
        (
            ("Change how often", blog.preferences_page(token)),
            ("Unsubscribe", blog.unsubscribe_page(token)),
        ),
        _READER.format(name=blog.name),
        token,
    )


def already(blog: Blog, token: str) -> NoticeText:
    """Return the mail to somebody whose address was typed into the form, and who has subscribed already."""
    return NoticeText(
        f"You get {blog.name} by mail already",
        (
            f"Your address was typed into the form on {blog.name}. It is subscribed already: there is nothing to do.",
            "If you want something else than you get, change it here.",
        ),
        (
            ("Change how often", blog.preferences_page(token)),
            ("Unsubscribe", blog.unsubscribe_page(token)),
        ),
        _READER.format(name=blog.name),
        token,
    )


def message(notice: NoticeText, to: str, key: str, blog: Blog, templates: MailTemplates, now: datetime) -> bytes:
    """Return *notice* as a message to *to*; *key* makes it this one (``message.message_id``). Raises MailError."""
    values = {"blog": blog, "subject": notice.subject, "closing": notice.closing}
    values |= {"paragraphs": notice.paragraphs, "links": _checked(notice.links)}
    headers = {
        "From": mailbox(blog.sender),
        "To": address(to),
        "Subject": unstructured(notice.subject),
        "Date": format_datetime(now.astimezone(UTC)),
        "Message-ID": message_id(key, blog.sender),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{uri(blog.unsubscribe_page(notice.token))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Help": f"<{uri(blog.help_page)}>",
    }
    return BulkMessage.of(headers, templates.text("notice", **values), templates.html("notice", **values)).message(
        {}, {}
    )


def _checked(links: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, uri(link)) for label, link in links]
