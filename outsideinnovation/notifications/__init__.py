"""What editors and commenters are told by mail, and what they answer by its links."""

from outsideinnovation.notifications.mail_links import Stop
from outsideinnovation.notifications.notifier import Notifier

__all__ = ["Notifier", "Stop"]
