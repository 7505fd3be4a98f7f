"""What commenters are told: that an address waits to be confirmed, that they can be read, that somebody answered."""

from outsideinnovation.catalogue import CatalogueEntry
from outsideinnovation.comments.record import Comment
from outsideinnovation.languages.message import Message, Translator
from outsideinnovation.notifications.body import MailBody
from outsideinnovation.notifications.mail_links import LIFE, Links

_DAYS = LIFE.days


def confirmation(site: str, confirm: str, never: str, reader: Translator) -> tuple[str, MailBody]:
    """Return subject and words of the mail that asks whether an address is its reader's.

    It repeats nothing that anybody typed, since it may go to somebody who never was on the site.
    """
    body = MailBody(reader)
    body.say(Message("Hello,"))
    body.say(
        Message(
            "somebody has left a comment on %(site)s, and asked for a mail to this address once it can be read, and when "
            "somebody answers. If that was you, please tell us that the address is yours:",
            site=site,
        )
    )
    body.buttons((Message("Yes, this is my address"), confirm))
    body.say(
        Message.counted(
            "The link works for a day. If it was not you, there is nothing to do: without your yes no more mail about "
            "that comment comes here, and the address is shown to nobody.",
            "The link works for %(number)d days. If it was not you, there is nothing to do: without your yes no more mail "
            "about that comment comes here, and the address is shown to nobody.",
            _DAYS,
        )
    )
    body.line()
    body.links((Message("Never write to this address again"), never))
    return Message("Is this your address? A question from %(site)s", site=site), body


def live(
    comment: Comment, entry: CatalogueEntry, site: str, links: Links, address: str, reader: Translator
) -> tuple[str, MailBody]:
    """Return subject and words of the mail that says: your comment is live."""
    body = MailBody(reader)
    body.say(Message("Hello %(name)s,", name=comment.author))
    body.say(
        Message("thank you for your words on “%(title)s”. They are there for everybody to read now:", title=entry.title)
    )
    body.buttons((Message("See your comment"), links.page(entry.url, comment.id)))
    body.quote(comment.body)
    body.say(Message("When somebody answers, you will hear of it."))
    _end(body, site, links, address, comment.id)
    return Message("Your comment on “%(title)s” is live", title=entry.title), body


def answered(
    answer: Comment, parent: str, entry: CatalogueEntry, site: str, links: Links, address: str, reader: Translator
) -> tuple[str, MailBody]:
    """Return subject and words of the mail that says: somebody answered your comment *parent*."""
    body = MailBody(reader)
    body.say(Message("Hello,"))
    body.say(
        Message("%(name)s has answered your comment on “%(title)s”:", name=answer.author, title=entry.title),
    )
    body.quote(answer.body)
    body.buttons((Message("Read it in its place"), links.page(entry.url, answer.id)))
    body.links((Message("Your comment"), links.page(entry.url, parent)))
    _end(body, site, links, address, parent)
    return Message("An answer to your comment on “%(title)s”", title=entry.title), body


def _end(body: MailBody, site: str, links: Links, address: str, comment: str) -> None:
    body.line()
    body.say(Message("You asked %(site)s for this when you wrote your comment. Enough of it?", site=site))
    body.links(
        (Message("No more about this comment"), links.stop(address, comment)),
        (Message("No more mail from us at all"), links.stop(address)),
    )
