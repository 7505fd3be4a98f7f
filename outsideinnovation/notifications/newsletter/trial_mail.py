"""A newsletter's mail of no post, with every header that a real one has: to see what signatures make of it."""

from datetime import datetime

from outsideinnovation.subscriptions import newsletter_mail
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.issue_schedule import EACH
from outsideinnovation.subscriptions.mailing import NOBODY
from outsideinnovation.subscriptions.newsletter_mail import Rendered

_RENDERED = Rendered("A trial", "A trial.\n", "<p>A trial.</p>\n")


def trial_mail(blog: Blog, now: datetime) -> bytes:
    """Return a mail of *blog* to itself, which is not to be sent."""
    page = blog.web_page(NOBODY)
    bulk = newsletter_mail.bulk_message(_RENDERED, "trial", EACH, page, blog)
    return newsletter_mail.message(bulk, "trial", 0, blog.owner, NOBODY, blog, now)
