"""What was made of the comments: pages in output/, previews, releases, and what builders remember."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from outsideinnovation import files
from outsideinnovation.builder import places
from outsideinnovation.builder.incremental import cache
from outsideinnovation.builder.search.search_state import SearchState
from outsideinnovation.builder.urls.site_urls import SiteUrls
from outsideinnovation.deploy import live_state
from outsideinnovation.deploy.releases import publication, rollback
from outsideinnovation.erasure.clearing import Clearing, unlink
from outsideinnovation.erasure.report import ErasedPlace
from outsideinnovation.erasure.subject import row
from outsideinnovation.erasure.traces import search, traces
from outsideinnovation.errors import OutsideInnovationError
from outsideinnovation.site import Site

CACHES = "cache"  # below instance/: what builds remember


def caches(work: Clearing) -> ErasedPlace:
    """Remove what builds remember, where any of it was in it: they make everything anew."""
    folder = work.site.instance / CACHES
    guilty = {residue.path for residue in search([folder], work.subject.sought)}
    builds = {path for path in folder.glob("build-*") if path.suffix != ".lock"} if guilty else set()
    return work.place("build caches", folder, sorted(guilty | builds), _thrown_away)


def previews(work: Clearing) -> ErasedPlace:
    """Remove the pages of the preview, and of the last trial, that show any of it; both are made anew when needed."""
    folders = [work.site.instance / name for name in (places.PREVIEW, places.TRIAL)]
    found = sorted({residue.path for residue in search(folders, work.subject.sought)})
    return work.place("previews", folders[0], found, unlink)


def search_indexes(work: Clearing) -> ErasedPlace:
    """Remove every search index that any of it is in: the next build makes it anew, that of output/ among them."""
    instance, state = work.site.instance, SearchState.of(work.site.instance, work.site.configuration, work.site.output)
    folders = [state.index, *(places.index(instance, name) for name in (places.PREVIEW, places.TRIAL))]
    found = sorted({residue.path for residue in search(folders, work.subject.sought)})

    def remove(paths: list[Path]) -> int:
        for folder in folders:
            if any(path.is_relative_to(folder) for path in paths):
                replace(state, index=folder).remove_index()
        return sum(not path.exists() for path in paths)

    return work.place("search index", state.index, found, remove, "made anew by the next build")


def output(work: Clearing) -> ErasedPlace:
    """Build output/ again where it shows any of it."""
    sought = work.subject.sought
    found = sorted({residue.path for residue in search([work.site.output], sought)})

    def rebuild(paths: list[Path]) -> int:
        work.maker.build(work.site, settings={}, progress=work.maker.progress, warn=work.maker.warn)
        return sum(not any(traces(path, sought)) for path in paths)

    return _anew(work, "output", work.site.output, found, rebuild, "oi build")


def releases(work: Clearing) -> ErasedPlace:
    """Publish again where the live release shows any of it, and remove every other that does."""
    history, ids = rollback.ReleaseHistory(work.site).releases, frozenset(work.subject.ids)
    found = [release.id for release in history.complete() if ids & release.approved.keys()]

    def purge(guilty: list[str]) -> int:
        if history.live_id() in guilty:
            publication.publish(work.site, work.now, work.maker, patient=True)  # a service sees the change, too
            SiteUrls(work.site).record()
        for identifier in work.subject.ids:
            rollback.purge(work.site, identifier, work.now)
        left = {release.id for release in history.complete() if ids & release.approved.keys()}
        return len(set(guilty) - left)

    return _anew(work, "releases", history.home, found, purge, "oi publish", _elsewhere(work.site))


def live_list(work: Clearing) -> ErasedPlace:
    """Remove the ids from the list of live comments, where the builder has not done so."""
    path, subject = work.site.instance / live_state.FILE, work.subject
    found = [residue.what for residue in traces(path, subject.sought)] if path.is_file() else []

    def remove(_: list[str]) -> int:
        content = row(path.read_bytes())
        if content is None:
            return unlink([path])
        files.replace(path, json.dumps(_without(content, frozenset(subject.ids))).encode())
        return len(found)

    return work.place("live comments", path, found, remove)


def _thrown_away(paths: list[Path]) -> int:
    """Remove files of caches, each cache's once no build uses it, and return how many there were."""
    removed = 0
    for name, group in groupby(paths, lambda path: path.name.partition(".")[0]):
        of_one = list(group)
        with cache.unused(of_one[0].with_name(f"{name}.sqlite")):
            removed += unlink(of_one)
    return removed


def _anew(
    work: Clearing,
    name: str,
    path: Path,
    found: list[Any],
    make: Callable[[list[Any]], int],
    command: str,
    note: str = "",
) -> ErasedPlace:
    """Make a place anew; where that fails, say why, and which command does it once that is mended."""
    try:
        return work.place(name, path, found, make, note or "made anew")
    except OutsideInnovationError as error:
        return ErasedPlace(name, path, len(found), 0, f"not made anew: {error} When that is mended: {command}")


def _elsewhere(site: Site) -> str:
    """Return how a release that was sent elsewhere is made anew there."""
    names = sorted(site.configuration.deploy.targets)
    return "made anew here; elsewhere by: " + ", ".join(f"oi publish {name}" for name in names) if names else ""


def _without(data: Any, ids: frozenset[str]) -> Any:
    """Return what JSON holds without *ids*, wherever in it."""
    if isinstance(data, dict):
        return {key: _without(value, ids) for key, value in data.items() if not {key, _text(value)} & ids}
    return [_without(each, ids) for each in data if _text(each) not in ids] if isinstance(data, list) else data


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
