"""``oi newsletter status``: what happened, who waits and why."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from outsideinnovation import catalogue
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.errors import StorageError
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.subscriptions.settings import SubscriptionSettings
    from outsideinnovation.subscriptions.store.database import Database

SHOWN = 10  # issues, the newest


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object an issue, newest first, as JSON Lines.")
@click.option("--limit", default=SHOWN, show_default=True, type=click.IntRange(1), help="So many issues.")
@pass_site
def status(site: Site, limit: int, *, as_json: bool) -> None:
    """Say of the last issues who got them, who waits, why and until when, and what comes next."""
    from outsideinnovation.subscriptions import newsletter_status  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.settings import SubscriptionSettings  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store import sending_progress  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise

    database, now = Database.of(site.instance), datetime.now(UTC)
    issues = sending_progress.newest(database, limit)
    if as_json:
        for issue in issues:
            click.echo(json_line(newsletter_status.as_row(issue)))
        return
    titles, settings = _titles(site), SubscriptionSettings.of(site.configuration)
    for issue in issues:
        for line in newsletter_status.in_words(issue, titles, settings.zone, now):
            click.echo(line)
    if not issues:
        click.echo("No issue has gone out yet.")
    _say_what_comes(site, database, titles, settings, now)


def _say_what_comes(
    site: Site, database: "Database", titles: Mapping[str, str], settings: "SubscriptionSettings", now: datetime
) -> None:
    from outsideinnovation.mail.backoff import BackOff  # noqa: PLC0415 - loads what sends
    from outsideinnovation.mail.outbox import FOLDER  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions import newsletter_status  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.delivery import is_sending  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.issues import IssueStore  # noqa: PLC0415 - likewise

    store = IssueStore(database)
    waiting = {post: due for post, due in store.seen().items() if due}
    for line in newsletter_status.to_come(waiting, store.sent(), titles, settings.digests, settings.zone, now):
        click.echo(line)
    if is_sending(database):
        click.echo("A sender is at work just now.")
    elif reason := BackOff(site.instance / FOLDER).reason(now):
        click.echo(f"The relay is left in peace for a while: {reason}")


def _titles(site: Site) -> Mapping[str, str]:
    try:
        return {post: entry.title for post, entry in catalogue.by_id(site.catalogue).items()}
    except StorageError:
        return {}
