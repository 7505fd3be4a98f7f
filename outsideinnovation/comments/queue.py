"""Where the comments lie: the folders that are their states, and the one way in, out and from one to another.

The directory is the state. Whatever else lies among the comments is a problem to be told, never skipped silently.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from outsideinnovation import files
from outsideinnovation.comments import record
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.recovery import Recovery, recover
from outsideinnovation.comments.walk import CORRUPT, POST, SUFFIX, CommentPlace, Walk, named
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, Problem, StorageError
from outsideinnovation.languages.message import Message

_BATCH = 5_000  # comments that are held in memory while they are written together
_FEW = 4  # ids that are looked for in every folder; for more the folders are read
_TRIES = 5  # looks for a comment that somebody may be moving
_VERSION = 16  # hex digits; a version only has to differ from the versions of the same comment
_POST_RULE = "an id is up to 60 characters (100 of ASCII letters, digits, '.', '_', '-') without '/', and no '.' first"
Comments = list[Comment]  # inside the class below, ``list`` is a method
Places = list[CommentPlace]
Problems = list[Problem]
Folders = list[Path]


@dataclass(frozen=True, slots=True)
class CommentQueue:
    """The comments of one site, in *folder* (``content/comments``); a folder that does not exist is an empty queue."""

    folder: Path

    def list(self, status: Status | None = None, post: str | None = None) -> Comments:
        """Return the comments of *status* and *post* (None: of all), oldest first.

        Raises ContentError with every file that is broken or out of place, NotFoundError for what can be no post's id.
        """
        found, problems = self.look(status, post)
        if problems:
            raise ContentError(problems)
        return found

    def look(self, status: Status | None = None, post: str | None = None) -> tuple[Comments, Problems]:
        """Return what ``list`` would, as far as it can be read, and every problem that was met on the way."""
        if post is not None and not POST.fullmatch(post):
            raise NotFoundError(f"No post {post!r}: {_POST_RULE}.")
        walk = Walk(self.folder)
        read = [
            walk.read(place)
            for place in walk.places()
            if (status is None or place.status is status) and (post is None or place.post == post)
        ]
        found = sorted((comment for comment in read if comment), key=lambda comment: (comment.date, comment.id))
        return found, walk.problems

    def approved(self) -> Comments:
        """Return what is public, oldest first. Raises ContentError as ``list`` does; reads no other comment."""
        return self.list(Status.APPROVED)

    def find(self, identifier: str) -> Comment:
        """Return the comment of that id. Raises NotFoundError, or ContentError where it is broken or lies twice."""
        return self._read(identifier, self._places(identifier))

    def add(self, comment: Comment) -> bool:
        """Write *comment* durably and return True; return False where its id exists, in whatever state.

        So what was rejected never comes back. Raises ContentError for an id that could not name a file.
        """
        path = self.path(comment)
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
        walk = Walk(self.folder)
        known = {place.id for place in walk.places()}
        walk.complain()
        for batch in _batches(comments):
            fresh: dict[str, Comment] = {}
            for comment in batch:
                if comment.id not in known:
                    fresh.setdefault(comment.id, comment)
            files.create_all([(self.path(comment), record.dump(comment)) for comment in fresh.values()])
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
            files.move(self.path(comment), self.path(moved))
        except ConflictError:
            where = (
                f"Comment {comment.id} is no longer {comment.status}, or is {to} already: somebody else has decided it."
            )
            raise ConflictError(f"{where} See: oi comments show {comment.id}") from None
        return moved

    def move_all(self, steps: Iterable[tuple[Comment, Status]]) -> None:
        """Put many into other states, syncing every folder once. The first that fails ends it and raises as ``move``."""
        files.move_all((self.path(comment), self.path(replace(comment, status=to))) for comment, to in steps)

    def find_all(self, identifiers: Iterable[str]) -> dict[str, Comment | NotFoundError | ContentError]:
        """Return for each of many ids what ``find`` would return or raise, after one look into the folders."""
        wanted = list(dict.fromkeys(identifiers))
        places = self._places_of(wanted)
        found: dict[str, Comment | NotFoundError | ContentError] = {}
        for identifier in wanted:
            try:
                found[identifier] = self._read(identifier, places.get(identifier, []))
            except (NotFoundError, ContentError) as refusal:
                found[identifier] = refusal
        return found

    def places(self, identifiers: Iterable[str]) -> Places:
        """Return where comments of these ids lie, without reading them; one after a crash or by hand may lie twice."""
        return [place for places in self._places_of(list(dict.fromkeys(identifiers))).values() for place in places]

    def is_set_aside(self, identifier: str) -> bool:
        """Tell whether a file of that comment lies in ``corrupt/``, since it could not be read."""
        wanted = f"{identifier}*{SUFFIX}"
        return bool(record.ID.fullmatch(identifier)) and any((self.folder / CORRUPT).glob(f"*/*/{wanted}"))

    def where(self, comment: Comment, *, but: Status | None = None) -> Path | None:
        """Return where a comment of that id lies on that post, in whatever state (*but* one); None: nowhere."""
        paths = (self.path(replace(comment, status=status)) for status in Status if status is not but)
        return next((path for path in paths if os.path.lexists(path)), None)

    def recover(self, now: datetime) -> Recovery:
        """Put in order what a crash left, at a start; see recovery. May be repeated. Raises StorageError."""
        return recover(self.folder, now)

    def counts(self) -> Mapping[Status, int]:
        """Return how many comments are in each state, by their files' names alone."""
        return {status: self.count(status) for status in Status}

    def count(self, status: Status) -> int:
        """Return how many comments are in one state."""
        return sum(1 for _ in self.ids(status))

    def ids(self, status: Status) -> Iterator[str]:
        """Yield the ids of the comments in one state, by their files' names alone; ids sort by time."""
        folder = self.folder / status
        for post in _folders(folder):
            for name in _names(f"{folder}/{post}"):
                if identifier := named(name):
                    yield identifier

    def posts(self, status: Status) -> Folders:
        """Return the folders of the posts that have, or had, comments in one state."""
        return [self.folder / status / post for post in _folders(self.folder / status)]

    def version(self, comment: Comment) -> str:
        """Return what tells one text of *comment* from another: a hash of its file's bytes.

        Raises ConflictError where it is no longer where it was found.
        """
        return version_of(self.data(comment))

    def with_version(self, comment: Comment) -> tuple[Comment, str]:
        """Return *comment* as its file is in this moment, with the version of these very words.

        Raises ConflictError where it is no longer where it was found, ContentError where it is broken.
        """
        data = self.data(comment)
        return record.parse(data, self.path(comment)), version_of(data)

    def data(self, comment: Comment) -> bytes:
        """Return the file of *comment*. Raises ConflictError where it is no longer where it was found."""
        path = self.path(comment)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise ConflictError(
                Message(
                    "Comment %(id)s is no longer %(status)s: somebody else has decided it. See: oi comments show %(id)s",
                    id=comment.id,
                    status=Message(comment.status),
                )
            ) from None
        except OSError as error:
            raise StorageError(f"Cannot read {path}: {error.strerror}. Check the folder's rights.") from error

    def path(self, comment: Comment) -> Path:
        """Return where *comment* belongs; whatever could lead elsewhere is refused with ContentError."""
        if not record.ID.fullmatch(comment.id):
            raise self._refusal(f"no comment id: {comment.id!r}", "an id is 8 to 64 of 0-9, a-z and -")
        if not POST.fullmatch(comment.post):
            raise self._refusal(f"no post id: {comment.post!r}", _POST_RULE)
        return self.folder / comment.status / comment.post / f"{comment.id}{SUFFIX}"

    def _refusal(self, what: str, remedy: str) -> ContentError:
        return ContentError([Problem(self.folder, 0, what, remedy)])

    def _read(self, identifier: str, places: Places) -> Comment:
        """Return the comment at *places*; where it was not met once, it may have been on its way, and is looked for again."""
        for look in range(_TRIES):
            if look and not places:
                break
            walk = Walk(self.folder)
            for place in places[1:]:
                walk.twice(places[0], place)
            comment = walk.read(places[0]) if places else None
            walk.complain()
            if comment:
                return comment
            places = self._places(identifier)
        raise NotFoundError(Message("No comment %(id)s. See: oi comments list", id=repr(identifier)))

    def _places_of(self, identifiers: Sequence[str]) -> dict[str, Places]:
        """Return where many comments lie: a few are looked for, for more the folders are read once."""
        if len(identifiers) <= _FEW:
            return {identifier: self._places(identifier) for identifier in identifiers}
        wanted = {f"{identifier}{SUFFIX}" for identifier in identifiers if record.ID.fullmatch(identifier)}
        found: dict[str, Places] = {}
        for status in Status:
            for post in _folders(self.folder / status):
                for name in wanted.intersection(_names(f"{self.folder}/{status}/{post}")):
                    identifier = name.removesuffix(SUFFIX)
                    place = CommentPlace(status, post, identifier, f"{self.folder}/{status}/{post}/{name}")
                    found.setdefault(identifier, []).append(place)
        return found

    def _places(self, identifier: str) -> Places:
        """Return where a comment lies, without reading the others: once, or oftener after a crash."""
        if not record.ID.fullmatch(identifier):
            return []
        found = []
        for status in Status:
            for post in _folders(self.folder / status):
                path = f"{self.folder}/{status}/{post}/{identifier}{SUFFIX}"
                if os.path.lexists(path):
                    found.append(CommentPlace(status, post, identifier, path))
        return found


def version_of(data: bytes) -> str:
    """Return what tells a comment's file of these bytes from another."""
    return hashlib.sha256(data).hexdigest()[:_VERSION]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - Path objects of fifty thousand files take longer than reading them
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"Cannot read {folder}: {error.strerror}. Check the folder's rights.") from error


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
