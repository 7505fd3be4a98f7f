"""Whether, and where, a blog invites its readers to subscribe by mail."""

from outsideinnovation.configuration import Configuration

PAGE = "subscribe/"  # below the site's address; mails name it in List-Help
FILE = "subscribe/index.html"


def is_open(settings: Configuration) -> bool:
    """Tell whether pages show the form: there is a service that answers it, and SUBSCRIPTIONS_OPEN is not False."""
    return settings.service.url is not None and settings.subscriptions.is_open
