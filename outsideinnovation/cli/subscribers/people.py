"""``oi subscribers list``, ``add`` and ``remove``."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.errors import NotFoundError
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.subscriptions.subscriber import Subscriber

STATUSES = ("unconfirmed", "confirmed", "unsubscribed", "bounced", "suppressed")
FREQUENCIES = ("each", "daily", "weekly")

status_option = click.option("--status", type=click.Choice(STATUSES), help="Only those who stand there.")


@click.command("list")
@status_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@pass_site
def list_(site: Site, status: str | None, *, as_json: bool) -> None:
    """List subscribers: status, frequency, address, categories and since when, between tabs. Erased ones have no address."""
    from outsideinnovation.subscriptions.status import SubscriptionStatus  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.subscribers import SubscriberStore  # noqa: PLC0415 - likewise

    for each in SubscriberStore(Database.of(site.instance)).all(SubscriptionStatus(status) if status else None):
        if each.status is not SubscriptionStatus.ERASED:
            click.echo(_json(each) if as_json else _line(each).encode())


@click.command()
@click.argument("address")
@click.option("--frequency", type=click.Choice(FREQUENCIES), help="How often.  [default: each]")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only this category; repeatable.")
@pass_site
def add(site: Site, address: str, frequency: str | None, categories: tuple[str, ...]) -> None:
    """Subscribe ADDRESS by hand: its reader has asked you to, and need not confirm. Nothing is sent for that.

    Of somebody who is subscribed already, --frequency and --category change what they get. Whoever has unsubscribed, or
    was erased, is not added: only they themselves can come back, with the form on the site.
    """
    from outsideinnovation.erasure.subscription import hashed  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.membership_by_hand import ByHand  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise
    from outsideinnovation.tokens import Keyring  # noqa: PLC0415 - likewise

    keyring = Keyring.load(site.instance)
    by_hand = ByHand(Database.of(site.instance), lambda key: hashed(keyring, key))
    found = by_hand.add(address, frequency, _known(site, categories), datetime.now(UTC))
    click.echo(_line(found).encode())


@click.command()
@click.argument("address")
@click.option("--for-good", is_flag=True, help="Also refuse the address when it is typed into the form.")
@pass_site
def remove(site: Site, address: str, *, for_good: bool) -> None:
    """Unsubscribe ADDRESS: its reader has asked you to. They may come back by themselves."""
    from outsideinnovation.subscriptions.membership_by_hand import ByHand  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise

    by_hand = ByHand(Database.of(site.instance), lambda _: "")
    click.echo(_line(by_hand.remove(address, datetime.now(UTC), for_good=for_good)).encode())


def _known(site: Site, categories: Sequence[str]) -> frozenset[str]:
    """Return *categories*. Raises NotFoundError for one that no live post is in."""
    from outsideinnovation import catalogue  # noqa: PLC0415 - only where one is named

    if not categories:
        return frozenset()
    known = {name for entry in catalogue.read(site.catalogue) for name in entry.categories}
    for name in categories:
        if name not in known:
            raise NotFoundError(f"No category {name!r}: there is {', '.join(sorted(known)) or 'none yet'}.")
    return frozenset(categories)


def _line(subscriber: "Subscriber") -> str:
    told = subscriber.preferences
    often = told.frequency + (f", paused until {subscriber.paused_until:%Y-%m-%d}" if subscriber.paused_until else "")
    chosen = "; ".join(sorted(told.categories)) or "all categories"
    return "\t".join((subscriber.status, often, subscriber.address, chosen, f"{subscriber.since:%Y-%m-%d}"))


def _json(subscriber: "Subscriber") -> bytes:
    fields: dict[str, Any] = {
        "email": subscriber.address,
        "status": subscriber.status,
        "frequency": subscriber.preferences.frequency,
        "categories": sorted(subscriber.preferences.categories),
        "source": subscriber.source,
        "since": subscriber.since.isoformat(),
        "created": subscriber.created.isoformat(),
        "paused_until": subscriber.paused_until.isoformat() if subscriber.paused_until else None,
    }
    return json_line(fields)
