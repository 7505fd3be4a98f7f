"""``oi build``: content in, site out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from outsideinnovation.builder.build import build as build_site
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.headlines import offline, refresh_headlines
from outsideinnovation.cli.hosting import tell_of_host
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.cli.progress import building
from outsideinnovation.cli.tidying import tidy
from outsideinnovation.cli.waiting import tell_waiting
from outsideinnovation.site import Site
from outsideinnovation.wording import counted


@click.command()
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Build here instead of output/.")
@click.option("--clean", is_flag=True, help="Make every file anew, believing no cache.")
@click.option(
    "--adopt", is_flag=True, help="Build into a folder though it holds files that no build made; they are not removed."
)
@click.option("--verify", is_flag=True, help="Then build clean in a second place, and compare every byte.")
@offline
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one JSON object.")
@pass_site
def build(
    site: Site, output: Path | None, *, clean: bool, adopt: bool, verify: bool, offline: bool, as_json: bool
) -> None:
    """Build the site into output/.

    Every problem is named with its file and line, and the old output stays as it was until all is well. Nothing is ever
    removed that no build has made. What is dated in the future waits, and is named.
    """
    settings: dict[str, Any] = {"OUTPUT_PATH": str(output.resolve())} if output else {}
    now = datetime.now(UTC)
    with building() as (progress, warn):
        if not offline:
            refresh_headlines(site, warn)
        report = build_site(site, settings=settings, clean=clean, adopt=adopt, progress=progress, warn=warn, now=now)
    tell_waiting(site, report.waiting)
    tidy(site)
    tell_of_host(site, output or site.output)
    if as_json:
        click.echo(json_line(report.as_json()))
    else:
        click.echo(
            f"{counted(report.posts, 'post')}, {counted(report.pages, 'page')}, {counted(report.comments, 'comment')}: "
            f"{counted(report.written, 'file')} written, "
            f"{report.unchanged} unchanged, {report.removed} removed in {report.seconds:.1f} s: {output or site.output}"
        )
    if verify:
        from outsideinnovation.builder.verify import verify as verified  # noqa: PLC0415 - few builds are compared

        with building() as (progress, _):  # what there was to warn of has been said
            alike = verified(site, settings=settings, progress=progress, now=now)
        click.echo(f"Verified: {counted(alike, 'file')} alike", err=True)
