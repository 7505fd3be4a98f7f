"""What Netlify and Cloudflare Pages will not do with a release: limits of files, redirects and headers, and what is to be done.

Cloudflare's limits are those of its documentation (Pages: limits, redirects, headers), read with its own parser beside.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from outsideinnovation.builder.urls import headers
from outsideinnovation.builder.urls.static_host_limits import FILE
from outsideinnovation.builder.urls.static_host_redirects import RedirectsFile
from outsideinnovation.configuration.rooms import DeploySettings
from outsideinnovation.deploy.releases.tree import Tree
from outsideinnovation.errors import ConflictError
from outsideinnovation.wording import some

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
    redirects = RedirectsFile.of(_text(folder, FILE))
    if Host.CLOUDFLARE in hosts:
        found += [
            *_cloudflares_redirects(redirects),
            *_cloudflares_headers(_text(folder, headers.NAMES[0])),
            *_files(folder),
        ]
    if Host.NETLIFY in hosts:
        found += _netlifys_redirects(redirects)
    return found


def unanswered(folder: Path) -> list[Remark]:
    """Return which old addresses the two hosts do not answer."""
    redirects = RedirectsFile.of(_text(folder, FILE))
    found = [*_untold(redirects), *_netlifys_unanswered(redirects)]
    return (
        [*found, Remark(f'If the site is elsewhere, name its server: PUBLISH_HOST = "{Host.NGINX}".')] if found else []
    )


def _cloudflares_redirects(redirects: RedirectsFile) -> Iterator[Remark]:
    yield from _untold(redirects)
    if gone := [rule.path for rule in redirects.rules if rule.status == "410"]:
        yield Remark(
            f"Cloudflare Pages knows no 410: {_named(gone)} gone, and answered with 404. Nothing is to be done."
        )
    static = [rule for rule in redirects.rules if rule.is_static]
    if over := [rule.path for rule in static[REDIRECTS:] if rule.is_redirect]:
        yield Remark(
            f"Cloudflare Pages takes {REDIRECTS:,} redirects of {len(static):,} in _redirects: {_named(over)} not answered. "
            f"{ROOM} Its Bulk Redirects take more."
        )
    if long := [rule.path[:80] for rule in redirects.rules if len(str(rule)) > LINE]:
        yield Remark(
            f"Cloudflare Pages takes {LINE:,} characters a redirect: {_named(long)} not answered. Use Bulk Redirects."
        )


def _untold(redirects: RedirectsFile) -> Iterator[Remark]:
    """Yield the addresses that Cloudflare cannot tell from others."""
    if asked := [f"{rule.path}?{'&'.join(rule.query)}" for rule in redirects.rules if rule.query]:
        yield Remark(
            f"Cloudflare Pages looks at no query: {_named(asked)} not answered. nginx, Caddy and Netlify answer; "
            "on Cloudflare, a Redirect Rule of the zone does."
        )
    if wild := redirects.not_on_cloudflare:
        yield Remark(
            f"Cloudflare Pages takes * and :name for wild cards: {_named(wild)} answered only with %2A and %3A in it, which "
            "browsers do not send. The others answer; on Cloudflare, a Redirect Rule of the zone does."
        )


def _netlifys_redirects(redirects: RedirectsFile) -> Iterator[Remark]:
    yield from _netlifys_unanswered(redirects)
    if (many := len(redirects.rules)) >= MANY:
        yield Remark(f"Netlify may refuse a site with {many:,} redirects; it wants fewer than {MANY:,}. {ROOM}")


def _netlifys_unanswered(redirects: RedirectsFile) -> Iterator[Remark]:
    if found := redirects.not_on_netlify:
        yield Remark(
            f"Netlify takes :name, * at the end, doubled strokes and odd signs in a query for something else: {_named(found)} "
            "not answered. nginx and Caddy answer."
        )


def _cloudflares_headers(table: str) -> Iterator[Remark]:
    lines = table.split("\n")
    if (count := sum(line.startswith(("/", "https://")) for line in lines)) > HEADER_RULES:
        yield Remark(f"Cloudflare Pages takes {HEADER_RULES} rules in _headers, and there are {count}. Take some out.")
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


def _named(addresses: Collection[str]) -> str:
    """Return the first few of *addresses*, how many more there are, and the verb."""
    names = {*addresses}
    return f"{some(names, SHOWN)} {'is' if len(names) == 1 else 'are'}"


def _text(folder: Path, name: str) -> str:
    path = folder / name
    return path.read_text("utf-8") if path.is_file() else ""
