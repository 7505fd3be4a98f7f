"""The mails of a preview, shown instead of sent, so that the whole way can be walked without a mail server.

Only ``oi serve`` puts this into the route table: whoever can open it can read everybody's mail.
"""

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser

from flask import abort, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from outsideinnovation.mail.parcel import Parcel, State
from outsideinnovation.service import guards
from outsideinnovation.service.pages import stylesheet
from outsideinnovation.service.parts import Parts, current

SHOWN = 200  # the newest
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the pages show it. ``html`` is shown in a frame that may do nothing."""

    name: str
    state: State
    headers: tuple[tuple[str, str], ...]
    subject: str
    text: str
    html: str | None


def show_all() -> ResponseReturnValue:
    """Answer with a list of the mails, the newest first."""
    parts = current()
    found = sorted(_parcels(parts), key=lambda parcel: (parcel.last, parcel.created), reverse=True)[:SHOWN]
    mails = [(parcel, _mail(parts, parcel)) for parcel in found]
    return render_template("outbox/list.html", mails=mails, stylesheet=stylesheet())


def show(name: str) -> ResponseReturnValue:
    """Answer with one mail: its headers and its text, in which addresses are links."""
    mail = _named(name)
    made = render_template(
        "outbox/mail.html", mail=mail, text=linked(mail.text), stylesheet=stylesheet(), sandbox=SANDBOX
    )
    response = make_response(made)
    response.headers["Content-Security-Policy"] = guards.policy(current(), frame_src="'self'")
    return response


def show_html(name: str) -> ResponseReturnValue:
    """Answer with a mail's HTML as it is, for the frame: no script, nothing from elsewhere, no form."""
    mail = _named(name)
    if mail.html is None:
        abort(404)
    response = make_response(mail.html)
    strict = f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox {SANDBOX}"
    response.headers["Content-Security-Policy"] = strict
    return response


def linked(text: str) -> Markup:
    """Return *text* escaped, with its http and https addresses as links."""
    made, at = Markup(), 0
    for found in ADDRESS.finditer(text):
        made += escape(text[at : found.start()])
        made += Markup('<a href="{0}">{0}</a>').format(found[0])
        at = found.end()
    return made + escape(text[at:])


def _parcels(parts: Parts) -> list[Parcel]:
    return [parcel for state in State for parcel in parts.outbox.parcels(state)]


def _named(name: str) -> Mail:
    parts = current()
    found = next((parcel for parcel in _parcels(parts) if parcel.name == name), None)
    if found is None:
        abort(404)
    return _mail(parts, found)


def _mail(parts: Parts, parcel: Parcel) -> Mail:
    message = BytesParser(policy=policy.default).parsebytes(parts.outbox.message(parcel))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Mail(
        name=parcel.name,
        state=parcel.state,
        headers=tuple((name, str(value)) for name, value in message.items()),
        subject=str(message["Subject"]),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else None,
    )
