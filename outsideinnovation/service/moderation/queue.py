"""The queue: one page of comments with all that is needed to decide, and what an editor does there."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from http import HTTPStatus

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments import moderation, trust
from outsideinnovation.comments.moderation import Action, DecidedError
from outsideinnovation.comments.queue_filter import QueueFilter
from outsideinnovation.comments.queue_page import QueuePage, page_of
from outsideinnovation.comments.record import ID, Status
from outsideinnovation.errors import ConflictError, NotFoundError
from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import current
from outsideinnovation.service.moderation.auth import editor, editors_only, see, show
from outsideinnovation.service.moderation.comment_cards import cards, rows
from outsideinnovation.service.moderation.desk import desk
from outsideinnovation.service.moderation.page_cache import page_cache
from outsideinnovation.service.pages import json, wants_json

TRUST = "trust"  # approve, and remember the writer's confirmed address
OTHERS = {
    Action.APPROVE: Message.counted("%(number)s other was approved.", "%(number)s others were approved.", 1),
    Action.REJECT: Message.counted("%(number)s other was rejected.", "%(number)s others were rejected.", 1),
    Action.SPAM: Message.counted("%(number)s other was marked as spam.", "%(number)s others were marked as spam.", 1),
    Action.RESTORE: Message.counted(
        "%(number)s other was put back into the queue.", "%(number)s others were put back into the queue.", 1
    ),
}
NOTHING_CHOSEN = Message("No comment was selected: tick those you mean, then choose what to do.")
NO_ACTION = Message("It was not said what to do: use one of the buttons.")
NOTHING_LEFT = Message("Nothing that you did is left to be undone.")
SINCE = Message("This could not be undone, for something else came since.")


@editors_only
def look() -> ResponseReturnValue:
    """Show the page of the queue that the address asks for."""
    return page(QueueFilter.read(request.args))


@editors_only
def act() -> ResponseReturnValue:
    """Do one thing to one or many comments, and show the queue again; what could not be done is said there."""
    context, form = current(), request.form
    wanted = QueueFilter.back(form.get("back", ""))
    versions = dict(choice.partition(" ")[::2] for choice in form.getlist("comment"))
    button, seen = form.get("action", ""), form.get("seen", "")
    if not versions or seen not in set(Status) or button not in {*Action, TRUST}:
        return _answer(wanted, HTTPStatus.BAD_REQUEST, [], [NO_ACTION if versions else NOTHING_CHOSEN])
    action = Action.APPROVE if button == TRUST else Action(button)
    now = context.clock()
    outcome = context.decisions.decide(action, versions, Status(seen), editor().name, now)
    if button == TRUST:
        trust.give(context.private_store, context.consent.is_confirmed, outcome.done, now)
    if outcome.refused:
        done = [OTHERS[action].of(len(outcome.done))] if outcome.done else []
        return _answer(wanted, HTTPStatus.CONFLICT, outcome.done, outcome.refused, [*done, *outcome.told])
    if outcome.told:
        return _answer(wanted, HTTPStatus.OK, outcome.done, [], outcome.told)
    return _see(wanted, form.get("next", ""), outcome.done)


@editors_only
def undo() -> ResponseReturnValue:
    """Take the editor's last act back."""
    context, wanted = current(), QueueFilter.back(request.form.get("back", ""))
    try:
        undone = moderation.undo(
            context.queue, context.log, editor().name, context.clock(), private_store=context.private_store
        )
    except NotFoundError:
        return _answer(wanted, HTTPStatus.CONFLICT, [], [NOTHING_LEFT])
    except ConflictError as refusal:
        return _answer(wanted, HTTPStatus.CONFLICT, [], [_why_not_undone(refusal)])
    return _see(wanted, undone[0].id, [decision.id for decision in undone])


@editors_only
def shortcuts() -> ResponseReturnValue:
    """Switch single keys on or off for this editor (WCAG 2.1.4)."""
    current().editors.use_shortcuts(editor().name, wanted=request.form.get("shortcuts") == "on")
    return see(url_for("moderation", **QueueFilter.back(request.form.get("back", "")).query))


@editors_only
def bar() -> ResponseReturnValue:
    """Show how far the site is behind the queue: the parts of a page that change by themselves."""
    shown = desk(current(), editor().name, page_cache(current()).names.look())
    progress = shown["progress"]
    return show("bar", as_json=asdict(progress) if progress else {}, **shown)


def page(wanted: QueueFilter, status: int = HTTPStatus.OK, refused: Iterable[str] = ()) -> Response:
    """Return the queue as *wanted*, with a sentence for each thing that was refused, or is to be noticed."""
    context, now = current(), current().clock()
    here = page_cache(context)
    seen = here.names.look()
    found = page_of(context.queue.folder, seen, context.private_store, wanted)
    if wants_json():
        return _listed(found)
    return show(
        "queue",
        status,
        listing=found,
        filter=found.filter,
        cards=cards(context, here.histories, seen, found.comments, now),
        counts=seen.counts,
        statuses=list(Status),
        refused=list(refused),
        **desk(context, editor().name, seen),
        posts=context.catalogue.entry(wanted.post) if wanted.post else None,
    )


def _why_not_undone(refusal: ConflictError) -> Message:
    if not isinstance(refusal, DecidedError) or refusal.decided is None:
        return SINCE
    decision = refusal.decided.message
    return Message("This could not be undone, for something else came since: %(decision)s.", decision=decision)


def _listed(found: QueuePage) -> Response:
    """Return one page of the queue for programs; the next is named as the web names it (RFC 8288)."""
    response = json(HTTPStatus.OK, rows(current(), found.comments))
    if found.filter.page < found.pages:
        following = url_for("moderation", **found.filter.but(page=found.filter.page + 1).query)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _answer(
    wanted: QueueFilter, status: int, decided: Sequence[str], refused: Sequence[str], beside: Iterable[str] = ()
) -> Response:
    """Answer a request that was not or not wholly fulfilled; *beside* is said to people only."""
    if wants_json():
        return json(status, {"decided": decided, "refused": refused})
    return page(wanted, status, [*refused, *beside])


def _see(wanted: QueueFilter, following: str, decided: Sequence[str]) -> Response:
    anchor = f"card-{following}" if ID.fullmatch(following) else None
    return see(url_for("moderation", **wanted.query, _anchor=anchor), {"decided": decided, "refused": []})
