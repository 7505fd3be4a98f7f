"""The ledger of deliveries: a row a recipient, claimed, committed, sent, recorded (transactional outbox, SKIP LOCKED).

``ready`` or ``deferred`` → ``sending`` (committed before DATA) → ``sent``, ``deferred``, ``failed`` or ``skipped``. A row is
claimed for a while (lease) by one sender, who alone may begin it. What is found ``sending`` when its lease is over may have
arrived (RFC 1047), and goes again with the same Message-ID.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outsideinnovation.subscriptions.store.driver import Driver

CLAIM_LEASE = timedelta(minutes=5)
SENDING_LEASE = timedelta(minutes=30)  # longer than a relay can be waited for, that breaks off and is called once more

_CLAIMED = """
UPDATE deliveries SET sender = ?, leased_until = ? WHERE id IN (
  SELECT id FROM deliveries
  WHERE issue_id = ? AND state = ? AND not_before <= ? AND (leased_until IS NULL OR leased_until <= ?)
  LIMIT ? {locked}
) RETURNING id"""
_MAILS = """
SELECT d.id, d.issue_id, d.subscriber_id, d.variant_id, d.attempts, d.first_attempt, s.address, s.token, s.status
FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id WHERE d.id IN ({ids})"""
_BEGUN = """
UPDATE deliveries SET state = 'sending', leased_until = ?, first_attempt = COALESCE(first_attempt, ?)
WHERE id IN ({ids}) AND sender = ? AND state IN ('ready', 'deferred')
AND EXISTS (SELECT 1 FROM issues i WHERE i.id = deliveries.issue_id AND i.state <> 'cancelled')
AND EXISTS (
  SELECT 1 FROM subscribers s WHERE s.id = deliveries.subscriber_id AND s.status = 'confirmed'
  AND (s.paused_until IS NULL OR s.paused_until <= ?)
) RETURNING id"""
_SKIPPED = """
UPDATE deliveries SET state = 'skipped', settled = ?, sender = NULL, leased_until = NULL
WHERE id IN ({ids}) AND sender = ? AND state IN ('ready', 'deferred')"""
_SETTLED = """
UPDATE deliveries SET state = ?, reply = ?, settled = ?, not_before = COALESCE(?, not_before), attempts = attempts + 1,
sender = NULL, leased_until = NULL WHERE id = ?"""
_SENT = """
UPDATE deliveries SET state = 'sent', reply = ?, settled = ?, attempts = attempts + 1, sender = NULL, leased_until = NULL
WHERE id = ?"""
_UNCERTAIN = """
UPDATE deliveries SET state = 'ready', uncertain = uncertain + 1, attempts = attempts + 1, sender = NULL,
leased_until = NULL WHERE issue_id IN (SELECT id FROM issues WHERE state IN ('preparing', 'sending')) AND state = 'sending'
{over} RETURNING id"""
_RELEASED = """
UPDATE deliveries SET sender = NULL, leased_until = NULL
WHERE issue_id IN (SELECT id FROM issues WHERE state IN ('preparing', 'sending')) AND state IN ('ready', 'deferred')
AND sender IS NOT NULL"""
_FINISHED = """
UPDATE issues SET state = 'finished', finished = ? WHERE state = 'sending' AND NOT EXISTS (
  SELECT 1 FROM deliveries d WHERE d.issue_id = issues.id AND d.state IN ('ready', 'sending', 'deferred'))"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this sender may begin: to whom, of which variant of which issue, and how often it was tried."""

    id: int
    issue: int
    subscriber: int
    variant: int
    attempts: int
    first_attempt: datetime | None
    address: str
    token: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a delivery; ``not_before`` is when a deferred one may be tried again."""

    id: int
    state: str
    reply: str
    settled: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger as *sender* works on it, over a connection of its own."""

    driver: Driver
    sender: str

    def recover(self, now: datetime) -> int:
        """Return how many mails may have arrived and go again: those ``sending`` under a lease that is over.

        On SQLite there is one sender, so that no lease is left when it begins.
        """
        with self.driver.transaction():
            if self.driver.is_sqlite:
                self.driver.execute(_RELEASED)
                return len(self.driver.execute(_UNCERTAIN.format(over="")))
            moment = self.driver.moment(now)
            return len(self.driver.execute(_UNCERTAIN.format(over="AND leased_until <= ?"), moment))

    def claim(self, issues: Sequence[int], limit: int, now: datetime) -> list[Claimed]:
        """Claim up to *limit* deliveries of *issues*, of the first that has any due."""
        with self.driver.transaction():
            for issue in issues:
                for state in ("ready", "deferred"):
                    if claimed := self._claimed(issue, state, limit, now):
                        return self._mails(claimed, now)
        return []

    def commit(self, begins: Sequence[int], settled: Sequence[Settlement], now: datetime) -> set[int]:
        """Write down, in one transaction, what became of mails and which are on their way; return those that may go.

        The others were unsubscribed, erased, paused or cancelled meanwhile, and are skipped, or are another sender's.
        """
        with self.driver.transaction():
            self._settle(settled)
            return self._begin(begins, now) if begins else set()

    def finish_issues(self, now: datetime) -> None:
        """Say of every issue whose deliveries are all over that it is finished."""
        with self.driver.transaction():
            self.driver.execute(_FINISHED, self.driver.moment(now))

    def _claimed(self, issue: int, state: str, limit: int, now: datetime) -> list[int]:
        locked = "" if self.driver.is_sqlite else "FOR UPDATE SKIP LOCKED"
        moment, until = self.driver.moment(now), self.driver.moment(now + CLAIM_LEASE)
        values = (self.sender, until, issue, state, moment, moment, limit)
        return [row[0] for row in self.driver.execute(_CLAIMED.format(locked=locked), *values)]

    def _mails(self, claimed: Sequence[int], now: datetime) -> list[Claimed]:
        found = self.driver.execute(_MAILS.format(ids=_places(claimed)), *claimed)
        # Asked of the database, the status makes SQLite go through all subscribers first.
        rows = sorted(row for row in found if row[-1] == "confirmed")
        if gone := set(claimed) - {row[0] for row in rows}:
            self._skip(gone, now)
        return [Claimed(row[0], row[1], row[2], row[3], row[4], _moment(row[5]), row[6], row[7]) for row in rows]

    def _begin(self, begins: Sequence[int], now: datetime) -> set[int]:
        moment, until = self.driver.moment(now), self.driver.moment(now + SENDING_LEASE)
        statement = _BEGUN.format(ids=_places(begins))
        begun = {row[0] for row in self.driver.execute(statement, until, moment, *begins, self.sender, moment)}
        if gone := set(begins) - begun:
            self._skip(gone, now)
        return begun

    def _skip(self, gone: Collection[int], now: datetime) -> None:
        self.driver.execute(_SKIPPED.format(ids=_places(gone)), self.driver.moment(now), *gone, self.sender)

    def _settle(self, settled: Sequence[Settlement]) -> None:
        moment = self.driver.moment
        sent = [(each.reply, moment(each.settled), each.id) for each in settled if each.state == "sent"]
        others = [
            (each.state, each.reply, moment(each.settled), each.not_before and moment(each.not_before), each.id)
            for each in settled
            if each.state != "sent"
        ]
        self.driver.execute_many(_SENT, sent)
        self.driver.execute_many(_SETTLED, others)


def _places(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _moment(value: object) -> datetime | None:
    """Return what the driver gave for a moment: SQLite's text has no zone, and means UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    assert value is None or isinstance(value, datetime)
    return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
