"""A blog, stories and keys for the tests of mails."""

from datetime import UTC, datetime
from pathlib import Path

from outsideinnovation.subscriptions import newsletter_mail
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.newsletter_mail import Story

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
TOKEN = "0123456789abcdef" * 2
TEMPLATES = MailTemplates([Path(__file__).resolve().parents[2] / "themes" / "outsideinnovation" / "templates"])
BLOG = Blog(
    name="Outside Innovation",
    site="https://blog.example",
    service="https://blog.example",
    sender="Outside Innovation <news@blog.example>",
    owner="editors@blog.example",
    mailbox="news@blog.example",
)
WEB = "https://blog.example/subscriptions/issue/abc"


def story(title: str = "A post", html: str = "<p>Hello, <b>world</b>.</p>", name: str = "a") -> Story:
    """Return a post as a mail shows it."""
    return Story(name, title, f"https://blog.example/2026/05/{name}.html", "3 May 2026", html, "Dana", "Ideas")


def sent(*stories: Story, blog: Blog = BLOG, to: str = "dana@readers.example", token: str = TOKEN) -> bytes:
    """Return the bytes that one reader gets."""
    rendered = newsletter_mail.render(stories or (story(),), "each", WEB, blog, TEMPLATES)
    bulk = newsletter_mail.bulk_message(rendered, "each/a", "each", WEB, blog)
    return newsletter_mail.message(bulk, "each/a", 7, to, token, blog, NOON)
