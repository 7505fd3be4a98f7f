"""``oi publish``: build, inspect, and give readers the result in one step."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from outsideinnovation.builder.build import build as build_site
from outsideinnovation.builder.urls.site_urls import SiteUrls
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.headlines import offline, refresh_headlines
from outsideinnovation.cli.hosting import tell_of_host
from outsideinnovation.cli.progress import building
from outsideinnovation.cli.tidying import tidy
from outsideinnovation.configuration.rooms import DeploySettings
from outsideinnovation.deploy import live_state, static_hosts, web_server
from outsideinnovation.deploy.releases.candidate import FOLDER as CANDIDATE
from outsideinnovation.deploy.releases.candidate import CandidateBuilder
from outsideinnovation.deploy.releases.publication import Publication, Way, rehearse
from outsideinnovation.deploy.releases.publication import publish as put_out
from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.deploy.releases.tree import TreeChange
from outsideinnovation.deploy.targets import Target, Transferred, target
from outsideinnovation.errors import InvalidSettingsError, OutsideInnovationError
from outsideinnovation.site import Site
from outsideinnovation.wording import counted


@click.command()
@click.argument("name", metavar="[TARGET]", required=False)
@click.option("--dry-run", is_flag=True, help="Build and inspect, say which files would change, and change nothing.")
@click.option(
    "--max-deletes", type=click.IntRange(0), metavar="N", help="Do nothing where more than N files would be removed."
)
@click.option(
    "--adopt",
    is_flag=True,
    help="Send to TARGET though others' files are there: some may be overwritten, none removed.",
)
@offline
@pass_site
def publish(
    site: Site, name: str | None, *, dry_run: bool, max_deletes: int | None, adopt: bool, offline: bool
) -> None:
    """Make a release of the site, inspect it, and switch instance/current to it at once.

    With TARGET, a name in the setting PUBLISH_TARGETS, the release is then sent there. Readers get the old site until all
    is well. A release that would lose a fifth of its pages is refused, unless --max-deletes says how many files may go.
    Nothing is ever removed at a target that was not published there before.
    """
    started = time.monotonic()
    if problem := site.configuration.placeholder(site.settings_file):
        raise InvalidSettingsError([problem])
    sending = _sending(site, name, dry_run=dry_run, max_deletes=max_deletes, adopt=adopt)
    work = rehearse if dry_run else put_out
    with building() as (progress, warn):
        if not offline:
            refresh_headlines(site, warn)
        maker = CandidateBuilder(build_site, progress, warn)
        done = work(site, datetime.now(UTC), maker, max_deletes=max_deletes, then=sending)
        if not dry_run and done.way is not Way.NOTHING:
            SiteUrls(site).record()
    if sending is None:
        tell_of_host(site, site.instance / CANDIDATE)
    if not dry_run:
        tidy(site)
        _announce(site, done, time.monotonic() - started)
    for line in (*_lines(done), *(sending.lines() if sending else ())):
        click.echo(line)
    if not dry_run and (by_hand := web_server.refresh(site, Releases(site.instance).current)):
        click.echo(by_hand, err=True)
    click.echo(f"Done in {time.monotonic() - started:.1f} s.", err=True)


def _sending(site: Site, name: str | None, *, dry_run: bool, max_deletes: int | None, adopt: bool) -> "_Sending | None":
    if name is None:
        if adopt:
            raise click.UsageError("--adopt is about a target: name one (oi publish TARGET --adopt).")
        return None
    allowed = site.configuration.deploy.max_deletes if max_deletes is None else max_deletes
    place = target(name, site.configuration, site.root)
    return _Sending(name, place, site.configuration.deploy, dry_run, allowed, adopt)


def _announce(site: Site, done: Publication, seconds: float) -> None:
    """Write down what is live, and tell the commenters whom it concerns."""
    release = Releases(site.instance).live()
    now = datetime.now(UTC)
    made = live_state.record(site, release.approved if release else (), now, seconds=seconds, files=len(done.change))
    if site.configuration.mail.sender:
        from outsideinnovation.notifications.announcement import announce  # noqa: PLC0415 - loads what writes and sends mail

        announced = announce(site, made, now)
        if announced.delivered and announced.delivered.problem:
            click.echo(announced.delivered.problem, err=True)
        if announced.written:
            click.echo(f"{counted(announced.written, 'mail')} to commenters written.", err=True)
        _note_posts(site, now)


def _note_posts(site: Site, now: datetime) -> None:
    """Write down for the newsletter which posts are new; it goes out later, once they can no longer be corrected."""
    from outsideinnovation.notifications.newsletter import posts_note  # noqa: PLC0415 - loads the database

    try:
        new = posts_note.note(site, now)
    except OutsideInnovationError as error:
        click.echo(
            f"The site is live. Its newsletter could not be told, and will be by `oi newsletter send`: {error}",
            err=True,
        )
        return
    if new:
        click.echo(
            f"{posts_note.in_words(new, site, now)}, then the service or `oi newsletter send` mails them.", err=True
        )


@dataclass(slots=True)
class _Sending:
    """The way of a release to the target called *name*, and what was sent there last."""

    name: str
    place: Target
    settings: DeploySettings
    dry_run: bool
    max_deletes: int | None
    adopt: bool
    sent: Transferred = field(default_factory=lambda: Transferred((), ()))

    def __call__(self, release: Path) -> None:
        found = static_hosts.examine(release, self.settings, self.name)
        static_hosts.refuse(found)
        for remark in found:
            click.echo(remark.text, err=True)
        self.sent = self.place.send(release, dry_run=self.dry_run, max_deletes=self.max_deletes, adopt=self.adopt)

    def lines(self) -> Iterator[str]:
        """Yield what to tell of it: whatever is removed or overwritten, and before it is done every file."""
        if self.dry_run:
            yield from (f"upload\t{path}" for path in self.sent.uploaded)
            yield from (f"keep\t{path}" for path in self.sent.retained)
        yield from (f"overwrite\t{path}" for path in self.sent.overwritten)
        yield from (f"delete\t{path}" for path in self.sent.deleted)
        would = "would be " if self.dry_run else ""
        retained, sent = len(self.sent.retained), counted(len(self.sent.uploaded), "file")
        others = f"; {retained} of others' files left there" if retained else ""
        yield f"{self.name}: {sent} {would}sent, {len(self.sent.deleted)} {would}removed{others}"


def _lines(done: Publication) -> Iterator[str]:
    """Yield what to tell of a publication; of a trial, every file."""
    if done.way is Way.TRIAL:
        for word in ("added", "changed", "removed"):
            yield from (f"{word}\t{path}" for path in getattr(done.change, word))
        yield f"{_numbers(done.change)}: nothing was published"
    else:
        yield f"{done.release}: {_numbers(done.change)} ({done.way})"


def _numbers(change: TreeChange) -> str:
    return f"{counted(len(change.added), 'file')} added, {len(change.changed)} changed, {len(change.removed)} removed"
