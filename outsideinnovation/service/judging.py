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
from outsideinnovation.service.errors import LOGGER
from outsideinnovation.service.hearing import TRAP, RefusedError
from outsideinnovation.service.parts import Parts
from outsideinnovation.tokens import Purpose

HARMLESS = 0.3  # score up to which a trusted reader's comment needs no editor
REMEMBERED = 50  # earlier comments of an address that are looked at
TRAPPED = FieldProblem(TRAP, "a field that is to stay empty was filled in", "empty it, and send again")
TOO_MANY_LINKS = FieldProblem("body", "more links than a comment may hold", "leave some out")
TOO_OFTEN = "Many comments have come from your network within the hour. Keep your words, and send them again later."


def sender(parts: Parts) -> str:
    """Return the pseudonym of the network that this request comes from; the address itself is kept nowhere."""
    return senders(parts)[0]


def senders(parts: Parts) -> list[str]:
    """Return the same pseudonym, and those of the networks around it, the narrower first."""
    found = networks(request.headers.get("X-Forwarded-For"), request.remote_addr or "", parts.hops)
    return [parts.keyring.pseudonym(Purpose.NETWORK, each) for each in found]


def judge(
    parts: Parts,
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
    recent = parts.book.recent(from_network, now)
    rate = int(parts.settings["COMMENTS_RATE_PER_HOUR"])
    if rate and recent >= rate and not parts.book.known([digest]):
        raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, said=TOO_OFTEN)
    known = known_of(parts, words, seconds=seconds, trap=bool(fields.get(TRAP)), recent=recent)
    verdict = spam.score(words, known)
    if verdict.over_limit:
        raise RefusedError(HTTPStatus.BAD_REQUEST, TRAPPED if known.trap else TOO_MANY_LINKS)
    return verdict


def is_trusted(parts: Parts, words: Words, from_network: str, verdict: Verdict) -> bool:
    """Tell whether *words* may appear unseen: an editor or COMMENTS_TRUST_AFTER trusts the writer's confirmed address.

    Anybody can type somebody else's address. So the comment must also come from a network from which an approved comment
    of that address came, and look like no spam.
    """
    if not words.email or verdict.score > HARMLESS or not parts.book.confirmed(words.email):
        return False
    earlier = parts.book.by_email(words.email)
    decided = parts.log.last_of(private.id for private in earlier)
    approved = [each for each in earlier if each.id in decided and decided[each.id].after == Status.APPROVED]
    if not any(private.network == from_network for private in approved):
        return False
    after = parts.settings["COMMENTS_TRUST_AFTER"]
    return parts.book.trusted(words.email) or spam.trusted(len(approved), confirmed=True, after=after)


def remember(parts: Parts) -> None:
    """Learn which texts came lately, so that one that comes again is noticed after a start too. Takes a while."""
    waiting, problems = parts.queue.look(Status.PENDING)
    if problems:
        LOGGER.error("%d files among the comments could not be read, so such texts go unnoticed.", len(problems))
    for comment in waiting:
        parts.repetition.add(comment.body)


def known_of(parts: Parts, words: Words, *, seconds: float | None, trap: bool, recent: int) -> Known:
    """Return what is known of a comment besides its words."""
    earlier = parts.book.by_email(words.email, REMEMBERED) if words.email else []
    last = parts.log.last_of(private.id for private in earlier) if earlier else {}
    decided = [entry.after for entry in last.values()]
    return Known(
        seconds=seconds,
        trap=trap,
        confirmed=bool(words.email) and parts.book.confirmed(words.email or ""),
        approved=decided.count(Status.APPROVED),
        spam=decided.count(Status.SPAM),
        recent=recent,
        repeats=parts.repetition.count(words.body),
        model=parts.model,
    )
