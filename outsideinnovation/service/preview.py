"""The service beside an author's preview: everything works, no mail leaves the machine, and somebody may sign in."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.editors.preview_accounts import PreviewAccounts
from outsideinnovation.service import create_app
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.service.worker import Worker, start
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

EDITOR = "editor"
RELAY, NO_RELAY = "OI_SMTP_URL", "mailbox:"  # mails are shown at /outbox/, and whatever relay is set gets none


@dataclass(frozen=True, slots=True)
class PreviewFiles:
    """The service's ``app`` and ``parts``, and what goes on besides."""

    app: "WSGIApplication"
    context: ServiceContext
    background: Worker

    @classmethod
    def open(cls, site: Site, settings: Mapping[str, Any], live: Callable[[], Collection[str]]) -> "PreviewFiles":
        """Start the service of *site* with a preview's *settings*; *live* returns the ids of the comments it shows."""
        os.environ[RELAY] = NO_RELAY
        app = create_app(site.root, settings=settings, outbox=True, live=live, background=False)
        context: ServiceContext = app.extensions[EXTENSION]
        return cls(app, context, start(context))

    def announce(self, made: LiveState) -> None:
        """Tell of what a build has made live those who wrote in this preview; the others are for the service to tell."""
        self.background.announce(made)

    def invitation(self, now: datetime) -> str | None:
        """Return where an editor for trying things out may sign up; None once there is an editor."""
        if any(editor.signed_up for editor in self.context.editors.list(now)):
            return None
        return f"{self.context.address}/moderation/invitation/{self.context.editors.add(EDITOR, now)}"

    def sign_in_link(self) -> str:
        """Return where the author is signed in, once; only for a preview that nobody else can reach."""
        accounts = self.context.editors
        assert isinstance(accounts, PreviewAccounts), "a preview has these"
        return f"{self.context.address}/moderation/enter/{accounts.new_link()}"
