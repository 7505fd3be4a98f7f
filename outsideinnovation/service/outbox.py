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

from outsideinnovation.errors import ConflictError
from outsideinnovation.mail.queued_mail import MailState, QueuedMail
from outsideinnovation.service import security
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.pages import origin, stylesheet

SHOWN = 200  # the newest
ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
LINKS = '<base target="_blank">'  # as mail programs do; many of our pages let nobody frame them
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """A mail as the pages show it. ``html`` is shown in a frame that may do nothing."""

    name: str
    state: MailState
    headers: tuple[tuple[str, str], ...]
    subject: str
    text: str
    html: str | None


def show_all() -> ResponseReturnValue:
    """Answer with a list of the mails, the newest first."""
    context = current()
    found = sorted(_all_mails(context), key=lambda queued_mail: (queued_mail.last, queued_mail.created), reverse=True)[
        :SHOWN
    ]
    mails = list(filter(None, (_current(context, queued_mail) for queued_mail in found)))
    subscribe = f"{context.settings.site.url}/subscribe/"
    return render_template("outbox/list.html", mails=mails, stylesheet=stylesheet(), subscribe=subscribe)


def show(name: str) -> ResponseReturnValue:
    """Answer with one mail: its headers and its text, in which addresses are links."""
    mail = _named(name)
    made = render_template(
        "outbox/mail.html", mail=mail, text=linked(mail.text), stylesheet=stylesheet(), sandbox=SANDBOX
    )
    response = make_response(made)
    response.headers["Content-Security-Policy"] = security.policy(current(), frame_src="'self'")
    return response


def show_html(name: str) -> ResponseReturnValue:
    """Answer with a mail's HTML, for the frame: no script, no form, nothing from elsewhere; links open a page of their own."""
    mail = _named(name)
    if mail.html is None:
        abort(404)
    response = make_response(mail.html.replace("<head>", f"<head>{LINKS}", 1))
    pictures = origin(current().address)  # 'self' is nothing to what has no origin, as a sandbox
    own = f"style-src 'unsafe-inline'; img-src {pictures}; frame-ancestors 'self'"
    strict = f"default-src 'none'; {own}; sandbox {SANDBOX}"
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


def _all_mails(context: ServiceContext) -> list[QueuedMail]:
    return [mail.in_state(state) for state in MailState for mail in context.outbox.mails(state)]  # the folder knows


def _named(name: str) -> OutboxMail:
    context = current()
    found = _listed(context, name)
    mail = _current(context, found) if found else None
    if mail is None:
        abort(404)
    return mail[1]


def _listed(context: ServiceContext, name: str) -> QueuedMail | None:
    return next((queued_mail for queued_mail in _all_mails(context) if queued_mail.name == name), None)


def _current(context: ServiceContext, queued_mail: QueuedMail | None) -> tuple[QueuedMail, OutboxMail] | None:
    """Return a mail and where it stands, which may have changed since it was listed; None where it is gone."""
    while queued_mail:
        try:
            return queued_mail, _mail(context, queued_mail)
        except ConflictError:  # it was sent in the meantime, or put off
            queued_mail = _listed(context, queued_mail.name)
    return None


def _mail(context: ServiceContext, queued_mail: QueuedMail) -> OutboxMail:
    message = BytesParser(policy=policy.default).parsebytes(context.outbox.message(queued_mail))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return OutboxMail(
        name=queued_mail.name,
        state=queued_mail.state,
        headers=tuple((name, str(value)) for name, value in message.items()),
        subject=str(message["Subject"]),
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else None,
    )
