"""One redirect: an old address as it is asked for, and where it leads; what every server's form is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from outsideinnovation.builder.urls.request_target import RequestTarget

GONE = "gone"  # in the place of the new address
SAFE = "/%:@!&'()*+,=~-._?#"  # addresses.txt knows paths so; `$` would begin a variable of nginx
Names = tuple[str, ...]  # of the parameters of a query, sorted


@dataclass(frozen=True, slots=True)
class Redirect:
    """An ``old`` address, and the ``new`` one, percent-encoded, or ``GONE``."""

    old: RequestTarget
    new: str

    @property
    def names(self) -> Names:
        """The names of its parameters."""
        return tuple(sorted(each.name for each in self.old.query))

    @property
    def is_plain(self) -> bool:
        """Whether a table can hold it: the decoded path, and parameters in the order of their names."""
        return self.old.is_plain and self.old.is_queried_plainly

    @property
    def asked(self) -> str:
        """What such a table looks up."""
        query = "&".join(f"{each.name}={each.value}" for each in sorted(self.old.query, key=lambda one: one.name))
        return f"{self.old.path}?{query}" if query else self.old.path


def redirects_of(leads: Mapping[str, str]) -> list[Redirect]:
    """Return the redirects of a map of addresses, sorted; of two spellings of one address the first counts.

    Old addresses with a fragment are left out: browsers keep the fragment to themselves.
    """
    found: dict[object, Redirect] = {}
    for old, new in sorted(leads.items()):
        if "#" not in old:
            target = RequestTarget.of(old)
            found.setdefault(target.key, Redirect(target, quote(new, safe=SAFE)))
    return list(found.values())


def by_parameters(redirects: Iterable[Redirect]) -> dict[Names, list[Redirect]]:
    """Return *redirects* by the names of their parameters, most names first: the address that says most counts."""
    groups: dict[Names, list[Redirect]] = {}
    for each in redirects:
        groups.setdefault(each.names, []).append(each)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[0]), group[0])))
