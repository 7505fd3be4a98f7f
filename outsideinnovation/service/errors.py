"""What the service answers where it refuses or fails: one table from our errors to HTTP's, as a page or as JSON.

Whatever strangers send ends here with a 4xx or 503; an error nobody thought of is logged by its kind and place only, since
its text may hold what somebody wrote.
"""

import logging
import traceback
from datetime import timedelta
from http import HTTPStatus

from flask import Flask, current_app, request
from flask.wrappers import Response
from werkzeug.exceptions import HTTPException

from outsideinnovation.comments.intake import FullError
from outsideinnovation.errors import ConflictError, ContentError, NotFoundError, OutsideInnovationError, StorageError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.service.context import current
from outsideinnovation.service.pages import message
from outsideinnovation.service.search_threads import SearchBusyError
from outsideinnovation.tokens import TokenError

LOGGER = logging.getLogger("outsideinnovation.service")
FULL = "outsideinnovation full"  # the extension that holds when it was last said in the log that there is no room
FULL_EVERY = timedelta(minutes=1)  # under a flood, one line in the log is enough
RETRY = 60  # seconds after which a full disk or queue may be tried again
TITLES = {
    HTTPStatus.BAD_REQUEST: Message("This cannot be taken as it is"),
    HTTPStatus.FORBIDDEN: Message("This is not allowed"),
    HTTPStatus.NOT_FOUND: Message("There is nothing at this address"),
    HTTPStatus.METHOD_NOT_ALLOWED: Message("This address does not work this way"),
    HTTPStatus.CONFLICT: Message("It has been decided in the meantime"),
    HTTPStatus.GONE: Message("This is no longer there"),
    HTTPStatus.LENGTH_REQUIRED: Message("This cannot be taken as it is"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Message("This is too long"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Message("This cannot be read"),
    HTTPStatus.TOO_MANY_REQUESTS: Message("This is too often"),
    HTTPStatus.SERVICE_UNAVAILABLE: Message("It cannot be stored just now"),
}
KINDS: tuple[tuple[type[OutsideInnovationError], HTTPStatus], ...] = (
    (TokenError, HTTPStatus.FORBIDDEN),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ContentError, HTTPStatus.SERVICE_UNAVAILABLE),  # a broken file in the queue: no stranger's fault
)
MESSAGES: dict[int, str] = {
    404: Message("The address may have been mistyped, or what was here has gone."),
    405: Message("Go back to the blog, and come again from there."),
    413: Message("A comment may be 16384 bytes long: shorten it, or send it in two parts."),
    503: Message("Nothing was kept. Please send it again in a minute."),
    500: Message("Something went wrong here. Please try again in a minute; the operator has been told."),
}
LOOKS = ("GET", "HEAD")
UNREADABLE = (
    Message("It cannot be shown just now"),
    Message("Nothing is lost: what was kept is kept. Please look again in a minute; the operator has been told."),
)


def answer(app: Flask) -> None:
    """Let *app* answer every error in the site's own words."""
    app.register_error_handler(OutsideInnovationError, refused)
    app.register_error_handler(HTTPException, told)
    app.register_error_handler(Exception, failed)


def refused(error: OutsideInnovationError) -> Response:
    """Answer one of our own errors; what is wrong with the machine is logged and not told to strangers."""
    status = next((status for kind, status in KINDS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        note(error)
        return _unreadable() if request.method in LOOKS else _message(status, MESSAGES[status])
    return _message(status, message_of(error))


def told(error: HTTPException) -> Response:
    """Answer an error of HTTP, with the headers that it asks for."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    own = type(error).description  # what the framework says where we have said nothing
    text = MESSAGES.get(status, "") if error.description in {own, None} else error.description or ""
    response = _message(status, text)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def failed(error: Exception) -> Response:
    """Answer an error that nobody foresaw. The outermost edge: it is logged without what it says."""
    note(error)
    return _message(HTTPStatus.INTERNAL_SERVER_ERROR, MESSAGES[500])


def note(error: BaseException) -> None:
    """Log *error* by its kind and place; that there is no room in one line, and not at everybody who is turned away."""
    if not isinstance(error, FullError | SearchBusyError):
        LOGGER.error("%s", _place(error))
        return
    now, told = current().clock(), current_app.extensions.setdefault(FULL, {})
    if type(error) not in told or now - told[type(error)] >= FULL_EVERY:
        told[type(error)] = now
        LOGGER.error("%s", error)


def _unreadable() -> Response:
    """Answer whoever only looks: nothing was to be kept, and nothing is lost."""
    return _message(HTTPStatus.SERVICE_UNAVAILABLE, UNREADABLE[1], known=UNREADABLE[0])


def _message(status: int, *paragraphs: str, known: str = "") -> Response:
    known = known or TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)
    try:
        response = message(known, *filter(None, paragraphs), status=status)
    except Exception as error:  # noqa: BLE001 - a theme that cannot show even this; the outermost edge, too
        note(error)
        response = Response(f"{known}.\n", status, mimetype="text/plain")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY)
    return response


def _place(error: BaseException) -> str:
    """Return the kind of *error*, which of the site's files it is about, and the lines it passed, without its text."""
    about = [f" {each.path}:{each.line}" for each in error.problems] if isinstance(error, ContentError) else ()
    lines = "".join(
        f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    )
    cause = f"\ncaused by {_place(error.__cause__)}" if error.__cause__ else ""
    return f"{type(error).__name__}{','.join(about)}{lines}{cause}"
