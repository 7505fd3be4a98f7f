"""The service beside an author's preview: everything works, no mail leaves the machine, and somebody may sign in."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from outsideinnovation.assembly.live import Live
from outsideinnovation.service import create_app
from outsideinnovation.service.background import Background, start
from outsideinnovation.service.parts import EXTENSION, Parts
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

EDITOR = "editor"
RELAY, NO_RELAY = "OI_SMTP_URL", "mailbox:"  # mails are shown at /outbox/, and whatever relay is set gets none


@dataclass(frozen=True, slots=True)
class Beside:
    """The service's ``app`` and ``parts``, and what goes on besides."""

    app: "WSGIApplication"
    parts: Parts
    background: Background

    @classmethod
    def open(cls, site: Site, settings: Mapping[str, Any], live: Callable[[], Collection[str]]) -> "Beside":
        """Start the service of *site* with a preview's *settings*; *live* returns the ids of the comments it shows."""
        os.environ[RELAY] = NO_RELAY
        app = create_app(site.root, settings=settings, outbox=True, live=live, background=False)
        parts: Parts = app.extensions[EXTENSION]
        return cls(app, parts, start(parts, builds=False))

    def announce(self, made: Live) -> None:
        """Tell of what a build has made live those who wrote in this preview; the others are for the service to tell."""
        self.background.announce(made)

    def invitation(self, now: datetime) -> str | None:
        """Return where an editor for trying things out may sign up; None once there is an editor."""
        if any(editor.signed_up for editor in self.parts.editors.list(now)):
            return None
        return f"{self.parts.address}/moderation/invitation/{self.parts.editors.add(EDITOR, now)}"
