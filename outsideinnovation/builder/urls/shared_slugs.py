"""Names that share an address: ``C`` and ``C++``, ``Ä`` and ``A``. Their posts would stand in one list, under one of the names.

Two spellings of one name, which differ in capitals, blanks or hyphens, are meant to; whoever builds is only told of them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outsideinnovation.builder.content.rows import Named, Row
from outsideinnovation.builder.outputs.plan import LISTS
from outsideinnovation.builder.urls.makers import NAMED_BY, problem_at
from outsideinnovation.errors import Problem
from outsideinnovation.slugs import is_spelling, suggested


class Use(NamedTuple):
    """A name that a post has: its kind, slug and address, and the file of a post with it."""

    kind: str
    name: str
    slug: str
    url: str
    file: str


def uses(rows: Iterable[Row], content: str) -> list[Use]:
    """Return every category, tag and author of the posts of *rows*, each with the first post that has it, in their order."""
    found: dict[tuple[str, Named], str] = {}
    for row in rows:
        for kind, attribute in LISTS.items():
            for named in getattr(row, attribute):
                found.setdefault((kind, named), row.path)
    return [Use(kind, *named, f"{content}/{path}") for (kind, named), path in found.items()]


def shared(every: Iterable[Use]) -> list[Problem]:
    """Return a problem for every name of *every* whose address is that of another name."""
    return [_problem(one, first) for one, first in _meeting(every) if not is_spelling(one.name, first.name)]


def spellings(every: Iterable[Use]) -> list[Problem]:
    """Return what to tell of every name that is spelt in two ways."""
    return [_note(one, first) for one, first in _meeting(every) if is_spelling(one.name, first.name)]


def _meeting(every: Iterable[Use]) -> Iterator[tuple[Use, Use]]:
    """Yield every use of an address after the first, with the first; the shortest name has come first."""
    first: dict[tuple[str, str], Use] = {}
    for use in sorted(every, key=lambda each: (len(each.name), each.name)):
        if (before := first.setdefault((use.kind, use.slug), use)).name != use.name:
            yield use, before


def _problem(use: Use, first: Use) -> Problem:
    what = f"the {use.kind} {use.name!r} has the address of {first.name!r}, /{first.url}"
    apart = f"SLUGS = {{{use.name!r}: {suggested(use.name, use.slug)!r}}}"
    remedy = f"tell them apart in pelicanconf.py: {apart}, or write one name for both"
    return problem_at(use.file, NAMED_BY[use.kind], what, remedy, use.name)


def _note(use: Use, first: Use) -> Problem:
    what = f"the {use.kind} {use.name!r} is also spelt {first.name!r}; both are at /{first.url}"
    return problem_at(use.file, NAMED_BY[use.kind], what, "spell them alike", use.name)
