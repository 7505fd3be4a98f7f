"""A person's subscription, erased: from the database, the author's preview of it, and the mails about it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outsideinnovation.contacts.caps import (
    COMMENTS_FILE,
    FILE,
    PREVIEWS_FILE,
    ConfirmationCaps,
    ConfirmationLimits,
)
from outsideinnovation.erasure.report import ErasedPlace, ErasureReport
from outsideinnovation.erasure.traces import Needles, search, with_log
from outsideinnovation.mail.address import MailError, mailbox_of
from outsideinnovation.mail.outbox import FOLDER, PREVIEWS_FOLDER, Outbox
from outsideinnovation.mail.queued_mail import MailState, same_address
from outsideinnovation.site import Site
from outsideinnovation.subscriptions import addresses
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.erasing import ErasingStore
from outsideinnovation.tokens import Keyring, Purpose

KEPT = "a keyed hash stays, so that no list brings it back"
_NO_LIMITS = ConfirmationLimits(total=0)  # nothing is counted, only forgotten


def erase_subscription(site: Site, address: str, now: datetime, *, dry_run: bool = False) -> ErasureReport:
    """Erase all that is known of *address* as a subscriber of *site*, and search what is left of it there.

    What its reader has written under posts stays: that is ``erase``. Raises StorageError; it can then be repeated.
    """
    places = (*databases(site, address, now, dry_run=dry_run), _mails(site, address, dry_run=dry_run))
    folders = [site.instance / name for name in (FOLDER, PREVIEWS_FOLDER)]
    files = [path for database in _databases(site) if database.path for path in with_log(database.path)]
    others = longer_addresses(site, address)
    remains = () if dry_run else tuple(search([*files, *folders], [Needles.address(address, others)]))
    searched = tuple(path for path in (*files, *folders) if path.exists())
    return ErasureReport((), places, remains, searched, dry_run)


def databases(site: Site, address: str, now: datetime, *, dry_run: bool) -> Iterator[ErasedPlace]:
    """Erase *address* from the database of the site's subscribers and from the preview's, where there are such."""
    keyring, address = Keyring.load(site.instance), _as_stored(address)
    for database in _databases(site):
        store = ErasingStore(database)
        found = store.rows(address)
        if found and not dry_run:
            store.erase(address, hashed(keyring, addresses.key(address)), now)
        place = database.path or Path(database.url.render_as_string(hide_password=True))
        removed = 0 if dry_run else found - store.rows(address)
        yield ErasedPlace("subscription", place, found, removed, KEPT if found else "")
        database.close()
    if not dry_run:
        _forget_questions(site, keyring, address)


def longer_addresses(site: Site, address: str) -> list[str]:
    """Return other subscribers' addresses that hold *address*."""
    found: list[str] = []
    for database in _databases(site):
        found += ErasingStore(database).addresses_holding(_as_stored(address))
        database.close()
    return found


def hashed(keyring: Keyring, key: str) -> str:
    """Return what stands for an address that was erased, by its ``addresses.key``."""
    return keyring.pseudonym(Purpose.ADDRESS, f"erased {key}")


def _databases(site: Site) -> list[Database]:
    """Return the databases that there are; none is made."""
    every = (Database.of(site.instance), Database.of_preview(site.instance))
    return [database for database in every if database.path is None or database.path.is_file()]


def _as_stored(address: str) -> str:
    """Return *address* as subscribers' addresses are written; what is none stays as it is, and is nobody's."""
    try:
        return addresses.read(address)
    except addresses.AddressError:
        return address


def _mails(site: Site, address: str, *, dry_run: bool) -> ErasedPlace:
    boxes = [Outbox(site.instance / name) for name in (FOLDER, PREVIEWS_FOLDER)]
    there = [box for box in boxes if box.folder.exists()]
    found = sum(same_address(address, mail.to) for box in there for state in MailState for mail in box.mails(state))
    removed = sum(box.purge(to=address) for box in there) if found and not dry_run else 0
    return ErasedPlace("outbox", boxes[0].folder, found, removed)


def _forget_questions(site: Site, keyring: Keyring, address: str) -> None:
    """Forget how often the mailbox was asked; it stands there as a pseudonym only."""
    try:
        mailbox = mailbox_of(address, lambda text: keyring.pseudonym(Purpose.ADDRESS, text))
    except MailError:
        return
    outboxes = [Outbox(site.instance / name).limits / COMMENTS_FILE for name in (FOLDER, PREVIEWS_FOLDER)]
    for file in (site.instance / FILE, site.instance / PREVIEWS_FILE, *outboxes):
        if file.is_file():
            ConfirmationCaps(file, _NO_LIMITS).forget(mailbox)
