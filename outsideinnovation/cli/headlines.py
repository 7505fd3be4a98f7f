"""``oi headlines``: what other people's feeds say now, for the sidebar; and the same, before a build, of those that are due."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.errors import StorageError
from outsideinnovation.sidebar.headline_cache import may_have_headlines
from outsideinnovation.site import Site

offline = click.option(
    "--offline", is_flag=True, help="Fetch no headlines of other feeds: show those that were fetched last."
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a feed.")
@pass_site
def headlines(site: Site, *, as_json: bool) -> None:
    """Fetch the headlines that the sidebar shows, now, and say how each feed stands.

    A feed that fails keeps its last good headlines, and the exit code is then 1. `oi build` and `oi publish` do the same
    before they begin, for feeds that were not asked in the last half hour; the service and `oi serve` do it beside.
    """
    from outsideinnovation.sidebar.refreshing import refresh  # noqa: PLC0415 - loads what speaks HTTP

    states = refresh(site, datetime.now(UTC), every_feed=True)
    for each in states:
        fetched = each.fetched.isoformat(timespec="seconds") if each.fetched else None
        if as_json:
            record = {"module": each.module.name, "feed": each.feed, "headlines": each.known, "fetched": fetched}
            click.echo(json_line(record | {"problem": each.problem or None}))
        else:
            click.echo(
                f"{each.module.name}: {each.known} {'headline' if each.known == 1 else 'headlines'} of {each.feed}"
            )
    if not states:
        click.echo("No module of the sidebar shows headlines: see `Kind: headlines` in the manual.", err=True)
    if _complained((each.complaint for each in states), lambda line: click.echo(f"warning: {line}", err=True)):
        click.get_current_context().exit(1)


def refresh_headlines(site: Site, warn: Callable[[str], None]) -> None:
    """Fetch the headlines of *site* that are due, and *warn* of every feed that was asked and failed."""
    if not may_have_headlines(site.content / "sidebar"):
        return
    from outsideinnovation.sidebar.refreshing import refresh  # noqa: PLC0415 - most sites have no headlines

    try:
        states = refresh(site, datetime.now(UTC))
    except StorageError as error:
        warn(str(error))
        return
    _complained((each.complaint for each in states if each.was_asked), warn)


def _complained(complaints: Iterable[str], warn: Callable[[str], None]) -> bool:
    """Pass on the *complaints* that say something, and tell whether there was any."""
    told = [each for each in complaints if each]
    for each in told:
        warn(each)
    return bool(told)
