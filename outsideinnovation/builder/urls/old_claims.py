"""Old addresses that are taken: one that would lead readers away from a file that is there, or to two places at once.

Servers follow a redirect before they look for a file, so a line about ``/robots.txt`` hides robots.txt.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from outsideinnovation.builder.urls import address_lines, history, redirects
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.builder.urls.makers import Rank, line_of
from outsideinnovation.errors import Problem
from outsideinnovation.lines import lines

_FIELD = ("old_urls",)


class OldUrl(NamedTuple):
    """An old address that the head of a *file* names, as a rooted path, and where it is to lead."""

    old: str
    new: str
    file: str


def old_problems(
    claims: Claims, old_urls: Iterable[OldUrl], leads: Collection[str], content: Path, root: str
) -> list[Problem]:
    """Return a problem for every old address that is taken, below the site's *root*, once *claims* has all outputs.

    *old_urls* are those of posts and pages; *leads* are all that will lead somewhere, also by redirects.txt and addresses.txt.
    """
    old_urls = list(old_urls)
    problems = [*_twice(old_urls), *_occupied(claims, old_urls, root)]
    told = {each.old for each in old_urls}
    return problems + list(_listed(claims, [old for old in leads if old not in told], content, root))


def _twice(old_urls: Iterable[OldUrl]) -> Iterator[Problem]:
    first: dict[str, OldUrl] = {}
    for each in sorted(old_urls, key=lambda one: (one.file, one.old)):
        before = first.setdefault(each.old, each)
        if before.new != each.new:
            what = f"the old address {each.old} leads to that of {before.file}:{_place(before)[0]} already"
            yield _problem(each, what, "keep it in the Old-Urls of one of them")


def _occupied(claims: Claims, old_urls: Iterable[OldUrl], root: str) -> Iterator[Problem]:
    for each in old_urls:
        maker = claims.maker(_name(each.old, root))
        if maker and not (maker.rank is Rank.TEXT and maker.file == each.file):
            what = f"the old address {each.old} is that of {maker}"
            yield _problem(each, what, "take it out of Old-Urls: what is there is shown")


def _listed(claims: Claims, leads: Iterable[str], content: Path, root: str) -> Iterator[Problem]:
    """Yield a problem for every lead of redirects.txt, or of addresses.txt, away from a file."""
    taken = {old: maker for old in leads if (maker := claims.maker(_name(old, root)))}
    if not taken:
        return
    by_hand = _lines(content / redirects.FILE)
    recorded = {address.path: line for address, line in history.read(content / history.FILE).lines.items()}
    for old, maker in taken.items():
        file = redirects.FILE if old in by_hand else history.FILE
        line = by_hand.get(old) or recorded.get(old, 0)
        yield Problem(content / file, line, f"the old address {old} is that of {maker}", "take this line out")


def _name(old: str, root: str) -> str:
    """Return the output that answers at a rooted path; none does at one outside the site, or with a fragment."""
    path = re.sub("/+", "/", unquote(old))
    if not path.startswith(root) or "#" in old:
        return ""
    name = path.removeprefix(root)
    return f"{name}index.html" if not name or name.endswith("/") else name


def _problem(old_url: OldUrl, what: str, remedy: str) -> Problem:
    """Return what is wrong with an old address, at its place in a head: the field may have several, and several lines."""
    line, column, length = _place(old_url)
    return Problem(Path(old_url.file), line, what, remedy, column, length)


def _place(old_url: OldUrl) -> tuple[int, int, int]:
    """Return the line on which a head names an old address, the column, and the length of it."""
    start = max(1, line_of(old_url.file, _FIELD))
    head = lines(Path(old_url.file).read_text("utf-8-sig"))[start - 1 :]
    for at, line in enumerate(head):
        for word in re.finditer(r"[^\s,]+", line if at else line.partition(":")[2]):
            if old_url.old in redirects.old_urls(word[0]):
                return start + at, word.start() + 1 + (0 if at else len(line.partition(":")[0]) + 1), len(word[0])
    return start, 0, 0


def _lines(path: Path) -> dict[str, int]:
    every = address_lines.read(path)
    return {words[0]: number for number, line in enumerate(every, 1) if (words := line.split())}
