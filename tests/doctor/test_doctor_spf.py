"""SPF as a receiving server evaluates it: macros, the ``exists`` mechanism, and both lengths of a network's prefix."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import cast

import pytest

from outsideinnovation.doctor.resolver import Address, Resolver
from outsideinnovation.doctor.spf import Evaluation, SpfError, SpfResult
from outsideinnovation.doctor.spf_macros import Macros

SENDER = "strong-bad@email.example.com"
IP4, IP6 = IPv4Address("192.0.2.3"), IPv6Address("2001:db8::cb01")

# RFC 7208 §7.4
EXPANSIONS = {
    "%{s}": "strong-bad@email.example.com",
    "%{o}": "email.example.com",
    "%{d4}": "email.example.com",
    "%{d2}": "example.com",
    "%{dr}": "com.example.email",
    "%{d02}": "example.com",
    f"%{{d{'9' * 5_000}}}": "email.example.com",
    "%{d2r}": "example.email",
    "%{l}": "strong-bad",
    "%{l-}": "strong.bad",
    "%{lr-}": "bad.strong",
    "%{l1r-}": "strong",
    "%{ir}.%{v}._spf.%{d2}": "3.2.0.192.in-addr._spf.example.com",
    "%{lr-}.lp._spf.%{d2}": "bad.strong.lp._spf.example.com",
    "%{d2}.trusted-domains.example.net": "example.com.trusted-domains.example.net",
    "%{S}%%%_%-": "strong-bad%40email.example.com% %20",
    "no macro": "no macro",
}


@dataclass
class Names:
    """A resolver that knows a few names and whatever was asked of it."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    hosts: dict[str, list[Address]] = field(default_factory=dict)

    def txt(self, name: str) -> list[str]:
        """Return the texts of *name*."""
        return self.texts.get(name, [])

    def addresses(self, name: str) -> list[Address]:
        """Return the addresses of *name*."""
        return self.hosts.get(name, [])

    def mail_servers(self, name: str) -> list[str]:
        """Return none: no record here needs them."""
        del name
        return []


def evaluated(record: str, address: Address | None, **hosts: str) -> SpfResult:
    """Return what *record* of email.example.com says, where the names (``_`` stands for a dot) have those addresses."""
    known: dict[str, list[Address]] = {name.replace("_", "."): [ip_address(host)] for name, host in hosts.items()}
    names = Names({"email.example.com": [record], "ok.example": ["v=spf1 ip4:192.0.2.0/24 -all"]}, known)
    return Evaluation(cast("Resolver", names), SENDER, address).of("email.example.com")


@pytest.mark.parametrize("text", EXPANSIONS)
def test_macros_stand_for_what_the_standard_says(text: str) -> None:
    """Letters, how many parts, their order, what parts them, and escapes."""
    assert Macros(SENDER, IP4).expanded(text, "email.example.com") == EXPANSIONS[text]


def test_an_address_of_ipv6_is_written_nibble_by_nibble() -> None:
    """RFC 7208 §7.3."""
    expected = "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.example.com"
    assert Macros(SENDER, IP6).expanded("%{ir}.%{v}.example.com", "x.example") == expected


@pytest.mark.parametrize("text", ["%{x}", "%{s", "100%", "%{d0}", "%{d00}", "%{d٢}", "%{c}"])
def test_a_macro_that_is_none_is_a_permanent_error(text: str) -> None:
    """As receivers have it: the record is of no use, and the error says which macro."""
    with pytest.raises(SpfError, match=r"email\.example\.com, .*%.* is no macro"):
        evaluated(f"v=spf1 exists:{text} -all", IP4)


def test_exists_goes_by_whether_the_name_has_an_address() -> None:
    """Any address of IPv4 will do (§5.7); without one the next term is looked at."""
    record = "v=spf1 exists:%{ir}.list.example -all"
    assert evaluated(record, IP4, **{"3_2_0_192_list_example": "127.0.0.2"}) is SpfResult.PASS
    assert evaluated(record, IP4, **{"4_2_0_192_list_example": "127.0.0.2"}) is SpfResult.FAIL


def test_included_records_may_be_named_by_macros() -> None:
    """So that large senders keep a record for each domain."""
    assert evaluated("v=spf1 include:%{v}.ok.example -all", None) is SpfResult.FAIL  # hangs on the address: no match
    assert evaluated("v=spf1 include:ok.example -all", IP4) is SpfResult.PASS


@pytest.mark.parametrize(
    ("record", "address", "result"),
    [
        ("v=spf1 a:out.example/24//64 -all", IP6, SpfResult.PASS),
        ("v=spf1 a:out.example//128 -all", IP6, SpfResult.FAIL),
        ("v=spf1 ip6:2001:db8::/32 -all", IP6, SpfResult.PASS),
        ("v=spf1 ip4:192.0.2.0/24 -all", IP4, SpfResult.PASS),
        ("v=spf1 ip4:192.0.2.4 ~all", IP4, SpfResult.SOFTFAIL),
    ],
)
def test_each_protocol_has_its_own_prefix(record: str, address: Address, result: SpfResult) -> None:
    """§5.6: after one stroke that of IPv4, after two that of IPv6."""
    assert evaluated(record, address, out_example="2001:db8::1") is result
