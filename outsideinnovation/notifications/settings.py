"""What the settings say of mail: who writes, to which editors, how often, and how much in an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from outsideinnovation.errors import SettingsError
from outsideinnovation.mail import address
from outsideinnovation.notifications.schedule import Interval
from outsideinnovation.site import Site, service_address


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """A site's terms. Without ``sender`` or ``service`` nobody is written to; addresses of sites end without a slash."""

    name: str
    sender: str | None
    editors: tuple[str, ...]
    every: Interval
    zone: ZoneInfo
    confirmations_per_hour: int
    site: str
    service: str

    @classmethod
    def of(cls, site: Site) -> Self:
        """Read the settings of *site*. Raises SettingsError for what cannot be used."""
        settings = site.settings
        sender = settings.get("MAIL_FROM")
        service = service_address(site) if settings.get("SERVICE_URL") else ""
        if not service.isascii():
            raise _refusal(site, "SERVICE_URL", service, "write its domain as browsers send it (xn--…)")
        if sender and service and not urlsplit(service).netloc:
            raise _refusal(
                site, "SERVICE_URL", service, "write it whole, https://…, or SITEURL: mails hold whole addresses"
            )
        return cls(
            name=str(settings.get("SITENAME") or "our blog"),
            sender=_sender(site, sender) if sender else None,
            editors=tuple(_editors(site, settings.get("COMMENTS_NOTIFY") or ())),
            every=_every(site, settings.get("COMMENTS_NOTIFY_EVERY", Interval.COMMENT)),
            zone=_zone(site, settings.get("TIMEZONE") or "UTC"),
            confirmations_per_hour=int(settings.get("COMMENTS_CONFIRMATIONS_PER_HOUR", 0)),
            site=str(settings.get("SITEURL") or service).rstrip("/"),
            service=service,
        )

    @property
    def writes(self) -> bool:
        """Whether anybody can be written to."""
        return bool(self.sender and self.service)


def _sender(site: Site, value: object) -> str:
    try:
        address.sender(str(value))
    except address.MailError:
        raise _refusal(site, "MAIL_FROM", value, 'write it as "Name <name@example.org>"') from None
    return str(value)


def _editors(site: Site, values: Iterable[Any]) -> Iterable[str]:
    if isinstance(values, str):
        raise _refusal(site, "COMMENTS_NOTIFY", values, 'write a list: ["name@example.org"]')
    for value in dict.fromkeys(values):
        try:
            yield address.address(str(value))
        except address.MailError:
            raise _refusal(site, "COMMENTS_NOTIFY", value, "write each as name@example.org") from None


def _every(site: Site, value: object) -> Interval:
    try:
        return Interval(str(value))
    except ValueError:
        raise _refusal(site, "COMMENTS_NOTIFY_EVERY", value, "write one of " + ", ".join(Interval)) from None


def _zone(site: Site, value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        raise _refusal(site, "TIMEZONE", value, 'write a place, as "Europe/Berlin"') from None


def _refusal(site: Site, name: str, value: object, remedy: str) -> SettingsError:
    return SettingsError(f"{site.settings_file}: {name} {value!r} cannot be used: {remedy}.")
