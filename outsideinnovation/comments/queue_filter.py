"""Which comments an editor looks at; all of it stands in the page's address, so that it can be kept and passed on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from outsideinnovation.comments.record import Status
from outsideinnovation.comments.walk import POST

LONGEST = 200  # characters of words that are searched for


class Sort(StrEnum):
    """Which comment stands first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is looked at. ``q`` are words in a comment or its author's name, ``reason`` is one of the spam filter's."""

    status: Status = Status.PENDING
    post: str = ""
    q: str = ""
    reason: str = ""
    sort: Sort = Sort.OLDEST
    page: int = 1

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "QueueFilter":
        """Return what an address asks for; what is no filter is left out."""
        status, sort, page = fields.get("status", ""), fields.get("sort", ""), fields.get("page", "")
        post = fields.get("post", "")
        return cls(
            status=Status(status) if status in set(Status) else Status.PENDING,
            post=post if POST.fullmatch(post) else "",
            q=" ".join(fields.get("q", "").replace("\0", "").split())[:LONGEST],
            reason=fields.get("reason", "").strip()[:LONGEST],
            sort=Sort(sort) if sort in set(Sort) else Sort.OLDEST,
            page=max(1, int(page[:9])) if page.isascii() and page.isdigit() else 1,
        )

    @classmethod
    def back(cls, query: str) -> "QueueFilter":
        """Return the filter that a form says it was sent from."""
        return cls.read(dict(parse_qsl(query[: 10 * LONGEST])))

    @property
    def query(self) -> dict[str, Any]:
        """What stands in the address: only what differs from the queue's first page."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in fields.items() if value != getattr(_FIRST, name)}

    def but(self, **changes: Any) -> "QueueFilter":  # noqa: ANN401 - the fields are of several types
        """Return this filter with other values, on its first page unless another is asked for."""
        return replace(self, **{"page": 1, **changes})

    @property
    def narrows(self) -> bool:
        """Tell whether less is shown than all of a status."""
        return bool(self.post or self.q or self.reason)


_FIRST = QueueFilter()
