"""``oi serve``: the author's preview, with the service, the mails it would send, and the editors' pages."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from outsideinnovation.builder import places
from outsideinnovation.builder.edited_texts import EditedTexts
from outsideinnovation.builder.preview import Preview
from outsideinnovation.builder.preview_overlay import errors_told
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.watch_builder import WatchBuilder
from outsideinnovation.builder.watching import Changes
from outsideinnovation.cli import preview_address
from outsideinnovation.cli.context import collect_garbage_as_usual, pass_site
from outsideinnovation.cli.progress import building
from outsideinnovation.deploy.live_state import LiveState
from outsideinnovation.errors import OutsideInnovationError, Problem
from outsideinnovation.site import MARKDOWN_SUFFIXES, Site
from outsideinnovation.wording import counted

SHARED = (
    "Others than this machine can see this preview. /outbox/ and /moderation/ ask them for a name (any will do) and this "
    "password: {password}"
)
MAILS = (
    "Mails are at {address}/outbox/ instead of being sent: subscribe at {address}/subscribe/, confirm there,\n"
    "and publish a post, or have the newest one sent by the button on that page."
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--no-reload", is_flag=True, help="Build once, and do not watch for changes.")
@pass_site
def serve(site: Site, host: str, port: int, *, no_reload: bool) -> None:
    """Show the site as it is being written: drafts included, rebuilt and shown anew when something changes.

    Forms work, and mails are shown at /outbox/ instead of being sent. The preview lies in instance/preview; output/ is
    left alone. With --host 0.0.0.0 others in your network can see it; what is the author's asks them for a password.
    """
    from outsideinnovation.service import server  # noqa: PLC0415 - loads Flask, which `oi --help` does not need
    from outsideinnovation.service.access import Access  # noqa: PLC0415 - likewise
    from outsideinnovation.service.preview import PreviewFiles  # noqa: PLC0415 - likewise

    collect_garbage_as_usual()
    changes, access = None if no_reload else Changes(), Access.load(host, site.configuration.service.preview_hosts)
    with server.preview(host, port) as listening:
        address = access.address(listening.port)
        settings = _settings(site, address)
        with building() as (progress, warn):
            resident = WatchBuilder(site.root, {**settings, "SERVICE_URL": ""}, progress, warn)
            show = _Show(resident, changes)
            show.attempt(resident.build)
        service = PreviewFiles.open(site, settings, lambda: show.live)
        show.announce = service.announce
        together = server.together(
            service.app, Preview(Path(settings["OUTPUT_PATH"]), changes, site), site.configuration.search.page_url
        )
        listening.app = access.guard(together)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        preview_address.note(site.instance, address)
        click.echo(f"{address}/")
        if invitation := service.invitation(datetime.now(UTC)):
            click.echo(f"Editors sign in at {invitation}")
        if not access.is_shared:
            click.echo(f"Decide on comments, signed in by one click (once): {service.sign_in_link()}")
        else:
            click.echo(SHARED.format(password=access.password))
        click.echo(MAILS.format(address=address))
        try:
            show.follow()
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
        finally:
            listening.shutdown()


@dataclass(slots=True)
class _Show:
    """What the preview shows, and who is told when it changes: the browsers, the service, commenters by mail."""

    resident: WatchBuilder
    changes: Changes | None
    live: frozenset[str] = frozenset()
    announce: Callable[[LiveState], None] = lambda _: None
    edited: EditedTexts = field(default_factory=EditedTexts)

    def follow(self) -> None:
        """Rebuild on every change and tell whoever waits; without *changes*, wait for the end."""
        stop = threading.Event()
        if self.changes is None:
            stop.wait()
            return
        for changed in self.resident.changes(stop, lambda message: click.echo(f"warning: {message}", err=True)):
            self.attempt(partial(self.resident.follow, changed), changed)

    def attempt(self, step: Callable[[], BuildReport], changed: Collection[Path] | None = None) -> None:
        """Build after *changed* (None: not known), and say what came of it; where it fails, leave the last good preview.

        A picture or style sheet that changed is announced though nothing was written: a build that was under way already may
        have taken it along, and was announced as one of texts alone.
        """
        others = any(not path.name.endswith(MARKDOWN_SUFFIXES) for path in changed or ())
        errors, warnings = "", list[Problem]()
        try:
            report = step()
        except OutsideInnovationError as error:
            errors = errors_told(error)
            click.echo(f"{errors}\nThe last good preview stays until this is mended.", err=True)
        else:
            self.live = self.resident.comments or frozenset()
            if self.resident.site:
                warnings = self.edited.warnings(self.resident.site, changed)
            is_nothing = not report.written and not report.removed and not others
            if is_nothing and (self.changes is None or not self.changes.errors):
                return
            done = f"{counted(report.written, 'file')} changed, {report.removed} removed."
            click.echo(f"Built in {report.seconds:.2f} s: {done}", err=True)
        if self.changes:
            self.changes.announce(errors, warnings, whole=changed is None or others)
        if not errors:
            self.announce(LiveState(self.live))


def _settings(site: Site, address: str) -> dict[str, Any]:
    """Return the settings of a preview at *address*: nothing in it says that it is anywhere else."""
    host = urlsplit(address).hostname or ""
    sender = site.configuration.mail.sender or f"editors@{'localhost' if ':' in host else host}"
    return {
        **places.settings(site.instance, places.PREVIEW),
        "SITEURL": address,
        "SERVICE_URL": address,
        "MAIL_FROM": sender,
        "SUBSCRIPTIONS_CORRECTION_MINUTES": 0,  # whoever tries the newsletter does not wait for it
        "MAIL_DKIM_SELECTOR": None,
        "COMMENTS_NOTIFY": list(site.configuration.comments.notify or [sender]),
        "ANALYTICS": None,  # the author's own looks are no visits
        "DRAFT_SAVE_AS": "drafts/{slug}/index.html",
        "DRAFT_PAGE_SAVE_AS": "drafts/pages/{slug}/index.html",
        "DRAFT_LANG_SAVE_AS": "drafts/{slug}-{lang}/index.html",
        "DRAFT_PAGE_LANG_SAVE_AS": "drafts/pages/{slug}-{lang}/index.html",
    }
