"""``oi comments``: see what readers wrote, decide about it, bring comments in and take them out.

Names and words come from strangers: whatever could drive a terminal is escaped on every way out.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from outsideinnovation.catalogue import post_ids
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import bar
from outsideinnovation.comments import exchange, moderation
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.markup import excerpt
from outsideinnovation.comments.queue import CommentQueue
from outsideinnovation.comments.record import Comment, Status, stamp
from outsideinnovation.errors import ContentError, NotFoundError, Problem
from outsideinnovation.site import Site

WORDS_LENGTH = 60  # characters of a comment that a list shows
HEADINGS = ("id", "status", "post", "date", "author", "words")

status_option = click.option(
    "--status", type=click.Choice([status.value for status in Status]), help="Only comments in this state."
)
ids_argument = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.group()
def comments() -> None:
    """Look after the conversation."""


@comments.command("list")
@status_option
@click.option("--post", metavar="ID", help="Only comments on this post.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@pass_site
def list_(site: Site, status: str | None, post: str | None, *, as_json: bool) -> None:
    """List comments, oldest first: a table on a terminal, lines of tab-separated fields in a pipe."""
    found = CommentQueue(site.comments).list(Status(status) if status else None, post)
    if as_json:
        _print_json(found)
    elif sys.stdout.isatty():
        Console().print(table(found))
    else:
        click.echo("".join("\t".join(row(comment)) + "\n" for comment in found).encode(), nl=False)


@comments.command()
@click.argument("identifier", metavar="ID")
@pass_site
def show(site: Site, identifier: str) -> None:
    """Show one comment whole, as it was typed."""
    comment = CommentQueue(site.comments).find(identifier)
    fields = zip(HEADINGS, row(comment)[:-1], strict=False)
    optional = (("website", comment.website), ("reply to", comment.reply_to))
    for name, value in (*fields, *((name, visible(value)) for name, value in optional if value)):
        click.echo(f"{name:<9}{value}".encode())
    click.echo(f"\n{visible(comment.body, layout=True)}".encode())


@comments.command()
@ids_argument
@pass_site
def approve(site: Site, ids: tuple[str, ...]) -> None:
    """Make comments public; the next build shows them."""
    _decide(site, moderation.approve, ids)


@comments.command()
@ids_argument
@pass_site
def reject(site: Site, ids: tuple[str, ...]) -> None:
    """Keep comments from the public."""
    _decide(site, moderation.reject, ids)


@comments.command()
@ids_argument
@pass_site
def spam(site: Site, ids: tuple[str, ...]) -> None:
    """Keep comments from the public, as spam."""
    _decide(site, moderation.spam, ids)


@comments.command()
@ids_argument
@pass_site
def restore(site: Site, ids: tuple[str, ...]) -> None:
    """Take decisions back: the comments are pending again."""
    _decide(site, moderation.restore, ids)


@comments.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--status",
    type=click.Choice([Status.APPROVED.value, Status.PENDING.value]),
    default=Status.PENDING.value,
    show_default=True,
    help="The state of comments that do not say theirs.",
)
@pass_site
def import_(site: Site, file: Path, status: str) -> None:
    """Bring in comments from FILE, one JSON object a line (- reads standard input).

    What is there already stays as it is, in whatever state; so importing a file twice changes nothing. Lines that are
    no comment, or belong to no post, are named on standard error and the others come in. Mail addresses are not kept.
    """
    problems: list[Problem] = []
    with _opened(file) as stream, bar() as report:
        lines = exchange.read_lines(stream, file, status=Status(status), posts=post_ids(site))
        whole = _counted(_whole(lines, problems), report)
        written, already = CommentQueue(site.comments).add_all(whole)
    click.echo(f"{written} comments imported, {already} there already, {len(problems)} lines refused.", err=True)
    if problems:
        raise ContentError(problems)


@comments.command()
@status_option
@pass_site
def export(site: Site, status: str | None) -> None:
    """Print comments as JSON, one object a line, as `oi comments import` reads them."""
    _print_json(CommentQueue(site.comments).list(Status(status) if status else None))


def row(comment: Comment) -> tuple[str, ...]:
    """Return the fields that a list shows, in the order of HEADINGS, each one line that a terminal may print."""
    fields = (comment.id, comment.status, comment.post, stamp(comment.date), comment.author)
    return tuple(visible(field) for field in (*fields, excerpt(comment.body, WORDS_LENGTH)))


def table(found: Iterable[Comment]) -> Table:
    """Return *found* as a table for a terminal; nothing that a stranger wrote is read as markup."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in HEADINGS:
        made.add_column(heading, no_wrap=heading == "id", overflow="fold")
    for comment in found:
        made.add_row(*map(Text, row(comment)))
    return made


def _decide(
    site: Site, decision: Callable[[CommentQueue, Iterable[str]], list[moderation.Decision]], ids: Iterable[str]
) -> None:
    for decided in decision(CommentQueue(site.comments), ids):
        click.echo(f"{decided.id}\t{decided.before}\t{decided.after}")


def _print_json(found: Iterable[Comment]) -> None:
    click.echo("".join(exchange.write_line(comment) for comment in found).encode(), nl=False)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise NotFoundError(f"{file}: {error.strerror}: name a file of JSON Lines, or - for standard input.") from None
    with stream:
        yield stream


def _whole(lines: Iterable[Comment | Problem], problems: list[Problem]) -> Iterator[Comment]:
    for line in lines:
        if isinstance(line, Problem):
            problems.append(line)
        else:
            yield line


def _counted(incoming: Iterable[Comment], report: Callable[[str, int, int], None]) -> Iterator[Comment]:
    for number, comment in enumerate(incoming, start=1):
        report("Importing", number, 0)
        yield comment
