"""``oi comments erase``: comments, or all that came with a mail address, go for good; the report says from where."""

import sys
from datetime import UTC, datetime

import click

from outsideinnovation.builder.build import build as build_site
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.erasure_report import as_object, in_words
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.cli.progress import building
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.erasure import erase as erase_all
from outsideinnovation.site import Site


@click.command()
@click.option("--email", metavar="ADDRESS", help="Every comment that came with this address, and the address.")
@click.option("--id", "ids", metavar="ID", multiple=True, help="This comment; repeatable.")
@click.argument("more", metavar="[ID...]", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Look everywhere, say what is there, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@pass_site
def erase(
    site: Site, email: str | None, ids: tuple[str, ...], more: tuple[str, ...], *, dry_run: bool, as_json: bool
) -> None:
    """Erase comments for good: --email ADDRESS, or --id ID.

    They go from the queue, the private book, decisions and edits, the spam filter, mails, kept releases, caches and pages;
    with --email their subscription to the newsletter goes, too (`oi subscribers erase` erases that alone). The site is
    built, and published again where it was, so that readers see them no more. Then all bytes of content/, instance/ and
    output/ are searched for what was erased, and the report says what is left. Answers to an erased comment stay, and
    answer nobody. Backups, and git's history of content/, are yours to clean.
    """
    wanted = (*ids, *more)
    if bool(email and email.strip()) == bool(wanted):
        raise click.UsageError("Say whom to erase: --email ADDRESS, or --id ID (repeatable), and not both.")
    if email and "@" not in email:
        raise click.BadParameter(f"{email!r} is no mail address", param_hint="--email")
    with building() as (progress, warn):
        report = erase_all(
            site,
            datetime.now(UTC),
            ids=wanted,
            email=email.strip() if email else None,
            dry_run=dry_run,
            maker=CandidateBuilder(build_site, progress, warn),
        )
    if as_json:
        click.echo(json_line(as_object(report)))
    else:
        for line in in_words(report, site):
            click.echo(line)
    if report.remains:
        sys.exit(1)
