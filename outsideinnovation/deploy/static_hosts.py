"""What Netlify and Cloudflare Pages will not do with a release: limits of files, redirects and headers, and what is to be done.

Cloudflare's limits are those of its documentation (Pages: limits, redirects, headers), read with its own parser beside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from outsideinnovation.builder.urls.static_host_redirects import CLOUDFLARES_OWN, NOT_CLOUDFLARE, NOT_NETLIFY
from outsideinnovation.configuration.rooms import DeploySettings
from outsideinnovation.deploy.releases.tree import Tree
from outsideinnovation.errors import ConflictError

REDIRECTS, LINE, HEADER_RULES, HEADER_LINE = 2_000, 1_000, 100, 2_000  # Cloudflare's: redirects and characters
FREE, PAID, FILE_SIZE = 20_000, 100_000, 25 * 1024 * 1024  # Cloudflare's: files, and bytes of each
MANY = 10_000  # redirects, from which on Netlify wants fewer
SHOWN = 5  # addresses that are named; the rest is counted
ROOM = "Merge what you can, or let the least asked ones go."


class Host(StrEnum):
    """What serves a site, as PUBLISH_HOST names it."""

    NGINX = "nginx"
    CADDY = "caddy"
    NETLIFY = "netlify"
    CLOUDFLARE = "cloudflare"
    OTHER = "other"


STATIC = (Host.NETLIFY, Host.CLOUDFLARE)  # those that read _redirects and _headers


@dataclass(frozen=True, slots=True)
class Remark:
    """What a host will not do, in a sentence with what to do; ``is_refused``: it takes nothing at all then."""

    text: str
    is_refused: bool = False


def examine(folder: Path, settings: DeploySettings, target: str | None = None) -> list[Remark]:
    """Return what the site in *folder* loses where PUBLISH_HOST, or the *target*, puts it. Raises StorageError.

    A site of which nobody has said where it is, is told only which old addresses one of the hosts would not answer.
    """
    place = settings.targets[target] if target else {}
    if place.get("kind") == "static-host":
        host = place.get("host") or settings.host
        return remarks(folder, [Host(host)] if host in STATIC else STATIC)
    return remarks(folder, [Host(settings.host)]) if settings.host else unanswered(folder)


def refuse(found: Sequence[Remark]) -> None:
    """Raise ConflictError where the host would take nothing."""
    if refused := [each.text for each in found if each.is_refused]:
        raise ConflictError("Nothing was sent. " + " ".join(refused))


def remarks(folder: Path, hosts: Sequence[Host]) -> list[Remark]:
    """Return what those of *hosts* that read ``_redirects`` will not do with the site in *folder*. Raises StorageError."""
    found: list[Remark] = []
    lines = _lines(folder, "_redirects")
    if Host.CLOUDFLARE in hosts:
        found += [*_cloudflares_redirects(lines), *_cloudflares_headers(_lines(folder, "_headers")), *_files(folder)]
    if Host.NETLIFY in hosts:
        found += _netlifys_redirects(lines)
    return found


def unanswered(folder: Path) -> list[Remark]:
    """Return which old addresses the two hosts do not answer."""
    lines = _lines(folder, "_redirects")
    found = [*_untold(lines), *_netlifys_unanswered(lines)]
    return (
        [*found, Remark(f'If the site is elsewhere, name its server: PUBLISH_HOST = "{Host.NGINX}".')] if found else []
    )


def _cloudflares_redirects(lines: Sequence[str]) -> Iterator[Remark]:
    yield from _untold(lines)
    gone = [line.split()[0] for line in lines if line.endswith(" 410")]
    if gone:
        yield Remark(
            f"Cloudflare Pages knows no 410: {_named(gone)} gone, and answered with 404. Nothing is to be done."
        )
    static = [line for line in lines if _is_static(line)]
    if over := [line.split()[0] for line in static[REDIRECTS:] if not line.endswith(" 410")]:
        yield Remark(
            f"Cloudflare Pages takes {REDIRECTS:,} redirects of {len(static):,} in _redirects: {_named(over)} not answered. "
            f"{ROOM} Its Bulk Redirects take more."
        )
    if long := [line.split()[0][:80] for line in lines if len(line) > LINE and not line.startswith("#")]:
        yield Remark(
            f"Cloudflare Pages takes {LINE:,} characters a redirect: {_named(long)} not answered. Use Bulk Redirects."
        )


def _untold(lines: Sequence[str]) -> Iterator[Remark]:
    """Yield the addresses that Cloudflare cannot tell from others."""
    words = [line.split() for line in lines if not line.startswith("#")]
    asked = [f"{each[0]}?{'&'.join(each[1:-2])}" for each in words if len(each) > 3]  # noqa: PLR2004 - path, new, status
    if asked:
        yield Remark(
            f"Cloudflare Pages looks at no query: {_named(asked)} not answered. nginx, Caddy and Netlify answer; "
            "on Cloudflare, a Redirect Rule of the zone does."
        )
    if wild := [line.removeprefix(NOT_CLOUDFLARE) for line in lines if line.startswith(NOT_CLOUDFLARE)]:
        yield Remark(
            f"Cloudflare Pages takes * and :name for wild cards: {_named(wild)} answered only with %2A and %3A in it, which "
            "browsers do not send. The others answer; on Cloudflare, a Redirect Rule of the zone does."
        )


def _netlifys_redirects(lines: Sequence[str]) -> Iterator[Remark]:
    yield from _netlifys_unanswered(lines)
    if (many := sum(not line.startswith("#") for line in lines)) >= MANY:
        yield Remark(f"Netlify may refuse a site with {many:,} redirects; it wants fewer than {MANY:,}. {ROOM}")


def _netlifys_unanswered(lines: Sequence[str]) -> Iterator[Remark]:
    if found := [line.removeprefix(NOT_NETLIFY) for line in lines if line.startswith(NOT_NETLIFY)]:
        yield Remark(
            f"Netlify takes :name, * at the end, doubled strokes and odd signs in a query for something else: {_named(found)} "
            "not answered. nginx and Caddy answer."
        )


def _cloudflares_headers(lines: Sequence[str]) -> Iterator[Remark]:
    if (rules := sum(line.startswith(("/", "https://")) for line in lines)) > HEADER_RULES:
        yield Remark(f"Cloudflare Pages takes {HEADER_RULES} rules in _headers, and there are {rules}. Take some out.")
    if any(len(line) > HEADER_LINE for line in lines):
        yield Remark(
            f"Cloudflare Pages takes {HEADER_LINE:,} characters a line of _headers. Shorten PUBLISH_ALSO_ALLOW."
        )


def _files(folder: Path) -> Iterator[Remark]:
    files = Tree.walk(folder).files
    if len(files) > FREE:
        yield Remark(
            f"Cloudflare Pages takes {FREE:,} files of a free plan and {PAID:,} of a paid one, and there are "
            f"{len(files):,}. Let tags go that name one post, or change plan or host.",
            is_refused=len(files) > PAID,
        )
    if large := [path for path, (size, _) in files.items() if size > FILE_SIZE]:
        yield Remark(
            f"Cloudflare Pages takes 25 MiB a file: {_named(large)} larger. Shrink them, or link to them elsewhere.",
            is_refused=True,
        )


def _is_static(line: str) -> bool:
    words = line.split()
    return 1 < len(words) < 4 and not line.startswith("#") and not CLOUDFLARES_OWN.search(words[0])  # noqa: PLR2004


def _named(addresses: Sequence[str]) -> str:
    """Return the first few of *addresses*, how many more there are, and the verb."""
    names = list(dict.fromkeys(addresses))
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more} {'is' if len(names) == 1 else 'are'}"


def _lines(folder: Path, name: str) -> list[str]:
    path = folder / name
    return path.read_text("utf-8").split("\n")[:-1] if path.is_file() else []
