"""What the service is made of, put together once; every view reaches it by ``current()``."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar, cast
from urllib.parse import urlsplit

from flask import current_app

from outsideinnovation import catalogue
from outsideinnovation.comments.decisions import DecisionLog
from outsideinnovation.comments.intake import Intake
from outsideinnovation.comments.private_store import PrivateStore
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.spam import Model, Repetition
from outsideinnovation.comments.spam.model import FILE as SPAM_MODEL
from outsideinnovation.configuration import Configuration
from outsideinnovation.deploy.live_state import FILE as LIVE
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.deploy.live_state import read as read_live
from outsideinnovation.editors import Accounts
from outsideinnovation.errors import SettingsError, StorageError
from outsideinnovation.mail.outbox import FOLDER, PREVIEWS_FOLDER, Outbox
from outsideinnovation.notifications import Notifier
from outsideinnovation.service.pages import Pages
from outsideinnovation.site import Site, service_address
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.tokens import Keyring

EXTENSION = "outsideinnovation"
PROXIES = "OI_TRUSTED_PROXIES"
T = TypeVar("T")


class CachedFile(Generic[T]):
    """What *read* makes of the file at *path*, read again only once the file has changed; *missing* without one."""

    def __init__(self, path: Path, read: Callable[[Path], T], missing: T) -> None:
        self._path, self._read, self._missing = path, read, missing
        self._held: tuple[tuple[int, int, int], T] | None = None

    def value(self) -> T:
        """Return it. Raises what *read* raises."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return self._missing
        except OSError as error:
            raise StorageError(f"Cannot read {self._path}: {error.strerror}. Check its rights.") from error
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        held = self._held
        if held is None or held[0] != stamp:
            self._held = held = (stamp, self._read(self._path))
        return held[1]


class LivePosts:
    """The catalogue of what is live, always the newest; a site that was never built has no posts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = CachedFile[dict[str, catalogue.Entry]](path, _by_id, {})

    @property
    def is_there(self) -> bool:
        """Whether the site was built at all."""
        return self._path.is_file()

    def stamp(self) -> int:
        """Return what is another number once the catalogue has changed; 0 where there is none."""
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0

    def entry(self, post: str) -> catalogue.Entry | None:
        """Return the live post of that id, or None. Raises StorageError when the catalogue is damaged."""
        return self._entries.value().get(post)

    def entries(self) -> dict[str, catalogue.Entry]:
        """Return every live post by its id. Raises as ``entry`` does."""
        return self._entries.value()


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
    log: DecisionLog
    intake: Intake
    outbox: Outbox
    notifier: Notifier
    catalogue: LivePosts
    editors: Accounts
    pages: Pages
    learnt: CachedFile[Model | None]
    repetition: Repetition
    database: Database
    live: Callable[[], Collection[str]]
    clock: Callable[[], datetime]
    hops: int = 0

    @classmethod
    def load(
        cls, site: Site, live: Callable[[], Collection[str]] | None = None, *, is_preview: bool = False
    ) -> "ServiceContext":
        """Put together the parts for *site*, or for a preview of it; *live* as above. Raises SettingsError, StorageError."""
        keyring = Keyring.load(site.instance)
        seen = CachedFile[LiveState](site.instance / LIVE, lambda _: read_live(site), LiveState())
        queue, private_store = CommentQueue(site.comments), PrivateStore(site.private_store_path)
        log = DecisionLog(site.decisions)
        outbox = Outbox(site.instance / (PREVIEWS_FOLDER if is_preview else FOLDER))
        return cls(
            site=site,
            keyring=keyring,
            queue=queue,
            private_store=private_store,
            log=log,
            intake=Intake(
                queue,
                private_store,
                pending_limit=site.configuration.comments.pending_limit,
                rate=site.configuration.comments.rate_per_hour,
            ),
            outbox=outbox,
            notifier=Notifier(site, keyring, private_store, outbox, queue, log, own_only=is_preview),
            catalogue=LivePosts(site.catalogue_file),
            editors=Accounts(site.editors),
            pages=Pages(site, urlsplit(service_address(site)).path.rstrip("/")),
            learnt=CachedFile[Model | None](site.instance / SPAM_MODEL, Model.load, None),
            repetition=Repetition(),
            database=Database.of_preview(site.instance) if is_preview else Database.of(site.instance),
            live=live or (lambda: seen.value().comments),
            clock=lambda: datetime.now(UTC),
            hops=_hops(os.environ.get(PROXIES, "")),
        )

    @property
    def settings(self) -> Configuration:
        """The site's settings."""
        return self.site.configuration

    @property
    def model(self) -> Model | None:
        """What was learnt of spam, the newest; None before anything was."""
        return self.learnt.value()

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


def _by_id(path: Path) -> dict[str, catalogue.Entry]:
    return {entry.id: entry for entry in catalogue.read(path)}


def _hops(said: str) -> int:
    if not said.strip():
        return 0
    if not said.strip().isdecimal():
        raise SettingsError(
            f"{PROXIES}={said!r} is no number: write how many proxies of yours stand before the service."
        )
    return int(said)
