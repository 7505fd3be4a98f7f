"""The mails about a subscription itself: please confirm, welcome, and that one has subscribed already.

They repeat nothing that a stranger typed into the form, so that nobody can write to others through us.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from outsideinnovation.languages.message import Message
from outsideinnovation.mail.address import address
from outsideinnovation.mail.bulk_message import BulkMessage
from outsideinnovation.mail.message import mailbox, message_id, unstructured, uri
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.mail_templates import MailTemplates

_STRANGER = Message(
    "Somebody typed this address into the form on %(name)s. If that was not you, do nothing: you will hear no more."
)
_READER = Message("You get this because you subscribed to %(name)s.")


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
        Message("Please confirm: %(name)s by mail", name=blog.name),
        (
            Message(
                "You asked for mail from %(name)s when something new appears there, or somebody did for you.",
                name=blog.name,
            ),
            Message.counted(
                "If you want it, follow this link and press the button. It works for an hour.",
                "If you want it, follow this link and press the button. It works for %(number)d hours.",
                hours,
            ),
        ),
        ((Message("Yes, write to me"), link), (Message("No, and do not ask again"), blog.unsubscribe_page(token))),
        _STRANGER.filled(name=blog.name),
        token,
    )


def welcome(blog: Blog, token: str) -> NoticeText:
    """Return the mail to whoever has just confirmed."""
    return NoticeText(
        Message("Welcome to %(name)s", name=blog.name),
        (
            Message("Your address is confirmed, and %(name)s writes to you from now on.", name=blog.name),
            Message(
                "You can say how often, and of which categories, or pause it for a month; one click ends it, at any time."
            ),
        ),
        (
            (Message("Change how often"), blog.preferences_page(token)),
            (Message("Unsubscribe"), blog.unsubscribe_page(token)),
        ),
        _READER.filled(name=blog.name),
        token,
    )


def already(blog: Blog, token: str) -> NoticeText:
    """Return the mail to somebody whose address was typed into the form, and who has subscribed already."""
    return NoticeText(
        Message("You get %(name)s by mail already", name=blog.name),
        (
            Message(
                "Your address was typed into the form on %(name)s. It is subscribed already: there is nothing to do.",
                name=blog.name,
            ),
            Message("If you want something else than you get, change it here."),
        ),
        (
            (Message("Change how often"), blog.preferences_page(token)),
            (Message("Unsubscribe"), blog.unsubscribe_page(token)),
        ),
        _READER.filled(name=blog.name),
        token,
    )


def message(notice: NoticeText, to: str, key: str, blog: Blog, templates: MailTemplates, now: datetime) -> bytes:
    """Return *notice* as a message to *to*; *key* makes it this one (``message.message_id``). Raises MailError."""
    values = {"blog": blog, "subject": notice.subject, "closing": notice.closing}
    values |= {"paragraphs": notice.paragraphs, "links": _checked(notice.links)}
    headers = {
        "From": mailbox(blog.sender),
        "To": address(to),
        "Subject": unstructured(templates.reader.words(notice.subject)),
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
