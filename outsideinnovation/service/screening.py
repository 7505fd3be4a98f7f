"""What is known of whoever sends a comment, and what the spam filter makes of it; only limits refuse anything."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from flask import request

from outsideinnovation.comments import spam
from outsideinnovation.comments.form import FieldProblem, Words
from outsideinnovation.comments.network import networks
from outsideinnovation.comments.record import Status
from outsideinnovation.comments.spam import Known, Verdict
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.errors import LOGGER
from outsideinnovation.service.validation import TRAP, RefusedError
from outsideinnovation.tokens import Purpose

HARMLESS = 0.3  # score up to which a trusted reader's comment needs no editor
REMEMBERED = 50  # earlier comments of an address that are looked at
TRAPPED = FieldProblem(TRAP, "a field that is to stay empty was filled in", "empty it, and send again")
TOO_MANY_LINKS = FieldProblem("body", "more links than a comment may hold", "leave some out")
TOO_OFTEN = "Many comments have come from your network within the hour. Keep your words, and send them again later."


def sender(context: ServiceContext) -> str:
    """Return the pseudonym of the network that this request comes from; the address itself is kept nowhere."""
    return senders(context)[0]


def senders(context: ServiceContext) -> list[str]:
    """Return the same pseudonym, and those of the networks around it, the narrower first."""
    found = networks(request.headers.get("X-Forwarded-For"), request.remote_addr or "", context.hops)
    return [context.keyring.pseudonym(Purpose.NETWORK, each) for each in found]


def judge(
    context: ServiceContext,
    words: Words,
    fields: Mapping[str, str],
    from_network: str,
    seconds: float | None,
    now: datetime,
    digest: str,
) -> Verdict:
    """Return how surely *words* are spam. Raises RefusedError for what is over a limit: 400, or 429 for too many.

    Words whose *digest* is known came before and are only sent once more, which is not one more comment. That the limit
    holds for those who send at the same moment is the intake's affair; here a flood ends before it costs the disk anything.
    """
    recent = context.private_store.recent(from_network, now)
    rate = context.settings.comments.rate_per_hour
    if rate and recent >= rate and not context.private_store.known([digest]):
        raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, said=TOO_OFTEN)
    known = known_of(context, words, seconds=seconds, trap=bool(fields.get(TRAP)), recent=recent)
    verdict = spam.score(words, known)
    if verdict.over_limit:
        raise RefusedError(HTTPStatus.BAD_REQUEST, TRAPPED if known.trap else TOO_MANY_LINKS)
    return verdict


def is_trusted(context: ServiceContext, words: Words, from_network: str, verdict: Verdict) -> bool:
    """Tell whether *words* may appear unseen: an editor or COMMENTS_TRUST_AFTER trusts the writer's confirmed address.

    Anybody can type somebody else's address. So the comment must also come from a network from which an approved comment
    of that address came, and look like no spam.
    """
    if not words.email or verdict.score > HARMLESS or not context.private_store.confirmed(words.email):
        return False
    earlier = context.private_store.by_email(words.email)
    decided = context.log.last_of(private.id for private in earlier)
    approved = [each for each in earlier if each.id in decided and decided[each.id].after == Status.APPROVED]
    if not any(private.network == from_network for private in approved):
        return False
    after = context.settings.comments.trust_after
    return context.private_store.trusted(words.email) or spam.trusted(len(approved), confirmed=True, after=after)


def remember(context: ServiceContext) -> None:
    """Learn which texts came lately, so that one that comes again is noticed after a start too. Takes a while."""
    waiting, problems = context.queue.look(Status.PENDING)
    if problems:
        LOGGER.error("%d files among the comments could not be read, so such texts go unnoticed.", len(problems))
    for comment in waiting:
        context.repetition.add(comment.body)


def known_of(context: ServiceContext, words: Words, *, seconds: float | None, trap: bool, recent: int) -> Known:
    """Return what is known of a comment besides its words."""
    earlier = context.private_store.by_email(words.email, REMEMBERED) if words.email else []
    last = context.log.last_of(private.id for private in earlier) if earlier else {}
    decided = [entry.after for entry in last.values()]
    return Known(
        seconds=seconds,
        trap=trap,
        confirmed=bool(words.email) and context.private_store.confirmed(words.email or ""),
        approved=decided.count(Status.APPROVED),
        spam=decided.count(Status.SPAM),
        recent=recent,
        repeats=context.repetition.count(words.body),
        model=context.model,
    )
