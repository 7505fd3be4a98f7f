"""What a search answers: hits, best first, as the command line, the service and the browser show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outsideinnovation.languages.message import Message
from outsideinnovation.search.highlights import HighlightedExcerpt

OTHERS = Message("Try other words, or fewer.")


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that was found, or one comment on it, at whose place ``url`` then lands; ``rank`` counts from 1."""

    rank: int
    score: float
    id: str
    url: str
    title: str
    date: datetime
    excerpt: HighlightedExcerpt

    def row(self, origin: str = "") -> dict[str, Any]:
        """Return the hit as the interfaces name its fields; addresses are whole where the site's *origin* is said."""
        date = self.date.isoformat().replace("+00:00", "Z")
        head = {
            "rank": self.rank,
            "score": round(self.score, 6),
            "id": self.id,
            "url": origin + self.url,
            "title": self.title,
        }
        return {**head, "date": date, "excerpt": self.excerpt.text}


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found for ``query``; ``total`` counts all hits.

    ``suggestion`` is the query as it may have been meant, where a word of it is in no document. ``asked`` is false where there
    was nothing to search for; ``relaxed`` is true where no document has the phrases, and their words were searched for.
    """

    query: str
    total: int = 0
    hits: tuple[Hit, ...] = ()
    suggestion: str | None = None
    asked: bool = True
    relaxed: bool = False

    def summary(self) -> Message:
        """Say in a sentence or two what was found, or what to try where nothing was."""
        if not self.asked:
            return Message("There is nothing to search for: type a word.")
        counted = Message.counted("%(number)d post found.", "%(number)d posts found.", self.total)
        if not self.total:
            counted = Message("No posts found.")
        if self.suggestion:
            meant = Message("A word of it is in no post: did you mean “%(words)s”?", words=self.suggestion)
            return Message("%(found)s %(more)s", found=counted, more=meant)
        if self.relaxed:
            more = Message("The phrase is in no post: these have its words.")
            return Message("%(found)s %(more)s", found=counted, more=more)
        return counted if self.total else Message("%(found)s %(more)s", found=counted, more=OTHERS)
