"""The approved comments of a site, known by light rows: which there are, on which posts, and which are the newest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from pathlib import Path

from outsideinnovation.assembly.recipes import QUIET, Conversation
from outsideinnovation.comments import record
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.survey import POST, SUFFIX
from outsideinnovation.errors import ContentError
from outsideinnovation.publishing.cache.digests import digest
from outsideinnovation.publishing.cache.scan import Stamp, files
from outsideinnovation.publishing.cache.state import Remembered
from outsideinnovation.publishing.parallel import flat, in_parts

PART = 500  # comments read at a time


class Talk:
    """The comments in ``content/comments``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.known: dict[str, Remembered] = {}
        self.by_post: dict[str, list[str]] = {}
        self._conversations: dict[str, Conversation] = {}

    def scan(self) -> dict[str, Stamp]:
        """Return the stamp of every approved comment by its path below ``approved/``. Raises ContentError for odd files."""
        return dict(files(str(self._folder / Status.APPROVED)))

    def seen(self, paths: Iterable[Path]) -> dict[str, Stamp | None]:
        """Return the stamps of those of *paths* that are, or were, approved comments; None for what is gone."""
        approved = self._folder / Status.APPROVED
        below = {str(path.relative_to(approved)) for path in paths if path.is_relative_to(approved)}
        files_seen = {path for path in below if path.endswith(SUFFIX)}
        for folder in below - files_seen:  # a whole folder came or went
            files_seen |= {path for path in self.known if path.startswith(f"{folder}/")}
            files_seen |= {path for path, _ in files(str(approved), folder)}
        return {path: _stamp(approved / path) for path in files_seen}

    def update(
        self, known: Mapping[str, Remembered], scanned: Mapping[str, Stamp]
    ) -> tuple[dict[str, Remembered], list[str]]:
        """Take over what is *known* where it still holds, read the rest, and return what is new and what is gone.

        Raises ContentError with every comment that cannot be read or lies in an odd place.
        """
        changed = [path for path, stamp in scanned.items() if path not in known or known[path][0] != stamp]
        gone = [path for path in known if path not in scanned]
        read = flat(in_parts(lambda part: [self._remember(path, scanned[path]) for path in part], changed, PART))
        if None in read:
            self._complain()
        new = {path: found for path, found in zip(changed, read, strict=True) if found}
        self.known = {path: found for path, found in known.items() if path in scanned} | new
        self.by_post, self._conversations = {}, {}
        for path, found in self.known.items():
            self.by_post.setdefault(found[1], []).append(path)
        return new, gone

    def conversation(self, post: str) -> Conversation:
        """Return what is known of the comments on one post."""
        if post not in self._conversations:
            self._conversations[post] = self._conversation(self.by_post.get(post, ()))
        return self._conversations[post]

    def _conversation(self, paths: Sequence[str]) -> Conversation:
        if not paths:
            return QUIET
        rows = sorted((self.known[path] for path in paths), key=lambda row: (row[3], row[2]))
        return Conversation(len(rows), rows[-1][3], digest(*(f"{row[2]}{row[4]}" for row in rows)))

    def comments(self, post: str) -> list[Comment]:
        """Return the comments on one post. Raises ContentError where one cannot be read."""
        return [self._read(path) for path in self.by_post.get(post, [])]

    def newest(self, number: int, paths: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the newest comments on the posts in *paths* (id to path), as (path of the post, comment id)."""
        live = (row for row in self.known.values() if row[1] in paths)
        return tuple((paths[row[1]], row[2]) for row in nlargest(number, live, key=lambda row: (row[3], row[2])))

    def without_post(self, posts: Iterable[str]) -> Iterator[str]:
        """Yield the ids under which comments lie for which there is no post."""
        yield from sorted(self.by_post.keys() - set(posts))

    def _remember(self, path: str, stamp: Stamp) -> Remembered | None:
        post, _, name = path.partition("/")
        if not POST.fullmatch(post) or "/" in name or not name.endswith(SUFFIX) or self._is_twice(path):
            return None
        try:
            comment = self._read(path)
        except (ContentError, OSError):
            return None
        return (
            stamp,
            post,
            comment.id,
            comment.date.isoformat(),
            digest((self._folder / Status.APPROVED / path).read_text("utf-8")),
        )

    def _is_twice(self, path: str) -> bool:
        return any((self._folder / status / path).exists() for status in Status if status is not Status.APPROVED)

    def _read(self, path: str) -> Comment:
        where = self._folder / Status.APPROVED / path
        data = where.read_bytes()
        return record.parse_plain(data, where.stem, where.parent.name, Status.APPROVED) or record.parse(data, where)

    def _complain(self) -> None:
        """Let the queue, which knows every rule, say what is wrong."""
        CommentQueue(self._folder).approved()
        raise AssertionError("what cannot be remembered is a problem that the queue tells of")


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ctime_ns
