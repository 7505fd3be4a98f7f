"""``oi comments approve``, ``reject``, ``spam``, ``restore`` and ``undo``: decisions about several comments at once."""

from collections.abc import Iterable
from datetime import UTC, datetime

import click

from outsideinnovation.cli.comments.desk import Desk
from outsideinnovation.cli.context import pass_site
from outsideinnovation.comments import moderation
from outsideinnovation.comments.moderation import Action, Decision
from outsideinnovation.site import Site

ids_argument = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.command()
@ids_argument
@pass_site
def approve(site: Site, ids: tuple[str, ...]) -> None:
    """Make comments public; the next build shows them."""
    _decide(site, Action.APPROVE, ids)


@click.command()
@ids_argument
@pass_site
def reject(site: Site, ids: tuple[str, ...]) -> None:
    """Keep comments from the public."""
    _decide(site, Action.REJECT, ids)


@click.command()
@ids_argument
@pass_site
def spam(site: Site, ids: tuple[str, ...]) -> None:
    """Keep comments from the public, as spam."""
    _decide(site, Action.SPAM, ids)


@click.command()
@ids_argument
@pass_site
def restore(site: Site, ids: tuple[str, ...]) -> None:
    """Take decisions back: the comments are pending again."""
    _decide(site, Action.RESTORE, ids)


@click.command()
@pass_site
def undo(site: Site) -> None:
    """Take your last decision back: every comment of it is again where it was before.

    Asked again, it takes back the one before that.
    """
    desk = Desk(site)
    desk.write_down(entry.id for entry in desk.log.undoable(desk.editor))
    _tell(moderation.undo(desk.queue, desk.log, desk.editor, datetime.now(UTC), book=desk.book))


def _decide(site: Site, action: Action, ids: Iterable[str]) -> None:
    desk = Desk(site)
    desk.write_down(ids)
    now = datetime.now(UTC)
    decided = moderation.decide(desk.queue, action, ids, log=desk.log, by=desk.editor, now=now)
    _tell(decided)
    if action is Action.SPAM:
        desk.end_trust(each.id for each in decided)


def _tell(decisions: Iterable[Decision]) -> None:
    for decided in decisions:
        click.echo(f"{decided.id}\t{decided.before}\t{decided.after}")
