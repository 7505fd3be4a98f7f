"""``oi comments import`` and ``export``: comments come from elsewhere, and leave as JSON Lines."""

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from outsideinnovation.catalogue import post_ids
from outsideinnovation.cli.comments.listing import status_option
from outsideinnovation.cli.comments.terminal import CommentsContext
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import bar
from outsideinnovation.comments import exchange
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.exchange import Incoming
from outsideinnovation.comments.record import Status
from outsideinnovation.errors import ContentError, NotFoundError, Problem
from outsideinnovation.importers import comment_formats, comment_import, time_shift
from outsideinnovation.importers.comment_formats import ExportFormat
from outsideinnovation.importers.comment_import import BroughtComments, CommentImport, PostNames
from outsideinnovation.importers.time_shift import TimeShift
from outsideinnovation.site import Site
from outsideinnovation.wording import are, counted

STANDARD_INPUT = "-"

post_option = click.option(
    "--post", "posts", metavar="OLD=NEW", multiple=True, help="Comments on OLD belong to the post NEW here; repeatable."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Write nothing; say what would come.")
REHEARSED = "A dry run: nothing was written."


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--from",
    "origin",
    type=click.Choice([origin.value for origin in ExportFormat]),
    help="The format, where its content does not tell.",
)
@click.option(
    "--status",
    type=click.Choice([Status.APPROVED.value, Status.PENDING.value]),
    default=Status.PENDING.value,
    show_default=True,
    help="The state of comments that do not say theirs.",
)
@click.option(
    "--time-shift",
    metavar="SHIFT",
    help="What to add to times that `isso import` had shifted (+1h), or the zone it ran in (Europe/Berlin).",
)
@post_option
@dry_run_option
@pass_site
def import_(
    site: Site,
    file: Path,
    origin: str | None,
    status: str,
    time_shift: str | None,
    posts: tuple[str, ...],
    *,
    dry_run: bool,
) -> None:
    """Bring in comments from FILE: JSON Lines (- reads standard input), or an export of another system.

    Those are Disqus' and WordPress' XML, Isso's database, the JSON of Commento, Comentario and Hyvor Talk, Remark42's backup, and
    the comments alone of a whole export of Blogger or Ghost; packed with gzip or not.

    What is there already stays as it is, in whatever state; so importing a file twice changes nothing. What is no comment,
    or belongs to no post, is named on standard error and the others come in; exports' comments on unknown posts are kept
    whole in instance/imports. Mail addresses stay in the private book, unconfirmed; nobody is written to. What an import had
    brought into Isso waits for review: whether it was spam is not known there.
    """
    shift = _time_shift(time_shift)
    chosen = (
        ExportFormat(origin)
        if origin
        else ExportFormat.JSONL
        if str(file) == STANDARD_INPUT
        else comment_formats.recognise(file)
    )
    if shift and chosen is not ExportFormat.ISSO:
        raise click.UsageError("--time-shift is for Isso's databases; other exports have the right times.")
    if chosen is ExportFormat.JSONL:
        _lines(site, file, Status(status), posts, dry_run=dry_run)
    else:
        bring(site, file, chosen, posts, Status(status), shift, dry_run=dry_run)


@click.command()
@status_option
@pass_site
def export(site: Site, status: str | None) -> None:
    """Print comments as JSON, one object a line, as `oi comments import` reads them."""
    found, problems = CommentsContext(site).look(Status(status) if status else None)
    click.echo("".join(map(exchange.write_line, found)).encode(), nl=False)
    if problems:
        raise ContentError(problems)


def bring(
    site: Site,
    file: Path,
    origin: ExportFormat,
    posts: Iterable[str],
    status: Status = Status.PENDING,
    time_shift: TimeShift | None = None,
    *,
    dry_run: bool = False,
) -> None:
    """Bring in the comments of an export of another system, and tell what became of them; exit with 1 if any stay out."""
    exported = comment_formats.reader(file, origin, site, status, time_shift)
    brought = CommentImport(site, dry_run=dry_run).bring(file, exported, comment_import.named(posts, site))
    for line in (*_told(brought, dry_run=dry_run), *([REHEARSED] if dry_run else ())):
        click.echo(line, err=True)
    if brought.unknown or brought.losses.report.problems:
        sys.exit(1)


def _time_shift(text: str | None) -> TimeShift | None:
    try:
        return time_shift.read(text) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--time-shift") from None


def _told(brought: BroughtComments, *, dry_run: bool) -> Iterator[str]:
    """Yield what to tell of an import, each line safe for a terminal."""
    filed, report = brought.filed, brought.losses.report
    yield f"{counted(filed.written, 'comment')} imported, {filed.already} there already, {len(report.problems)} refused."
    yield from (f"{number} left out: {why}." for why, number in brought.losses.skipped.items())
    yield from map(visible, report.lines())
    if brought.unknown:
        number = sum(brought.unknown.values())
        kept = "would be kept" if dry_run else f"{are(number)} kept in {brought.unmatched_file}"
        yield f"{counted(number, 'comment')} on posts that are not here {kept}:"
        yield from (f"  {visible(name)}: {count}" for name, count in sorted(brought.unknown.items()))
    if brought.unmatched_file:
        example = f"{visible(min(brought.unknown))}=ID"
        command = shlex.join(["oi", "comments", "import", str(brought.unmatched_file), "--post", example])
        yield f"Import that file when the posts are there, or say: {command}"


def _lines(site: Site, file: Path, status: Status, posts: Iterable[str], *, dry_run: bool) -> None:
    problems: list[Problem] = []
    renamed = PostNames(comment_import.named(posts, site), site)
    with _opened(file) as stream, bar() as report:
        rows = exchange.read_rows(stream, file, status=status, posts=post_ids(site), renamed=renamed)
        filed = CommentImport(site, dry_run=dry_run).file(_counted(_whole(rows, problems), report))
    refused = counted(len(problems), "line")
    imported = counted(filed.written, "comment")
    click.echo(f"{imported} imported, {filed.already} there already, {refused} refused.", err=True)
    if dry_run:
        click.echo(REHEARSED, err=True)
    if problems:
        raise ContentError(problems)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if str(file) == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise NotFoundError(f"{file}: {error.strerror}: name a file of JSON Lines, or - for standard input.") from None
    with stream:
        yield stream


def _whole(rows: Iterable[Incoming | Problem], problems: list[Problem]) -> Iterator[Incoming]:
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        else:
            yield row


def _counted(incoming: Iterable[Incoming], report: Callable[[str, int, int], None]) -> Iterator[Incoming]:
    for number, row in enumerate(incoming, start=1):
        report("Importing", number, 0)
        yield row
