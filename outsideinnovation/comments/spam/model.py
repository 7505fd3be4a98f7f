"""The words that editors marked as spam: a naive Bayes filter, learnt from the decisions that lie in the queue.

It learns from approved comments and from spam. What waits, or was rejected for another reason, teaches nothing.
"""

import json
import logging
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from outsideinnovation import files
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.comments.spam import vocabulary
from outsideinnovation.comments.spam.vocabulary import TokenizedComment

FILE = "comments/spam.json"  # below instance/
VERSION = 1
KEPT = 20_000  # tokens, the most telling ones
LEAST = 5  # comments of each kind before there is an opinion
_ROOM = 10 * KEPT  # tokens in memory at which the least telling are forgotten
_JUDGED = 20  # tokens of a comment that count: those that tell most
_DOUBT = 1.0  # comments' worth of "it may be either" that every word begins with (Robinson's s)
_SHARED = 0.1  # distance from one half below which a word tells nothing
_SHOWN = 5  # words that an editor is told
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks: the probability of spam, 0 to 1, and the words that speak most for it."""

    probability: float
    words: tuple[str, ...]


@dataclass(slots=True)
class Model:
    """How many comments of each kind were seen, and how many of each kind every token stood in, as [spam, fine]."""

    spam: int = 0
    fine: int = 0
    tokens: dict[str, list[int]] = field(default_factory=dict, repr=False)

    @classmethod
    def train(cls, comments: Iterable[Comment]) -> "Model":
        """Return a model that has learnt from all *comments*: 20,000 of a hundred words take a few seconds."""
        model = cls()
        for comment in comments:
            model.decided(comment, None, comment.status)
        return model

    def decided(self, comment: TokenizedComment, before: Status | None, after: Status | None) -> None:
        """Learn one decision at once: forget the comment as what it was *before*, and learn it as what it is *after*."""
        if before is after or not {before, after} & {Status.SPAM, Status.APPROVED}:
            return
        tokens = vocabulary.tokens(comment)
        self._count(tokens, before, -1)
        self._count(tokens, after, +1)

    def opinion(self, comment: TokenizedComment) -> Opinion | None:
        """Return what the model thinks of a comment; None while it has seen too little of either kind."""
        if min(self.spam, self.fine) < LEAST:
            return None
        judged = ((self._chance(token), token) for token in vocabulary.tokens(comment))
        telling = [(chance, token) for chance, token in judged if abs(chance - 0.5) >= _SHARED]
        telling = sorted(telling, key=lambda each: (-abs(each[0] - 0.5), each[1]))[:_JUDGED]
        evidence = sum(math.log(chance / (1 - chance)) for chance, _ in telling)
        probability = 1 / (1 + math.exp(-evidence))
        words = [token for chance, token in telling if (chance > 0.5) == (evidence > 0)]  # noqa: PLR2004 - one half
        return Opinion(probability, tuple(words[:_SHOWN]))

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Read what ``save`` wrote. A file that is missing or damaged is an empty model: all can be learnt again."""
        try:
            return _checked(json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("%s: no spam model that can be read (%s): it will be learnt again.", path, error)
            return cls()

    def save(self, path: Path) -> None:
        """Write the most telling tokens, readable by the owner only. Raises StorageError when the disk refuses."""
        retained = dict(sorted(self._most_telling(KEPT)))
        content = {"version": VERSION, "spam": self.spam, "fine": self.fine, "tokens": retained}
        files.write_atomically(path, json.dumps(content, ensure_ascii=False).encode() + b"\n", mode=0o600)

    def _count(self, tokens: Iterable[str], status: Status | None, step: int) -> None:
        if status is Status.SPAM:
            self.spam, place = max(self.spam + step, 0), 0
        elif status is Status.APPROVED:
            self.fine, place = max(self.fine + step, 0), 1
        else:
            return
        for token in tokens:
            counts = self.tokens.setdefault(token, [0, 0])
            counts[place] = max(counts[place] + step, 0)
            if not any(counts):
                del self.tokens[token]
        if len(self.tokens) > _ROOM:
            self.tokens = dict(self._most_telling(_ROOM // 2))

    def _chance(self, token: str) -> float:
        """Return how likely a comment with *token* is spam, if there were as much of either kind: between 0 and 1."""
        spam, fine = self.tokens.get(token, (0, 0))
        if not spam and not fine:
            return 0.5
        spam_share, fine_share = spam / self.spam, fine / self.fine
        seen = spam + fine
        return (_DOUBT / 2 + seen * spam_share / (spam_share + fine_share)) / (_DOUBT + seen)

    def _most_telling(self, limit: int) -> list[tuple[str, list[int]]]:
        """Return those *limit* tokens whose shares of spam and of fine comments differ most."""
        spam, fine = max(self.spam, 1), max(self.fine, 1)
        tokens = list(self.tokens.copy().items())
        if len(tokens) > limit:
            tokens.sort(key=lambda each: (-abs(each[1][0] / spam - each[1][1] / fine), each[0]))
        return tokens[:limit]


def _checked(content: Any) -> Model:  # noqa: ANN401 - what JSON holds
    """Return the model that a file says; raises ValueError for anything that ``save`` would not write."""
    if (
        not isinstance(content, dict)
        or content.get("version") != VERSION
        or not isinstance(content.get("tokens"), dict)
    ):
        raise ValueError("no model, or of another version")
    spam, fine, tokens = content.get("spam"), content.get("fine"), content["tokens"]
    if not _is_count(spam) or not _is_count(fine) or len(tokens) > KEPT:
        raise ValueError("its counts are none")
    for counts in tokens.values():
        if not (isinstance(counts, list) and len(counts) == 2 and all(map(_is_count, counts))):  # noqa: PLR2004 - two kinds
            raise ValueError("a word's counts are none")
    return Model(spam, fine, tokens)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53
