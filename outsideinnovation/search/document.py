"""What search is handed: one published post, or page, as plain words with the comments on it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class DocumentComment:
    """One approved comment, found on its own at ``#comment-<id>``; ``date`` is aware and UTC, ``text`` plain words."""

    id: str
    author: str
    text: str
    date: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One published post with its comments; no draft and nothing pending ever becomes one.

    ``id`` outlives the address. ``text`` is what the reader sees of the body, plain words with the headings in it; ``date`` is
    aware and UTC.
    """

    id: str
    url: str
    title: str
    headings: tuple[str, ...]
    text: str
    tags: tuple[str, ...]
    category: str
    author: str
    date: datetime
    comments: tuple[DocumentComment, ...] = ()

    @property
    def seconds(self) -> int:
        """The date in whole seconds since 1970."""
        return int(self.date.timestamp())

    def conversation(self) -> tuple[DocumentComment, ...]:
        """Return the comments, the oldest first, in the one order in which they are numbered."""
        return tuple(sorted(self.comments, key=lambda comment: (comment.date, comment.id)))

    @classmethod
    def of_text(cls, text: str) -> "Document":
        """Return a document that nobody published, to take *text* apart."""
        return cls("", "", "", (), text, (), "", "", datetime.fromtimestamp(0, UTC))
