"""Which addresses are of the public net: what a name leads to is judged by its address, never by the name."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
MayConnect = Callable[
    [Address], bool
]  # the rule by which an address may be asked: ``is_public``, unless a test has its own

_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out for hosts
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64 (RFC 6052): the IPv4 address is in the last 32 bits
_LAST_32_BITS = 0xFFFFFFFF


def is_public(address: Address) -> bool:
    """Tell whether *address* is one that everybody reaches: of no private network, of this machine, a group or a tunnel."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address in _UNICAST and address.is_global and address.teredo is None


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that *address* stands for, if it stands for one."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & _LAST_32_BITS)
    return address.ipv4_mapped or address.sixtofour
