"""What the service is made of, put together once; every view reaches it by ``current()``."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from outsideinnovation.cached_file import CachedFile
from outsideinnovation.catalogue import LiveCatalogue
from outsideinnovation.comments.bulk_decisions import BulkDecisions
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.intake import Intake
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.receipt import Receipts
from outsideinnovation.comments.record import Comment
from outsideinnovation.comments.screening import Screening
from outsideinnovation.comments.spam import Model, Repetition
from outsideinnovation.comments.spam.model import FILE as SPAM_MODEL
from outsideinnovation.comments.submission import Submissions
from outsideinnovation.configuration import Configuration
from outsideinnovation.contacts.caps import FILE as CAPS
from outsideinnovation.contacts.caps import PREVIEWS_FILE as PREVIEWS_CAPS
from outsideinnovation.contacts.caps import ConfirmationCaps, ConfirmationLimits
from outsideinnovation.contacts.consent import ConsentStore
from outsideinnovation.deploy.live_state import FILE as LIVE
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.deploy.live_state import read as read_live
from outsideinnovation.editors import Accounts
from outsideinnovation.editors.preview_accounts import PreviewAccounts
from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.outbox import FOLDER, PREVIEWS_FOLDER, Outbox
from outsideinnovation.notifications import Notifier
from outsideinnovation.service.pages import ServicePages
from outsideinnovation.service.search_threads import SearchThreads
from outsideinnovation.site import Site, service_address
from outsideinnovation.subscriptions.opt_in import OptIn
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.tokens import Keyring

EXTENSION = "outsideinnovation"
PROXIES = "OI_TRUSTED_PROXIES"


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """What views work with.

    ``live`` returns the ids of the comments that readers see, as far as is known; ``clock`` says what time it is: aware,
    UTC; ``hops`` counts our own proxies before us.
    """

    site: Site
    keyring: Keyring
    queue: CommentQueue
    private_store: PrivateStore
    consent: ConsentStore
    log: DecisionLog
    intake: Intake
    outbox: Outbox
    notifier: Notifier
    catalogue: LiveCatalogue
    editors: Accounts
    pages: ServicePages
    learnt: CachedFile[Model | None]
    repetition: Repetition
    database: Database
    opt_in: OptIn
    search: SearchThreads
    live: Callable[[], Collection[str]]
    clock: Callable[[], datetime]
    hops: int = 0
    is_preview: bool = False

    @classmethod
    def load(
        cls, site: Site, live: Callable[[], Collection[str]] | None = None, *, is_preview: bool = False
    ) -> "ServiceContext":
        """Put together the parts for *site*, or for a preview of it; *live* as above. Raises SettingsError, StorageError."""
        keyring = Keyring.load(site.instance)
        seen = CachedFile[LiveState](site.instance / LIVE, lambda _: read_live(site), LiveState())
        queue, private_store = CommentQueue(site.comments), PrivateStore(site.private_store_path)
        log = DecisionLog(site.decisions)
        database = Database.of_preview(site.instance) if is_preview else Database.of(site.instance)
        outbox = Outbox(site.instance / (PREVIEWS_FOLDER if is_preview else FOLDER))
        return cls(
            site=site,
            keyring=keyring,
            queue=queue,
            private_store=private_store,
            consent=ConsentStore(private_store.file),
            log=log,
            intake=Intake(
                queue,
                private_store,
                pending_limit=site.configuration.comments.pending_limit,
                rate=site.configuration.comments.rate_per_hour,
            ),
            outbox=outbox,
            notifier=Notifier(site, keyring, private_store, outbox, queue, own_only=is_preview),
            catalogue=LiveCatalogue(site.catalogue_file),
            editors=PreviewAccounts(site.editors) if is_preview else Accounts(site.editors),
            pages=ServicePages(site, urlsplit(service_address(site)).path.rstrip("/")),
            learnt=CachedFile[Model | None](site.instance / SPAM_MODEL, Model.load, None),
            repetition=Repetition(),
            database=database,
            opt_in=OptIn(database, keyring, _caps(site, is_preview=is_preview)),
            search=SearchThreads(site.search_index, site.configuration.search_language),
            live=live or (lambda: seen.value().comments),
            clock=lambda: datetime.now(UTC),
            hops=_hops(os.environ.get(PROXIES, "")),
            is_preview=is_preview,
        )

    @property
    def settings(self) -> Configuration:
        """The site's settings."""
        return self.site.configuration

    @property
    def screening(self) -> Screening:
        """What judges readers' words."""
        rules = self.site.configuration.comments
        return Screening(
            self.private_store,
            self.log,
            self.repetition,
            self.learnt.value,
            self.consent.is_confirmed,
            rules.rate_per_hour,
            rules.trust_after,
        )

    @property
    def submissions(self) -> Submissions:
        """What takes readers' words in."""
        return Submissions(
            self.queue, self.log, self.intake, self.screening, self.catalogue.entry, self.notifier.received
        )

    @property
    def decisions(self) -> BulkDecisions:
        """What decides for editors."""
        return BulkDecisions(self.queue, self.log, self.private_store)

    @property
    def receipts(self) -> Receipts:
        """What tells readers of their comments."""
        minutes = self.site.configuration.comments.correction_minutes
        return Receipts(self.queue, self.log, self.intake, self.permalink, minutes)

    def permalink(self, comment: Comment) -> str:
        """Return where readers see *comment*; nothing while the site with it is not built yet."""
        entry = self.catalogue.entry(comment.post)
        if entry is None or comment.id not in self.live():
            return ""
        return f"{self.pages.root}{entry.url}#comment-{comment.id}"

    @property
    def address(self) -> str:
        """The service's own address, whole, without a slash at its end."""
        return service_address(self.site)

    @property
    def prefix(self) -> str:
        """The path below which the service is reached from outside: nothing, or such as ``/service``."""
        return urlsplit(self.address).path.rstrip("/")


def current() -> ServiceContext:
    """Return the parts of the application that answers this request."""
    return cast(ServiceContext, current_app.extensions[EXTENSION])


def _caps(site: Site, *, is_preview: bool) -> ConfirmationCaps:
    """Return the caps on mails that ask for confirmation; what a preview asks is counted apart."""
    told = site.configuration.subscriptions
    limits = ConfirmationLimits(told.confirmations_per_hour, told.confirmations_per_network)
    return ConfirmationCaps(site.instance / (PREVIEWS_CAPS if is_preview else CAPS), limits)


def _hops(value: str) -> int:
    if not value.strip():
        return 0
    if not value.strip().isdecimal():
        raise SettingsError(
            f"{PROXIES}={value!r} is no number: write how many proxies of yours stand before the service."
        )
    return int(value)
