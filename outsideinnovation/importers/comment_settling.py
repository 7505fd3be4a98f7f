"""Where each comment from elsewhere belongs: the post it was left on, the comment it answers, and an id that stays."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from outsideinnovation.comments import cleaning
from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.record import ANSWERS_DELETED, NAME_LENGTH, Comment, Status, new_id
from outsideinnovation.importers import comment_restoring
from outsideinnovation.importers.comment_export import NOBODY, ExportPlace, Foreign
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.importers.unmatched_comments import UnmatchedComments

DELETED = "deleted"  # in the place of an id, which is longer
_PING = {"kind": "ping"}
Find = Callable[[ExportPlace], str | None]  # the id of the post that is meant


def settled(
    exported: Iterable[Foreign], system: str, find: Find, unmatched: UnmatchedComments, report: ImportReport
) -> Iterator[Incoming]:
    """Yield what has a post here, by *find*; the others go to *unmatched*, and what says nothing is a problem of *report*.

    A comment comes as soon as the one that it answers has come. One without words is asked nothing.
    """
    for foreign, answered in _answers(exported, system):
        post = find(foreign.place)
        incoming = _incoming(foreign, post or foreign.place.name, answered, system)
        if not incoming.comment.body:
            report.count(Fate.SKIPPED, Thing.COMMENT)
            report.problem(foreign.line, "no words; comment left out", "correct it and import again")
        elif post:
            yield incoming
        else:
            unmatched.add(foreign.place.name, incoming)


def _answers(exported: Iterable[Foreign], system: str) -> Iterator[tuple[Foreign, str | None]]:
    """Yield each comment with the id of the one it answers, as soon as that is known.

    Whoever answers what was deleted there, or left out, gets DELETED.
    """
    ids: dict[str, str] = {}
    waiting: dict[str, list[Foreign]] = {}
    for foreign in exported:
        ids[foreign.key] = _identifier(foreign, system)
        if foreign.parent is None or foreign.parent in ids:
            yield foreign, ids.get(foreign.parent or "")
        else:
            waiting.setdefault(foreign.parent, []).append(foreign)
        for answer in waiting.pop(foreign.key, ()):
            yield answer, ids[foreign.key]
    for parent, answers in waiting.items():
        yield from ((answer, ids.get(parent, DELETED)) for answer in answers)


def _identifier(foreign: Foreign, system: str) -> str:
    """Return an id that is the same on every import, whatever the post is called and the date is put right to by then."""
    if original := comment_restoring.restored(foreign, foreign.place.name):
        return original.id
    return new_id(foreign.exported_date or foreign.date, system, foreign.key)


def _incoming(foreign: Foreign, post: str, answered: str | None, system: str) -> Incoming:
    if original := comment_restoring.restored(foreign, post):
        return Incoming(original)
    comment = Comment(
        id=_identifier(foreign, system),
        post=post,
        status=Status(foreign.status),
        author=foreign.author[:NAME_LENGTH],
        date=foreign.date,
        body=foreign.text,
        website=foreign.website,
        reply_to=None if answered == DELETED else answered,
        by_author=foreign.by_author,
        extra={**(_PING if foreign.is_ping else {}), **(ANSWERS_DELETED if answered == DELETED else {})},
    )
    cleaned = cleaning.clean(comment)
    return Incoming(cleaned if cleaned.author else replace(cleaned, author=NOBODY), foreign.email)
