"""Writes subscribers as a list that ``reading`` and every spreadsheet reads: CSV (RFC 4180), UTF-8, a line a subscriber."""

import csv
import io
from collections.abc import Iterable, Iterator

from outsideinnovation.subscriptions.lists.formulas import guarded
from outsideinnovation.subscriptions.lists.list_reading import OWN_COLUMNS
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.subscriber import Subscriber


def written(subscribers: Iterable[Subscriber]) -> Iterator[str]:
    """Yield the line of headings, and one for each of *subscribers*; an erased one has none."""
    yield _row(OWN_COLUMNS)
    for each in subscribers:
        if each.status is not SubscriptionStatus.ERASED:
            often = each.preferences
            yield _row((each.address, each.status, often.frequency, guarded(_categories(often.categories))))


def _categories(names: Iterable[str]) -> str:
    """Return *names* between semicolons; a single one that holds a comma has one behind it."""
    joined = ";".join(sorted(names))
    return f"{joined};" if "," in joined and ";" not in joined else joined


def _row(cells: Iterable[str]) -> str:
    made = io.StringIO()
    csv.writer(made, quoting=csv.QUOTE_ALL).writerow(cells)
    return made.getvalue()
