"""Makes the fixture of this release: a backup of a small full site, and what must be found in it for ever after.

Run it once a release, before its version number goes on: ``make release-fixture``. A fixture is never made
again, since it is what that release wrote.
"""

import json
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from backup_sites import FullSite
from tests_support import Blog

from outsideinnovation import __version__
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.editors.accounts import Accounts
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.store import transfer
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.subscribers import SubscriberStore
from outsideinnovation.tokens import Keyring, Purpose

FOLDER = Path(__file__).resolve().parent / "releases"
NOW = datetime(2026, 11, 29, 20, 36, tzinfo=UTC)


def found(site: Site) -> dict[str, object]:
    """Return what is in *site*, as a program of any version has to find it."""
    queue, database = CommentQueue(site.comments), Database.of(site.instance, {})
    try:
        return {
            "comments": {
                status: [[each.id, each.author, each.body] for each in queue.list(status)] for status in Status
            },
            "subscribers": sorted(
                f"{each.address} {each.status} {each.preferences.frequency}" for each in SubscriberStore(database).all()
            ),
            "rows": {name: table.rows for name, table in transfer.digests(database).items()},
            "editors": [each.name for each in Accounts(site.editors).list(NOW)],
        }
    finally:
        database.close()


def make(target: Path) -> None:
    """Write the fixture of this release to *target*, which must not exist."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(target, "x:gz") as archive:
        full = FullSite.made(Blog(Path(folder, "blog")), Path(folder, "copies"), NOW)
        backup = full.back_up(NOW)
        signed = Keyring.load(full.site.instance).sign(Purpose.SUBSCRIPTION, 7)
        expected = Path(folder, "expected.json")
        expected.write_text(json.dumps(found(full.site) | {"signed": signed, "made": backup.manifest.program}), "utf-8")
        archive.add(backup.folder, "backup")
        archive.add(expected, "expected.json")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    make(FOLDER / f"{__version__}.tar.gz")
