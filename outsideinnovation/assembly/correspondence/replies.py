"""What commenters are told: that an address waits to be confirmed, that they can be read, that somebody answered."""

from outsideinnovation.assembly.correspondence.links import LIFE, Links
from outsideinnovation.assembly.correspondence.stationery import Sheet
from outsideinnovation.catalogue import Entry
from outsideinnovation.comments.record import Comment

_DAYS = LIFE.days


def confirmation(site: str, confirm: str, never: str) -> tuple[str, Sheet]:
    """Return subject and words of the mail that asks whether an address is its reader's.

    It repeats nothing that anybody typed, since it may go to somebody who never was on the site.
    """
    sheet = Sheet()
    sheet.say("Hello,")
    sheet.say(
        f"somebody has left a comment on {site}, and asked for a mail to this address once it can be read, and when "
        "somebody answers. If that was you, please tell us that the address is yours:"
    )
    sheet.links(("Yes, this is my address", confirm))
    sheet.say(
        f"The link works for {_DAYS} days. If it was not you, there is nothing to do: without your yes no more mail about "
        "that comment comes here, and the address is shown to nobody."
    )
    sheet.line()
    sheet.links(("Never write to this address again", never))
    return f"Is this your address? A question from {site}", sheet


def live(comment: Comment, entry: Entry, site: str, links: Links, address: str) -> tuple[str, Sheet]:
    """Return subject and words of the mail that says: your comment is live."""
    sheet = Sheet()
    sheet.say(f"Hello {comment.author},")
    sheet.say(f"thank you for your words on “{entry.title}”. They are there for everybody to read now:")
    sheet.links(("See your comment", links.page(entry.url, comment.id)))
    sheet.quote(comment.body)
    sheet.say("When somebody answers, you will hear of it.")
    _end(sheet, site, links, address, comment.id)
    return f"Your comment on “{entry.title}” is live", sheet


def answered(answer: Comment, parent: str, entry: Entry, site: str, links: Links, address: str) -> tuple[str, Sheet]:
    """Return subject and words of the mail that says: somebody answered your comment *parent*."""
    sheet = Sheet()
    sheet.say("Hello,")
    sheet.say(f"{answer.author} has answered your comment on “{entry.title}”:")
    sheet.quote(answer.body)
    sheet.links(("Read it in its place", links.page(entry.url, answer.id)))
    sheet.links(("Your comment", links.page(entry.url, parent)))
    _end(sheet, site, links, address, parent)
    return f"An answer to your comment on “{entry.title}”", sheet


def _end(sheet: Sheet, site: str, links: Links, address: str, comment: str) -> None:
    sheet.line()
    sheet.say(f"You asked {site} for this when you wrote your comment. Enough of it?")
    sheet.links(
        ("No more about this comment", links.stop(address, comment)),
        ("No more mail from us at all", links.stop(address)),
    )
