"""``oi serve``: the author's preview."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from outsideinnovation.assembly.resident import Resident
from outsideinnovation.cli.context import pass_site
from outsideinnovation.cli.progress import building
from outsideinnovation.errors import OutsideInnovationError, StorageError
from outsideinnovation.publishing.preview import Changes, Preview, changes_below
from outsideinnovation.publishing.report import Report
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
        with building() as (progress, warn):
            resident = Resident(site.root, _preview_settings(folder, address), progress, warn)
            _attempt(resident.build, changes)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"{address}/")
        try:
            _follow(resident, changes)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
        finally:
            server.shutdown()


def _follow(resident: Resident, changes: Changes | None) -> None:
    """Rebuild on every change and tell the browsers; without *changes*, wait for the end."""
    stop = threading.Event()
    if changes is None:
        stop.wait()
        return
    begun = False
    for changed in changes_below(resident.watched(), stop):
        # The first time everything is looked at: something may have changed before the watching began.
        _attempt(partial(resident.follow, changed) if begun else resident.build, changes)
        begun = True


def _preview_settings(folder: Path, address: str) -> dict[str, Any]:
    return {
        "OUTPUT_PATH": str(folder),
        "SITEURL": address,
        "DRAFT_SAVE_AS": "drafts/{slug}/index.html",
        "DRAFT_PAGE_SAVE_AS": "drafts/pages/{slug}/index.html",
    }


def _attempt(step: Callable[[], Report], changes: Changes | None) -> None:
    """Build, and say what came of it; where that fails, say why, and leave the last good preview."""
    errors = ""
    try:
        report = step()
    except OutsideInnovationError as error:
        errors = str(error)
        click.echo(f"{errors}\nThe last good preview stays until this is mended.", err=True)
    else:
        if not report.written and not report.removed and (changes is None or not changes.errors):
            return
        done = f"{report.written} files changed, {report.removed} removed."
        click.echo(f"Built in {report.seconds:.2f} s: {done}", err=True)
    if changes:
        changes.announce(errors)
