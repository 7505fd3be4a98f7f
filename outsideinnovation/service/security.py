"""What every request passes before a view sees it, and what every answer carries.

Forms of other sites are refused by Sec-Fetch-Site first, then by Origin, against an exact list, in the order of Go 1.25's
CrossOriginProtection; a page with ``no-referrer`` sends ``Origin: null``, so Origin alone would not do.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import Flask, Response, abort, request
from werkzeug.datastructures import Headers

from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.service.pages import origin
from outsideinnovation.service.proxies import UnnamedProxy
from outsideinnovation.service.route import Route

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
YEAR = 31_536_000  # seconds
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer, with which a browser sends `Origin: null`; the path, which holds a signed link, never leaves.
    "Referrer-Policy": "strict-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def stand(app: Flask, context: ServiceContext, routes: Iterable[Route]) -> None:
    """Put the guards before and after every view of *app*."""
    table, ours = {route.name: route for route in routes}, _origins(context)
    plain, with_scripts = (list(_headers(context, scripts=scripts).items()) for scripts in (False, True))
    proxy = UnnamedProxy()

    @app.before_request
    def before() -> None:
        proxy.notice()
        if request.method not in SAFE:
            route = table.get(request.endpoint or "")
            _refuse_other_sites(ours, route)
            _refuse_other_bodies(route)

    @app.after_request
    def after(response: Response) -> Response:
        route = table.get(request.endpoint or "")
        present = {name.lower() for name, _ in response.headers}
        for name, value in with_scripts if route and route.scripts else plain:
            if name.lower() not in present:
                response.headers.add(name, value)
        return response


def policy(context: ServiceContext, *, scripts: bool = False, **more: str) -> str:
    """Return the Content-Security-Policy of a page; *more* are directives, with underscores for hyphens."""
    here = " ".join(dict.fromkeys(["'self'", *filter(None, _origins(context))]))
    directives: dict[str, Any] = {"default-src": "'none'", "style-src": here, "img-src": here, "form-action": here}
    directives |= {"base-uri": "'none'", "frame-ancestors": "'none'"}
    if scripts:
        directives |= {"script-src": "'self'", "connect-src": "'self'"}
    directives |= {name.replace("_", "-"): value for name, value in more.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def allows(ours: Collection[str], headers: Headers | Mapping[str, str], host: str) -> bool:
    """Tell whether a request that changes something may come from where its *headers* say.

    *ours* are the origins of the site and the service, *host* is what the request calls this service.
    """
    site = headers.get("Sec-Fetch-Site", "").lower()
    if site in {"same-origin", "none"}:
        return True
    sent_origin = headers.get("Origin", "").lower()
    if sent_origin in ours:
        return True
    return not site and (not sent_origin or sent_origin.partition("://")[2] == host.lower())


def _headers(context: ServiceContext, *, scripts: bool) -> dict[str, str]:
    """Return the headers of every answer, as far as a view has not set others."""
    secure = {"Strict-Transport-Security": f"max-age={YEAR}"} if context.address.startswith("https:") else {}
    return {"Content-Security-Policy": policy(context, scripts=scripts), **HEADERS, **secure}


def _refuse_other_sites(ours: Collection[str], route: Route | None) -> None:
    if not (route and route.anywhere) and not allows(ours, request.headers, request.host):
        abort(403, Message("This form was sent from another site: open the post on the blog, and write there."))


def _refuse_other_bodies(route: Route | None) -> None:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        abort(415, Message("A compressed body is not read: send the form as it is."))
    if request.content_length is None and not request.mimetype:
        return
    if request.content_length != 0:
        _refuse_other_kinds(route)
    _refuse_cut_bodies(route)  # of no length, too: a server that finds nonsense there hands on a body all the same


def _refuse_other_kinds(route: Route | None) -> None:
    """Refuse what no form sends, and what is too large, before it is read."""
    readable = {FORM, MULTIPART} if route and route.anywhere else {FORM}
    if request.mimetype not in readable:
        abort(415, Message("Only %(kind)s is read: send the fields as a form does.", kind=FORM))
    request.max_content_length = route.limit if route else 0
    if (request.content_length or 0) > (route.limit if route else 0):
        abort(413)


def _refuse_cut_bodies(route: Route | None) -> None:
    """Refuse a form of which only a part has come: servers hand such bodies on (seen: gunicorn 27.0.1, granian 2.8.9).

    Of a chunked body nobody here knows whether all of it has come (RFC 9110, 15.5.12), so it is taken only where no view
    reads it: what a mail program sends to stop mail says nothing (RFC 8058, 3.1), and must not fail.
    """
    if request.content_length is None:
        if not (route and route.anywhere):
            abort(411, Message("The form must come with its length (Content-Length): send it whole, not in chunks."))
    elif len(request.get_data(cache=True)) != request.content_length:
        abort(400, Message("Only a part of the form has come, so nothing was kept. Please send it again."))


def _origins(context: ServiceContext) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (origin(context.address), origin(context.settings.site.url)))))
