"""What ``oi publish`` does for the newsletter: it notes which posts are live for the first time, and sends nothing."""

from collections.abc import Sequence
from datetime import datetime

from outsideinnovation.notifications.newsletter.site_newsletter import SiteNewsletter, is_set_up
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.newsletter_status import moment
from outsideinnovation.subscriptions.settings import SubscriptionSettings
from outsideinnovation.tokens import Keyring
from outsideinnovation.wording import counted


def note(site: Site, now: datetime) -> list[str]:
    """Note what of *site* is new, and return those that will be mailed; nothing where no newsletter is set up.

    Raises SettingsError and StorageError.
    """
    if not is_set_up(site):
        return []
    newsletter = SiteNewsletter.of(site, Keyring.load(site.instance))
    try:
        return newsletter.note(now)
    finally:
        newsletter.database.close()


def in_words(posts: Sequence[str], site: Site, now: datetime) -> str:
    """Return a clause that says how many *posts* go out, and when the first may."""
    settings = SubscriptionSettings.of(site.configuration)
    due = now + settings.correction
    return f"{counted(len(posts), 'new post')} can be corrected until {moment(due, settings.zone, now)}"
