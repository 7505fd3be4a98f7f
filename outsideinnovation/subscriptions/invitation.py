"""Whether, and where, a blog invites its readers to subscribe by mail."""

from outsideinnovation.configuration import Configuration

PAGE = "subscribe/"  # below the site's address; mails name it in List-Help
FILE = "subscribe/index.html"


def is_open(settings: Configuration) -> bool:
    """Tell whether pages show the form, and the service takes it: it may write (MAIL_FROM), and SUBSCRIPTIONS_OPEN says so."""
    has_service = settings.service.url is not None  # of a preview, the address is empty
    return has_service and settings.mail.sender is not None and settings.subscriptions.is_open
