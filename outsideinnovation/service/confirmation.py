"""Links from our mails: an address is confirmed, mail is stopped. Opening a link shows a form; only its button acts."""

from flask import url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.notifications import Stop
from outsideinnovation.service.context import current
from outsideinnovation.service.pages import message


def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Ask whether the address is the reader's."""
    context = current()
    address = context.notifier.confirmation_of(token, context.clock())
    return message(
        "May we write to you?",
        f"Somebody, surely you, gave {address} with a comment and asked for mail about it.",
        "Until you confirm it here, nothing is sent there.",
        button="Yes, write to me there",
        action=url_for("confirm_act", token=token),
    )


def confirm(token: str) -> ResponseReturnValue:
    """Remember that the address is the reader's; twice is as good as once."""
    context = current()
    address = context.notifier.confirm(token, context.clock())
    return message(
        "Thank you, that is settled",
        f"We write to {address} when your comment is live and when somebody answers it.",
        "Every such mail has a link that stops them.",
        link=(context.pages.root, "On to the blog"),
    )


def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask whether mail is to stop; where it has, offer to begin again."""
    context = current()
    stop = context.notifier.stop_of(token, context.clock())
    if context.notifier.is_stopped(stop):
        return _stopped(stop, token)
    return message(
        "No more mail?",
        f"We then send no more mail {_about(stop)} to {stop.address}.",
        button="Stop these mails",
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
        "We write to you again",
        f"Mail {_about(stop)} goes to {stop.address} again when there is something to tell.",
        link=(context.pages.root, "On to the blog"),
    )


def _stopped(stop: Stop, token: str) -> ResponseReturnValue:
    """Say what is stopped: all, where that is so, whatever the link is for."""
    context, everything = current(), Stop(stop.address, None)
    stop = everything if context.notifier.is_stopped(everything) else stop
    rest = "Mail about other comments of yours is not concerned." if stop.comment else "That holds for every comment."
    return message(
        "These mails have stopped",
        f"No more mail {_about(stop)} is sent to {stop.address}. {rest}",
        link=(context.pages.root, "On to the blog"),
        button="Write to me again",
        action=url_for("start_act", token=token),
    )


def _about(stop: Stop) -> str:
    return "about this comment" if stop.comment else "from this blog"
