"""What the settings say of mail: who writes, to which editors, how often, and how much in an hour."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from outsideinnovation.errors import SettingsError
from outsideinnovation.languages.message import Translator
from outsideinnovation.mail import address
from outsideinnovation.notifications.digest_schedule import Interval
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
    language: str

    @classmethod
    def of(cls, site: Site) -> Self:
        """Read the settings of *site*. Raises SettingsError for what cannot be used."""
        settings = site.configuration
        service = service_address(site) if settings.service.url else ""
        if settings.mail.sender and service and not urlsplit(service).netloc:
            raise SettingsError(
                f"{site.settings_file}: SERVICE_URL {service!r} cannot be used: write it whole, https://…, or SITEURL: mails "
                "hold whole addresses."
            )
        return cls(
            name=settings.site.name or "our blog",
            sender=settings.mail.sender,
            editors=tuple(address.address(each) for each in dict.fromkeys(settings.comments.notify)),
            every=Interval(settings.comments.notify_every),
            zone=settings.site.zone,
            confirmations_per_hour=settings.comments.confirmations_per_hour,
            site=settings.site.url or service,
            service=service,
            language=settings.site.language,
        )

    @property
    def translator(self) -> Translator:
        """What says mails to readers in the blog's language, times on its clock."""
        return Translator.of(self.language, self.zone.key)

    @property
    def writes(self) -> bool:
        """Whether anybody can be written to."""
        return bool(self.sender and self.service)
