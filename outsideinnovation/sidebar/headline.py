"""A headline: one line of another site's feed, as words and a link, whatever that feed says."""

from dataclasses import dataclass
from datetime import datetime

LENGTH = 140  # characters; longer ones end in an ellipsis
KEPT = 50  # headlines of one feed


@dataclass(frozen=True, slots=True)
class Headline:
    """One of them: plain words of at most ``LENGTH`` characters, an http(s) address or nothing, and when, where that is said."""

    text: str
    url: str
    date: datetime | None
