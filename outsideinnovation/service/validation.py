"""What a reader's form says, checked against the blog: the words themselves, the post, and whom they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from outsideinnovation.catalogue import Entry
from outsideinnovation.comments import form, record
from outsideinnovation.comments.form import FieldProblem, FormError, Words
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ContentError, OutsideInnovationError
from outsideinnovation.service.context import ServiceContext

TRAP = "subject"  # a field that people do not see, and machines fill in
NO_POST = "There is no such post here: open the post again, and write under it."
CLOSED = "The comments to this entry are closed. Your words are still in the form, to be kept elsewhere."
NO_PARENT = FieldProblem(
    "reply_to", "the comment you answer is not on this post", "answer the post, or open it again and choose anew"
)


class RefusedError(OutsideInnovationError):
    """Words that cannot be taken: an HTTP *status*, and what is wrong with which fields."""

    def __init__(self, status: int, *problems: FieldProblem, said: str = "") -> None:
        self.status, self.problems, self.said = status, problems, said
        super().__init__(said or "\n".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class Submission:
    """Words that can be taken, the post they are about, and the comment they answer."""

    words: Words
    entry: Entry
    parent: Comment | None


def hear(context: ServiceContext, fields: Mapping[str, str]) -> Submission:
    """Return what *fields* say. Raises RefusedError: 400 and 413 name the field, 404 no such post, 409 closed or no parent."""
    try:
        words = form.read(fields)
    except FormError as error:
        raise RefusedError(_status(fields, error.problems), *error.problems) from None
    entry = open_post(context, words.post)
    parent = _parent(context, words) if words.reply_to else None
    if words.reply_to and parent is None:
        raise RefusedError(HTTPStatus.CONFLICT, NO_PARENT)
    return Submission(words, entry, parent)


def open_post(context: ServiceContext, post: str) -> Entry:
    """Return the live post of that id. Raises RefusedError: 404 where there is none, 409 where it takes no comments."""
    entry = context.catalogue.entry(post)
    if entry is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, FieldProblem("post", "no such post", "open it again"), said=NO_POST)
    if not entry.comments_open:
        raise RefusedError(HTTPStatus.CONFLICT, FieldProblem("post", "closed", "write elsewhere"), said=CLOSED)
    return entry


def _status(fields: Mapping[str, str], problems: tuple[FieldProblem, ...]) -> HTTPStatus:
    wrong = {problem.field for problem in problems}
    if "post" in wrong and fields.get("post"):
        return HTTPStatus.NOT_FOUND
    if "body" in wrong and len(fields.get("body", "").encode("utf-8", "replace")) > form.BODY_BYTES:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.BAD_REQUEST


def _parent(context: ServiceContext, words: Words) -> Comment | None:
    """Return the approved comment on that post which *words* answer; looked for in the one place where it may lie."""
    path = context.queue.folder / Status.APPROVED / words.post / f"{words.reply_to}.md"
    try:
        return record.parse(path.read_bytes(), path)
    except (OSError, ContentError):
        return None
