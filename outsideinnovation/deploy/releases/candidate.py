"""A trial: the site as it would be published, built apart from what readers get, and inspected.

What is public is listed before the build and again after the inspection. Where an editor has decided something meanwhile,
the trial begins again, so that what passes it was right from its beginning to its end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from outsideinnovation.builder import places
from outsideinnovation.deploy.releases import approval, html_document
from outsideinnovation.deploy.releases.approval import Approved
from outsideinnovation.deploy.releases.inspection import Rules, inspect
from outsideinnovation.deploy.releases.release_store import Release, Releases
from outsideinnovation.deploy.releases.tree import Tree, TreeChange, compare
from outsideinnovation.errors import ConflictError, ContentError, Problem
from outsideinnovation.site import Site
from outsideinnovation.wording import counted

COLLAPSE = 0.8  # of the live release's pages; with fewer, something has gone wrong
ROUNDS = 5  # builds of one trial, while editors keep deciding
FOLDER = places.TRIAL  # in instance/; kept from trial to trial, so that a build finds what it made before
Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many (0: not known)


class Build(Protocol):
    """What builds a site, as ``oi build`` does; OUTPUT_PATH and PUBLISH_CATALOGUE say where to."""

    def __call__(
        self, site: Site, *, settings: dict[str, Any] | None, progress: Progress, warn: Callable[[str], None]
    ) -> Any:
        """Build *site* as *settings* say, and return what is to be told of it."""


@dataclass(frozen=True, slots=True)
class CandidateBuilder:
    """How a trial is built, and whom it tells."""

    build: Build
    progress: Progress = lambda *_: None
    warn: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A build that passed: its files, the live ones, the change between them, and the comments it was made of.

    ``retained`` are files of the theme that only the live release has, which stay for pages that readers have open.
    """

    built: Tree
    live: Tree
    change: TreeChange
    retained: tuple[str, ...]
    approved: Approved
    rules: str
    report: Any

    def release(self, identifier: str, carried: tuple[str, ...]) -> Release:
        """Return the record of a release that is made of this."""
        return Release(identifier, len(self.built.files), pages(self.built), self.rules, self.approved, carried)


def attempt(site: Site, live: Release | None, maker: CandidateBuilder, *, max_deletes: int | None = None) -> Candidate:
    """Build *site* and compare it with the *live* release.

    Raises ContentError with what the build or the inspection found, and ConflictError where editors never stopped deciding,
    or where a fifth of the pages, or more than *max_deletes* files, would go.
    """
    approved = site.comments / "approved"
    for _ in range(ROUNDS):
        before = approval.freeze(approved, live.approved if live else None)
        candidate, problems = _tried(site, live, before, maker)
        if approval.same(before, approval.freeze(approved, before)):
            if problems:
                raise ContentError(problems)
            _refuse_collapse(candidate, max_deletes)
            return candidate
    raise ConflictError(
        f"Comments were decided during each of {ROUNDS} builds, and nothing was published: run `oi publish` again."
    )


def theme(site: Site) -> str:
    """Return the folder of the theme's files in a release."""
    return site.configuration.builder.theme_static.strip("/")


def pages(tree: Tree) -> int:
    """Return how many pages a tree holds."""
    return sum(1 for path in tree.files if html_document.is_page(path))


def _tried(
    site: Site, live: Release | None, approved: Approved, maker: CandidateBuilder
) -> tuple[Candidate, list[Problem]]:
    folder = site.instance / FOLDER
    settings = places.settings(site.instance, FOLDER)
    report = maker.build(site, settings=settings, progress=maker.progress, warn=maker.warn)
    built = Tree.walk(folder)
    old = Tree.walk(Releases(site.instance).folder(live.id)) if live else Tree(folder, {})
    retained = tuple(path for path in old.files if path.startswith(f"{theme(site)}/") and path not in built.files)
    change = compare(old, built, keeping=retained)
    rules = _rules(site, approved)
    if live is None or live.rules != rules.signature:
        problems = inspect(built, rules, retained=retained, progress=maker.progress)
    else:
        gone = approval.withdrawn(live.approved, approved)
        problems = inspect(
            built, rules, old=old, change=change, retained=retained, withdrawn=gone, progress=maker.progress
        )
    return Candidate(built, old, change, retained, approved, rules.signature, report), problems


def _rules(site: Site, approved: Approved) -> Rules:
    return Rules(site.configuration.site.url, site.configuration.paths_elsewhere, approved.keys())


def _refuse_collapse(candidate: Candidate, max_deletes: int | None) -> None:
    before, after = pages(candidate.live), pages(candidate.built)
    going = len(candidate.change.removed)
    if max_deletes is None and after < before * COLLAPSE:
        raise ConflictError(
            f"The site would shrink from {counted(before, 'page')} to {after:,}, and nothing was published. If that is meant: "
            f"oi publish --max-deletes {going}"
        )
    if max_deletes is not None and going > max_deletes:
        raise ConflictError(
            f"{counted(going, 'file')} would be removed, more than {max_deletes}, and nothing was published. See which: "
            f"oi publish --dry-run --max-deletes {going}"
        )
