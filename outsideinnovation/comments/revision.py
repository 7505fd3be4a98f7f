"""The words an editor gives: a comment's text corrected, with the difference kept, and the author's own answer."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.comments import cleaning, record
from outsideinnovation.comments.actions import Decision, DecisionAction, LogLine, decided, edited
from outsideinnovation.comments.decisions import EDIT, REPLY, DecisionLog, LoggedDecision
from outsideinnovation.comments.queue import CommentQueue, version_of
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.errors import ConflictError, ContentError, Problem
from outsideinnovation.languages.message import Message


def edit(
    queue: CommentQueue,
    comment: Comment,
    *,
    body: str | None = None,
    author: str | None = None,
    website: str | None = None,
    expected_version: str,
    by: str,
    now: datetime,
    log: DecisionLog,
) -> Comment:
    """Change a comment's words and return it as it is then; None leaves as it is, an empty website removes it.

    The difference is kept in ``log.edits``. Raises DecidedError where the text is no longer of *expected_version*, or the
    comment was decided about, ContentError where nothing would be left of its words or name.
    """
    act = DecisionAction(log, by, now, EDIT)
    with act.turn():
        path, before = queue.path(comment), _data(queue, comment, log)
        if version_of(before) != expected_version:
            raise edited(comment, log)
        found = record.parse(before, path)
        changed = _changed(found, path, body, author, website)
        if changed != found:
            log.edits.keep(comment.id, before, record.dump(changed), now)
            _write(queue, changed, record.dump(changed), act)
        return changed


def put_back(
    queue: CommentQueue, comment: Comment, entry: LoggedDecision, act: DecisionAction, log: DecisionLog
) -> Decision:
    """Give *comment* the words that it had before the edit of *entry*."""
    _write(queue, comment, log.edits.before(comment.id, entry.date), act)
    return Decision(comment.id, comment.status, comment.status)


def reply(
    queue: CommentQueue, to: Comment, *, body: str, author: str, by: str, now: datetime, log: DecisionLog
) -> Comment:
    """Answer *to* as the post's author, in public at once, and return the answer; the same words twice are one answer.

    Raises ConflictError where *to* is not approved, ContentError for an answer without words or name.
    """
    act = DecisionAction(log, by, now, REPLY)
    with act.turn():
        parent = queue.find(to.id)
        if parent.status is not Status.APPROVED:
            raise ConflictError(
                Message(
                    "Comment %(id)s is %(status)s, so nobody would see what is answered. First: oi comments approve %(id)s",
                    id=parent.id,
                    status=Message(parent.status),
                )
            )
        answer = _answer(parent, body, author, now)
        _insist(answer, queue.path(answer))
        for earlier in queue.list(Status.APPROVED, parent.post):
            if (earlier.reply_to, earlier.by_author, earlier.body) == (parent.id, True, answer.body):
                return earlier
        queue.add(answer)
        act.write([LogLine(answer.id, "", answer.status, queue.version(answer), REPLY)])
        return answer


def _data(queue: CommentQueue, comment: Comment, log: DecisionLog) -> bytes:
    """Return the file of *comment*. Raises DecidedError where it was decided about, NotFoundError where it is gone."""
    try:
        return queue.data(comment)
    except ConflictError:
        found = queue.find(comment.id)
        raise decided(found, log, f"See: oi comments show {comment.id}") from None


def _write(queue: CommentQueue, comment: Comment, data: bytes, act: DecisionAction) -> None:
    files.replace(queue.path(comment), data)
    act.write([LogLine(comment.id, comment.status, comment.status, version_of(data), act.action)])


def _answer(parent: Comment, body: str, author: str, now: datetime) -> Comment:
    return Comment(
        id=record.new_id(now, parent.id, author, body),
        post=parent.post,
        status=Status.APPROVED,
        author=cleaning.line(author),
        date=now,
        body=cleaning.body(body),
        reply_to=parent.id,
        by_author=True,
    )


def _changed(comment: Comment, path: Path, body: str | None, author: str | None, website: str | None) -> Comment:
    changed = replace(
        comment,
        body=comment.body if body is None else cleaning.body(body),
        author=comment.author if author is None else cleaning.line(author),
        website=comment.website if website is None else cleaning.typed_website(website),
    )
    _insist(changed, path)
    if website and website.strip() and changed.website is None:
        raise _refusal(path, f"no website: {website!r}", "write an http or https address, or leave it out")
    return changed


def _insist(comment: Comment, path: Path) -> None:
    if not comment.body:
        raise _refusal(path, "no words", "write them, or reject the comment")
    if not 0 < len(comment.author) <= record.NAME_LENGTH:
        raise _refusal(path, "no name that can be shown", f"give one of 1 to {record.NAME_LENGTH} characters")


def _refusal(path: Path, what: str, remedy: str) -> ContentError:
    return ContentError([Problem(path, 0, what, remedy)])
