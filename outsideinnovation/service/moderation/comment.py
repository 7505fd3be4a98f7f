"""One comment on a page of its own: to read it at leisure, to edit it, to answer it."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.comments import cleaning, markup, moderation
from outsideinnovation.comments import form as comment_form
from outsideinnovation.comments.edit_difference import FieldDifference, edit_difference
from outsideinnovation.comments.moderation import Action
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError, FormError, OutsideInnovationError, StorageError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.search.document import Document
from outsideinnovation.search.document import DocumentComment as IndexedComment
from outsideinnovation.service.context import current
from outsideinnovation.service.moderation.auth import editor, editors_only, see, show
from outsideinnovation.service.moderation.comment_cards import cards, rows
from outsideinnovation.service.moderation.desk import desk
from outsideinnovation.service.moderation.page_cache import page_cache
from outsideinnovation.service.pages import json, wants_json
from outsideinnovation.site import origin

STILL_IN_FORM = Message(
    "%(why)s Your text is still in the form below: compare it with the comment as it is now, and save it again.", why=""
)
PROBLEM = Message("%(field)s: %(what)s: %(remedy)s", field="", what="", remedy="")
FIELDS = {"author": Message("author"), "body": Message("body"), "website": Message("website")}
SIMILAR = 5  # comments like it that are shown
EDITED = ("body", "author", "website")


@editors_only
def look(identifier: str) -> ResponseReturnValue:
    """Show the comment of that id. Raises NotFoundError where there is none."""
    return page(current().queue.find(identifier))


@editors_only
def edit(identifier: str) -> ResponseReturnValue:
    """Change a comment's words; where they were changed, or decided about, meanwhile, say so and keep what was typed.

    Whoever does not say in which state it was ``seen``, as programs may, edits it in whatever state it is.
    """
    context, form = current(), request.form
    comment = context.queue.find(identifier)
    typed = {name: form.get(name, "") for name in EDITED}
    if form.get("seen", comment.status) != comment.status:
        return page(
            comment, HTTPStatus.CONFLICT, STILL_IN_FORM.filled(why=context.decisions.why_not(comment)), edited=typed
        )
    try:
        words = comment_form.read({**typed, "post": comment.post})
        moderation.edit(
            context.queue,
            comment,
            body=words.body,
            author=words.author,
            website=words.website or "",
            expected_version=form.get("version", ""),
            by=editor().name,
            now=context.clock(),
            log=context.log,
        )
    except FormError as refusal:
        return page(comment, HTTPStatus.BAD_REQUEST, refusal, edited=typed)
    except ConflictError:
        now = context.queue.find(identifier)
        reason = context.decisions.why_not(now) if now.status is not comment.status else context.decisions.changed(now)
        return page(now, HTTPStatus.CONFLICT, STILL_IN_FORM.filled(why=reason), edited=typed)
    return _see(identifier)


@editors_only
def reply(identifier: str) -> ResponseReturnValue:
    """Answer a comment as the post's author; one that still waits is approved with it."""
    context, form = current(), request.form
    comment = context.queue.find(identifier)
    typed = {name: form.get(name, "") for name in ("body", "author")}
    try:
        words = comment_form.read({**typed, "post": comment.post})
        _approve(comment, form.get("version", ""))
        moderation.reply(
            context.queue,
            context.queue.find(identifier),
            body=words.body,
            author=words.author,
            by=editor().name,
            now=context.clock(),
            log=context.log,
        )
    except FormError as refusal:
        return page(comment, HTTPStatus.BAD_REQUEST, refusal, answered=typed)
    except ConflictError as refusal:
        return page(context.queue.find(identifier), HTTPStatus.CONFLICT, refusal, answered=typed)
    return _see(identifier)


def page(
    comment: Comment,
    status: int = HTTPStatus.OK,
    refusal: OutsideInnovationError | str = "",
    *,
    edited: Mapping[str, str] | None = None,
    answered: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of *comment*; what was *edited* or *answered* and refused stays in its form."""
    context, now = current(), current().clock()
    problems = _problems(refusal)
    if wants_json():
        return _told(comment, status, problems)
    here = page_cache(context)
    seen = here.names.look()
    made = cards(context, here.histories, seen, [comment], now)
    if not made:
        raise ConflictError(context.decisions.why_not(context.queue.find(comment.id)))
    return show(
        "comment",
        status,
        card=made[0],
        refused=[each for each in problems if each],
        edited=edited or {name: cleaning.text(getattr(comment, name) or "") for name in EDITED},
        answered=answered,
        following=seen.following(comment.id),
        differences=_differences(comment),
        decisions=list(reversed(context.log.of(comment.id))),
        similar=_similar(comment),
        origin=origin(context.site),
        **desk(context, editor().name, seen),
    )


def _problems(refusal: OutsideInnovationError | str) -> list[str]:
    if isinstance(refusal, FormError):
        return [
            PROBLEM.filled(field=FIELDS.get(each.field, each.field), what=each.what, remedy=each.remedy)
            for each in refusal.problems
        ]
    return [refusal if isinstance(refusal, str) else message_of(refusal)]


def _approve(comment: Comment, version: str) -> None:
    """Approve a *comment* that waits. Raises ConflictError where it is not as the editor saw it."""
    if comment.status is not Status.PENDING:
        return
    context = current()
    outcome = context.decisions.decide(
        Action.APPROVE, {comment.id: version}, Status.PENDING, editor().name, context.clock()
    )
    if outcome.refused:
        raise ConflictError(outcome.refused[0])


def _similar(comment: Comment) -> list[tuple[Document, IndexedComment]]:
    """Return the approved comments most like *comment*, each with its post; none where there is no index to ask."""
    if not current().settings.search.is_on:
        return []
    try:
        found = current().search.comments_like(markup.plain(comment.body), SIMILAR + 1)
    except StorageError:
        return []
    return [(post, other) for post, other in found if other.id != comment.id][:SIMILAR]


def _differences(comment: Comment) -> list[list[FieldDifference]]:
    """Return what editors changed in *comment*, field by field, the newest change first."""
    edits, path = current().log.edits, current().queue.path(comment)
    return [edit_difference(*edits.both(each), path) for each in reversed(edits.of(comment.id))]


def _told(comment: Comment, status: int, problems: list[str]) -> Response:
    """Return *comment* for programs, or in one sentence what is wrong."""
    if status >= HTTPStatus.BAD_REQUEST:
        return json(status, {"error": "\n".join(problems)})
    row = rows(current(), [comment])
    if not row:
        raise ConflictError(current().decisions.why_not(current().queue.find(comment.id)))
    return json(status, row[0])


def _see(identifier: str) -> Response:
    if wants_json():
        return page(current().queue.find(identifier))
    return see(url_for("moderation_comment", identifier=identifier))
