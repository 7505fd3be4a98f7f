"""The approved comments of a site, known by light rows: which there are, on which posts, and which are the newest."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outsideinnovation.builder.incremental.cache import CommentRow
from outsideinnovation.builder.incremental.stamps import Stamp, digest, files, is_left_over
from outsideinnovation.builder.incremental.workers import flat, in_parts
from outsideinnovation.comments import record
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.walk import POST, SUFFIX
from outsideinnovation.errors import ContentError

PART = 500  # comments read at a time


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """What is known of a post's approved comments without reading them: how many, the time of the last, a digest."""

    count: int
    updated: str
    digest: str


NO_COMMENTS = ThreadSummary(0, "", "")


@dataclass(frozen=True, slots=True)
class CommentChanges:
    """What has changed: what is known now of comments that are new or were edited, and which are gone, by their paths.

    ``grown`` says for every post that is concerned how many comments it has more than before.
    """

    new: Mapping[str, CommentRow]
    gone: Sequence[str]
    grown: Mapping[str, int]


class CommentIndex:
    """The comments in ``content/comments``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.known: dict[str, CommentRow] = {}
        self.by_post: dict[str, list[str]] = {}
        self._summaries: dict[str, ThreadSummary] = {}
        self._ordered: list[tuple[str, str, str]] | None = None  # date, id and post of every comment, once asked for

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all comments."""
        return frozenset(row.id for row in self.known.values())

    def scan(self) -> dict[str, Stamp]:
        """Return the stamp of every approved comment by its path below ``approved/``."""
        return dict(files(str(self._folder / Status.APPROVED)))

    def seen(self, paths: Iterable[Path]) -> dict[str, Stamp | None]:
        """Return the stamps of those of *paths* that are, or were, approved comments; None for what is gone."""
        approved = self._folder / Status.APPROVED
        found: set[str] = set()
        for path in paths:
            below = str(path.relative_to(approved)) if path.is_relative_to(approved) else "~"
            if below != "." and any(map(is_left_over, below.split("/"))):
                continue
            if path.is_dir():  # a whole folder came
                found |= {each for each, _ in files(str(approved), "" if below == "." else below)}
            else:
                found.add(below)
            found.update(self.known if below == "." else self.by_post.get(below, ()))
        return {path: _stamp(approved / path) for path in found}

    def differing(self) -> dict[str, Stamp | None]:
        """Return the stamps of all comments that have changed, by their stamps; None for what is gone."""
        there = self.scan()
        changed = {
            path: stamp for path, stamp in there.items() if path not in self.known or self.known[path].stamp != stamp
        }
        return changed | dict.fromkeys(self.known.keys() - there.keys())

    def follow(self, seen: Mapping[str, Stamp | None]) -> CommentChanges:
        """Take over what was *seen* to have changed, whatever its stamp says. Raises ContentError as ``update`` does."""
        before = {path: self.known[path] for path in seen if path in self.known}
        there = {path: stamp for path, stamp in seen.items() if stamp}
        new = self._remembered(list(there), there)
        gone = [path for path in before if path not in there]
        for path in (*gone, *(path for path in new if path in before)):
            self._drop(path)
        for path, row in new.items():
            self._take(path, row)
        return comment_changes(before, new, gone)

    def update(
        self, known: Mapping[str, CommentRow], scanned: Mapping[str, Stamp]
    ) -> tuple[dict[str, CommentRow], list[str]]:
        """Take over what is *known* where it still holds, read the rest, and return what is new and what is gone.

        Raises ContentError with every comment that cannot be read or lies in an odd place.
        """
        changed = [path for path, stamp in scanned.items() if path not in known or known[path].stamp != stamp]
        gone = [path for path in known if path not in scanned]
        new = self._remembered(changed, scanned)
        self.known = {path: found for path, found in known.items() if path in scanned} | new
        self.by_post, self._summaries, self._ordered = {}, {}, None
        for path, found in self.known.items():
            self.by_post.setdefault(found.post, []).append(path)
        return new, gone

    def summary(self, post: str) -> ThreadSummary:
        """Return what is known of the comments on one post."""
        if post not in self._summaries:
            self._summaries[post] = self._summary(self.by_post.get(post, ()))
        return self._summaries[post]

    def _summary(self, paths: Sequence[str]) -> ThreadSummary:
        if not paths:
            return NO_COMMENTS
        rows = sorted((self.known[path] for path in paths), key=lambda row: (row.date, row.id))
        return ThreadSummary(len(rows), rows[-1].date, digest(*(f"{row.id}{row.digest}" for row in rows)))

    def comments(self, post: str) -> list[Comment]:
        """Return the comments on one post. Raises ContentError where one cannot be read."""
        return [self._read(path) for path in self.by_post.get(post, [])]

    def newest(self, number: int, paths: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the newest comments on the posts in *paths* (id to path), as (path of the post, comment id)."""
        if self._ordered is None:
            self._ordered = sorted(map(_place, self.known.values()))
        live = ((paths[post], ident) for _, ident, post in reversed(self._ordered) if post in paths)
        return tuple(islice(live, number))

    def without_post(self, posts: Iterable[str]) -> Iterator[str]:
        """Yield the ids under which comments lie for which there is no post."""
        yield from sorted(self.by_post.keys() - set(posts))

    def _drop(self, path: str) -> None:
        row = self.known.pop(path)
        self.by_post[row.post].remove(path)
        if not self.by_post[row.post]:
            del self.by_post[row.post]
        self._summaries.pop(row.post, None)
        if self._ordered is not None:
            del self._ordered[bisect_left(self._ordered, _place(row))]

    def _take(self, path: str, row: CommentRow) -> None:
        self.known[path] = row
        self.by_post.setdefault(row.post, []).append(path)
        self._summaries.pop(row.post, None)
        if self._ordered is not None:
            insort(self._ordered, _place(row))

    def _remembered(self, paths: Sequence[str], stamps: Mapping[str, Stamp]) -> dict[str, CommentRow]:
        """Read comments. Raises ContentError where one cannot be read or lies in an odd place."""
        decided = self._decided_otherwise()
        read = flat(in_parts(lambda part: [self._remember(path, stamps[path], decided) for path in part], paths, PART))
        if None in read:
            self._complain()
        return {path: found for path, found in zip(paths, read, strict=True) if found}

    def _remember(self, path: str, stamp: Stamp, decided: Sequence[tuple[str, Collection[str]]]) -> CommentRow | None:
        post, _, name = path.partition("/")
        if not POST.fullmatch(post) or "/" in name or not name.endswith(SUFFIX):
            return None
        if any(post in posts and Path(folder, path).exists() for folder, posts in decided):  # it lies in two states
            return None
        try:
            data = self._data(path)
            comment = self._parsed(path, data)
        except (ContentError, OSError):
            return None
        return CommentRow(stamp, post, comment.id, comment.date.isoformat(), digest(data.decode()))

    def _decided_otherwise(self) -> list[tuple[str, Collection[str]]]:
        """Return the folders of the other states, each with the posts that have comments there."""
        folders = [self._folder / status for status in Status if status is not Status.APPROVED]
        return [(str(each), {post.name for post in each.iterdir()}) for each in folders if each.is_dir()]

    def _read(self, path: str) -> Comment:
        return self._parsed(path, self._data(path))

    def _data(self, path: str) -> bytes:
        with open(f"{self._folder}/{Status.APPROVED}/{path}", "rb", buffering=0) as stream:  # noqa: PTH123 - Path takes as long as a small file
            return stream.read()

    def _parsed(self, path: str, data: bytes) -> Comment:
        post, _, name = path.partition("/")
        plain = record.parse_plain(data, name.removesuffix(SUFFIX), post, Status.APPROVED)
        return plain or record.parse(data, self._folder / Status.APPROVED / path)

    def _complain(self) -> None:
        """Let the queue, which knows every rule, say what is wrong."""
        from outsideinnovation.comments.queue import CommentQueue  # noqa: PLC0415 - comments in order do without

        CommentQueue(self._folder).approved()
        raise AssertionError("what cannot be remembered is a problem that the queue tells of")


def comment_changes(
    before: Mapping[str, CommentRow], new: Mapping[str, CommentRow], gone: Sequence[str]
) -> CommentChanges:
    """Return what has changed, from what was known *before*, and is *new* or *gone*."""
    grown = Counter({row.post: 0 for row in new.values()})
    grown.update(row.post for path, row in new.items() if path not in before)
    grown.subtract(before[path].post for path in gone)
    return CommentChanges(new, gone, grown)


def _place(row: CommentRow) -> tuple[str, str, str]:
    return row.date, row.id, row.post


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ctime_ns
