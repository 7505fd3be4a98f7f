"""``oi check``: what is wrong with the content, without building."""

from datetime import UTC, datetime
from pathlib import Path

import click

from outsideinnovation.builder.content.check import check as content_problems
from outsideinnovation.builder.content.symlinks import outward_links
from outsideinnovation.builder.content.uncovered import uncovered_texts
from outsideinnovation.builder.content.waiting_texts import WaitingTexts
from outsideinnovation.builder.rehearsal import refusals
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.waiting import tell_waiting
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.sidebar import module
from outsideinnovation.site import Site


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@pass_site
def check(site: Site, paths: tuple[Path, ...]) -> None:
    """Name every problem in the posts, pages, sidebar and comments (or in PATHS alone) with its file and line.

    An address that was published and would answer nobody any more is a problem too. A link that leads out of content/ is
    warned of, and so is a text that no setting covers. What is dated in the future waits, and is named.
    """
    for odd in (
        (*outward_links(site.content), *uncovered_texts(site.content, site.configuration.content)) if not paths else ()
    ):
        _warn(odd)
    waiting = WaitingTexts(site.content, site.configuration, datetime.now(UTC))
    problems = content_problems(site.content, site.configuration, paths, waiting.note, waiting.horizon)
    tell_waiting(site, waiting.all())
    if not paths:
        for read in (
            lambda: module.read(site.content / "sidebar"),
            lambda: CommentQueue(site.comments).list(Status.APPROVED),
        ):
            try:
                read()
            except ContentError as error:
                problems += error.problems
    if not paths and not problems:
        problems += refusals(site, _warn)
    if problems:
        raise ContentError(problems)
    click.echo("No problems found.")


def _warn(problem: Problem) -> None:
    click.echo(f"warning: {problem}", err=True)
