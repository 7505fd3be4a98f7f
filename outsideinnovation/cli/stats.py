"""``oi stats``: the blog in numbers."""

from datetime import UTC, datetime

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.site import Site

MONTHS = 12


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object with everything, as JSON.")
@click.option(
    "--months", default=MONTHS, show_default=True, type=click.IntRange(1), help="So many months in the table."
)
@pass_site
def stats(site: Site, months: int, *, as_json: bool) -> None:
    """Show the blog in numbers: posts, comments, how soon editors answered, subscribers, mailings.

    All of it comes from the blog's own files; no reader is tracked. What cannot be read is named on stderr.
    """
    from outsideinnovation.comments.private_store import PrivateStore  # noqa: PLC0415 - loads SQLite
    from outsideinnovation.statistics import as_rows, in_words  # noqa: PLC0415 - loads the database
    from outsideinnovation.statistics.source import StatisticsSource  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise

    source = StatisticsSource(site, Database.of(site.instance), PrivateStore(site.private_store_path))
    found = source.at(datetime.now(UTC))
    if as_json:
        root = site.configuration.site.url.rstrip("/") + "/"
        click.echo(json_line(as_rows.as_object(found, root)))
    else:
        click.echo("\n".join(in_words.lines(found, months)).encode())
    for problem in found.problems:
        click.echo(problem, err=True)
