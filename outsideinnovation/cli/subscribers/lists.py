"""``oi subscribers import`` and ``export``: lists come from other systems, and leave as CSV."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outsideinnovation.cli.context import collect_garbage_as_usual, pass_site
from outsideinnovation.cli.progress import bar
from outsideinnovation.cli.subscribers.people import FREQUENCIES, status_option
from outsideinnovation.errors import Problem
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

if TYPE_CHECKING:
    from outsideinnovation.subscriptions.lists.list_reading import ListLine
    from outsideinnovation.subscriptions.lists.outcome import LineOutcome

FORMATS = ("own", "feedblitz", "mailchimp", "substack", "listmonk")
AT_ONCE = 1000  # lines that are printed together
SHOWN = 20  # problems that are told one by one
NOT_AGREED = "Who is unconfirmed gets nothing. If they agreed elsewhere, and you can show it, import with --confirmed."


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv")
@click.option("--from", "kind", type=click.Choice(FORMATS), help="Whose list it is, where its columns do not tell.")
@click.option("--confirmed", is_flag=True, help="They agreed to your mail elsewhere, and need not confirm.")
@click.option(
    "--frequency",
    type=click.Choice(FREQUENCIES),
    default="each",
    show_default=True,
    help="For those of whom the list does not say it.",
)
@click.option("--dry-run", is_flag=True, help="Say of each line what it would become, and write nothing down.")
@pass_site
def import_(site: Site, file: Path, kind: str | None, frequency: str, *, confirmed: bool, dry_run: bool) -> None:
    """Bring in a list from FILE: ours, or an export of FeedBlitz, Mailchimp, Substack or listmonk. Nothing is sent.

    Columns: email, and if you like status, frequency and categories (between semicolons). Nobody is subscribed who has
    unsubscribed, complained or been erased, here or in the list. Who is here already keeps their preferences; so importing
    a list twice changes nothing. Lines that cannot be taken are named, and the others come in.
    """
    from outsideinnovation.subscriptions.lists import list_reading  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.lists.formats import Format  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.subscriber import Frequency  # noqa: PLC0415 - likewise

    collect_garbage_as_usual()
    problems, counts = _Problems(), Counter[str]()
    found = list_reading.read(file, Format(kind) if kind else None, Frequency(frequency))
    with bar() as report, _printing() as tell:
        for line, outcome in _brought(site, _sound(found, problems), agreed=confirmed, dry_run=dry_run):
            counts[str(outcome)] += 1
            report("Lines", counts.total(), 0)
            if dry_run:
                tell(f"{line.number}\t{line.address}\t{outcome}\n")
    for message in _told(counts, problems, dry_run=dry_run):
        click.echo(message, err=True)
    if problems.count:
        sys.exit(1)


@click.command()
@status_option
@pass_site
def export(site: Site, status: str | None) -> None:
    """Print subscribers as CSV: email, status, frequency, categories; `oi subscribers import` reads it.

    Cells that a spreadsheet would calculate have an apostrophe before them, but addresses, which it would spoil.
    """
    from outsideinnovation.subscriptions.lists.writing import written  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.status import SubscriptionStatus  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.store.subscribers import SubscriberStore  # noqa: PLC0415 - likewise

    people = SubscriberStore(Database.of(site.instance)).all(SubscriptionStatus(status) if status else None)
    with _printing() as tell:
        for line in written(people):
            tell(line)


@contextmanager
def _printing() -> Iterator[Callable[[str], None]]:
    """Give what prints lines, many at a time: click flushes after each call."""
    pending: list[str] = []

    def tell(line: str) -> None:
        pending.append(line)
        if len(pending) >= AT_ONCE:
            flush()

    def flush() -> None:
        click.echo("".join(pending).encode(), nl=False)
        pending.clear()

    yield tell
    flush()


class _Problems:
    """What was wrong with lines: the first ones in full, all of them counted."""

    def __init__(self) -> None:
        self.count = 0
        self.shown: list[Problem] = []

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(problem)


def _sound(found: "Iterable[ListLine | Problem]", problems: _Problems) -> "Iterator[ListLine]":
    for each in found:
        if isinstance(each, Problem):
            problems.add(each)
        else:
            yield each


def _brought(
    site: Site, lines: "Iterable[ListLine]", *, agreed: bool, dry_run: bool
) -> "Iterator[tuple[ListLine, LineOutcome]]":
    from outsideinnovation.subscriptions.lists.importing import ListImport  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.store.database import Database  # noqa: PLC0415 - likewise

    brought = ListImport(Database.of(site.instance), hashing(site.instance), agreed)
    return brought.rehearse(lines) if dry_run else brought.bring(lines, datetime.now(UTC))


def hashing(instance: Path) -> Callable[[str], str]:
    """Return what stands for an address that was erased, by the keys in *instance*."""
    from outsideinnovation.erasure.subscription import hashed  # noqa: PLC0415 - loads the database
    from outsideinnovation.tokens import Keyring  # noqa: PLC0415 - likewise

    keyring = Keyring.load(instance)
    return lambda key: hashed(keyring, key)


def _told(counts: Counter[str], problems: _Problems, *, dry_run: bool) -> Iterator[str]:
    yield from map(str, problems.shown)
    if problems.count > len(problems.shown):
        yield f"{counted(problems.count - len(problems.shown), 'more line')} cannot be taken."
    for outcome, count in counts.most_common():
        yield f"{count:,}\t{outcome}"
    yield f"{counts.total():,}\tlines taken, {problems.count:,} refused."
    if any(outcome.startswith("unconfirmed, new") for outcome in counts):
        yield NOT_AGREED
    if dry_run:
        yield "Nothing was written down."
