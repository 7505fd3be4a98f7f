"""``oi service``: the service alone, for production."""

import logging
import signal

import click

from outsideinnovation.cli.context import collect_garbage_as_usual, pass_site
from outsideinnovation.errors import SettingsError
from outsideinnovation.site import Site


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@pass_site
def service(site: Site, host: str, port: int) -> None:
    """Take comments, show editors their pages, send mails, and build when something was decided.

    A web server stands before it, which speaks HTTPS and passes /comments, /search, /subscriptions and /moderation on;
    OI_TRUSTED_PROXIES says how many there are.
    """
    from outsideinnovation.service import create_app, server  # noqa: PLC0415 - loads Flask, which `oi --help` does not need

    if not site.configuration.service.url:
        raise SettingsError(
            f"{site.settings_file}: SERVICE_URL is not set, so no page has a form: write where this service is reached."
        )
    collect_garbage_as_usual()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts changes; what comes of them is said anyway
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped as by Ctrl-C: what is begun is finished
    with server.listen(host, port) as listening:
        app = create_app(site.root)
        click.echo(f"http://{host}:{listening.getsockname()[1]}/", err=True)
        server.serve(app, listening)
    click.echo("Stopped.", err=True)
