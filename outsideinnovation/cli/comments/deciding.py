"""``oi comments approve``, ``reject``, ``spam``, ``restore`` and ``undo``: decisions about several comments at once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import click

from outsideinnovation.cli.comments.terminal import CommentsContext
from outsideinnovation.cli.context import pass_site
from outsideinnovation.comments import moderation
from outsideinnovation.comments.cleaning import visible
from outsideinnovation.comments.moderation import Action, DecidedError, Decision
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.site import Site

ids_argument = click.argument("ids", metavar="ID...", nargs=-1, required=True)
again_option = click.option("--again", is_flag=True, help="Decide anew also about comments that were decided already.")


@click.command()
@ids_argument
@again_option
@pass_site
def approve(site: Site, ids: tuple[str, ...], *, again: bool) -> None:
    """Make comments public; the next build shows them."""
    _decide(site, Action.APPROVE, ids, again=again)


@click.command()
@ids_argument
@again_option
@pass_site
def reject(site: Site, ids: tuple[str, ...], *, again: bool) -> None:
    """Keep comments from the public."""
    _decide(site, Action.REJECT, ids, again=again)


@click.command()
@ids_argument
@again_option
@pass_site
def spam(site: Site, ids: tuple[str, ...], *, again: bool) -> None:
    """Keep comments from the public, as spam."""
    _decide(site, Action.SPAM, ids, again=again)


@click.command()
@ids_argument
@pass_site
def restore(site: Site, ids: tuple[str, ...]) -> None:
    """Take decisions back: the comments are pending again."""
    context = CommentsContext(site)
    context.write_down(ids)
    _tell(
        moderation.decide(context.queue, Action.RESTORE, ids, log=context.log, by=context.editor, now=datetime.now(UTC))
    )


@click.command()
@pass_site
def undo(site: Site) -> None:
    """Take your last decision back: every comment of it is again where it was before.

    Asked again, it takes back the one before that.
    """
    context = CommentsContext(site)
    context.write_down(entry.id for entry in context.log.undoable(context.editor))
    _tell(
        moderation.undo(
            context.queue, context.log, context.editor, datetime.now(UTC), private_store=context.private_store
        )
    )


def _decide(site: Site, action: Action, ids: Iterable[str], *, again: bool) -> None:
    """Decide about the words that the editor was last shown; words never shown are shown with the decision."""
    context = CommentsContext(site)
    context.write_down(ids)
    read = context.read(ids)
    seen = context.seen.of(context.editor, read)
    _refuse_changed(
        context,
        [
            comment
            for comment, version in read.values()
            if seen.get(comment.id, version) != version and (again or comment.status is Status.PENDING)
        ],
    )
    decided = moderation.decide(
        context.queue,
        action,
        ids,
        log=context.log,
        by=context.editor,
        now=datetime.now(UTC),
        seen=None if again else Status.PENDING,
        versions={identifier: version for identifier, (_, version) in read.items()},
    )
    _tell(decided)
    _show_new(context, [read[each.id][0] for each in decided if each.id not in seen])
    if action is Action.SPAM:
        context.end_trust(each.id for each in decided)


def _refuse_changed(context: CommentsContext, comments: Sequence[Comment]) -> None:
    """Show *comments*, whose words are others than the editor was shown, and raise DecidedError if there are any."""
    if not comments:
        return
    for comment in comments:
        click.echo(_words(comment), err=True)
    context.shown(comments)
    names = ", ".join(comment.id for comment in comments)
    raise DecidedError(
        f"Nothing was decided: {names} changed since you were shown it. It reads now as above; the same command again "
        "decides about these words."
    )


def _show_new(context: CommentsContext, comments: Iterable[Comment]) -> None:
    """Show words that the editor had not been shown before they were decided about; a decision can be taken back."""
    for comment in comments:
        click.echo(f"Not shown to you before; oi comments undo takes it back:\n{_words(comment)}", err=True)


def _words(comment: Comment) -> str:
    """Return a comment as it reads, for a terminal."""
    website = f" <{visible(comment.website)}>" if comment.website else ""
    body = visible(comment.body, layout=True).replace("\n", "\n  ")
    return f"{comment.id}, {visible(comment.author)}{website}:\n  {body}"


def _tell(decisions: Iterable[Decision]) -> None:
    for decided in decisions:
        click.echo(f"{decided.id}\t{decided.before}\t{decided.after}")
