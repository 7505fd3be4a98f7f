"""``oi subscribers erase``: a subscriber goes for good, and the report says from where."""

import sys
from datetime import UTC, datetime

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.erasure_report import as_object, in_words
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.errors import NotFoundError
from outsideinnovation.site import Site


@click.command()
@click.argument("address")
@click.option("--dry-run", is_flag=True, help="Look everywhere, say what is there, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@pass_site
def erase(site: Site, address: str, *, dry_run: bool, as_json: bool) -> None:
    """Erase ADDRESS as a subscriber for good: from the database, its backups and the mails, and prove it.

    A hash of the address under the site's key stays, so that no list can bring it back; its reader can, with the form. What
    they wrote under posts is for `oi comments erase --email`, which erases this, too.
    """
    from outsideinnovation.erasure import erase_subscription  # noqa: PLC0415 - loads the database

    report = erase_subscription(site, address.strip(), datetime.now(UTC), dry_run=dry_run)
    if as_json:
        click.echo(json_line(as_object(report)))
    else:
        for line in in_words(report, site, what=""):
            click.echo(line)
    if report.remains:
        sys.exit(1)
    if not any(place.found for place in report.places):
        raise NotFoundError(f"No subscriber {address!a}: nothing was found. See: oi subscribers list")
