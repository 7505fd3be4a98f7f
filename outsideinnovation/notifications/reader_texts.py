"""What commenters are told: that an address waits to be confirmed, that they can be read, that somebody answered."""

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.record import Comment
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.mail_links import LIFE, Links

_DAYS = LIFE.days


def confirmation(site: str, confirm: str, never: str) -> tuple[str, MailBody]:
    """Return subject and words of the mail that asks whether an address is its reader's.

    It repeats nothing that anybody typed, since it may go to somebody who never was on the site.
    """
    body = MailBody()
    body.say("Hello,")
    body.say(
        f"somebody has left a comment on {site}, and asked for a mail to this address once it can be read, and when "
        "somebody answers. If that was you, please tell us that the address is yours:"
    )
    body.buttons(("Yes, this is my address", confirm))
    body.say(
        f"The link works for {_DAYS} days. If it was not you, there is nothing to do: without your yes no more mail about "
        "that comment comes here, and the address is shown to nobody."
    )
    body.line()
    body.links(("Never write to this address again", never))
    return f"Is this your address? A question from {site}", body


def live(comment: Comment, entry: CatalogueEntry, site: str, links: Links, address: str) -> tuple[str, MailBody]:
    """Return subject and words of the mail that says: your comment is live."""
    body = MailBody()
    body.say(f"Hello {comment.author},")
    body.say(f"thank you for your words on “{entry.title}”. They are there for everybody to read now:")
    body.buttons(("See your comment", links.page(entry.url, comment.id)))
    body.quote(comment.body)
    body.say("When somebody answers, you will hear of it.")
    _end(body, site, links, address, comment.id)
    return f"Your comment on “{entry.title}” is live", body


def answered(
    answer: Comment, parent: str, entry: CatalogueEntry, site: str, links: Links, address: str
) -> tuple[str, MailBody]:
    """Return subject and words of the mail that says: somebody answered your comment *parent*."""
    body = MailBody()
    body.say("Hello,")
    body.say(f"{answer.author} has answered your comment on “{entry.title}”:")
    body.quote(answer.body)
    body.buttons(("Read it in its place", links.page(entry.url, answer.id)))
    body.links(("Your comment", links.page(entry.url, parent)))
    _end(body, site, links, address, parent)
    return f"An answer to your comment on “{entry.title}”", body


def _end(body: MailBody, site: str, links: Links, address: str, comment: str) -> None:
    body.line()
    body.say(f"You asked {site} for this when you wrote your comment. Enough of it?")
    body.links(
        ("No more about this comment", links.stop(address, comment)),
        ("No more mail from us at all", links.stop(address)),
    )
