"""Lets the service live below a path, such as ``/service``, whether or not the proxy before it takes the path off."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Prefix:
    """Tells *app* that it stands below *prefix* (nothing: at the root), so that its addresses begin with it."""

    def __init__(self, app: "WSGIApplication", prefix: str) -> None:
        self._app, self._prefix = app, prefix

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if self._prefix:
            path = str(environ.get("PATH_INFO", ""))
            environ["SCRIPT_NAME"] = self._prefix
            if path.startswith(f"{self._prefix}/"):
                environ["PATH_INFO"] = path[len(self._prefix) :]
        return self._app(environ, start_response)
