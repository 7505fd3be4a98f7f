"""The settings of the subscriptions room, in the words of this room."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Self
from zoneinfo import ZoneInfo

from outsideinnovation.configuration import Configuration
from outsideinnovation.subscriptions.digest_clock import DigestClock
from outsideinnovation.subscriptions.issue_schedule import Digests


class Weekday(IntEnum):
    """A day of the week, as ``datetime.weekday`` counts."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


@dataclass(frozen=True, slots=True)
class SubscriptionSettings:
    """What a site says of its subscriptions.

    ``correction``: how long after publishing a post is still being corrected, and not sent. ``confirmations_per_hour``: in
    all; ``confirmations_per_network``: of these, on the word of one network. Digests are due at ``digest_hour`` o'clock of
    ``zone``, weekly ones on ``digest_weekday``. ``soft_bounces``: so many in a row are as good as a hard one. A relay is asked
    for so many ``connections``, ``mails_per_connection`` and ``mails_per_second`` (0: as many as it takes). ``mailbox`` is
    where bounces and unsubscribing mails arrive; None: at MAIL_FROM.
    """

    correction: timedelta = timedelta(minutes=15)
    confirmations_per_hour: int = 100
    confirmations_per_network: int = 20
    digest_hour: int = 7
    digest_weekday: Weekday = Weekday.MONDAY
    soft_bounces: int = 5
    connections: int = 1
    mails_per_connection: int = 50
    mails_per_second: float = 0.0
    mailbox: str | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    @classmethod
    def of(cls, settings: Configuration) -> Self:
        """Read a site's *settings*."""
        section = settings.subscriptions
        return cls(
            correction=timedelta(minutes=section.correction_minutes),
            confirmations_per_hour=section.confirmations_per_hour,
            confirmations_per_network=section.confirmations_per_network,
            digest_hour=section.digest_hour,
            digest_weekday=Weekday[section.digest_weekday.upper()],
            soft_bounces=section.soft_bounces,
            connections=section.connections,
            mails_per_connection=section.mails_per_connection,
            mails_per_second=section.mails_per_second,
            mailbox=section.mailbox,
            zone=settings.site.zone,
        )

    @property
    def digests(self) -> Digests:
        """When digests are due."""
        daily = DigestClock(self.zone, self.digest_hour)
        return Digests(daily, DigestClock(self.zone, self.digest_hour, self.digest_weekday))
