"""Telling commenters by mail that what they wrote is live, for a command that has made it so and then ends."""

from dataclasses import dataclass
from datetime import datetime

from outsideinnovation import catalogue
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.mail.delivery import Delivered, deliver
from outsideinnovation.mail.outbox import FOLDER, Outbox
from outsideinnovation.mail.relay import Relay
from outsideinnovation.notifications import Notifier
from outsideinnovation.site import Site
from outsideinnovation.tokens import Keyring


@dataclass(frozen=True, slots=True)
class Announced:
    """How many mails were written, and what became of all that were due; None without a relay: they wait in the outbox."""

    written: int
    delivered: Delivered | None


def announce(site: Site, live: LiveState, now: datetime) -> Announced:
    """Tell the commenters of *site* what is *live*, each thing once; without MAIL_FROM nobody.

    Raises SettingsError and StorageError; what was written by then is sent by the next who announces or serves.
    """
    outbox = Outbox(site.instance / FOLDER)
    if not site.configuration.mail.sender or not site.private_store_path.is_file():
        return Announced(0, None)  # nobody to be told of anything
    private_store = PrivateStore(site.private_store_path)
    try:
        notifier = Notifier(site, Keyring.load(site.instance), private_store, outbox, CommentQueue(site.comments))
        entries = catalogue.by_id(site.catalogue)
        written = notifier.live(entries, live.comments, now)
    finally:
        private_store.close()
    relay = Relay.from_environment()
    return Announced(written, deliver(outbox, relay, now) if relay else None)
