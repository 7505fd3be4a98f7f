"""Letters to write and put, for the mail room's tests."""

from datetime import UTC, datetime

from outsideinnovation.mail.message import MailMessage, compose
from outsideinnovation.mail.outbox import Outbox

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
SENDER = "Outside Innovation <editors@blog.example>"
STOP = "https://blog.example/comments/stop/token"


def mail_message(key: str = "key", **fields: object) -> MailMessage:
    """Return a letter; *fields* are what is to be different."""
    said: dict[str, object] = {
        "to": f"{key}@readers.example",
        "subject": "Your comment is live",
        "text": "Hello,\n\nit is live.\n",
        "html": "<p>Hello,</p>\n<p>it is live.</p>\n",
        "key": key,
    }
    return MailMessage(**(said | fields))  # type: ignore[arg-type]


def put(outbox: Outbox, *keys: str, now: datetime = NOON, **fields: object) -> None:
    """Put letters with those keys into *outbox*."""
    for key in keys:
        written = mail_message(key, **fields)
        assert outbox.put(written, compose(written, SENDER, now), now)
