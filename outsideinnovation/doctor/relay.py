"""The relay: is it there, is the way to it private, does it take our sign-in? Nothing is sent."""

from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address

from outsideinnovation.doctor.finding import Finding, ok, problem, warning
from outsideinnovation.doctor.resolver import Address, Resolver, ResolverError
from outsideinnovation.errors import SettingsError
from outsideinnovation.mail.relay import ENVIRONMENT, SHAPE, Relay, Tls
from outsideinnovation.mail.smtp import RelayError, SmtpSession


def examine() -> Iterator[Finding]:
    """Connect to the relay that the environment names, as delivery would."""
    try:
        relay = Relay.from_environment()
    except SettingsError as error:
        yield problem("relay", str(error), f"correct {ENVIRONMENT}")
        return
    if relay is None:
        yield problem("relay", f"{ENVIRONMENT} is not set: every mail waits.", f"set it, such as {SHAPE}")
    elif relay.mailbox:
        yield warning(
            "relay", "Mail is kept here and goes to nobody.", f"set {ENVIRONMENT} to a relay, such as {SHAPE}"
        )
    else:
        yield from _connected(relay)


def _connected(relay: Relay) -> Iterator[Finding]:
    try:
        with closing(SmtpSession(relay)):
            pass
    except RelayError as error:
        yield problem(
            "relay", str(error), f"check {ENVIRONMENT}, and that this machine may reach {relay.host}:{relay.port}"
        )
        return
    signed_in = ", and takes the sign-in" if relay.user else ""
    if relay.tls is Tls.NONE and not _is_this_machine(relay.host):
        yield warning("relay", f"{relay.host} answers{signed_in}, but anybody on the way can read the mail.", "use TLS")
    else:
        yield ok("relay", f"{relay.host}:{relay.port} answers{signed_in} (TLS: {relay.tls}).")


def sending_address(resolver: Resolver) -> Address | None:
    """Return the relay's public address, from which it most likely sends; None where that cannot be told."""
    try:
        relay = Relay.from_environment()
        found = resolver.addresses(relay.host) if relay and not relay.mailbox and not _is_address(relay.host) else []
    except (SettingsError, ResolverError):
        return None
    if relay and _is_address(relay.host):
        found = [ip_address(relay.host)]
    return next((address for address in found if address.is_global), None)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
