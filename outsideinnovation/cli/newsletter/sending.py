"""``oi newsletter send``: what is due goes out; it may be stopped and killed at any time, and goes on when run again."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from outsideinnovation.cli.context import collect_garbage_as_usual, pass_site
from outsideinnovation.cli.progress import bar
from outsideinnovation.errors import NotFoundError, OutsideInnovationError, SettingsError
from outsideinnovation.site import Site

if TYPE_CHECKING:
    from outsideinnovation.mail.relay import Relay
    from outsideinnovation.mail.smtp import DeliveryOutcome
    from outsideinnovation.notifications.newsletter.site_newsletter import SiteNewsletter
    from outsideinnovation.subscriptions.delivery import DeliveryTotals
    from outsideinnovation.subscriptions.issue_schedule import PlannedIssue


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go to how many, and send nothing.")
@click.option("--retry-now", is_flag=True, help="Also try those at once who wait for a later try.")
@click.option(
    "--post", "announce", multiple=True, metavar="ID", help="Also send this post, though it is old. Repeatable."
)
@click.option("--to", "address", metavar="ADDRESS", help="Send the newest post (or those of --post) to ADDRESS alone.")
@pass_site
def send(site: Site, announce: tuple[str, ...], address: str | None, *, dry_run: bool, retry_now: bool) -> None:
    """Send what is due: new posts whose time for corrections is over, and digests whose hour has come.

    Posts that were live before the newsletter began, and posts dated more than a week back when they appear, are sent only
    where --post names them. Stop it with Ctrl-C: the mail in hand is finished, and the next run goes on.
    """
    from outsideinnovation.notifications.newsletter.site_newsletter import SiteNewsletter  # noqa: PLC0415 - loads the database
    from outsideinnovation.tokens import Keyring  # noqa: PLC0415 - likewise

    collect_garbage_as_usual()
    newsletter = SiteNewsletter.of(site, Keyring.load(site.instance))
    if address:
        _send_to_oneself(newsletter, announce, address, dry_run=dry_run)
    elif dry_run:
        _foresee(newsletter, announce)
    else:
        _send(newsletter, announce, retry_now=retry_now)


@click.command()
@click.argument("issue")
@pass_site
def cancel(site: Site, issue: str) -> None:
    """End ISSUE (its name in `status --json`): whoever has not got it does not get it."""
    from outsideinnovation.subscriptions.store import sending_progress  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise

    database = Database.of(site.instance)
    if not sending_progress.cancel(database, issue, datetime.now(UTC)):
        raise NotFoundError(f"No issue {issue} is on its way: `oi newsletter status --json` names those that are.")
    click.echo(f"{issue}: cancelled. Mails that are in hand just now may still arrive.", err=True)


def _foresee(newsletter: "SiteNewsletter", announce: tuple[str, ...]) -> None:
    found = newsletter.foresee(datetime.now(UTC), announce)
    for issue, recipients in found:
        click.echo(f"{_named(newsletter, issue)}: would go to {recipients:,}")
    if not found:
        click.echo("No issue would begin.")
    click.echo("`oi newsletter status` says who waits for issues that have begun. Nothing was sent.", err=True)


def _send_to_oneself(newsletter: "SiteNewsletter", posts: tuple[str, ...], address: str, *, dry_run: bool) -> None:
    from outsideinnovation.mail.trial import send_alone  # noqa: PLC0415 - loads what speaks SMTP

    chosen, now = newsletter.chosen(posts), datetime.now(UTC)
    message = newsletter.mailing.trial(chosen, "each" if len(chosen) == 1 else "weekly", address, now)
    if dry_run:
        click.echo(f"A mail of {len(message):,} octets would go to {address}. Nothing was sent.", err=True)
        return
    reply = send_alone(_relay(), newsletter.outbox, address, message, now)
    click.echo(f"Sent to {address}: {reply}", err=True)


def _send(newsletter: "SiteNewsletter", announce: tuple[str, ...], *, retry_now: bool) -> None:
    from outsideinnovation.subscriptions.store import sending_progress  # noqa: PLC0415 - loads the database

    now, relay = datetime.now(UTC), _relay()
    for issue in newsletter.plan(now, announce):
        click.echo(f"{_named(newsletter, issue)}: begun")
    if retry_now:
        sending_progress.retry_now(newsletter.database, now)
    with _stoppable() as stop, bar() as report:
        sent = newsletter.send(
            relay, lambda: datetime.now(UTC), stop=stop, progress=_counting(newsletter, report), at_once=retry_now
        )
    click.echo(_told(sent))
    if stop.is_set():
        click.echo("Stopped. `oi newsletter send` goes on where this ended.", err=True)
    elif sent.problem:
        raise OutsideInnovationError(f"{sent.problem} Whoever has not got it yet waits; send again later.")


def _counting(
    newsletter: "SiteNewsletter", report: Callable[[str, int, int], None]
) -> "Callable[[DeliveryOutcome], None]":
    """Return what counts mails for the bar; how many there are is guessed until all recipients are written down."""
    from outsideinnovation.subscriptions.store.sending_progress import left  # noqa: PLC0415 - loads the database

    done, total, lock = 0, left(newsletter.database, datetime.now(UTC)), threading.Lock()

    def note(_: "DeliveryOutcome") -> None:
        nonlocal done
        with lock:
            done += 1
            report("Mails", done, max(done, total))

    return note


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Let SIGINT and SIGTERM set the event meanwhile, instead of ending the process in the middle of a mail."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, way in before.items():
            signal.signal(number, way)


def _relay() -> "Relay":
    from outsideinnovation.mail.relay import ENVIRONMENT, SHAPE, Relay  # noqa: PLC0415 - as above

    relay = Relay.from_environment()
    if relay is None:
        raise SettingsError(f"{ENVIRONMENT} is not set, so no mail can go: set it to your relay, such as {SHAPE}.")
    return relay


def _named(newsletter: "SiteNewsletter", issue: "PlannedIssue") -> str:
    first, *others = issue.posts
    title = f"“{newsletter.pages.entries[first].title}”"
    return f"{title}, and {len(others)} more ({issue.frequency})" if others else f"{title} ({issue.frequency})"


def _told(sent: "DeliveryTotals") -> str:
    words = [f"{sent.sent:,} sent"]
    words += [f"{sent.deferred:,} put off"] if sent.deferred else []
    words += [f"{sent.failed:,} failed"] if sent.failed else []
    words += [f"{sent.skipped:,} left out"] if sent.skipped else []
    words += [f"{sent.uncertain:,} perhaps twice"] if sent.uncertain else []
    return ", ".join(words) + "."
