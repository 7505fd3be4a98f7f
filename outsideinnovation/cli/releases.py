"""``oi releases``: which releases are kept, and the way back to one."""

import sys
from datetime import UTC, datetime

import click
from rich import box
from rich.console import Console
from rich.table import Table

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.deploy import live_state, web_server
from outsideinnovation.deploy.releases import rollback as release_history
from outsideinnovation.deploy.releases.release_store import Release, Releases
from outsideinnovation.site import Site

HEADINGS = ("id", "live", "made", "changed", "pages", "files", "comments")


@click.group(cls=Suggesting)
def releases() -> None:
    """See the kept releases, and go back to one."""


@releases.command("list")
@pass_site
def list_(site: Site) -> None:
    """List the kept releases, newest first: a table on a terminal, lines of tab-separated fields in a pipe."""
    complete, live = release_history.releases(site)
    rows = [row(release, live=release.id == live) for release in complete]
    if not sys.stdout.isatty():
        click.echo("".join("\t".join(fields) + "\n" for fields in rows), nl=False)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, no_wrap=heading == "id")
    for fields in rows:
        table.add_row(*fields)
    Console().print(table)


@releases.command()
@click.argument("identifier", metavar="[ID]", required=False)
@pass_site
def rollback(site: Site, identifier: str | None) -> None:
    """Give readers the release ID again, or else the newest one that is older than the live one.

    One that shows a comment which was rejected, changed or erased since is refused. The next `oi publish` goes forward
    again, to what content/ then says.
    """
    now = datetime.now(UTC)
    release = release_history.rollback(site, identifier, now)
    live_state.record_rollback(site, release.approved, now)
    click.echo(release.id)
    if by_hand := web_server.refresh(site, Releases(site.instance).current):
        click.echo(by_hand, err=True)


def row(release: Release, *, live: bool) -> tuple[str, ...]:
    """Return the fields of a release in the order of HEADINGS; times are UTC, as RFC 3339 writes them."""
    made = f"{release.made:%Y-%m-%dT%H:%M:%SZ}"
    changed = f"{release.changed:%Y-%m-%dT%H:%M:%SZ}" if release.changed else ""
    numbers = (release.pages, release.files, len(release.approved))
    return (release.id, "live" if live else "", made, changed, *map(str, numbers))
