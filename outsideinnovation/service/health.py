"""Whether the service can do its work: the queue can be written, the database answers, and there is room."""

import os
import sqlite3

from flask.typing import ResponseReturnValue

from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.service.pages import json
from outsideinnovation.service.parts import Parts, current


def health() -> ResponseReturnValue:
    """Answer 200 and ``{"status": "ok"}``, or 503 and what is wrong."""
    wrong = _wrong(current())
    return json(503, {"status": "failing", "error": wrong}) if wrong else json(200, {"status": "ok"})


def _wrong(parts: Parts) -> str:
    folder = parts.queue.folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return "the queue cannot be written"
    try:
        parts.book.count(None, parts.clock())
    except (OutsideInnovationError, sqlite3.Error):
        return "the database does not answer"
    return parts.intake.refusal()
