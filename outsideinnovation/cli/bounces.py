"""``oi bounces``: mails that came back, and answers that unsubscribe."""

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.subscriptions.bounces.delivery_status import Meaning

WORDS = {
    "hard": "hard bounces: no such address, stopped",
    "soft": "soft bounces: counted",
    "complaint": "complaints: stopped for good",
    "unsubscribe": "unsubscribed",
    "none": "meant nothing: out of office, forged, known already, or not ours",
}


@click.group(cls=Suggesting)
def bounces() -> None:
    """Read what came back, so that dead addresses and those who complain hear no more."""


@bounces.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]…")
@click.option(
    "--maildir", type=click.Path(path_type=Path), help="Read the new mails of this Maildir, and mark them seen."
)
@pass_site
def process(site: Site, files: tuple[Path, ...], maildir: Path | None) -> None:
    """Read mails that came back: one in each FILE, those in a Maildir, or one from standard input (an MTA's pipe).

    Prints what they meant. Hard bounces and complaints stop a subscription at once, soft ones when they are many; answers
    to an unsubscribing address unsubscribe. The same mail a second time counts once; one that names no delivery of ours
    does nothing.
    """
    from outsideinnovation.notifications.newsletter.site_newsletter import blog_of, return_paths  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.bounces.recording import record  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.settings import SubscriptionSettings  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise
    from outsideinnovation.tokens import Keyring  # noqa: PLC0415 - likewise

    if maildir and files:
        raise click.UsageError("Name files or a Maildir, not both.")
    paths = return_paths(blog_of(site).mailbox, Keyring.load(site.instance))
    limit = SubscriptionSettings.of(site.configuration).soft_bounces
    counts = record(_mails(files, maildir), Database.of(site.instance), paths, datetime.now(UTC), limit)
    for line in _table(counts):
        click.echo(line)


def _mails(files: tuple[Path, ...], maildir: Path | None) -> Iterable[bytes]:
    from outsideinnovation.subscriptions.bounces import mailboxes  # noqa: PLC0415 - as above

    if maildir:
        return mailboxes.Maildir(maildir).mails()
    if files:
        return mailboxes.files(files)
    if sys.stdin.isatty():
        raise click.UsageError("Name files or --maildir, or pipe a mail in.")
    return mailboxes.stream(sys.stdin.buffer)


def _table(counts: "Counter[Meaning]") -> Iterable[str]:
    found = {meaning.value: count for meaning, count in counts.items()}
    yield from (f"{found[name]}\t{words}" for name, words in WORDS.items() if name in found)
    yield f"{sum(found.values())}\tmails read"
