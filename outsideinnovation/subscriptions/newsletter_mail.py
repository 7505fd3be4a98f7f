"""A newsletter's mail: rendered once an issue and variant, its headers by the RFCs, its slots filled for each reader."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from markupsafe import Markup

from outsideinnovation.languages.message import Message
from outsideinnovation.mail.address import address
from outsideinnovation.mail.bulk_message import BulkMessage, slot, without_slots
from outsideinnovation.mail.message import mailbox, one_line, phrase, unstructured, uri
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.mail_html import mail_html
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.plain_text import plain_text

_TOKEN = slot("token")


@dataclass(frozen=True, slots=True)
class Story:
    """A post as a mail shows it: ``date`` in words, ``html`` its whole text or, if not ``is_whole``, its beginning."""

    id: str
    title: str
    url: str
    date: str
    html: str
    author: str = ""
    category: str = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Rendered:
    """A variant: subject and both bodies, with slots for what is each reader's own."""

    subject: str
    text: str
    html: str


def render(stories: Sequence[Story], frequency: str, web_page: str, blog: Blog, templates: MailTemplates) -> Rendered:
    """Return what all who get these *stories* read; *web_page* is where the same text stands on the web."""
    subject = one_line(without_slots(templates.reader.words(_subject(stories))))
    values = {
        "blog": blog,
        "subject": subject,
        "frequency": frequency,
        "web_page": web_page,
        "preferences_page": blog.preferences_page(_TOKEN),
        "unsubscribe_page": blog.unsubscribe_page(_TOKEN),
    }
    shown = [_shown(story) for story in stories]
    as_html = [_fields(story) | {"html": Markup(story.html)} for story in shown]  # noqa: S704 - the author's own, cleaned
    html = templates.html("newsletter", stories=as_html, **values)
    return Rendered(subject, templates.text("newsletter", stories=_as_text(shown), **values), html)


def bulk_message(rendered: Rendered, issue: str, frequency: str, web_page: str, blog: Blog) -> BulkMessage:
    """Return the message of that issue, with every header that RFCs and big mailbox providers want of a list.

    Raises MailError where an address cannot stand in a header.
    """
    headers = {
        "From": mailbox(blog.sender),
        "To": slot("to"),
        "Subject": unstructured(rendered.subject),
        "Date": slot("date"),
        "Message-ID": slot("message_id"),
        "List-Id": phrase(blog.name, f"<{blog.list_id}>"),
        "List-Unsubscribe": (
            f"<{uri(blog.unsubscribe_page('x')).removesuffix('x')}{_TOKEN}>,\r\n"
            f" <mailto:{blog.unsubscribe_address(_TOKEN)}?subject=unsubscribe>"
        ),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Help": f"<{uri(blog.help_page)}>",
        "List-Owner": f"<mailto:{address(blog.owner)}>",
        "List-Archive": f"<{uri(f'{blog.site}/{blog.archive}')}>",
        "List-Post": "NO",
        "Archived-At": f"<{uri(web_page)}>",
        "Feedback-ID": f"{_mark(issue)}:{frequency}:newsletter:{blog.host}",
    }
    return BulkMessage.of(headers, rendered.text, rendered.html)


def message(bulk: BulkMessage, issue: str, subscriber: int, to: str, token: str, blog: Blog, now: datetime) -> bytes:
    """Return *bulk* as one subscriber gets it. Its Message-ID is the same whenever it is sent."""
    own = {
        "to": to,
        "date": format_datetime(now.astimezone(UTC)),
        "message_id": message_id(issue, subscriber, blog.domain),
        "token": token,
    }
    return bulk.message(own, {"token": token})


def filled(words: str, token: str) -> str:
    """Return *words* of an issue with *token* in its links, to be looked at."""
    return words.replace(_TOKEN, token)


def for_everybody(html: str, blog: Blog) -> str:
    """Return the *html* of an issue for the web: where a mail has one reader's links, it leads to the page about the list."""
    for page in (blog.unsubscribe_page(_TOKEN), blog.preferences_page(_TOKEN)):
        html = html.replace(page, blog.help_page)
    return html.replace(_TOKEN, "")


def message_id(issue: str, subscriber: int, domain: str) -> str:
    """Return the Message-ID of an issue to a subscriber; it tells nothing of either."""
    return f"<{hashlib.sha256(f'newsletter/{issue}/{subscriber}'.encode()).hexdigest()[:40]}@{domain}>"


def _subject(stories: Sequence[Story]) -> str:
    first, *others = stories
    if not others:
        return first.title
    return Message.counted(
        "%(title)s, and %(number)d more", "%(title)s, and %(number)d more", len(others), title=first.title
    )


def _shown(story: Story) -> Story:
    body = mail_html(without_slots(story.html), story.url)
    return replace(story, title=one_line(without_slots(story.title)), html=body)


def _fields(story: Story) -> dict[str, object]:
    return {name: getattr(story, name) for name in story.__slots__}


def _as_text(stories: Sequence[Story]) -> list[dict[str, object]]:
    """Return the stories with their ``text``; the numbers of links go on from one story to the next."""
    shown, count = [], 0
    for story in stories:
        plain = plain_text(story.html, first_link=count + 1)
        listed = "\n".join(f"[{number}] {url}" for number, url in enumerate(plain.links, count + 1))
        count += len(plain.links)
        shown.append(_fields(story) | {"text": f"{plain.text}\n\n{listed}" if listed else plain.text})
    return shown


def _mark(issue: str) -> str:
    """Return a word for *issue* that Feedback-ID can hold, which no colon may be in."""
    return hashlib.sha256(issue.encode()).hexdigest()[:16]
