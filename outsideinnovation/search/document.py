"""What search is handed: one published post, or page, as plain words with the comments on it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Comment:
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
    comments: tuple[Comment, ...] = ()

    @property
    def seconds(self) -> int:
        """The date in whole seconds since 1970."""
        return int(self.date.timestamp())

    def conversation(self) -> tuple[Comment, ...]:
        """Return the comments, the oldest first, in the one order in which they are numbered."""
        return tuple(sorted(self.comments, key=lambda comment: (comment.date, comment.id)))

    def dump(self) -> list[object]:
        """Return all this as a list that JSON holds."""
        comments = [[each.id, each.author, each.text, each.date.timestamp()] for each in self.comments]
        head = [self.id, self.url, self.title, list(self.headings), self.text, list(self.tags)]
        return [*head, self.category, self.author, self.date.timestamp(), comments]

    @classmethod
    def load(cls, row: list) -> "Document":  # type: ignore[type-arg]
        """Return what ``dump`` wrote down."""
        id_, url, title, headings, text, tags, category, author, date, comments = row
        said = tuple(Comment(each, who, words, datetime.fromtimestamp(when, UTC)) for each, who, words, when in comments)
        moment = datetime.fromtimestamp(date, UTC)
        return cls(id_, url, title, tuple(headings), text, tuple(tags), category, author, moment, said)
