"""What commands that make the site do besides: remove what a crash of an earlier one has left."""

from datetime import UTC, datetime

import click

from outsideinnovation.leftovers import sweep_site
from outsideinnovation.site import Site


def tidy(site: Site) -> None:
    """Remove old unfinished files of ours, and say how many there were."""
    if swept := sweep_site(site, datetime.now(UTC)):
        click.echo(f"{len(swept)} unfinished files of an earlier command were removed.", err=True)
