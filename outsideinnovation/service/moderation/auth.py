"""Who may come in: the session's cookie, and what somebody without one is shown instead of a page, or told as JSON."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.editors import Editor
from outsideinnovation.languages.message import Message
from outsideinnovation.service.context import current
from outsideinnovation.service.pages import json, origin, wants_json
from outsideinnovation.service.security import policy

COOKIE_DAYS = 7  # the session itself ends earlier where it lies idle
SIGNED_OUT = Message(
    "Your session is over, so nothing was changed. Sign in again, go back in your browser, and send it once more."
)
SIGN_IN = "Nobody is signed in: send the cookie of an editor's session."
FOREIGN = Message(
    "This form was sent from another site, so nothing was changed: open the editors' pages and decide there."
)
View = Callable[..., ResponseReturnValue]


def editors_only(view: View) -> View:
    """Let *view* answer editors; others are led to the sign-in, and come back afterwards."""

    @wraps(view)
    def guarded(**values: Any) -> ResponseReturnValue:  # noqa: ANN401 - what the address holds
        found = current().editors.session(session(), current().clock())
        if request.method == "POST" and not _is_our_form():
            return show("sorry", HTTPStatus.FORBIDDEN, title=Message("This is not allowed"), message=FOREIGN)
        if found is not None:
            g.editor = found
            return view(**values)
        if wants_json():
            return _nobody()
        if request.method == "POST":
            return show("sign_in", HTTPStatus.FORBIDDEN, message=SIGNED_OUT, name="", to="")
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return show("knock", to=_here())
        return redirect(url_for("moderation_sign_in", to=_here()), HTTPStatus.SEE_OTHER)

    return guarded


def editor() -> Editor:
    """Return the editor who asks, in a view for editors only."""
    return cast(Editor, g.editor)


def show(
    template: str,
    status: int = HTTPStatus.OK,
    *,
    as_json: object = None,
    **inputs: Any,  # noqa: ANN401 - whatever it shows
) -> Response:
    """Return one of the editors' pages; images may be drawn into it, for the code that apps scan.

    A program that asks for JSON gets *as_json*, or in one sentence what the page says.
    """
    if wants_json():
        return json(status, _sentence(status, inputs) if as_json is None else as_json)
    context = current()
    inputs = {
        "site_name": context.settings.site.name,
        "site": context.pages.root,
        "editor": g.get("editor"),
        **inputs,
    }
    response = make_response(render_template(f"moderation/{template}.html", **inputs), status)
    response.headers["Content-Security-Policy"] = policy(context, scripts=True, img_src="'self' data:")
    return response


def see(address: str, as_json: object = None) -> Response:
    """Lead the browser on to *address*; a program gets *as_json* at once, or the address."""
    if wants_json():
        return json(HTTPStatus.OK, {"message": "Done.", "url": address} if as_json is None else as_json)
    response: Response = redirect(address, HTTPStatus.SEE_OTHER)  # type: ignore[assignment]  # Flask answers with its own class
    return response


def let_in(response: Response, session: str) -> Response:
    """Give the browser *session*. Over https the cookie is bound to this host; scripts and other sites never see it."""
    secure = _is_secure()
    response.set_cookie(
        cookie_name(),
        session,
        max_age=COOKIE_DAYS * 86_400,
        path="/",
        secure=secure,
        httponly=True,
        samesite="Strict",
    )
    return response


def let_out(response: Response) -> Response:
    """Take the cookie away, and whatever the browser keeps of the pages."""
    response.delete_cookie(cookie_name(), path="/", secure=_is_secure(), httponly=True, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def session() -> str:
    """Return the session that the browser shows, or nothing."""
    return request.cookies.get(cookie_name(), "")


def cookie_name() -> str:
    """Return the cookie's name; browsers see to the promises of ``__Host-``, which only https can give (RFC 6265bis)."""
    return "__Host-moderation" if _is_secure() else "moderation"


def way_back(to: str) -> str:
    """Return the editors' page that *to* names, below ours and nowhere else; the queue where it names none."""
    home = url_for("moderation")
    pages = tuple(f"{home}{below}" for below in ("?", "/comments/", "/account", "/statistics"))
    if to == home or to.startswith(pages):
        return to if to.isprintable() and "\\" not in to else home
    return home


def _nobody() -> Response:
    """Tell a program that it is not signed in, with the challenge that HTTP asks for (RFC 9110, 15.5.2)."""
    response = json(HTTPStatus.UNAUTHORIZED, {"error": SIGN_IN})
    response.headers["WWW-Authenticate"] = f'Cookie realm="moderation", cookie-name="{cookie_name()}"'
    return response


def _sentence(status: int, inputs: Mapping[str, Any]) -> dict[str, str]:
    words = ": ".join(str(inputs[name]) for name in ("title", "message") if inputs.get(name))
    return {"error" if status >= HTTPStatus.BAD_REQUEST else "message": words}


def _is_our_form() -> bool:
    """Tell whether a form comes from these pages: not even the blog's own pages may decide, where they lie elsewhere."""
    site, sent_origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "").lower()
    if site is not None:
        return site.lower() in {"same-origin", "none"}
    return (
        not sent_origin
        or sent_origin == origin(current().address)
        or sent_origin.partition("://")[2] == request.host.lower()
    )


def _here() -> str:
    query = urlencode(request.args.to_dict())
    path = f"{request.script_root}{request.path}"
    return f"{path}?{query}" if query else path


def _is_secure() -> bool:
    return current().address.startswith("https:")
