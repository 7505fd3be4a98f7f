"""Who sent a request: counted from the right, by network, and never more than our own proxies can know."""

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsideinnovation.comments.network import UNKNOWN, network, networks

PEER = "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded_for", "hops", "expected"),
    [
        (None, 0, "203.0.113.9/32"),
        (None, 1, "203.0.113.9/32"),
        ("192.0.2.1", 0, "203.0.113.9/32"),
        ("192.0.2.1", 1, "192.0.2.1/32"),
        ("6.6.6.6, 192.0.2.1", 1, "192.0.2.1/32"),
        ('"6.6.6.6, 192.0.2.1', 1, "192.0.2.1/32"),
        ("6.6.6.6, 192.0.2.1, 10.0.0.1", 2, "192.0.2.1/32"),
        ("6.6.6.6,192.0.2.1,10.0.0.1", 3, "6.6.6.6/32"),
        ("192.0.2.1", 5, "192.0.2.1/32"),
        ("6.6.6.6, ", 1, "203.0.113.9/32"),
        ("6.6.6.6, unknown", 1, "203.0.113.9/32"),
        ("6.6.6.6, _hidden", 1, "203.0.113.9/32"),
        ("", 1, "203.0.113.9/32"),
        ("192.0.2.1", -1, "203.0.113.9/32"),
        ("192.0.2.1:4711", 1, "192.0.2.1/32"),
        ('"[2001:db8:1:2:3::4]:4711"', 1, "2001:db8:1:2::/64"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(forwarded_for: str | None, hops: int, expected: str) -> None:
    """Proxies append at the right; whatever stands left of what they wrote is a stranger's invention."""
    assert network(forwarded_for, PEER, hops) == expected


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("::ffff:c000:207", "192.0.2.7/32"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", UNKNOWN),
        ("/run/oi.sock", UNKNOWN),
        ("192.0.2.07", UNKNOWN),
        ("192.0.2.7.", UNKNOWN),
        ("١٩٢.0.2.7", UNKNOWN),
        ("0x7f.1", UNKNOWN),
        ("1" * 5000, UNKNOWN),
    ],
)
def test_a_network_has_one_way_of_writing(peer: str, expected: str) -> None:
    """One house is one network: an IPv4 address however it is wrapped, an IPv6 address with its neighbours."""
    assert network(None, peer, 0) == expected


def test_neighbours_in_a_64_are_one_network_and_others_are_not() -> None:
    """Changing the lower half of an IPv6 address, which is free, wins nothing."""
    assert network(None, "2001:db8::1", 0) == network(None, "2001:db8::ffff:ffff", 0)
    assert network(None, "2001:db8::1", 0) != network(None, "2001:db8:0:1::1", 0)


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("2001:db8:1:2345::6", ("2001:db8:1:2345::/64", "2001:db8:1:2300::/56", "2001:db8:1::/48")),
        ("192.0.2.7", ("192.0.2.7/32",)),
        ("::ffff:192.0.2.7", ("192.0.2.7/32",)),
        ("", (UNKNOWN,)),
    ],
)
def test_around_an_ipv6_network_are_those_of_one_customer(peer: str, expected: tuple[str, ...]) -> None:
    """A customer may own a /56 or a /48, and change the /64 at will; IPv4 neighbours are other people."""
    assert networks(None, peer, 0) == expected


def test_a_forged_header_never_changes_the_answer() -> None:
    """However much is sent in front, what the proxy appended decides; a megabyte of it too."""
    for forged in ("1.2.3.4", "1.2.3.4, 5.6.7.8", ",,,", "[::", "a," * 500_000):
        assert network(f"{forged}, 192.0.2.1", PEER, 1) == "192.0.2.1/32"


@settings(max_examples=60)
@given(
    st.none() | st.text() | st.lists(st.ip_addresses().map(str) | st.text(max_size=9)).map(",".join),
    st.text() | st.ip_addresses().map(str),
    st.integers(-1, 9),
)
def test_whatever_stands_there_there_is_an_answer(forwarded_for: str | None, peer: str, hops: int) -> None:
    """Garbage raises nothing; the answer is a network, or the word for none."""
    found = network(forwarded_for, peer, hops)
    assert found == UNKNOWN or str(ipaddress.ip_network(found)) == found
    assert networks(forwarded_for, peer, hops)[0] == found
