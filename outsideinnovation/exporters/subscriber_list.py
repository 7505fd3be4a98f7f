"""The list of subscribers for another system: those alone who get the newsletter now.

Whoever unsubscribed, complained or never confirmed is left out, since other systems read every line as somebody to write to.
"""

from pathlib import Path

from outsideinnovation.exporters.output_file import PRIVATE, output_file
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.lists.writing import written
from outsideinnovation.subscriptions.status import SubscriptionStatus
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore


def write(site: Site, path: Path, *, force: bool = False) -> int:
    """Write the list to *path*, for its owner's eyes alone, and return how many are in it. Raises as ``output_file`` does."""
    people = SubscriberStore(Database.of(site.instance)).all(SubscriptionStatus.CONFIRMED)
    number = -1  # the first line has the headings
    with output_file(path, mode=PRIVATE, force=force) as stream:
        for line in written(people):
            stream.write(line.encode())
            number += 1
    return number
