"""``oi check``: what is wrong with the content, without building."""

from datetime import UTC, datetime
from pathlib import Path

import click

from outsideinnovation.builder.excerpts import Excerpts
from outsideinnovation.builder.site_check import Findings, check_site
from outsideinnovation.cli.context import Invocation
from outsideinnovation.cli.findings import ERROR, WARNING, as_json, show
from outsideinnovation.cli.waiting import tell_waiting
from outsideinnovation.errors import InvalidSettingsError
from outsideinnovation.wording import counted


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--strict", is_flag=True, help="Fail for warnings, too.")
@click.option("--json", "as_lines", is_flag=True, help="Print one JSON object a finding.")
@click.pass_obj
def check(invocation: Invocation, paths: tuple[Path, ...], *, strict: bool, as_lines: bool) -> None:
    """Name everything that is wrong with the site (or with the posts and pages at PATHS alone), each in its place.

    Errors are what `oi build` refuses, and published addresses that would answer nobody any more: the exit code is 1. Warnings
    are what readers would stumble over: pictures without a description or too large, headings that skip a level, links that do
    not say where they lead, and what lies where no setting looks; the exit code is 0, or 1 with --strict. What is dated in the
    future waits, and is named.
    """
    try:
        site = invocation.site
        found = check_site(site, datetime.now(UTC), paths)
        tell_waiting(site, found.waiting)
    except InvalidSettingsError as error:
        found = Findings.of(error.problems)
    _tell(found, as_lines=as_lines)
    if found.errors or (strict and found.warnings):
        click.get_current_context().exit(1)


def _tell(found: Findings, *, as_lines: bool) -> None:
    excerpts = Excerpts()
    for severity, problems in ((WARNING, found.warnings), (ERROR, found.errors)):
        if as_lines:
            for problem in problems:
                click.echo(as_json(problem, severity, excerpts))
        else:
            show(problems, severity, excerpts)
    if not as_lines:
        click.echo(_summary(found))


def _summary(found: Findings) -> str:
    """Return how much is wrong, in one line."""
    errors, warnings = len(found.errors), len(found.warnings)
    if not errors and not warnings:
        return "No problems found."
    said = (
        [counted(errors, "error"), counted(warnings, "warning")]
        if errors
        else [f"{counted(warnings, 'warning')}, no errors"]
    )
    return ", ".join(said if warnings else said[:1]) + "."
