"""What becomes of an old address here: it answers, redirects, is gone by choice, or is lost.

Redirects are followed as a browser follows them. Where the site's web server is not known (PUBLISH_HOST), an address counts as
lost if either nginx or Caddy would lose it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from outsideinnovation.builder.built_site import BuiltSite
from outsideinnovation.builder.urls.redirect_lookup import SERVERS
from outsideinnovation.builder.urls.request_target import RequestTarget
from outsideinnovation.builder.urls.served_site import ServedSite
from outsideinnovation.importers.old_addresses.naming_queries import names_a_page

STEPS = 20  # redirects after which browsers give up


class AddressVerdict(StrEnum):
    """What becomes of an address; the worst last."""

    ANSWERS = "answers"
    REDIRECTS = "redirects"
    GONE = "gone"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of an ``address``: by which ``steps`` a browser gets on, the last ``status``, and ``why`` it is lost."""

    address: str
    verdict: AddressVerdict
    status: int
    steps: tuple[str, ...] = ()
    why: str = ""


class Judge:
    """Judges addresses by what *built* would answer at *site_url*, on the server *host* if it is one that is known."""

    def __init__(self, built: BuiltSite, site_url: str, host: str | None) -> None:
        rules = [SERVERS[host]] if host in SERVERS else [*SERVERS.values()]
        self._sites = [ServedSite(built.files, built.leads, built.root, each) for each in rules]
        self._listed = {RequestTarget.of(old).key: new for old, new in built.listed.items()}
        self._base = f"{site_url or 'https://site.invalid'}/"
        self._host = urlsplit(self._base).netloc.lower()

    def judge(self, address: str) -> Judgement:
        """Return what becomes of a rooted *address*, as browsers send it."""
        found = [self._followed(site, address) for site in self._sites]
        return max(found, key=lambda each: list(AddressVerdict).index(each.verdict))

    def counted_as(self, address: str) -> str:
        """Return *address* without a query that makes no difference: those of a log are many, and each would be one more."""
        path, mark, _ = address.partition("?")
        site = self._sites[0]
        heeds = mark and (
            any(each.heeds_query(path) for each in self._sites) or (site.is_front_page(path) and names_a_page(address))
        )
        return address if heeds else path

    def _followed(self, site: ServedSite, address: str) -> Judgement:
        here, steps = address, list[str]()
        while True:
            answer = site.answer(here)
            if answer.status == HTTPStatus.GONE:
                return Judgement(address, AddressVerdict.GONE, answer.status, (*steps,))
            if answer.status == HTTPStatus.OK:
                return _answered(site, address, here, steps)
            if not answer.location:
                why = f"leads to {steps[-1]}, which is not there" if steps else self._circle(address)
                return Judgement(address, AddressVerdict.LOST, answer.status, (*steps,), why)
            new = self._here(answer.location)
            steps.append(new or answer.location)
            if not new:
                return Judgement(address, AddressVerdict.REDIRECTS, answer.status, (*steps,))
            if new in {address, *steps[:-1]} or len(steps) > STEPS:
                return Judgement(address, AddressVerdict.LOST, answer.status, (*steps,), "leads round in a circle")
            here = new

    def _circle(self, address: str) -> str:
        """Return by which steps redirects.txt leads *address* round in a circle, for which reason no server is told of it."""
        steps = [address]
        while new := self._listed.get(RequestTarget.of(steps[-1]).key):
            steps.append(new)
            if new in steps[:-1]:
                return f"redirects.txt leads round in a circle: {' → '.join(steps)}"
        return ""

    def _here(self, location: str) -> str:
        """Return what a browser asks for next where it is led to *location*; empty where that is another site."""
        parts = urlsplit(urljoin(self._base, location))
        if parts.netloc.lower() != self._host:
            return ""
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _answered(site: ServedSite, address: str, here: str, steps: Sequence[str]) -> Judgement:
    if not steps and site.is_front_page(here) and names_a_page(here):
        return Judgement(
            address, AddressVerdict.LOST, HTTPStatus.OK, (), "the front page answers, whatever it asks for"
        )
    return Judgement(address, AddressVerdict.REDIRECTS if steps else AddressVerdict.ANSWERS, HTTPStatus.OK, (*steps,))
