"""The domain that mail comes from, as big mailbox providers look at it: SPF, DKIM, DMARC, and where bounces go."""

from collections.abc import Iterator
from dataclasses import dataclass

from outsideinnovation.doctor import spf
from outsideinnovation.doctor.finding import Finding, ok, problem, warning
from outsideinnovation.doctor.resolver import Address, Resolver, ResolverError
from outsideinnovation.doctor.spf import SpfError, SpfResult
from outsideinnovation.mail.address import sender
from outsideinnovation.mail.dkim_signature import DkimSigner, is_valid, signatures

BOTH = ("List-Unsubscribe", "List-Unsubscribe-Post")
TRIAL_REMEDY = (
    "send yourself a mail (`oi newsletter send --to ADDRESS`), save it with its headers as it arrived, and give it to "
    "`oi doctor --message FILE`"
)


@dataclass(frozen=True, slots=True)
class SendingDomain:
    """Mail from *sender* (``Name <address>``), whose bounces come to *mailbox*, sent from *address* where that is known."""

    resolver: Resolver
    sender: str
    mailbox: str
    address: Address | None = None

    @property
    def domain(self) -> str:
        """The domain that readers see."""
        return sender(self.sender)[1].rpartition("@")[2]

    def bounces(self) -> Iterator[Finding]:
        """Look whether mail can come back: bounces, and unsubscribing answers."""
        domain = self.mailbox.rpartition("@")[2]
        servers = self.resolver.mail_servers(domain)
        if any(servers) or (not servers and self.resolver.addresses(domain)):
            yield ok("bounces", f"Mail to {self.mailbox} goes to {servers[0] if servers else domain}.")
        else:
            yield problem(
                "bounces",
                f"{domain} takes no mail (no MX), so bounces and unsubscribing answers to {self.mailbox} are lost.",
                f"give {domain} an MX record, or name another address in SUBSCRIPTIONS_MAILBOX",
            )

    def spf(self) -> Iterator[Finding]:
        """Look whether the domain of the return path lets the relay send for it (RFC 7208), aligned with From (RFC 7489)."""
        domain = self.mailbox.rpartition("@")[2]
        where = f"the TXT record of {domain}"
        try:
            result = spf.Evaluation(self.resolver, self.mailbox, self.address).of(domain)
        except SpfError as error:
            yield problem("SPF", f"{error}.", f"mend {where}")
            return
        if result is SpfResult.NONE:
            yield problem(
                "SPF", f"{domain} has no SPF record.", f'add {where}: "v=spf1 include:… -all", as your relay says'
            )
        elif self.address is None:
            yield warning(
                "SPF",
                f"{domain} has an SPF record; from which address your relay sends is not known here.",
                "name it with --sending-address",
            )
        elif result is SpfResult.PASS:
            yield ok("SPF", f"{domain} lets {self.address} send for it.")
        else:
            yield problem(
                "SPF", f"{domain} does not let {self.address} send for it ({result}).", f"name your relay in {where}"
            )
        if not _aligned(domain, self.domain):
            yield warning(
                "SPF",
                f"Bounces go to {domain} and readers see {self.domain}: SPF alone does not satisfy DMARC.",
                "name a SUBSCRIPTIONS_MAILBOX of the same domain, or sign with DKIM",
            )

    def dkim(self, signer: DkimSigner | None, trial: bytes, arrived: bytes | None) -> Iterator[Finding]:
        """Look whether a signature holds and covers what one-click unsubscribing needs (RFC 8058 §4).

        *trial* is a mail as it would be sent; *arrived* one as a reader got it, which shows what the relay signs.
        """
        if arrived is None and signer is None:
            yield warning(
                "DKIM", "The newsletter is not signed here; whether your relay signs cannot be seen.", TRIAL_REMEDY
            )
            return
        message = arrived if arrived is not None else trial
        found = [
            (number, each) for number, each in enumerate(signatures(message)) if _aligned(each.domain, self.domain)
        ]
        valid = [each for number, each in found if is_valid(message, number, self._key)]
        if not found:
            yield problem(
                "DKIM",
                f"The mail has no signature of {self.domain}.",
                "let your relay sign, or set MAIL_DKIM_SELECTOR and OI_DKIM_KEY",
            )
        elif not valid:
            names = ", ".join(dict.fromkeys(each.key_name for _, each in found))
            yield problem(
                "DKIM",
                f"No signature holds: the public key at {names} is missing, is another, or the mail was changed on its way.",
                f"put the public key into the TXT record {names}",
            )
        else:
            yield from _covered([each.headers for each in valid], valid[0].key_name)

    def dmarc(self) -> Iterator[Finding]:
        """Look for the domain's DMARC policy, on itself or the domains above it (RFC 7489 §6.6.3)."""
        labels = self.domain.split(".")
        for name in (".".join(labels[start:]) for start in range(len(labels) - 1)):
            found = [text for text in self.resolver.txt(f"_dmarc.{name}") if text.startswith("v=DMARC1")]
            if len(found) > 1:
                yield problem(
                    "DMARC", f"_dmarc.{name} has {len(found)} policies, and none counts.", "leave one of them"
                )
                return
            if found:
                policy = dict(part.strip().partition("=")[::2] for part in found[0].split(";")).get("p", "").strip()
                if policy not in {"none", "quarantine", "reject"}:
                    yield problem("DMARC", f"_dmarc.{name} says p={policy!r}.", "write p=none, quarantine or reject")
                else:
                    yield ok("DMARC", f"_dmarc.{name} says p={policy}.")
                return
        yield problem(
            "DMARC",
            f"{self.domain} has no DMARC policy; Gmail and Yahoo want one of whoever writes to many.",
            f'add the TXT record _dmarc.{self.domain}: "v=DMARC1; p=none"',
        )

    def reverse(self) -> Iterator[Finding]:
        """Look whether the sending address has a name that leads back to it (PTR, forward-confirmed)."""
        if self.address is None:
            yield warning(
                "PTR", "From which address your relay sends is not known here.", "name it with --sending-address"
            )
            return
        names = self.resolver.names(self.address)
        if any(self.address in self.resolver.addresses(name) for name in names):
            yield ok("PTR", f"{self.address} is {names[0]}, and that leads back.")
        else:
            finding = f"is called {', '.join(names)}, which does not lead back" if names else "has no name"
            remedy = "let whoever owns the address set a PTR record to a name whose A or AAAA record is the address"
            yield problem("PTR", f"{self.address} {finding}: many servers refuse its mail.", remedy)

    def _key(self, name: str) -> str | None:
        try:
            return next(iter(self.resolver.txt(name)), None)
        except ResolverError:
            return None


def _covered(covered: list[frozenset[str]], key: str) -> Iterator[Finding]:
    best = max(covered, key=lambda headers: sum(name.lower() in headers for name in BOTH))
    missing = [name for name in BOTH if name.lower() not in best]
    if missing:
        yield problem(
            "DKIM",
            f"A signature holds, but does not cover {' and '.join(missing)}: no provider offers one-click unsubscribing.",
            "let the relay sign them too, or sign here: MAIL_DKIM_SELECTOR and OI_DKIM_KEY",
        )
    else:
        yield ok("DKIM", f"The signature with {key} holds, and covers both unsubscribe headers.")


def _aligned(one: str, other: str) -> bool:
    """Tell whether two domains are the same, or one is below the other (relaxed alignment, without a list of suffixes)."""
    one, other = one.lower(), other.lower()
    return bool(one) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))
