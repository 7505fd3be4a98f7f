"""Who sends a request, as far as the service keeps it: the pseudonym of a network."""

from flask import request

from outsideinnovation.comments.network import networks
from outsideinnovation.service.context import ServiceContext
from outsideinnovation.tokens import Purpose


def sender(context: ServiceContext) -> str:
    """Return the pseudonym of the network that this request comes from; the address itself is kept nowhere."""
    return senders(context)[0]


def senders(context: ServiceContext) -> list[str]:
    """Return the same pseudonym, and those of the networks around it, the narrower first."""
    return [context.keyring.pseudonym(Purpose.NETWORK, each) for each in _networks(context)]


def network_of(context: ServiceContext) -> str:
    """Return the network that this request comes from, such as ``192.0.2.7/32``: to count by, and to be kept nowhere."""
    return _networks(context)[0]


def _networks(context: ServiceContext) -> tuple[str, ...]:
    return networks(request.headers.get("X-Forwarded-For"), request.remote_addr or "", context.hops)
