"""What a page of a post shows beside its text: a description, how long it takes to read, whether it takes comments."""

import html
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from outsideinnovation.text import prose, searchable

WORDS_A_MINUTE = 230
BEGINNINGS = (400, 1000, 4000)  # characters of a post's HTML in which its description is looked for
DESCRIPTION_LENGTH = 200  # characters; search engines cut longer ones
MARGIN = 40  # characters; what is cut off may have changed the last of them: half an entity, half a mail address


def description(markup: str) -> str:
    """Return the beginning of the prose of *markup*, cut between words, for a page's head and for lists.

    Where all of it is headings and tables their words are taken.
    """
    for beginning in (*BEGINNINGS, len(markup)):
        text = prose(_whole_tags(markup[:beginning]) if beginning < len(markup) else markup)
        if len(text) > DESCRIPTION_LENGTH + MARGIN or beginning >= len(markup):
            break
    text = text or searchable(markup)
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.– ") + " …"


def _whole_tags(markup: str) -> str:
    """Leave out a tag at the end that was cut through."""
    opened = markup.rfind("<")
    return markup[:opened] if opened > markup.rfind(">") else markup


def summary(description: str) -> str:
    """Return what a list shows of a post that has no ``Summary`` of its own, as markup."""
    return f"<p>{html.escape(description, quote=False)}</p>" if description else ""


def reading_minutes(markup: str) -> int:
    """Return how long the text of *markup* takes to read, in whole minutes, at least one."""
    return max(1, round(len(markup.split()) / WORDS_A_MINUTE))


def comments_state(value: str, date: datetime, close_after_days: int | None, latest: datetime) -> str:
    """Return ``open``, ``closed`` or ``none`` for a post of *date* whose front matter has *value*.

    Age is counted up to *latest*, the newest date in the content, and not up to the clock: the same input gives the same
    bytes on every day (issue 2).
    """
    state = value.lower() or "open"
    if state == "open" and close_after_days is not None and latest - date > timedelta(days=close_after_days):
        return "closed"
    return state


def latest(dates: Iterable[datetime]) -> datetime | None:
    """Return the newest of *dates*, or None where there is none."""
    return max(dates, default=None)


def author(article: Any) -> str:
    """Return who wrote a post; nothing where neither it nor the site says so, which Pelican allows."""
    return str(article.author.name) if getattr(article, "author", None) else ""
