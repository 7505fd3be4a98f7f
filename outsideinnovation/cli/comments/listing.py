"""``oi comments list`` and ``show``: what readers wrote, for people and for scripts."""

import sys
from collections.abc import Iterable, Iterator, Mapping

import click
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from outsideinnovation.cli.comments.terminal import CommentsContext, Context
from outsideinnovation.cli.context import pass_site
from outsideinnovation.comments import exchange, review
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.markup import excerpt
from outsideinnovation.comments.private_store import Private
from outsideinnovation.comments.record import Comment, Status, stamp
from outsideinnovation.comments.spam.likelihood import Likelihood, likelihood
from outsideinnovation.errors import ContentError
from outsideinnovation.site import Site

WORDS_LENGTH = 60  # characters of a comment that a list shows
PARENTS = 5  # comments that are shown above the one that answers them
EARLIER = 3  # comments of the same author that are shown
HEADINGS = ("id", "status", "post", "date", "author", "words")
COLOURS = {Status.PENDING: "yellow", Status.APPROVED: "green", Status.REJECTED: "red", Status.SPAM: "magenta"}
SCORE_COLOURS = {
    Likelihood.HARDLY: "green",
    Likelihood.PERHAPS: "yellow",
    Likelihood.PROBABLY: "yellow",
    Likelihood.SURELY: "red",
}
_NOTHING: Mapping[str, Private] = {}

status_option = click.option(
    "--status", type=click.Choice([status.value for status in Status]), help="Only comments in this state."
)


@click.command("list")
@status_option
@click.option("--post", metavar="ID", help="Only comments on this post.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@pass_site
def list_(site: Site, status: str | None, post: str | None, *, as_json: bool) -> None:
    """List comments, oldest first: a table on a terminal, lines of tab-separated fields in a pipe."""
    context = CommentsContext(site)
    found, problems = context.look(Status(status) if status else None, post)
    if as_json:
        known = context.known(comment.id for comment in found)
        click.echo("".join(json_line(comment, known.get(comment.id)) for comment in found).encode(), nl=False)
    elif sys.stdout.isatty():
        Console(highlight=False).print(table(found, context.known(comment.id for comment in found)))
    else:
        click.echo("".join("\t".join(row(comment)) + "\n" for comment in found).encode(), nl=False)
    context.shown(comment for comment in found if comment.status is Status.PENDING)
    if problems:
        raise ContentError(problems)


@click.command()
@click.argument("identifier", metavar="ID")
@pass_site
def show(site: Site, identifier: str) -> None:
    """Show one comment whole, as it was typed, with what belongs beside it."""
    context = CommentsContext(site)
    context.write_down([identifier])
    comment = context.queue.find(identifier)
    surroundings = context.context(comment, context.queue.look()[0])
    if sys.stdout.isatty():
        Console(highlight=False).print(view(surroundings))
    else:
        for name, value in fields(surroundings):
            click.echo(f"{name:<9}{value}".encode())
        click.echo(f"\n{visible(comment.body, layout=True)}".encode())
    context.shown([comment])


def json_line(comment: Comment, private: Private | None) -> str:
    """Return a comment with exactly the documented keys; score and reasons are null and empty where nothing is known."""
    return exchange.escaped(review.row(comment, private))


def row(comment: Comment) -> tuple[str, ...]:
    """Return the fields that a list shows, in the order of HEADINGS, each one line that a terminal may print."""
    fields = (comment.id, comment.status, comment.post, stamp(comment.date), comment.author)
    return tuple(visible(field) for field in (*fields, excerpt(comment.body, WORDS_LENGTH)))


def table(found: Iterable[Comment], known: Mapping[str, Private] = _NOTHING) -> Table:
    """Return *found* as a table for a terminal; nothing that a stranger wrote is read as markup."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (*HEADINGS, *(("score", "why") if known else ())):
        made.add_column(heading, no_wrap=heading in {"id", "status"}, overflow="fold")
    for comment in found:
        texts = [*map(Text, row(comment))]
        texts[1].stylize(COLOURS[comment.status])
        if known:
            private = known.get(comment.id)
            texts += [_score(private), Text(_reasons(private))]
        made.add_row(*texts)
    return made


def fields(context: Context) -> Iterator[tuple[str, str]]:
    """Yield what there is to say beside a comment's words, name by name, each safe for a terminal."""
    comment, private, post = context.review.comment, context.review.private, context.review.post
    yield from zip(HEADINGS, row(comment)[:-1], strict=False)
    optional = {
        "title": post.title if post else "",
        "address": context.address,
        "website": comment.website,
        "reply to": comment.reply_to,
        "score": f"{private.score:.2f}, {likelihood(private.score)}" if private else "",
        "reasons": _reasons(private),
        "decided": str(context.review.decided or ""),
    }
    yield from ((name, visible(value)) for name, value in optional.items() if value)
    yield from (("answers", _line(parent)) for parent in reversed(context.review.parents[:PARENTS]))
    yield from (("earlier", _line(earlier)) for earlier in reversed(context.earlier[-EARLIER:]))
    if len(context.earlier) > EARLIER:
        yield "", f"and {len(context.earlier) - EARLIER} more by the same author"


def view(context: Context) -> RenderableType:
    """Return a comment with what belongs beside it, in colours."""
    comment = context.review.comment
    about = Table.grid(padding=(0, 2))
    about.add_column(style="dim")
    about.add_column(overflow="fold")
    for name, value in fields(context):
        text = Text(value)
        if name == "status":
            text.stylize(COLOURS[comment.status])
        elif name == "author":
            text.stylize("bold")
        elif name == "score" and context.review.private:
            text.stylize(_colour(context.review.private))
        about.add_row(name, text)
    return Group(about, Padding(Text(visible(comment.body, layout=True)), (1, 2)))


def _line(comment: Comment) -> str:
    """Return another comment in one line."""
    summary = f"{comment.author}: {excerpt(comment.body, WORDS_LENGTH)} ({comment.status}, {comment.date:%d %b %Y})"
    return visible(summary)


def _reasons(private: Private | None) -> str:
    """Return the reasons of a score in one line, the weightiest first."""
    reasons = sorted(private.reasons, key=lambda reason: -abs(reason.score)) if private else []
    return visible(
        ", ".join(f"{each.name} {each.score:+.2f}" + f" ({each.detail})" * bool(each.detail) for each in reasons)
    )


def _score(private: Private | None) -> Text:
    return Text(f"{private.score:.2f}", style=_colour(private)) if private else Text("")


def _colour(private: Private) -> str:
    return SCORE_COLOURS[likelihood(private.score)]
