"""A document as the index keeps it: enough to show it, to take it apart again, and to write it into the browser's shards."""

import json
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outsideinnovation.search.document import Document, DocumentComment

_HEAD = struct.Struct(">I")
_FARTHEST = 2**63  # seconds: turned round, so that later dates come first


@dataclass(frozen=True, slots=True)
class Record:
    """A document's ``head`` (a JSON row) and its compressed ``texts``: [text, [[author, seconds, text] …], headings].

    The head is [id, url, title, tags, category, author, date, [[comment id, date] …]].
    """

    head: list[Any]
    texts: bytes

    @classmethod
    def of(cls, document: Document) -> "Record":
        """Return *document* as it is kept."""
        conversation = document.conversation()
        told = [[each.author, int(each.date.timestamp()), each.text] for each in conversation]
        texts = [document.text, told, list(document.headings)]
        date, comments = document.date.isoformat(), [[each.id, each.date.isoformat()] for each in conversation]
        named = [list(document.tags), document.category, document.author]
        row = [document.id, document.url, document.title, *named, date, comments]
        return cls(row, zlib.compress(_json(texts), 6))

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.head[0])

    @property
    def date(self) -> datetime:
        """The document's date, aware and UTC."""
        return datetime.fromisoformat(self.head[6])

    @property
    def comment_ids(self) -> list[str]:
        """The ids of its comments, the oldest first."""
        return [id_ for id_, _ in self.head[7]]

    def dump(self) -> bytes:
        """Return the record as bytes."""
        head = _json(self.head)
        return _HEAD.pack(len(head)) + head + self.texts

    @classmethod
    def load(cls, data: bytes) -> "Record":
        """Return what ``dump`` wrote down. Raises ValueError where it is damaged."""
        try:
            (size,) = _HEAD.unpack_from(data)
            return cls(json.loads(data[4 : 4 + size]), data[4 + size :])
        except struct.error as error:
            raise ValueError(str(error)) from error

    def document(self) -> Document:
        """Return the document. Raises ValueError where it is damaged."""
        id_, url, title, tags, category, author, _, comments = self.head
        try:
            text, texts, headings = json.loads(zlib.decompress(self.texts))
        except zlib.error as error:
            raise ValueError(str(error)) from error
        conversation = tuple(
            DocumentComment(each, who, words, datetime.fromisoformat(when))
            for (each, when), (who, _, words) in zip(comments, texts, strict=True)
        )
        return Document(id_, url, title, tuple(headings), text, tuple(tags), category, author, self.date, conversation)


def order(document: Document) -> bytes:
    """Return a key that sorts documents of one score: the newest first, then by id."""
    return struct.pack(">Q", _FARTHEST - document.seconds) + document.id.encode("utf-8", "replace")


def seconds(key: bytes) -> int:
    """Return the date in an ``order``, in seconds since 1970."""
    (turned,) = struct.unpack_from(">Q", key)
    return int(_FARTHEST - turned)


def _json(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
