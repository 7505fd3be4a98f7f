"""``oi serve``: the author's preview."""

import threading
from pathlib import Path
from typing import Any

import click

from outsideinnovation.assembly.build import build
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import building
from outsideinnovation.errors import OutsideInnovationError, StorageError
from outsideinnovation.publishing.preview import Changes, Preview, rebuild_on_change
from outsideinnovation.site import Site


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--no-reload", is_flag=True, help="Build once, and do not watch for changes.")
@pass_site
def serve(site: Site, host: str, port: int, *, no_reload: bool) -> None:
    """Show the site as it is being written: drafts included, rebuilt and reloaded when something changes.

    The preview lies in instance/preview; output/ is left alone.
    """
    changes = None if no_reload else Changes()
    folder = site.instance / "preview"
    try:
        server = Preview(folder, host, port, changes)
    except OSError as error:
        raise StorageError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.") from error
    with server:
        address = f"http://{host}:{server.server_address[1]}"
        settings = _preview_settings(folder, address)
        _attempt(site, settings)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"{address}/")
        try:
            _follow(site, settings, changes)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
        finally:
            server.shutdown()


def _follow(site: Site, settings: dict[str, Any], changes: Changes | None) -> None:
    """Rebuild on every change; without *changes*, wait for the end."""
    if changes is None:
        threading.Event().wait()
        return

    def rebuild() -> None:
        if _attempt(site, settings):
            changes.announce()

    theme = Path(str(site.settings["THEME"]))
    watched = [site.content, site.settings_file, theme if theme.is_absolute() else site.root / theme]
    rebuild_on_change([path for path in watched if path.exists()], rebuild, threading.Event())


def _preview_settings(folder: Path, address: str) -> dict[str, Any]:
    return {
        "OUTPUT_PATH": str(folder),
        "SITEURL": address,
        "DRAFT_SAVE_AS": "drafts/{slug}/index.html",
        "DRAFT_PAGE_SAVE_AS": "drafts/pages/{slug}/index.html",
    }


def _attempt(site: Site, settings: dict[str, Any]) -> bool:
    """Build the preview as the settings file now says; where that fails, say why, and leave the last good one."""
    try:
        with building() as (progress, warn):
            report = build(Site.load(site.root), settings=settings, progress=progress, warn=warn)
    except OutsideInnovationError as error:
        click.echo(f"{error}\nThe last good preview stays until this is mended.", err=True)
        return False
    click.echo(f"Built in {report.seconds:.1f} s: {report.written} files changed, {report.removed} removed.", err=True)
    return True
