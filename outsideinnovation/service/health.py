"""Whether the service can do its work: what readers send can be written, the databases answer, and there is room.

A build that fails is told beside that, and with 200: comments are taken all the same, and whoever takes a service that
answers 503 out of use would turn a mistake in one post into an outage.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask.typing import ResponseReturnValue

from outsideinnovation.errors import OutsideInnovationError, StorageError
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.errors import LOGGER
from outsideinnovation.service.moderation import publication_progress
from outsideinnovation.service.moderation.page_cache import page_cache
from outsideinnovation.service.pages import json


def health() -> ResponseReturnValue:
    """Answer 200 and ``{"status": "ok"}``, or 503 and what is wrong.

    ``build`` is there besides while the site cannot be made (``failed``), or readers have not seen a decision for a minute
    (``waiting``), with ``since`` (RFC 3339). Why is told to editors only.
    """
    context = current()
    wrong = _wrong(context)
    content = {"status": "failing", "error": wrong} if wrong else {"status": "ok"}
    return json(503 if wrong else 200, content | _build(context))


def folders(context: ServiceContext) -> Iterator[Path]:
    """Yield every folder that what a reader sends is written to: comments, mails about them, and subscribers' requests."""
    yield from context.intake.folders()
    yield from context.outbox.folders()
    if context.database.path:
        yield context.database.path.parent


def _wrong(context: ServiceContext) -> str:
    try:
        unwritable = next((folder for folder in folders(context) if not _is_writable(folder)), None)
        if unwritable:
            return f"{os.path.relpath(unwritable, context.site.root)} cannot be written"
        context.private_store.count(None, context.clock())
        context.database.check()
        return context.intake.refusal()
    except StorageError as error:
        LOGGER.error("%s", error)
        return "the queue cannot be read, or the database does not answer"


def _is_writable(folder: Path) -> bool:
    """Tell whether files can be made in *folder*; where there is none yet, whether it can be made."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _build(context: ServiceContext) -> dict[str, dict[str, str]]:
    try:
        here = page_cache(context)
        known = here.live.value()
        since = known.failed if known.errors else publication_progress.waits_since(context, known, here.names.look())
    except OutsideInnovationError:  # of the queue, which is told of above
        return {}
    return {"build": _build_state("failed" if known.errors else "waiting", since)} if known.errors or since else {}


def _build_state(status: str, since: datetime | None) -> dict[str, str]:
    return {"status": status, "since": since.isoformat()} if since else {"status": status}
