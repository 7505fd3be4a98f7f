"""One publication: a trial, and only when it has passed the step that gives readers its result."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from outsideinnovation.builder import places
from outsideinnovation.deploy.releases import approval, journal, live_search, rollback
from outsideinnovation.deploy.releases.assemble import bind
from outsideinnovation.deploy.releases.candidate import FOLDER, Candidate, CandidateBuilder, attempt
from outsideinnovation.deploy.releases.release_store import Release
from outsideinnovation.deploy.releases.rollback import ReleaseHistory
from outsideinnovation.deploy.releases.tree import TreeChange
from outsideinnovation.files import write_atomically
from outsideinnovation.site import Site

SMALL = 100  # files up to which a change of comments goes into the live release


class Way(StrEnum):
    """How the live site came to be what was built."""

    RELEASE = "a new release"
    CHANGE = "a change in the live release"
    NOTHING = "nothing to change"
    TRIAL = "a trial"


@dataclass(frozen=True, slots=True)
class Publication:
    """What was done: the release that is live now (None: still none), how, which files changed, what the build says."""

    release: str | None
    way: Way
    change: TreeChange
    report: Any


def publish(
    site: Site,
    now: datetime,
    maker: CandidateBuilder,
    *,
    max_deletes: int | None = None,
    then: Callable[[Path], None] | None = None,
    patient: bool = False,
) -> Publication:
    """Build *site*, inspect it and make it live, and call *then* with the folder of what is live now.

    Where more than a fifth of the pages, or more than *max_deletes* files, would go, nothing is done. Requests that come
    meanwhile make it go round again. Raises ContentError for what the build or the inspection found, ConflictError where
    too much would go, or somebody else is publishing (who is *patient*, or has a *then*, waits), and StorageError; until the
    switch the live site is as it was.
    """
    press = _Press(site, now, maker)

    def work() -> Publication:
        done = press.put_out(max_deletes)
        if then:
            then(press.folder)
        return done

    turn = rollback.turn(site, now)
    turn.request()
    return turn.publish(work, patient=patient or then is not None)


def rehearse(
    site: Site,
    now: datetime,
    maker: CandidateBuilder,
    *,
    max_deletes: int | None = None,
    then: Callable[[Path], None] | None = None,
) -> Publication:
    """Do what ``publish`` does up to the switch, and call *then* with the folder of what was built. Raises as it does."""
    press = _Press(site, now, maker)

    def work() -> Publication:
        done = press.try_out(max_deletes)
        if then:
            then(site.instance / FOLDER)
        return done

    return rollback.turn(site, now).hold(work)


class _Press:
    """What prints the releases of one site; it is used with the lock held."""

    def __init__(self, site: Site, now: datetime, maker: CandidateBuilder) -> None:
        self._site = site
        self._now = now
        self._maker = maker
        self._history = ReleaseHistory(site)
        self._releases = self._history.releases
        self._catalogue = places.catalogue(site.instance, FOLDER)

    @property
    def folder(self) -> Path:
        """Where the live release is."""
        return self._releases.current.resolve()

    def try_out(self, max_deletes: int | None) -> Publication:
        self._history.recover()
        candidate = attempt(self._site, self._releases.live(), self._maker, max_deletes=max_deletes)
        return Publication(self._releases.live_id(), Way.TRIAL, candidate.change, candidate.report)

    def put_out(self, max_deletes: int | None) -> Publication:
        self._history.recover()
        live = self._releases.live()
        candidate = attempt(self._site, live, self._maker, max_deletes=max_deletes)
        way = _way(live, candidate)
        identifier = self._into(live, candidate) if live and way is not Way.RELEASE else self._new_release(candidate)
        self._history.announce(identifier, self._catalogue)
        live_search.follow(self._site, built=True)
        self._history.thin(live.approved if live else None, candidate.approved)
        return Publication(identifier, way, candidate.change, candidate.report)

    def _into(self, live: Release, candidate: Candidate) -> str:
        """Make the trial's change in the *live* release."""
        release = replace(candidate.release(live.id, candidate.retained), changed=live.changed)
        if candidate.change:
            changed = replace(release, changed=self._now)
            self._history.journal.carry_out(candidate.change, candidate.built, changed)
        elif (live.approved, live.rules) != (release.approved, release.rules):
            self._releases.write(release)
        return live.id

    def _new_release(self, candidate: Candidate) -> str:
        identifier = self._releases.next_id(self._now)
        carried = self._history.carried(candidate.built)
        folder = self._releases.folder(identifier)
        try:
            bind(
                folder,
                candidate.built,
                candidate.live,
                candidate.change,
                carried=carried,
                progress=self._maker.progress,
            )
            if self._catalogue.is_file():
                write_atomically(self._releases.catalogue(identifier), self._catalogue.read_bytes())
            self._releases.write(candidate.release(identifier, tuple(carried)))
            self._releases.switch(identifier)
        except BaseException:
            self._releases.drop(identifier)  # unless it is live: then only the last sync has failed
            raise
        return identifier


def _way(live: Release | None, candidate: Candidate) -> Way:
    """Choose: a change in the conversation may go into the live release; an author's gets one of its own, to go back to."""
    if live is None:
        return Way.RELEASE
    if not candidate.change:
        return Way.NOTHING
    talked = not approval.same(live.approved, candidate.approved)
    small = talked and len(candidate.change) <= SMALL and journal.fits(candidate.change, candidate.live)
    return Way.CHANGE if small else Way.RELEASE
