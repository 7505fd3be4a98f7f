"""Links from our mails: an address is confirmed, mail is stopped. Opening a link shows a form; only its button acts."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from outsideinnovation.service.pages import message
from outsideinnovation.service.parts import current
from outsideinnovation.tokens import Purpose


def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Ask whether the address is the reader's."""
    address = _read(Purpose.CONFIRMATION, token)["address"]
    return message(
        "May we write to you?",
        f"Somebody, surely you, gave {address} with a comment and asked for mail about it.",
        "Until you confirm it here, nothing is sent there.",
        button="Yes, write to me there",
        action=url_for("confirm_act", token=token),
    )


def confirm(token: str) -> ResponseReturnValue:
    """Remember that the address is the reader's; twice is as good as once."""
    parts = current()
    address = _read(Purpose.CONFIRMATION, token)["address"]
    parts.book.confirm(address, parts.clock())
    return message(
        "Thank you, that is settled",
        f"We write to {address} when your comment is live and when somebody answers it.",
        "Every such mail has a link that stops them.",
        link=(parts.pages.root, "On to the blog"),
    )


def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask whether mail is to stop."""
    said = _read(Purpose.STOP, token)
    about = "about this comment" if said.get("comment") else "from this blog"
    return message(
        "No more mail?",
        f"We then send no more mail {about} to {said['address']}.",
        button="Stop these mails",
        action=url_for("stop_act", token=token),
    )


def stop(token: str) -> ResponseReturnValue:
    """Stop the mail, whoever asks: the reader's button, or a mail program (RFC 8058, without redirect or cookie)."""
    parts = current()
    stopped = parts.correspondence.stop(token, parts.clock())
    return message(
        "These mails have stopped",
        f"Nothing more is sent to {stopped.address} about it.",
        link=(parts.pages.root, "On to the blog"),
    )


def _read(purpose: Purpose, token: str) -> dict[str, Any]:
    parts = current()
    said: dict[str, Any] = parts.keyring.read(purpose, token, parts.clock())
    return said
