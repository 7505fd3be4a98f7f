"""The service beside an author's preview: everything works, no mail leaves the machine, and somebody may sign in."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from outsideinnovation.assembly.live import Live
from outsideinnovation.comments import record
from outsideinnovation.service import background, create_app
from outsideinnovation.service.parts import EXTENSION, Parts
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

EDITOR = "editor"
RELAY, NO_RELAY = "OI_SMTP_URL", "mailbox:"  # mails are shown at /outbox/, and whatever relay is set gets none


@dataclass(frozen=True, slots=True)
class Beside:
    """The service's ``app``, and ``announce``, to be called with what a build has made live."""

    app: "WSGIApplication"
    announce: Callable[[Live], None]
    parts: Parts

    @classmethod
    def open(cls, site: Site, settings: Mapping[str, Any], live: Callable[[], Collection[str]]) -> "Beside":
        """Start the service of *site* with a preview's *settings*; *live* returns the ids of the comments it shows."""
        os.environ[RELAY] = NO_RELAY
        app = create_app(site.root, settings=settings, outbox=True, live=live, background=False)
        parts: Parts = app.extensions[EXTENSION]
        besides, begun = background.start(parts, builds=False), record.new_id(parts.clock())

        def announce(made: Live) -> None:
            """Tell only those who wrote in this preview; the others are for the service to tell."""
            besides.announce(replace(made, comments=frozenset(each for each in made.comments if each > begun)))

        return cls(app, announce, parts)

    def invitation(self, now: datetime) -> str | None:
        """Return where an editor for trying things out may sign up; None once there is an editor."""
        if any(editor.signed_up for editor in self.parts.editors.list(now)):
            return None
        return f"{self.parts.address}/moderation/invitation/{self.parts.editors.add(EDITOR, now)}"
