"""Telling which posts and pages wait for their date, and until when."""

from collections.abc import Sequence

import click

from outsideinnovation.builder.content.waiting import Waiting
from outsideinnovation.cli.context import Invocation
from outsideinnovation.site import Site

SHOWN = 20  # lines; the rest is counted


def tell_waiting(site: Site, waiting: Sequence[Waiting]) -> None:
    """Print a line for each on standard error, in the order of their dates: the first ones, or all with ``--verbose``."""
    invocation = click.get_current_context().find_object(Invocation)
    shown = waiting if invocation and invocation.verbose else waiting[:SHOWN]
    for each in shown:
        click.echo(each.told(str(site.content), site.configuration.site.zone), err=True)
    if len(shown) < len(waiting):
        click.echo(f"{len(waiting) - len(shown)} more wait for their date; --verbose shows them", err=True)
