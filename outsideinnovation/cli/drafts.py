"""``oi drafts``: what is not published yet, and who is shown it before."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import click

from outsideinnovation.builder import drafts as all_drafts
from outsideinnovation.builder.content.dates import DateError, read_date
from outsideinnovation.builder.drafts import Draft
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.errors import ConflictError, OutsideInnovationError
from outsideinnovation.site import Site

DAYS = 30  # for which a draft is shared where nothing is said
BRANCHES = {"pages", "static-host"}  # kinds of targets that are branches of a repository
OPEN = (
    "warning: the target {name} is a branch of a repository. Where others can read that, they find the draft in it, and in its "
    "history for ever."
)


@click.group(cls=Suggesting)
def drafts() -> None:
    """See what is not published yet, and share it before."""


@drafts.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a draft.")
@pass_site
def list_(site: Site, *, as_json: bool) -> None:
    """List drafts, and posts that wait for their date: file, title, until when it waits, private address and its end.

    Fields are separated by tabs; times are on the blog's clock.
    """
    for draft in all_drafts.drafts(site, datetime.now(UTC)):
        if as_json:
            click.echo(json_line(_as_json(site, draft)))
            continue
        waits = f"waits until {_told(site, draft.waits_until)}" if draft.waits_until else "draft"
        shared = f"{_address(site, draft)}\tuntil {_told(site, draft.shared.until)}" if draft.shared else ""
        click.echo("\t".join(filter(None, (str(draft.path), draft.title, waits, shared))))


@drafts.command()
@click.argument("post")
@click.option("--until", metavar="DATE", help=f"The last day, or the time, at which it is shown; else in {DAYS} days.")
@pass_site
def share(site: Site, post: str, until: str | None) -> None:
    """Give the draft POST a private address, and print that: whoever has it reads the draft before it is published.

    POST is an id, a slug or a file. The page is there after the next build, and follows the draft with each. No list, feed,
    search or sitemap leads there. Once the post is published the address leads to it. Sharing it again changes the end.
    """
    now = datetime.now(UTC)
    draft = all_drafts.share(site, post, _end(site, until, now), now)
    if not draft.shared:
        raise OutsideInnovationError(f"{draft.path} cannot be shared: another file has its id {draft.id!r}.")
    click.echo(_address(site, draft))
    click.echo(
        f"Shown until {_told(site, draft.shared.until)}, from the next build on: oi build, or oi publish", err=True
    )
    for name, target in site.configuration.deploy.targets.items():
        if isinstance(target, dict) and target.get("kind") in BRANCHES:
            click.echo(OPEN.format(name=name), err=True)


@drafts.command()
@click.argument("post")
@pass_site
def revoke(site: Site, post: str) -> None:
    """Take the private address from POST, for good: sharing it again makes another one.

    The page is gone with the next build, and going back to a kept release (oi releases rollback) does not bring it back.
    """
    identifier = all_drafts.revoke(site, post, datetime.now(UTC))
    click.echo(
        f"{identifier} is no longer shared. Its page goes with the next build: oi build, or oi publish", err=True
    )


def _end(site: Site, said: str | None, now: datetime) -> datetime:
    """Return until when to share; a day without a time counts to its end."""
    zone = site.configuration.site.zone
    try:
        end = read_date(said, zone) if said else (now + timedelta(days=DAYS)).astimezone(zone)
    except DateError as error:
        raise OutsideInnovationError(f"--until: {said!r} {error}") from None
    if not said or (end.time() == time(0) and ":" not in said):
        end = end.replace(hour=23, minute=59, second=59, microsecond=0)
    if end <= now:
        raise ConflictError(f"--until: {_told(site, end)} is over. Name a day to come, or: oi drafts revoke")
    return end


def _address(site: Site, draft: Draft) -> str:
    return f"{site.configuration.site.url}/{draft.shared.url}" if draft.shared else ""


def _told(site: Site, moment: datetime) -> str:
    return f"{moment.astimezone(site.configuration.site.zone):%Y-%m-%d %H:%M %Z}"


def _as_json(site: Site, draft: Draft) -> dict[str, Any]:
    zone = site.configuration.site.zone
    return {
        "file": str(draft.path),
        "kind": draft.kind,
        "id": draft.id,
        "title": draft.title,
        "status": draft.status,
        "waits_until": draft.waits_until.astimezone(zone).isoformat() if draft.waits_until else None,
        "address": _address(site, draft) or None,
        "shared_until": draft.shared.until.astimezone(zone).isoformat() if draft.shared else None,
    }
