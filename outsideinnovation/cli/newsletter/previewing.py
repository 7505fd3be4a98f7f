"""``oi newsletter preview``: what readers will get, before anybody gets it."""

import click

from outsideinnovation.cli.context import pass_site
from outsideinnovation.files import write_atomically
from outsideinnovation.site import Site

FILE = "newsletter-preview.html"  # below instance/


@click.command()
@click.argument("posts", nargs=-1, metavar="[POST]…")
@click.option(
    "--as", "form", type=click.Choice(["html", "text"]), default="text", show_default=True, help="Which part."
)
@click.option("--frequency", type=click.Choice(["each", "daily", "weekly"]), help="As this kind of issue.")
@click.option("--browser", is_flag=True, help="Open the HTML in your web browser.")
@pass_site
def preview(site: Site, posts: tuple[str, ...], form: str, frequency: str | None, *, browser: bool) -> None:
    """Print a newsletter of POSTs (ids), the newest post where none is named; nothing is sent or written down.

    One post is shown as those get it who get each, several as a weekly digest.
    """
    from outsideinnovation.notifications.newsletter.site_newsletter import SiteNewsletter  # noqa: PLC0415 - loads the database
    from outsideinnovation.subscriptions.mailing import NOBODY  # noqa: PLC0415 - likewise
    from outsideinnovation.subscriptions.newsletter_mail import filled  # noqa: PLC0415 - likewise
    from outsideinnovation.tokens import Keyring  # noqa: PLC0415 - likewise

    newsletter = SiteNewsletter.of(site, Keyring.load(site.instance))
    chosen = newsletter.chosen(posts)
    rendered = newsletter.mailing.rendered(chosen, frequency or ("each" if len(chosen) == 1 else "weekly"))
    if browser:
        path = site.instance / FILE
        write_atomically(path, filled(rendered.html, NOBODY).encode(), mode=0o600)
        click.echo(f"{path}", err=True)
        click.launch(path.as_uri())
    elif form == "html":
        click.echo(filled(rendered.html, NOBODY))
    else:
        click.echo(f"Subject: {rendered.subject}\n\n{filled(rendered.text, NOBODY)}", nl=False)
