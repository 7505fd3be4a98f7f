"""Puts the mails about a subscription itself into the outbox: please confirm, welcome, you have it already."""

from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.mail.message import MailMessage
from outsideinnovation.mail.outbox import Outbox
from outsideinnovation.notifications.newsletter.site_newsletter import blog_of, templates_of
from outsideinnovation.site import Site
from outsideinnovation.subscriptions import notice_mail
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.mail_templates import MailTemplates
from outsideinnovation.subscriptions.notice import NoticeKind, SubscriptionNotice
from outsideinnovation.subscriptions.notice_mail import NoticeText
from outsideinnovation.subscriptions.opt_in import LINK_LIFE


@dataclass(frozen=True, slots=True)
class SubscriptionMails:
    """The mails of *blog* about subscriptions, on their way through *outbox*."""

    blog: Blog
    templates: MailTemplates
    outbox: Outbox

    @classmethod
    def of(cls, site: Site, outbox: Outbox) -> "SubscriptionMails":
        """Return those of *site*. Raises SettingsError where it says not who writes, or where the service is."""
        return cls(blog_of(site), templates_of(site), outbox)

    def post(self, notice: SubscriptionNotice, now: datetime) -> None:
        """Put the mail of *notice* into the outbox, durably, and once for its key. Raises StorageError, MailError."""
        to, key = notice.subscriber.address, _key(notice)
        message = notice_mail.message(self._text(notice), to, key, self.blog, self.templates, now)
        self.outbox.put(MailMessage(to, "", "", None, key), message, now)

    def _text(self, notice: SubscriptionNotice) -> NoticeText:
        token = notice.subscriber.token
        if notice.kind is NoticeKind.WELCOME:
            return notice_mail.welcome(self.blog, token)
        if notice.kind is NoticeKind.ALREADY_SUBSCRIBED:
            return notice_mail.already(self.blog, token)
        assert notice.confirmation, "a confirmation has its link"
        hours = round(LINK_LIFE.total_seconds() / 3600)
        link = self.blog.confirmation_page(notice.confirmation)
        return notice_mail.confirmation(self.blog, link, hours, token)


def _key(notice: SubscriptionNotice) -> str:
    """Return the mail's key; the outbox remembers it for longer than a database that is made anew counts from one."""
    return f"subscription/{notice.key}/{notice.subscriber.token}"
