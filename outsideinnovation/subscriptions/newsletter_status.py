"""What an editor is told of the newsletter: what happened, who waits, and why, in words; or as rows for programs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from outsideinnovation.subscriptions.delivery_state import DeliveryState, IssueState
from outsideinnovation.subscriptions.issue_schedule import DAILY, EACH, WEEKLY, Digests
from outsideinnovation.subscriptions.store.sending_progress import IssueProgress, Reply
from outsideinnovation.subscriptions.subscriber import Frequency
from outsideinnovation.wording import counted

_TO_WHOM = {
    Frequency.EACH: "to those who get each post",
    Frequency.DAILY: "the daily digest",
    Frequency.WEEKLY: "the weekly digest",
}
_UNSPOKEN = "the relay said nothing"


def as_row(issue: IssueProgress) -> dict[str, Any]:
    """Return an issue as ``oi newsletter status --json`` has it; counts are of recipients now in that state."""
    return {
        "issue": issue.key,
        "posts": list(issue.posts),
        "created": issue.created.isoformat(),
        "finished": issue.state in {IssueState.FINISHED, IssueState.CANCELLED},
        **{state.value: issue.count(state) for state in DeliveryState},
        "uncertain": issue.uncertain,
        "state": issue.state.value,
    }


def in_words(issue: IssueProgress, titles: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Iterator[str]:
    """Yield lines about one issue; *titles* of posts by id, times on the blog's clock."""
    begun = moment(issue.created, zone, now)
    yield f"{_name(issue, titles)} ({_TO_WHOM[issue.frequency]}), begun {begun}: {_where(issue)}"
    yield f"  {', '.join(_counted(issue)) or 'Nobody gets it: no subscriber wants these posts at this frequency.'}"
    for reply in issue.replies:
        yield f"  {_reason(reply, zone, now)}"
    if issue.count(DeliveryState.SKIPPED):
        yield f"  Left out: {issue.count(DeliveryState.SKIPPED):,}, who unsubscribed, paused or were erased meanwhile."
    if issue.uncertain:
        yield f"  Perhaps twice: {issue.uncertain:,}, whose mail was in hand when a sender or connection broke off."


def to_come(
    waiting: Mapping[str, datetime],
    sent: Mapping[str, Sequence[str] | set[str]],
    titles: Mapping[str, str],
    digests: Digests,
    zone: ZoneInfo,
    now: datetime,
) -> Iterator[str]:
    """Yield lines about posts whose turn is still to come, by frequency; *waiting* and *sent* as the schedule has them."""
    live = {post: due for post, due in waiting.items() if post in titles}
    for post, due in sorted(live.items(), key=lambda row: row[1]):
        if post not in sent.get(EACH, ()):
            when = (
                f"goes out after {moment(due, zone, now)}, until when it can be corrected"
                if due > now
                else "is due now"
            )
            yield f"“{titles[post]}” {when}."
    for frequency, clock in ((DAILY, digests.daily), (WEEKLY, digests.weekly)):
        left = [post for post in live if post not in sent.get(frequency, ())]
        if left:
            yield f"The next {frequency} digest, {moment(clock.next(now), zone, now)}, will have {counted(len(left), 'post')}."


def moment(when: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return *when* on the blog's clock; the day is left out today."""
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%B %Y, %H:%M}"


def _name(issue: IssueProgress, titles: Mapping[str, str]) -> str:
    first, *others = issue.posts or ("",)
    title = issue.subject or titles.get(first, first)
    return f"“{title}”" if issue.subject or not others else f"“{title}”, and {len(others)} more"


def _where(issue: IssueProgress) -> str:
    waits, ready = issue.count(DeliveryState.DEFERRED), issue.count(DeliveryState.READY)
    if issue.state is IssueState.CANCELLED:
        return "cancelled."
    if issue.state is IssueState.PREPARING:
        return "on its way; its recipients are still being written down."
    if issue.state is IssueState.FINISHED or not (waits or ready or issue.count(DeliveryState.SENDING)):
        return "done."
    return "on its way." if ready or issue.count(DeliveryState.SENDING) else "waiting for another try."


def _counted(issue: IssueProgress) -> Iterator[str]:
    words = (
        (DeliveryState.SENT, "sent"),
        (DeliveryState.READY, "to go"),
        (DeliveryState.SENDING, "in hand"),
        (DeliveryState.DEFERRED, "waiting"),
        (DeliveryState.FAILED, "failed"),
        (DeliveryState.SKIPPED, "left out"),
    )
    yield from (f"{issue.count(state):,} {word}" for state, word in words if issue.count(state))


def _reason(reply: Reply, zone: ZoneInfo, now: datetime) -> str:
    reason = reply.words or _UNSPOKEN
    if reply.state is DeliveryState.DEFERRED:
        when = f"from {moment(reply.not_before, zone, now)}" if reply.not_before > now else "at the next run"
        return f"Waiting: {reply.count:,}, tried again {when}, because: {reason}"
    return f"Failed: {reply.count:,}, because: {reason}"
