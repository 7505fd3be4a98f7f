"""SPF (RFC 7208) as a receiving server evaluates it: whether an address may send for a domain, and in how many lookups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network

from outsideinnovation.doctor.resolver import Address, Resolver
from outsideinnovation.doctor.spf_macros import MacroError, Macros

MOST_LOOKUPS = 10  # §4.6.4; one more, and receivers see an error
_VERSION = "v=spf1"
_COSTLY = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_KNOWN = _COSTLY | {"all", "ip4", "ip6"}
_PREFIXES = re.compile(r"(?:/(\d+))?(?://(\d+))?$")  # a macro may hold a stroke, too (§7.1)


class SpfResult(StrEnum):
    """What §2.6 calls the results."""

    PASS = "pass"  # noqa: S105 - a result, and no password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    PERMERROR = "permerror"


_QUALIFIERS = {"+": SpfResult.PASS, "-": SpfResult.FAIL, "~": SpfResult.SOFTFAIL, "?": SpfResult.NEUTRAL}


class SpfError(Exception):
    """A record that receivers cannot evaluate (permerror); its text says why."""


@dataclass(frozen=True, slots=True)
class _Term:
    name: str
    value: str
    prefixes: tuple[str, str]  # of a network of IPv4, and of IPv6
    result: SpfResult
    is_modifier: bool = False


def record(resolver: Resolver, domain: str) -> str | None:
    """Return the SPF record of *domain*; None where there is none. Raises SpfError where there are several (§4.5)."""
    found = [
        text for text in resolver.txt(domain) if text.lower() == _VERSION or text.lower().startswith(f"{_VERSION} ")
    ]
    if len(found) > 1:
        raise SpfError(f"{domain} has {len(found)} SPF records, and receivers take none of several")
    return found[0] if found else None


class Evaluation:
    """One evaluation for mail with the return path *sender* from *address*; ``lookups`` counts what §4.6.4 limits.

    Without an address nothing matches that goes by it.
    """

    def __init__(self, resolver: Resolver, sender: str, address: Address | None) -> None:
        self._resolver, self._address = resolver, address
        self._macros = Macros(sender, address)
        self.lookups = 0

    def of(self, domain: str) -> SpfResult:
        """Return what receivers see. Raises SpfError and ResolverError."""
        found = record(self._resolver, domain)
        if found is None:
            return SpfResult.NONE
        redirect = ""
        for term in _terms(found):
            if term.is_modifier:
                redirect = term.value if term.name == "redirect" else redirect
            elif self._matches(term, domain):
                return term.result
        if not redirect:
            return SpfResult.NEUTRAL
        self._count("redirect")
        name = self._name(redirect, domain)
        return self._included(name) if name else SpfResult.NEUTRAL

    def _matches(self, term: _Term, domain: str) -> bool:
        if term.name not in _KNOWN:
            raise SpfError(f"the record has a word that receivers do not know: {term.name}")
        self._count(term.name)
        if term.name == "all":
            return True
        name = self._name(term.value, domain)
        if name is None:
            return False
        if term.name == "include":
            return self._included(name) is SpfResult.PASS
        if term.name == "exists":
            return any(each.version == 4 for each in self._resolver.addresses(name))  # noqa: PLR2004 - of IP (§5.7)
        return any(self._address in network for network in self._networks(term, name)) if self._address else False

    def _name(self, value: str, domain: str) -> str | None:
        """Return the name that a term means, *domain* where it has none; None where that hangs on an unknown address."""
        try:
            return self._macros.expanded(value, domain) if value else domain
        except MacroError as error:
            raise SpfError(f"in the record of {domain}, {error}") from error

    def _included(self, domain: str) -> SpfResult:
        result = self.of(domain)
        if result is SpfResult.NONE:
            raise SpfError(f"{domain}, which the record names, has no SPF record")
        return result

    def _networks(self, term: _Term, domain: str) -> Iterator[IPv4Network | IPv6Network]:
        if term.name in {"ip4", "ip6"}:
            yield _network(term.value, term.prefixes[term.name == "ip6"])
            return
        names = self._resolver.mail_servers(domain) if term.name == "mx" else [domain]
        for name in names if term.name in {"a", "mx"} else ():
            for address in self._resolver.addresses(name):
                yield _network(str(address), term.prefixes[address.version == 6])  # noqa: PLR2004 - of IP

    def _count(self, name: str) -> None:
        self.lookups += name in _COSTLY
        if self.lookups > MOST_LOOKUPS:
            raise SpfError(f"the record takes more than {MOST_LOOKUPS} lookups, where receivers give up")


def _terms(text: str) -> Iterator[_Term]:
    for word in text.split()[1:]:
        qualifier, rest = (word[0], word[1:]) if word[0] in _QUALIFIERS else ("+", word)
        if "=" in rest.partition(":")[0]:
            name, _, value = rest.partition("=")
            yield _Term(name.lower(), value, ("", ""), SpfResult.NEUTRAL, is_modifier=True)
            continue
        end = _PREFIXES.search(rest)
        assert end, "it matches the empty end, too"
        name, _, value = rest[: end.start()].partition(":")
        first, second = end.groups("")
        prefixes = ("", first) if name.lower() == "ip6" else (first, second)
        yield _Term(name.lower(), value, prefixes, _QUALIFIERS[qualifier])


def _network(address: str, prefix: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(f"{address}/{prefix}" if prefix else address, strict=False)
    except ValueError:
        raise SpfError(f"{address}/{prefix} is no network") from None
