"""Subscribers of an old blog, on their way into the list here as `oi subscribers import` brings one in. Nothing is sent."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from outsideinnovation.importers.blog.exported import ExportedSubscriber
from outsideinnovation.importers.report import Fate, ImportReport, Thing
from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.lists.importing import ListImport
from outsideinnovation.subscriptions.lists.list_reading import ListLine
from outsideinnovation.subscriptions.lists.outcome import ListChange
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.subscriber import Frequency, Preferences

AT_ONCE = 500  # that are held in memory while they are written together
_FATES = {ListChange.NEW: Fate.WRITTEN, ListChange.CHANGED: Fate.WRITTEN, ListChange.SAME: Fate.THERE}


@dataclass(slots=True)
class SubscriberImport:
    """The way into the list. *agreed* takes those whom the other system had confirm, *unsure* the others, unconfirmed.

    ``outcomes`` counts what became of them in words. A *dry_run* writes nothing.
    """

    agreed: ListImport
    unsure: ListImport
    report: ImportReport
    now: datetime
    dry_run: bool = False
    outcomes: Counter[str] = field(default_factory=Counter)
    _waiting: list[tuple[ListLine, bool]] = field(default_factory=list)
    _rehearsed: set[int] = field(default_factory=set)

    def add(self, subscriber: ExportedSubscriber) -> None:
        """Take one in, written by ``flush`` at the latest; an address that is none is a problem. Raises StorageError."""
        try:
            address = addresses.read(subscriber.address)
        except addresses.AddressError as error:
            self.report.count(Fate.SKIPPED, Thing.SUBSCRIBER)
            what = f"{str(error).rstrip('.')}; subscriber left out"
            self.report.problem(subscriber.line, what, "correct the address", subscriber.source)
            return
        status = SubscriptionStatus.CONFIRMED if subscriber.confirmed else SubscriptionStatus.UNCONFIRMED
        line = ListLine(subscriber.line, address, status, Preferences(Frequency.EACH, frozenset()))
        self._waiting.append((line, subscriber.confirmed))
        if len(self._waiting) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write down those that wait. Raises StorageError."""
        self._bring(self.agreed, [line for line, is_confirmed in self._waiting if is_confirmed])
        self._bring(self.unsure, [line for line, is_confirmed in self._waiting if not is_confirmed])
        self._waiting.clear()

    def told(self) -> Iterator[str]:
        """Yield what became of them, a line an outcome."""
        yield from (f"subscribers: {number:,} {outcome}" for outcome, number in self.outcomes.most_common())

    def _bring(self, way: ListImport, lines: Iterable[ListLine]) -> None:
        for line, outcome in way.rehearse(lines) if self.dry_run else way.bring(lines, self.now):
            key = hash(addresses.key(line.address))
            change = ListChange.SAME if key in self._rehearsed and outcome.change is ListChange.NEW else outcome.change
            if self.dry_run:
                self._rehearsed.add(key)
            self.report.count(_FATES.get(change, Fate.SKIPPED), Thing.SUBSCRIBER)
            self.outcomes[str(outcome)] += 1
