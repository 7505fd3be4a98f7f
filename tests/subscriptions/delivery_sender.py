"""A sender in a process of its own, to be killed: ``python delivery_sender.py INSTANCE RELAY-URL NOW CONNECTIONS``."""

import sys
from datetime import datetime
from pathlib import Path

from delivery_scenes import Scene

from outsideinnovation.mail.relay import Relay
from outsideinnovation.mail.senders import RelayLimits
from outsideinnovation.subscriptions.delivery import deliver
from outsideinnovation.subscriptions.store.database import Database


def main(instance: str, url: str, when: str, connections: str) -> None:
    """Send what is due at *when*."""
    now = datetime.fromisoformat(when)
    scene = Scene(Database.of(Path(instance)), now)
    scene.publish_nothing()
    limits = RelayLimits(int(connections), mails_a_connection=1000, trouble=10**6)
    sent = deliver(scene.database, scene.mailing(), Relay.of(url), lambda: now, limits)
    print(sent.sent, flush=True)  # noqa: T201 - it is a program


if __name__ == "__main__":
    main(*sys.argv[1:])
