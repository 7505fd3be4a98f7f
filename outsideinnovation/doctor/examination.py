"""All that is looked at, in turn. What cannot be asked is a warning, never an error: the other checks go on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from outsideinnovation.doctor import relay
from outsideinnovation.doctor.finding import Finding, problem, warning
from outsideinnovation.doctor.resolver import Address, Resolver, ResolverError
from outsideinnovation.doctor.sending_domain import SendingDomain
from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.dkim_signature import DkimSigner
from outsideinnovation.notifications.newsletter.site_newsletter import blog_of
from outsideinnovation.notifications.newsletter.trial_mail import trial_mail
from outsideinnovation.site import Site
from outsideinnovation.subscriptions.blog import Blog
from outsideinnovation.subscriptions.dkim_key import signer

NO_RESOLVER = "look whether this machine reaches a name server, or name one with --dns"


@dataclass(frozen=True, slots=True)
class Examination:
    """An examination of *site*; ``address`` is the one that mail is sent from, ``arrived`` a mail as a reader got it."""

    site: Site
    resolver: Resolver
    now: datetime
    address: Address | None = None
    arrived: bytes | None = None

    def findings(self) -> Iterator[Finding]:
        """Yield what was found, room by room."""
        yield from self._mail()

    def _mail(self) -> Iterator[Finding]:
        yield from relay.examine()
        try:
            blog = blog_of(self.site)
            own = signer(self.site.configuration.mail.dkim_selector, self.site.instance, blog.domain)
        except SettingsError as error:
            yield problem("settings", str(error), "correct the settings")
            return
        domain = self._domain(blog)
        checks: dict[str, Callable[[], Iterable[Finding]]] = {
            "bounces": domain.bounces,
            "SPF": domain.spf,
            "DKIM": lambda: domain.dkim(own, self._trial(blog, own), self.arrived),
            "DMARC": domain.dmarc,
            "PTR": domain.reverse,
        }
        for name, check in checks.items():
            yield from _asked(name, check)

    def _domain(self, blog: Blog) -> SendingDomain:
        address = self.address or relay.sending_address(self.resolver)
        return SendingDomain(self.resolver, blog.sender, blog.mailbox, address)

    def _trial(self, blog: Blog, own: DkimSigner | None) -> bytes:
        message = trial_mail(blog, self.now)
        return own.signed(message) if own else message


def _asked(name: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except ResolverError as error:
        return [warning(name, f"{error}.", NO_RESOLVER)]
