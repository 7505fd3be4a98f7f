"""Statistics for programs: one object, as ``oi stats --json`` and the editors' page give it."""

from datetime import datetime, timedelta
from typing import Any

from outsideinnovation.comments.record import Status
from outsideinnovation.statistics.figures import DiscussedPost, MonthFigures, Statistics, StatisticsPart


def as_object(statistics: Statistics, root: str) -> dict[str, Any]:
    """Return *statistics*; times are RFC 3339, spans of time are whole seconds. What is not counted is None.

    *root* is the site's address, with a slash at its end.
    """
    comments = statistics.comments
    return {
        "counted": _moment(statistics.counted),
        "zone": statistics.zone,
        "posts": None if StatisticsPart.POSTS in statistics.uncounted else statistics.posts,
        "comments": {
            **{status.value: comments.counts[status] for status in Status},
            "by_author": comments.by_author,
            "waiting_since": _moment(comments.waiting_since),
        },
        "answers": _answers(statistics),
        "subscribers": _subscribers(statistics),
        "mailings": _mailings(statistics),
        "most_discussed": [_post(post, root) for post in statistics.discussed],
        "months": [_month(month) for month in statistics.months],
        "problems": list(statistics.problems),
    }


def _answers(statistics: Statistics) -> dict[str, Any] | None:
    answers = statistics.answers
    if StatisticsPart.ANSWERS in statistics.uncounted:
        return None
    return {
        "comments": answers.count,
        "median_seconds": _seconds(answers.median),
        "nine_of_ten_seconds": _seconds(answers.nine_of_ten),
        "spans": {span.words: span.comments for span in answers.spans},
    }


def _subscribers(statistics: Statistics) -> dict[str, int] | None:
    found = statistics.subscribers
    return None if found is None else {status.value: number for status, number in found.items()}


def _mailings(statistics: Statistics) -> dict[str, int] | None:
    found = statistics.mailings
    if found is None:
        return None
    return {"issues": found.issues, "sent": found.sent, "failed": found.failed, "waiting": found.waiting}


def _post(post: DiscussedPost, root: str) -> dict[str, Any]:
    return {"id": post.id, "title": post.title, "url": root + post.url if post.url else None, "comments": post.comments}


def _month(month: MonthFigures) -> dict[str, Any]:
    return {
        "month": str(month.month),
        "posts": month.posts,
        **{status.value: month.count(status) for status in Status},
        "answered": month.answered,
        "median_seconds": _seconds(month.answer_time),
        "joined": month.joined,
        "left": month.left,
        "subscribers": month.subscribers,
        "mailings": month.mailings,
        "mails": month.mails,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())
