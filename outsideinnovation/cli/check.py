"""``oi check``: what is wrong with the content, without building; and mending what is safe to mend."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from outsideinnovation.builder.excerpts import Excerpts, visible
from outsideinnovation.builder.fixes import Mended, mend
from outsideinnovation.builder.site_check import Findings, check_site
from outsideinnovation.cli.context import Invocation
from outsideinnovation.cli.findings import ERROR, WARNING, as_json, show
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.cli.waiting import tell_waiting
from outsideinnovation.errors import InvalidSettingsError
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

ROUNDS = 10  # of mending: what is mended may bring to light what can be mended, too


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--strict", is_flag=True, help="Fail for warnings, too.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, and show it.")
@click.option("--dry-run", is_flag=True, help="With --fix: show what would be mended, and change nothing.")
@click.option("--external", is_flag=True, help="Ask after the links to the web outside, too.")
@click.option("--old-addresses", metavar="FILE", help="Instead: what becomes of an old site's addresses.")
@click.option("--propose", is_flag=True, help="With --old-addresses: print lines for redirects.txt, and nothing else.")
@click.option("--answered", is_flag=True, help="With --old-addresses and a log: only what its server once answered.")
@click.option("--json", "as_lines", is_flag=True, help="Print one JSON object a finding.")
@click.pass_obj
def check(
    invocation: Invocation,
    paths: tuple[Path, ...],
    *,
    strict: bool,
    fix: bool,
    dry_run: bool,
    external: bool,
    old_addresses: str | None,
    propose: bool,
    answered: bool,
    as_lines: bool,
) -> None:
    """Name everything that is wrong with the site (or with the posts and pages at PATHS alone), each in its place.

    Errors are what `oi build` refuses, and published addresses that would answer nobody any more: the exit code is 1. Warnings
    are what readers would stumble over: pictures without a description or too large, headings that skip a level, links that do
    not say where they lead, and what lies where no setting looks; the exit code is 0, or 1 with --strict. What is dated in the
    future waits, and is named.

    --fix mends slips that can mean one thing only: a misspelt field or status, a link that differs from a file's name in
    capitals alone or lacks its {filename}, blank lines above the head. --external asks each address of the web outside at most
    once a week, and a host one question at a time; what leads nowhere, or has moved for good, is a warning.

    --old-addresses looks at nothing else: FILE names addresses that an old site had, and each answers here, redirects, is gone
    by choice, or is lost. It is a sitemap (a file, or its address), a list with an address a line, a CSV file with addresses in
    its first column, or the log of a web server (nginx, Apache, Caddy); - reads standard input. The most asked come first; the
    exit code is 1 where some are lost.
    """
    if dry_run and not fix:
        raise click.UsageError("--dry-run shows what --fix would do: say --fix, too.")
    if (propose or answered) and old_addresses is None:
        raise click.UsageError("--propose and --answered belong to --old-addresses FILE.")
    if propose and as_lines:
        raise click.UsageError("--propose prints lines for redirects.txt, and --json objects: say one of them.")
    if old_addresses is not None:
        if paths or strict or fix or external:
            raise click.UsageError(
                "--old-addresses looks at nothing else: leave out PATHS, --strict, --fix, --external."
            )
        _check_old_addresses(invocation, old_addresses, as_lines=as_lines, propose=propose, answered_only=answered)
        return
    try:
        site = invocation.site
        look = partial(check_site, site, datetime.now(UTC), paths, collects=external)
        found = _mended(site, look, as_lines=as_lines, write=not dry_run) if fix else look()
        if external:
            found = _with_external(site, found)
        tell_waiting(site, found.waiting)
    except InvalidSettingsError as error:
        if not as_lines:
            raise
        found = Findings.of(error.problems)
    _tell(found, as_lines=as_lines)
    if found.errors or (strict and found.warnings):
        click.get_current_context().exit(1)


def _check_old_addresses(
    invocation: Invocation, name: str, *, as_lines: bool, propose: bool, answered_only: bool
) -> None:
    from outsideinnovation.cli.old_addresses import check_old_addresses  # noqa: PLC0415 - loads what speaks HTTP and XML

    well = check_old_addresses(
        invocation.site,
        name,
        as_lines=as_lines,
        propose=propose,
        answered_only=answered_only,
        verbose=invocation.verbose,
    )
    if not well:
        click.get_current_context().exit(1)


def _with_external(site: Site, found: Findings) -> Findings:
    from outsideinnovation.cli.external import external_warnings  # noqa: PLC0415 - loads what speaks HTTP

    return found.with_warnings(external_warnings(site, found.external))


def _mended(site: Site, look: Callable[[], Findings], *, as_lines: bool, write: bool) -> Findings:
    """Mend what can be mended, until nothing more can, and return what is left."""
    found = look()
    for _ in range(ROUNDS):
        mended = mend((*found.errors, *found.warnings), site.content, write=write)
        _tell_mended(mended, as_lines=as_lines, done=write)
        if not mended or not write:
            break
        found = look()
    return found


def _tell_mended(mended: Iterable[Mended], *, as_lines: bool, done: bool) -> None:
    """Print each line that was changed, or would be, as it was and as it is."""
    word = "mended" if done else "would be mended"
    for each in mended:
        if as_lines:
            problem = each.problem
            record = {"severity": word, "file": str(problem.path), "line": problem.line, "what": problem.what}
            click.echo(json_line(record | {"before": each.before, "after": each.after}))
            continue
        click.echo(f"{each.problem.where}: {word}: {each.problem.what}")
        for sign, colour, text in (("-", "red", each.before), ("+", "green", each.after)):
            for line in text.split("\n"):
                click.echo(click.style(f"    {sign} {visible(line)}", fg=colour))


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
    errors, warnings = counted(len(found.errors), "error"), counted(len(found.warnings), "warning")
    if found.errors:
        return f"{errors}, {warnings}." if found.warnings else f"{errors}."
    return f"No errors, {warnings}." if found.warnings else "No problems found."
