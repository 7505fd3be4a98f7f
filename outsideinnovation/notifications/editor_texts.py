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
from outsideinnovation.languages.message import Listed, Message, Moment, Translator
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.mail_links import LIFE, Links

SHOWN = 50  # comments in one mail; the others are counted
_NAME_LENGTH = 40  # characters in a subject
_OFFERS = {
    Status.PENDING: (
        (Action.APPROVE, Message("Approve it")),
        (Action.REJECT, Message("Reject it")),
        (Action.SPAM, Message("It is spam")),
    ),
    Status.APPROVED: ((Action.REJECT, Message("Take it back")), (Action.SPAM, Message("It is spam"))),
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


def notice(case: CommentNotice, links: Links, reader: Translator, now: datetime) -> tuple[str, MailBody]:
    """Return subject and words of the mail about one comment, in the language and on the clock of *reader*."""
    comment, body = case.comment, MailBody(reader)
    body.say(Message("%(name)s has written a comment on “%(title)s”.", name=comment.author, title=case.title))
    if comment.status is Status.APPROVED:
        body.say(Message("Its writer is trusted, so it is approved already."))
    _show(body, case, links, now)
    _end(body, links)
    return Message("%(name)s on “%(title)s”", name=_short(visible(comment.author)), title=case.title), body


def digest(
    cases: Sequence[CommentNotice], waiting: int, links: Links, reader: Translator, now: datetime
) -> tuple[str, MailBody]:
    """Return subject and words of the mail about several comments, of *waiting* that it announces in all."""
    body = MailBody(reader)
    body.say(
        Message.counted(
            "%(number)d new comment waits for a decision.",
            "%(number)d new comments wait for a decision, the oldest first.",
            waiting,
        )
    )
    for case in cases:
        body.heading(Message("%(name)s on “%(title)s”", name=case.comment.author, title=case.title))
        _show(body, case, links, now)
    if waiting > len(cases):
        more = waiting - len(cases)
        body.say(Message.counted("%(number)d more is in the queue.", "%(number)d more are in the queue.", more))
    _end(body, links)
    subject = Message.counted(
        "%(number)d comment waits for a decision", "%(number)d comments wait for a decision", waiting
    )
    return subject, body


def _show(body: MailBody, case: CommentNotice, links: Links, now: datetime) -> None:
    comment = case.comment
    body.quote(comment.body)
    body.facts(_facts(case))
    offers = _OFFERS.get(comment.status, ())
    body.buttons(*((label, links.decision(comment, action, case.version, now)) for action, label in offers))
    if case.entry:
        answered = (
            [(Message("The comment it answers"), links.page(case.entry.url, comment.reply_to))]
            if comment.reply_to
            else []
        )
        body.links((Message("The post"), links.page(case.entry.url)), *answered)


def _facts(case: CommentNotice) -> list[Message]:
    comment, private = case.comment, case.private
    sentences = [Message("Sent on %(time)s.", time=Moment(comment.date))]
    if comment.website:
        sentences.append(Message("Website: %(address)s", address=comment.website))
    if private:
        weighed = WeighedReasons.of(private.reasons)
        sentences.append(Message("The spam filter says: %(verdict)s.", verdict=likelihood(private.score).message))
        sentences += _reasons(Message("For spam: %(reasons)s.", reasons=""), weighed.speaking_for)
        sentences += _reasons(Message("Against it: %(reasons)s.", reasons=""), weighed.against)
    return sentences


def _reasons(sentence: Message, reasons: Sequence[Reason]) -> list[Message]:
    said = Listed(tuple(reason.detail or Message(reason.name) for reason in reasons))
    return [sentence.filled(reasons=said)] if reasons else []


def _end(body: MailBody, links: Links) -> None:
    body.links((Message("All that wait"), links.moderation))
    body.line()
    hours = int(LIFE.total_seconds()) // 3600
    body.say(
        Message(
            "Each link asks once more before it acts, works for %(hours)d hours and for this version of the text alone. "
            "Whoever has this mail can use them, so please do not forward it.",
            hours=hours,
        )
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
