"""What editors are told: the comments that wait, with all that is needed to decide from the mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.private_store import Private, Reason
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.spam.likelihood import WeighedReasons, likelihood
from outsideinnovation.languages.catalog import SOURCE
from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.zone import local
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.mail_links import LIFE, Links

SHOWN = 50  # comments in one mail; the others are counted
_NAME_LENGTH = 40  # characters in a subject
_OFFERS = {
    Status.PENDING: ((Action.APPROVE, "Approve it"), (Action.REJECT, "Reject it"), (Action.SPAM, "It is spam")),
    Status.APPROVED: ((Action.REJECT, "Take it back"), (Action.SPAM, "It is spam")),
}


@dataclass(frozen=True, slots=True)
class CommentNotice:
    """A comment to decide on. ``version`` is that of its text; ``entry`` is its post, None where that is not live."""

    comment: Comment
    version: str
    private: Private | None
    entry: CatalogueEntry | None

    @property
    def title(self) -> str:
        """The post's title, or its id."""
        return self.entry.title if self.entry else self.comment.post


def notice(case: CommentNotice, links: Links, timezone: str, now: datetime) -> tuple[str, MailBody]:
    """Return subject and words of the mail about one comment, its time on the clock of *timezone*."""
    comment, body = case.comment, MailBody()
    body.say(f"{comment.author} has written a comment on “{case.title}”.")
    if comment.status is Status.APPROVED:
        body.say("Its writer is trusted, so it is approved already.")
    _show(body, case, links, timezone, now)
    _end(body, links)
    return f"{_short(visible(comment.author))} on “{case.title}”", body


def digest(
    cases: Sequence[CommentNotice], waiting: int, links: Links, timezone: str, now: datetime
) -> tuple[str, MailBody]:
    """Return subject and words of the mail about several comments, of *waiting* that it announces in all."""
    body = MailBody()
    body.say(f"{waiting} new comments wait for a decision, the oldest first.")
    for case in cases:
        body.heading(f"{case.comment.author} on “{case.title}”")
        _show(body, case, links, timezone, now)
    if waiting > len(cases):
        body.say(f"{waiting - len(cases)} more are in the queue.")
    _end(body, links)
    return f"{waiting} comments wait for a decision", body


def _show(body: MailBody, case: CommentNotice, links: Links, timezone: str, now: datetime) -> None:
    comment = case.comment
    body.quote(comment.body)
    body.facts(_facts(case, timezone))
    offers = _OFFERS.get(comment.status, ())
    body.buttons(*((label, links.decision(comment, action, case.version, now)) for action, label in offers))
    if case.entry:
        answered = (
            [("The comment it answers", links.page(case.entry.url, comment.reply_to))] if comment.reply_to else []
        )
        body.links(("The post", links.page(case.entry.url)), *answered)


def _facts(case: CommentNotice, timezone: str) -> list[str]:
    comment, private = case.comment, case.private
    sentences = [f"Sent on {dates(SOURCE).moment(local(comment.date, timezone))}."]
    if comment.website:
        sentences.append(f"Website: {comment.website}")
    if private:
        weighed = WeighedReasons.of(private.reasons)
        sentences.append(f"The spam filter says: {likelihood(private.score)}.")
        sentences += _reasons("For spam", weighed.speaking_for) + _reasons("Against it", weighed.against)
    return sentences


def _reasons(side: str, reasons: Sequence[Reason]) -> list[str]:
    return [f"{side}: {', '.join(reason.detail or reason.name for reason in reasons)}."] if reasons else []


def _end(body: MailBody, links: Links) -> None:
    body.links(("All that wait", links.moderation))
    body.line()
    hours = int(LIFE.total_seconds()) // 3600
    body.say(
        f"Each link asks once more before it acts, works for {hours} hours and for this version of the text alone. "
        "Whoever has this mail can use them, so please do not forward it."
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
