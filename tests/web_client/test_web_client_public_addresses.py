"""An address is public or not, in whatever form it is written."""

from ipaddress import ip_address

import pytest

from outsideinnovation.web_client.public_addresses import is_public


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "8.8.8.8", "9.9.9.9", "2620:fe::fe", "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "::ffff:8.8.8.8",
     "64:ff9b::808:808", "2002:808:808::1"],
)  # fmt: skip
def test_hosts_of_the_public_net(address: str) -> None:
    """Also by way of IPv6."""
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.2.1", "192.168.1.1",
     "198.18.0.1", "224.0.0.1", "233.252.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "::ffff:192.168.1.1",
     "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001:db8::1", "2001:0:7f00:1::1", "2002:7f00:1::1",
     "2002:a00:1::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"],
)  # fmt: skip
def test_all_others(address: str) -> None:
    """Private networks, this machine, groups, documentation, and tunnels into them."""
    assert not is_public(ip_address(address))
