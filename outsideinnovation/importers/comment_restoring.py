"""Our own comments that come back from an export that we wrote: checked as a stranger's, for an export may come from anybody."""

from dataclasses import replace
from pathlib import Path

from outsideinnovation.comments import cleaning, record
from outsideinnovation.comments.record import ID, NAME_LENGTH, WEBSITE_LENGTH, Comment
from outsideinnovation.errors import ContentError
from outsideinnovation.importers.comment_export import Foreign

LARGEST = 1_048_576  # bytes


def restored(foreign: Foreign, post: str) -> Comment | None:
    """Return the comment on *post* as it was here, in the state that the export says; None where none may be believed."""
    original = foreign.original
    if not original or len(original.data) > LARGEST or not ID.fullmatch(original.name):
        return None
    try:
        comment = record.parse(
            original.data, Path(foreign.status, "post", f"{original.name}.md")
        )  # nothing is looked up
    except ContentError:
        return None
    clean = cleaning.clean(comment)
    is_whole = clean == comment and len(comment.author) <= NAME_LENGTH and len(comment.website or "") <= WEBSITE_LENGTH
    is_answer = comment.reply_to is None or ID.fullmatch(comment.reply_to)
    return replace(clean, post=post) if is_whole and is_answer else None
