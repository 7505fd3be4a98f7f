"""The link that ``oi serve`` prints on the author's own machine: one click, and the editors' pages are open.

It is in the preview's table of addresses alone, which answers to this machine (``service.access``).
"""

from http import HTTPStatus

from flask import request, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.editors.preview_accounts import PreviewAccounts
from outsideinnovation.editors.refusals import PassError
from outsideinnovation.languages.message import Message, message_of
from outsideinnovation.service.context import current
from outsideinnovation.service.moderation.auth import let_in, see, show

_OVER = Message("This link is over")
_FOREIGN = Message("Another site has led here, so nobody was signed in: open the link from the terminal.")


def enter(token: str) -> ResponseReturnValue:
    """Sign the author in. This GET uses the link up, as a click in a terminal can be nothing else; a HEAD does not."""
    accounts, now = current().editors, current().clock()
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        return show("sorry", HTTPStatus.FORBIDDEN, title=_OVER, message=_FOREIGN)
    if request.method != "GET" or not isinstance(accounts, PreviewAccounts):
        return show("sorry", HTTPStatus.METHOD_NOT_ALLOWED, title=_OVER, message=Message("Open the link in a browser."))
    try:
        return let_in(see(url_for("moderation")), accounts.enter(token, now))
    except PassError as refusal:
        return show("sorry", HTTPStatus.FORBIDDEN, title=_OVER, message=message_of(refusal))
