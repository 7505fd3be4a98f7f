"""Where the comments lie: the folders that are their states, and the one way in, out and from one to another.

The directory is the state. Whatever else lies among the comments is a problem to be told, never skipped silently.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.comments import record
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.survey import POST, SUFFIX, Place, Survey
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, Problem, StorageError

_BATCH = 5_000  # comments that are held in memory while they are written together
_POST_RULE = "an id is up to 100 letters, digits, '.', '_' and '-', a letter or digit first"
Comments = list[Comment]  # inside the class below, ``list`` is a method
Places = list[Place]


@dataclass(frozen=True, slots=True)
class CommentQueue:
    """The comments of one site, in *folder* (``content/comments``); a folder that does not exist is an empty queue."""

    folder: Path

    def list(self, status: Status | None = None, post: str | None = None) -> Comments:
        """Return the comments of *status* and *post* (None: of all), oldest first.

        Raises ContentError with every file that is broken or out of place, NotFoundError for what can be no post's id.
        """
        if post is not None and not POST.fullmatch(post):
            raise NotFoundError(f"No post {post!r}: {_POST_RULE}.")
        survey = Survey(self.folder)
        found = [
            survey.read(place)
            for place in survey.places()
            if (status is None or place.status is status) and (post is None or place.post == post)
        ]
        survey.complain()
        return sorted((comment for comment in found if comment), key=lambda comment: (comment.date, comment.id))

    def approved(self) -> Comments:
        """Return what is public, oldest first. Raises ContentError as ``list`` does; reads no other comment."""
        return self.list(Status.APPROVED)

    def find(self, identifier: str) -> Comment:
        """Return the comment of that id. Raises NotFoundError, or ContentError where it is broken or lies twice."""
        survey = Survey(self.folder)
        places = self._places(identifier)
        if not places:
            raise NotFoundError(f"No comment {identifier!r}. See: oi comments list")
        for place in places[1:]:
            survey.twice(places[0], place)
        comment = survey.read(places[0])
        survey.complain()
        assert comment is not None, "a comment that is not read is complained of"
        return comment

    def add(self, comment: Comment) -> bool:
        """Write *comment* durably and return True; return False where its id exists, in whatever state.

        So what was rejected never comes back. Raises ContentError for an id that could not name a file.
        """
        path = self._path(comment)
        if self._places(comment.id):
            return False
        try:
            files.create(path, record.dump(comment))
        except ConflictError:  # somebody else has written it in this moment
            return False
        return True

    def add_all(self, comments: Iterable[Comment]) -> tuple[int, int]:
        """Add many, and return how many were written and how many were there already; all are durable then."""
        written = already = 0
        for _, new in self.add_each(comments):
            written += new
            already += not new
        return written, already

    def add_each(self, comments: Iterable[Comment]) -> Iterator[tuple[Comment, bool]]:
        """Add many, and yield each with what ``add`` would have returned, in their order; it is durable then.

        They are written a batch at a time, since the disk is as long at one file as at many. Raises as ``list`` and
        ``add`` do; what a failure leaves undone is done by adding again.
        """
        survey = Survey(self.folder)
        known = {place.id for place in survey.places()}
        survey.complain()
        for batch in _batches(comments):
            fresh: dict[str, Comment] = {}
            for comment in batch:
                if comment.id not in known:
                    fresh.setdefault(comment.id, comment)
            files.create_all([(self._path(comment), record.dump(comment)) for comment in fresh.values()])
            known.update(fresh)
            yield from ((comment, fresh.pop(comment.id, None) is comment) for comment in batch)

    def move(self, comment: Comment, to: Status) -> Comment:
        """Put *comment* into another state in one step, and return it there.

        Raises ConflictError where it is in that state already, or no longer where it was found.
        """
        moved = replace(comment, status=to)
        if to is comment.status:
            raise ConflictError(f"Comment {comment.id} is {to} already. See: oi comments show {comment.id}")
        try:
            files.move(self._path(comment), self._path(moved))
        except ConflictError:
            where = (
                f"Comment {comment.id} is no longer {comment.status}, or is {to} already: somebody else has decided it."
            )
            raise ConflictError(f"{where} See: oi comments show {comment.id}") from None
        return moved

    def _path(self, comment: Comment) -> Path:
        """Return where *comment* belongs; whatever could lead elsewhere is refused."""
        if not record.ID.fullmatch(comment.id):
            raise self._refusal(f"no comment id: {comment.id!r}", "an id is 8 to 64 of 0-9, a-z and -")
        if not POST.fullmatch(comment.post):
            raise self._refusal(f"no post id: {comment.post!r}", _POST_RULE)
        return self.folder / comment.status / comment.post / f"{comment.id}{SUFFIX}"

    def _refusal(self, what: str, remedy: str) -> ContentError:
        return ContentError([Problem(self.folder, 0, what, remedy)])

    def _places(self, identifier: str) -> Places:
        """Return where a comment lies, without reading the others: once, or oftener after a crash."""
        if not record.ID.fullmatch(identifier):
            return []
        found = []
        for status in Status:
            for post in _folders(self.folder / status):
                path = f"{self.folder}/{status}/{post}/{identifier}{SUFFIX}"
                if os.path.lexists(path):
                    found.append(Place(status, post, identifier, path))
        return found


def _folders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"Cannot read {folder}: {error.strerror}. Check the folder's rights.") from error


def _batches(comments: Iterable[Comment]) -> "Iterator[list[Comment]]":
    remaining = iter(comments)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
