"""A request's network and the one around it are known by pseudonyms only."""

import pytest

from outsideinnovation.contacts.origin import Origin


@pytest.mark.parametrize(
    ("network", "around"),
    [
        ("192.0.2.7/32", "192.0.0.0/16"),
        ("192.0.200.1/32", "192.0.0.0/16"),
        ("2001:db8:1:2::/64", "2001:db8::/32"),
        ("unknown", "unknown"),
        ("10.0.0.0/8", "10.0.0.0/8"),
    ],
)
def test_networks_of_one_provider_are_neighbours(network: str, around: str) -> None:
    """By IPv4's /16 and IPv6's /32; what is no network stands alone."""
    found = Origin.of(network, lambda text: f"<{text}>")
    assert found == Origin(f"<{network}>", f"<around {around}>")
