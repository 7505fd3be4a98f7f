"""Where a request comes from, as pseudonyms: its network, and the larger one around it."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Self

# Bits of what one provider is commonly given (RFC 6177 for customers, registries' policies above).
_IPV4, _IPV6 = 16, 32


@dataclass(frozen=True, slots=True)
class Origin:
    """A network and its neighbourhood: enough to count by, nothing to find anybody by."""

    network: str
    neighbourhood: str

    @classmethod
    def of(cls, network: str, pseudonym: Callable[[str], str]) -> Self:
        """Return the origin in *network*, written as ``192.0.2.7/32``; any other text is its own neighbourhood.

        *pseudonym* hides what it is given, always in the same way (``Keyring.pseudonym``).
        """
        return cls(pseudonym(network), pseudonym(f"around {_around(network)}"))


def _around(network: str) -> str:
    try:
        inner = ip_network(network, strict=False)
    except ValueError:
        return network
    return str(inner.supernet(new_prefix=min(inner.prefixlen, _IPV4 if inner.version == 4 else _IPV6)))  # noqa: PLR2004 - its version
