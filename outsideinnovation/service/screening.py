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
    found = networks(request.headers.get("X-Forwarded-For"), request.remote_addr or "", context.hops)
    return [context.keyring.pseudonym(Purpose.NETWORK, each) for each in found]
