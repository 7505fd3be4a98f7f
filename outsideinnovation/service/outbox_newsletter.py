"""The button of a preview's outbox that sends the newest post by mail, so that nobody must write one to see a newsletter."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.mail.relay import Relay
from outsideinnovation.service.context import current
from outsideinnovation.service.newsletter_job import site_newsletter
from outsideinnovation.subscriptions.delivery import is_sending


def send() -> ResponseReturnValue:
    """Send the newest post that has not gone out to this preview's subscribers, and go back to the mails."""
    context = current()
    newsletter = site_newsletter(context)
    now, relay = context.clock(), Relay.from_environment()
    newsletter.note(now)
    newest = newsletter.newest_unsent()
    if newest is not None:
        newsletter.plan(now, [newest.id])
    if (
        relay and relay.mailbox and not is_sending(context.database)
    ):  # the newsletter's own turn may have come meanwhile
        newsletter.send(relay, context.clock)
    return redirect(url_for("outbox"), 303)
