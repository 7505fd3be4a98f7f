"""Links from our mails: an address is confirmed, mail is stopped. Opening a link shows a form; only its button acts."""

from flask import url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.languages.message import Message
from outsideinnovation.notifications import Stop
from outsideinnovation.service.context import current
from outsideinnovation.service.pages import message, onward

STOPS = (
    Message("We then send no more mail about this comment to %(address)s."),
    Message("We then send no more mail from this blog to %(address)s."),
)
GOES_AGAIN = (
    Message("Mail about this comment goes to %(address)s again when there is something to tell."),
    Message("Mail from this blog goes to %(address)s again when there is something to tell."),
)
STOPPED = (
    Message(
        "No more mail about this comment is sent to %(address)s. Mail about other comments of yours is not concerned."
    ),
    Message("No more mail from this blog is sent to %(address)s. That holds for every comment."),
)


def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Ask whether the address is the reader's."""
    context = current()
    address = context.notifier.confirmation_of(token, context.clock())
    return message(
        Message("May we write to you?"),
        Message("Somebody, surely you, gave %(address)s with a comment and asked for mail about it.", address=address),
        Message("Until you confirm it here, nothing is sent there."),
        button=Message("Yes, write to me there"),
        action=url_for("confirm_act", token=token),
    )


def confirm(token: str) -> ResponseReturnValue:
    """Remember that the address is the reader's; twice is as good as once."""
    context = current()
    address = context.notifier.confirm(token, context.clock())
    return message(
        Message("Thank you, that is settled"),
        Message("We write to %(address)s when your comment is live and when somebody answers it.", address=address),
        Message("Every such mail has a link that stops them."),
        link=onward(),
    )


def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask whether mail is to stop; where it has, offer to begin again."""
    context = current()
    stop = context.notifier.stop_of(token, context.clock())
    if context.notifier.is_stopped(stop):
        return _stopped(stop, token)
    return message(
        Message("No more mail?"),
        _told(stop, STOPS).filled(address=stop.address),
        button=Message("Stop these mails"),
        action=url_for("stop_act", token=token),
    )


def stop(token: str) -> ResponseReturnValue:
    """Stop the mail, whoever asks: the reader's button, or a mail program (RFC 8058, without redirect or cookie)."""
    context = current()
    return _stopped(context.notifier.stop(token, context.clock()), token)


def start(token: str) -> ResponseReturnValue:
    """Let mail go again to whoever stopped it."""
    context = current()
    stop = context.notifier.start(token, context.clock())
    return message(
        Message("We write to you again"),
        _told(stop, GOES_AGAIN).filled(address=stop.address),
        link=onward(),
    )


def _stopped(stop: Stop, token: str) -> ResponseReturnValue:
    """Say what is stopped: all, where that is so, whatever the link is for."""
    context, everything = current(), Stop(stop.address, None)
    stop = everything if context.notifier.is_stopped(everything) else stop
    return message(
        Message("These mails have stopped"),
        _told(stop, STOPPED).filled(address=stop.address),
        link=onward(),
        button=Message("Write to me again"),
        action=url_for("start_act", token=token),
    )


def _told(stop: Stop, texts: tuple[Message, Message]) -> Message:
    """Return the text about one comment, or about all mail."""
    about_one, about_all = texts
    return about_one if stop.comment else about_all
