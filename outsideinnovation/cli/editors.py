"""``oi editors``: who may decide about comments on the editors' pages."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.suggestions import Suggesting
from outsideinnovation.editors.accounts import Accounts
from outsideinnovation.errors import SettingsError
from outsideinnovation.site import Site, service_address


@click.group(cls=Suggesting)
def editors() -> None:
    """Invite editors, and see who they are."""


@editors.command()
@click.argument("name")
@pass_site
def add(site: Site, name: str) -> None:
    """Invite NAME: prints a link, good for 72 hours and one use, at which they choose a password.

    Whoever has not used the link yet gets a new one this way, and the old one stops working.
    """
    service = service_address(site) if site.configuration.service.url else ""
    if not urlsplit(service).netloc:
        raise SettingsError(
            f"{site.settings_file}: no SERVICE_URL, or a path without SITEURL: "
            'write SERVICE_URL = "https://…", where the service is.'
        )
    token = _accounts(site).add(name, datetime.now(UTC))
    click.echo(f"{service}/moderation/invitation/{token}")
    click.echo(f"Give this link to {name}, and to nobody else: it works once, within 72 hours.", err=True)


@editors.command()
@click.argument("name")
@pass_site
def remove(site: Site, name: str) -> None:
    """Remove NAME, and end their sessions at once. What they decided stays."""
    _accounts(site).remove(name)
    click.echo(f"{name} is no longer an editor.", err=True)


@editors.command("list")
@pass_site
def list_(site: Site) -> None:
    """List the editors: name, invited or signed up, sessions, recovery codes left, passkeys; separated by tabs."""
    for editor in _accounts(site).list(datetime.now(UTC)):
        state = "signed up" if editor.signed_up else "invited"
        click.echo(f"{editor.name}\t{state}\t{editor.sessions}\t{editor.recovery_codes}\t{editor.passkeys}")


def _accounts(site: Site) -> Accounts:
    return Accounts(site.editors)
