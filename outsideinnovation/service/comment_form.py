"""The page with the form for a comment: where a Reply link leads without script, and what a preview is shown on."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments import cleaning, markup
from outsideinnovation.comments.form import TRAP
from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.refusal import Refusal, RefusedError
from outsideinnovation.comments.thread import Node
from outsideinnovation.errors import FieldProblem
from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.http_status import STATUS
from outsideinnovation.service.pages import json, message, page, refused_fields, wants_json

TARGET = ("post", "reply_to")
TYPED = (*TARGET, "author", "body", "email", "website", "notify", TRAP)
NO_POST = Message("There is no such post here"), Message("Open the post again, and write under it.")
CLOSED = Message("The comments to this entry are closed"), Message("What is there stays, and nothing can be added.")


def write() -> ResponseReturnValue:
    """Show the form for a comment on a post; with ``reply_to`` for an answer, below the comment that it is for.

    The form has no token yet, as the one below the post has none: its words are shown before they are kept.
    """
    context, asked = current(), {name: request.args.get(name, "") for name in TARGET}
    try:
        entry, answered = context.submissions.target(asked)
    except RefusedError as refusal:
        return _refused(context, asked, refusal)
    if wants_json():
        return json(HTTPStatus.OK, {"post": entry.id, "url": entry.url, "reply_to": answered.id if answered else None})
    return make_response(page("comment_preview", **form_page(asked, entry, answered)))


def form_page(
    fields: Mapping[str, str],
    entry: CatalogueEntry | None,
    answered: Comment | None,
    problems: Iterable[FieldProblem] = (),
) -> dict[str, Any]:
    """Return what the page shows: *fields* as they were typed, and what is *answered*; no preview, and no token."""
    return {
        "node": None,
        "entry": entry,
        "answered": _as_published(answered) if answered else None,
        "typed": dict.fromkeys(TYPED, "") | {name: cleaning.text(value) for name, value in fields.items()},
        "problems": {problem.field: problem for problem in problems},
        "said": "",
        "token": "",
        "action": url_for("send"),
    }


def _refused(context: ServiceContext, asked: Mapping[str, str], refusal: RefusedError) -> ResponseReturnValue:
    """Say why there is no form; where only the comment that was to be answered is gone, the form is for the post."""
    status, entry = STATUS[refusal.why], context.catalogue.entry(asked["post"])
    if wants_json():
        return refused_fields(status, refusal, refusal.problems)
    if entry is None:
        return message(*NO_POST, status=status)
    if refusal.why is Refusal.CLOSED:
        return message(*CLOSED, status=status, link=(context.pages.root + entry.url, entry.title))
    return make_response(page("comment_preview", **form_page(asked, entry, None, refusal.problems)), status)


def _as_published(comment: Comment) -> Node:
    """Return an approved comment as the post's page shows it."""
    comment = cleaning.shown(comment)
    return Node(comment, markup.render(comment.body), 0, 0, None, ())
