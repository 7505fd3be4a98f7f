"""Posts and pages that wait for their date, on Pelican's way: they are drafts until then (WITH_FUTURE_DATES).

Pelican holds back posts alone, and asks the machine's clock for each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pelican.contents import Article, Page
from pelican.plugins import signals

from outsideinnovation.builder.content.waiting import Waiting, is_waiting
from outsideinnovation.configuration import Configuration


class Schedule:
    """What waits in one build as of *now* (None: the clock's); *settings* say whether anything is to.

    ``horizon`` is the time after which a date waits; None where none does.
    """

    def __init__(self, settings: dict[str, Any], now: datetime | None) -> None:
        self.horizon = Configuration.of(settings).content.horizon(now or datetime.now(UTC))
        self._waiting: list[Waiting] = []
        settings["WITH_FUTURE_DATES"] = True  # what is to wait is found here

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What waits, the first to come out first."""
        return tuple(sorted(self._waiting, key=lambda each: (each.until, each.path)))

    @contextmanager
    def holding_back(self) -> Iterator[None]:
        """Hold back, while the block runs, what is read and has a date that has not come."""
        with signals.content_object_init.connected_to(self._hold_back):
            yield

    def _hold_back(self, content: Any) -> None:
        date = getattr(content, "date", None) if isinstance(content, Article | Page) else None
        if date is not None and is_waiting(content.status, date, self.horizon):
            self._waiting.append(Waiting(content.get_relative_source_path(), date))
            content.status = "draft"
