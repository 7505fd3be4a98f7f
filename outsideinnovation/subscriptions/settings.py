"""The settings of the subscriptions room, typed and checked once; every problem is told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.address import MailError, address
from outsideinnovation.subscriptions.digest_clock import DigestClock
from outsideinnovation.subscriptions.schedule import Digests

PREFIX = "SUBSCRIPTIONS_"
Value = TypeVar("Value")


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
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Read a site's *settings*. Raises SettingsError, with a line for each that cannot be used."""
        reader = _Reader(settings)
        found = cls(
            correction=timedelta(minutes=reader.number("CORRECTION_MINUTES", 15, range(60 * 24 * 7 + 1))),
            confirmations_per_hour=reader.number("CONFIRMATIONS_PER_HOUR", 100, range(1_000_001)),
            confirmations_per_network=reader.number("CONFIRMATIONS_PER_NETWORK", 20, range(1_000_001)),
            digest_hour=reader.number("DIGEST_HOUR", 7, range(24)),
            digest_weekday=reader.read("DIGEST_WEEKDAY", "monday", _weekday, 'write a day, as "monday"'),
            soft_bounces=reader.number("SOFT_BOUNCES", 5, range(1, 101)),
            connections=reader.number("CONNECTIONS", 1, range(1, 101)),
            mails_per_connection=reader.number("MAILS_PER_CONNECTION", 50, range(1, 100_001)),
            mails_per_second=reader.read(
                "MAILS_PER_SECOND", 0, _rate, "write a number, such as 5 or 0.5; 0 for no limit"
            ),
            mailbox=reader.read("MAILBOX", None, _mailbox, 'write it as "news@example.org"'),
            zone=reader.read("TIMEZONE", "UTC", _zone, 'write a place, as "Europe/Berlin"', prefix=""),
        )
        if reader.problems:
            raise SettingsError("\n".join(reader.problems))
        return found

    @property
    def digests(self) -> Digests:
        """When digests are due."""
        daily = DigestClock(self.zone, self.digest_hour)
        return Digests(daily, DigestClock(self.zone, self.digest_hour, self.digest_weekday))


class _Reader:
    """Reads one setting after the other, and remembers what is wrong."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.problems: list[str] = []
        self._settings = settings

    def read(
        self, name: str, default: object, read: Callable[[object], Value], remedy: str, prefix: str = PREFIX
    ) -> Value:
        value = self._settings.get(prefix + name, default)
        try:
            return read(value)
        except (ValueError, TypeError, KeyError, OSError):
            self.problems.append(f"{prefix}{name} {value!r} cannot be used: {remedy}.")
            return read(default)

    def number(self, name: str, default: int, allowed: range) -> int:
        def read(value: object) -> int:
            if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
                raise ValueError
            return value

        return self.read(name, default, read, f"write a whole number from {allowed[0]} to {allowed[-1]}")


def _weekday(value: object) -> Weekday:
    return Weekday[str(value).upper()]


def _rate(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise ValueError
    return float(value)


def _mailbox(value: object) -> str | None:
    try:
        return address(str(value)) if value else None
    except MailError as error:
        raise ValueError(str(error)) from None


def _zone(value: object) -> ZoneInfo:
    return ZoneInfo(str(value or "UTC"))
