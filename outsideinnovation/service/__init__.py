"""The service: what readers send and editors decide, over HTTP. It only adds; it never builds inside a request.

For a WSGI server: ``gunicorn 'outsideinnovation.service:create_app()'``, started in the site's folder.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from outsideinnovation.service import errors, routes, security
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.service.language import speak
from outsideinnovation.service.prefix import Prefix
from outsideinnovation.service.route import LARGEST
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

BACKGROUND = "outsideinnovation background"  # the extension under which it may be stopped


def create_app(
    root: Path | str | None = None,
    *,
    background: bool = True,
    settings: Mapping[str, Any] | None = None,
    outbox: bool = False,
    live: Callable[[], Collection[str]] | None = None,
) -> Flask:
    """Return the WSGI application for the site in *root* (None: in the current folder or the nearest above).

    *background* also starts what goes on besides requests. *settings* override those of the site; *outbox* shows the mails
    at /outbox/, which only a preview may; *live* returns the ids of the comments that readers see.

    Raises SettingsError and StorageError when the site cannot be served.
    """
    found = Site.load(Path(root)) if root is not None else Site.find(Path.cwd())
    site = Site(found.root, {**found.settings, **(settings or {})})
    context = ServiceContext.load(site, live, is_preview=outbox)
    app = Flask(__name__, static_folder=None)
    # It would redirect to an address made of the Host header, in which anybody may write anything.
    app.url_map.merge_slashes = False
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_MEMORY_SIZE=LARGEST, PROPAGATE_EXCEPTIONS=False)
    speak(app, context.settings.site.language, context.settings.site.timezone)
    app.extensions[EXTENSION] = context
    table = routes.ROUTES + (routes.OUTBOX if outbox else ())
    for route in table:
        app.add_url_rule(route.rule, route.name, route.view, methods=list(route.methods), strict_slashes=False)
    if site.configuration.search.page_url.strip("/"):  # where the form of every page leads
        page = f"/{site.configuration.search.page_url.strip('/')}"
        app.add_url_rule(page, routes.SEARCH.name, routes.SEARCH.view, methods=["GET"], strict_slashes=False)
    security.stand(app, context, table)
    errors.answer(app)
    app.wsgi_app = Prefix(app.wsgi_app, context.prefix)  # type: ignore[method-assign]  # Flask's own way to wrap it
    if background:
        from outsideinnovation.service.worker import start  # noqa: PLC0415 - loads all that builds

        app.extensions[BACKGROUND] = start(context, settings)
        threading.Thread(target=_remember, args=[context], name="remember", daemon=True).start()
    return app


def _remember(context: ServiceContext) -> None:
    """Let the spam filter learn which texts wait."""
    unread = context.screening.remember(context.queue)
    if unread:
        errors.LOGGER.error(
            "%s among the comments could not be read, so such texts go unnoticed.", counted(unread, "file")
        )
