"""Whether, and where, a blog invites its readers to subscribe by mail."""

from collections.abc import Mapping
from typing import Any

SETTING = "SUBSCRIPTIONS_OPEN"
PAGE = "subscribe/"  # below the site's address; mails name it in List-Help
FILE = "subscribe/index.html"


def is_open(settings: Mapping[str, Any]) -> bool:
    """Tell whether pages show the form: there is a service that answers it, and SUBSCRIPTIONS_OPEN is not False."""
    return settings.get("SERVICE_URL") is not None and bool(settings.get(SETTING, True))
