"""Redirects as Netlify and Cloudflare Pages read them, in one file, ``_redirects``: each skips what only the other understands.

Both compare letter by letter with what is asked for as it is sent, so an address stands there in every spelling that is used.
In Cloudflare's eyes ``*`` and ``:name`` mean something anywhere in a path, in Netlify's only at the end and at the beginning
of a segment. Cloudflare knows no query and no status but a few: it skips lines of more than three words, and of ``301!``.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outsideinnovation.builder.urls.redirect import GONE, Redirect, by_parameters
from outsideinnovation.builder.urls.static_host_limits import MARKS, NOT_CLOUDFLARE, NOT_NETLIFY
from outsideinnovation.lines import lines as lines_of

PAGES_AS_NAMED = (
    "/*.html /:splat 200"  # Cloudflare shows a.html at its address, where it would send on to /a; not Netlify's
)
CLOUDFLARES_OWN = re.compile(r"\*|:[A-Za-z]")
_ADDRESS = ("/", "http:", "https:")
_NETLIFYS_OWN = re.compile(r"/:|\*$|//")  # the last is no sign there: such a path is never found
_NETLIFYS_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NETLIFYS_VALUE = re.compile(r"[^\s%+&#:*][^\s%+&#]*")


class Rule(NamedTuple):
    """One line of the file: what is asked for, where it leads, and the status, with ``!`` where it is forced."""

    path: str
    query: tuple[str, ...]
    leads: str
    status: str

    def __str__(self) -> str:
        """Return the line."""
        return " ".join((self.path, *self.query, self.leads, self.status))

    @property
    def is_redirect(self) -> bool:
        """Whether it sends browsers on: it does not show another file, or say what is gone."""
        return self.status.startswith("30")

    @property
    def is_static(self) -> bool:
        """Whether Cloudflare counts it among those without a wild card; one with a query it skips."""
        return not self.query and not CLOUDFLARES_OWN.search(self.path)


class RedirectsFile(NamedTuple):
    """The file as it is read: its rules, and the old addresses that it says one of the hosts cannot answer."""

    rules: list[Rule]
    not_on_netlify: list[str]
    not_on_cloudflare: list[str]

    @classmethod
    def of(cls, text: str) -> "RedirectsFile":
        """Read *text*; other comments, and half lines, count for nothing."""
        every = lines_of(text)
        told = ([line.removeprefix(mark) for line in every if line.startswith(mark)] for mark in MARKS)
        return cls([rule for line in every if (rule := _rule(line))], *told)


def lines(redirects: Sequence[Redirect]) -> Iterator[str]:
    """Yield the lines of the file: first what both find most quickly; what Cloudflare counts as dynamic last."""
    groups = by_parameters(redirects)
    paths = groups.pop((), [])
    for group in groups.values():  # before the same path without a query: in Netlify's eyes the first line counts
        yield from (f"{path} {_query(each)} {_to(each, '!')}" for each in group for path in _queried(each))
    spelt = [(each, cloudflare(each)) for each in paths]
    moved = [(each, spellings) for each, spellings in spelt if each.new != GONE]
    yield from (f"{spellings[0]} {_to(each)}" for each, spellings in moved if spellings)
    yield from (f"{path} {_to(each)}" for each, spellings in moved for path in spellings[1:])
    yield from (f"{path} {_to(each)}" for each, spellings in spelt if each.new == GONE for path in spellings)
    yield PAGES_AS_NAMED
    for each, spellings in spelt:
        yield from (f"{path} {_to(each, '!')}" for path in netlify(each) if path not in spellings)
    wild = [each.old.address for each, spellings in spelt if each.old.spellings()[0] not in spellings]
    yield from (f"{NOT_CLOUDFLARE}{address}" for address in wild)
    yield from (f"{NOT_NETLIFY}{each.old.address}" for each in redirects if not is_netlifys(each))


def cloudflare(redirect: Redirect) -> list[str]:
    """Return the spellings of the path that Cloudflare takes as they are."""
    spellings = redirect.old.spellings()
    return [path for path in spellings if not CLOUDFLARES_OWN.search(path) and not path.startswith("//")]


def netlify(redirect: Redirect) -> list[str]:
    """Return the spellings of the path that Netlify takes as they are."""
    return [path for path in redirect.old.spellings() if not _NETLIFYS_OWN.search(path)]


def is_netlifys(redirect: Redirect) -> bool:
    """Tell whether Netlify answers the address as browsers send it."""
    usual = not _NETLIFYS_OWN.search(redirect.old.spellings()[0])
    return usual and (not redirect.old.query or is_netlifys_query(redirect))


def is_netlifys_query(redirect: Redirect) -> bool:
    """Tell whether Netlify can compare the parameters."""
    names = all(_NETLIFYS_NAME.fullmatch(name) for name in redirect.names)
    values = all(_NETLIFYS_VALUE.fullmatch(each.value or "") for each in redirect.old.query)
    return names and values and len({*redirect.names}) == len(redirect.names)


def _rule(line: str) -> Rule | None:
    """Return the rule on a *line*; without a status it is 301, as Netlify has it."""
    words = line.split()
    if words and words[-1].startswith(_ADDRESS):
        words.append("301")
    if len(words) < 3 or not words[0].startswith("/"):  # noqa: PLR2004 - path, new, status
        return None
    return Rule(words[0], tuple(words[1:-2]), *words[-2:])


def _queried(redirect: Redirect) -> list[str]:
    """Return the spellings for a line with a query; none where it would lead to itself, since the query goes along."""
    spellings = netlify(redirect) if is_netlifys_query(redirect) else []
    return [] if redirect.new.partition("?")[0].partition("#")[0] in spellings else spellings


def _query(redirect: Redirect) -> str:
    return " ".join(f"{each.name}={each.value}" for each in redirect.old.query)


def _to(redirect: Redirect, forced: str = "") -> str:
    """Return the second half of a line. *forced*: Netlify would else show the file at that path, as for ``/?p=12``."""
    if redirect.new == GONE:
        return f"/404.html 410{forced}"  # Netlify shows the page with that status; Cloudflare skips the line, and answers 404
    return f"{re.sub(r'/index.html(?=[?#]|$)', '/', redirect.new)} 301{forced}"  # Cloudflare fears a loop
