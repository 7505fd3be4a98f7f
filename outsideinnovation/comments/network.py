"""The network a request comes from, as far as it can be believed; everything that counts by network asks here.

IPv4 counts by address, IPv6 by /64, which is what one household or server is given (RFC 6177). Of ``X-Forwarded-For`` only
what our own proxies wrote is believed: they append at the right, and anybody may have written the rest.

Werkzeug's ``ProxyFix`` was weighed and left: it reads the header as a list of quoted strings, so that one quotation mark of
a stranger makes it drop what the proxy appended; it leaves ports and brackets in; and it overwrites the peer's own address,
by which an unnamed proxy is noticed (``service/proxies``).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

WIDER = (56, 48)  # lengths of the prefixes that providers give to one customer (RFC 6177)
UNKNOWN = "unknown"  # the network of whoever comes without an address: a local socket


def network(forwarded_for: str | None, peer: str, hops: int) -> str:
    """Return the canonical network of whoever sent a request, such as ``192.0.2.7/32`` or ``2001:db8::/64``.

    *peer* is the address the connection comes from, *hops* the number of our own proxies before the service
    (``OI_TRUSTED_PROXIES``). With one hop the last entry of *forwarded_for* is the sender's address, with two the last
    but one. An entry that is no address counts as *peer*. Never raises.
    """
    return networks(forwarded_for, peer, hops)[0]


def networks(forwarded_for: str | None, peer: str, hops: int) -> tuple[str, ...]:
    """Return the same network, and for IPv6 those around it: a /56 and a /48, which are given to one customer, too.

    An IPv4 network stands alone: others there are other people. Never raises.
    """
    sender = _address(_believed(forwarded_for or "", hops)) or _address(peer or "")
    if sender is None:
        return (UNKNOWN,)
    if isinstance(sender, IPv4Address):
        return (f"{sender}/32",)
    return tuple(str(ip_network((sender, length), strict=False)) for length in (64, *WIDER))


def _believed(forwarded_for: str, hops: int) -> str:
    """Return the entry that the outermost of our proxies wrote; where there are too few, the first."""
    if hops < 1:
        return ""
    return forwarded_for.rsplit(",", hops)[-hops:][0]


def _address(written: str) -> IPv4Address | IPv6Address | None:
    """Read an address, with or without brackets, port and zone; an IPv4 address inside an IPv6 one is taken out."""
    bare = written.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
