"""What addresses answered when they were asked last, in ``instance/cache``: who checks often asks seldom.

An address that answers is not asked again for a week, one that is gone for a day; what may be better in a moment (no answer, an
error of the server) is asked each time. A host that wants to be left alone is, for as long as it says.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from outsideinnovation.builder.external.visit import BAD, Answer
from outsideinnovation.files import write_atomically

FILE = "external-links.json"
GOOD, GONE = timedelta(days=7), timedelta(days=1)  # for how long an answer is believed
FORGOTTEN = timedelta(days=30)  # answers that are older are dropped
LONGEST = timedelta(days=1)  # for which a host is left alone
ENDED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer, and when it came."""

    answer: Answer
    asked: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it is believed at the time *now*; one from the future, of a clock that was wrong, is not."""
        lasts = GOOD if 0 < self.answer.status < BAD else GONE if self.answer.status in ENDED else timedelta(0)
        return timedelta(0) <= now - self.asked < lasts


@dataclass(slots=True)
class Answers:
    """The answers by address, and until when hosts want to be left alone."""

    known: dict[str, KnownAnswer] = field(default_factory=dict)
    paused: dict[str, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, instance: Path) -> "Answers":
        """Return those of the site whose private folder is *instance*; what cannot be read is as if it had never been asked."""
        read = cls()
        with suppress(OSError, ValueError, AttributeError, TypeError):
            document = json.loads(_path(instance).read_bytes())
            for address, (asked, status, problem, moved) in document["addresses"].items():
                read.known[address] = KnownAnswer(
                    Answer(int(status), str(problem), str(moved)), datetime.fromisoformat(asked)
                )
            read.paused = {host: datetime.fromisoformat(until) for host, until in document["paused"].items()}
        return read

    def write(self, instance: Path, now: datetime) -> None:
        """Keep them, but for those that are old at the time *now*. Raises StorageError."""
        addresses = {
            address: (each.asked.isoformat(), each.answer.status, each.answer.problem, each.answer.moved)
            for address, each in sorted(dict(self.known).items())  # a copy: who was interrupted may still be asking
            if now - each.asked < FORGOTTEN
        }
        paused = {host: until.isoformat() for host, until in sorted(dict(self.paused).items()) if until > now}
        data = json.dumps({"addresses": addresses, "paused": paused}, ensure_ascii=False, indent=1)
        write_atomically(_path(instance), data.encode("utf-8", "replace"), mode=0o600)

    def fresh(self, address: str, now: datetime) -> Answer | None:
        """Return what *address* answered, where that is still believed."""
        known = self.known.get(address)
        return known.answer if known and known.is_fresh(now) else None

    def is_paused(self, host: str, now: datetime) -> bool:
        """Tell whether *host* wants to be left alone."""
        until = self.paused.get(host)
        return until is not None and now < until <= now + LONGEST

    def keep(self, address: str, host: str, answer: Answer, now: datetime) -> None:
        """Remember an answer, and that its host wants to be left alone, where it says so."""
        self.known[address] = KnownAnswer(answer, now)
        if answer.wait:
            self.paused[host] = now + min(timedelta(seconds=answer.wait), LONGEST)


def _path(instance: Path) -> Path:
    return instance / "cache" / FILE
