"""``oi import … --subscribers``: the list of an old blog, brought in as ``oi subscribers import`` does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from outsideinnovation.cli.import_options import BlogChoices
from outsideinnovation.cli.subscribers.lists import hashing
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.importers.blog.subscriber_import import SubscriberImport


@contextmanager
def subscriber_list(site: Site, report: ImportReport, choices: BlogChoices) -> Iterator["SubscriberImport | None"]:
    """Give the way into the list, None where it was not asked for. A dry run makes no database and no key here."""
    if not choices.subscribers:
        yield None
        return
    from outsideinnovation.importers.blog.subscriber_import import SubscriberImport  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.lists.importing import ListImport  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.database import FILE, Database  # noqa: PLC0415 - likewise
    from outsideinnovation.tokens import KEYRING_FILE  # noqa: PLC0415 - likewise

    with TemporaryDirectory(prefix="oi-dry-run-") as folder:

        def place(name: str) -> Path:
            return Path(folder) if choices.dry_run and not (site.instance / name).exists() else site.instance

        database, hashed = Database.of(place(FILE)), hashing(place(KEYRING_FILE))
        agreed, unsure = (ListImport(database, hashed, is_agreed) for is_agreed in (True, False))
        try:
            yield SubscriberImport(agreed, unsure, report, datetime.now(UTC), choices.dry_run)
        finally:
            database.close()
