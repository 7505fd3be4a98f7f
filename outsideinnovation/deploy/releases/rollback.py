"""The releases that are kept: going back to one, letting old ones go, and keeping nothing that may not be public.

A release whose comments are not all approved any more never comes back: their words may be in any file of it, its search
data too, so it is refused and removed, not mended. A draft that is no longer shared is a folder of its own, and is taken out.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from outsideinnovation.builder.content import private_addresses
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.deploy.releases import approval, candidate, live_search
from outsideinnovation.deploy.releases.approval import Approved
from outsideinnovation.deploy.releases.journal import Journal
from outsideinnovation.deploy.releases.publish_lock import PublishLock
from outsideinnovation.deploy.releases.release_store import Release, Releases
from outsideinnovation.deploy.releases.tree import Tree
from outsideinnovation.errors import ConflictError, NotFoundError, StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.site import Site

SHOWN = 3  # comments that a message names


@dataclass(frozen=True, slots=True)
class ReleaseHistory:
    """The releases of *site*; but for ``releases.complete`` and ``live``, it is used with the lock held."""

    site: Site

    @property
    def releases(self) -> Releases:
        """The releases themselves."""
        return Releases(self.site.instance)

    @property
    def journal(self) -> Journal:
        """The journal of small changes to the live release."""
        return Journal(self.site.instance / "journal", self.releases)

    def recover(self) -> None:
        """Finish or undo what a crash has interrupted. Raises StorageError."""
        self.journal.recover()
        self.releases.sweep()

    def go_back(self, identifier: str | None, now: datetime) -> Release:
        """Do what ``rollback`` says."""
        self.recover()
        live = self.releases.live_id()
        release = self.releases.get(identifier) if identifier else self._older(live)
        if release.id == live:
            live_search.follow(self.site, built=False)  # where going back to it was interrupted
            raise ConflictError(f"Release {release.id} is live already. See: oi releases list")
        self._refuse_unapproved(release)
        self._unshare(release, now)
        self.releases.switch(release.id)
        self.announce(release.id)
        live_search.follow(self.site, built=False)
        return release

    def purge(self, comment: str) -> tuple[str, ...]:
        """Do what the function ``purge`` says."""
        self.recover()
        live = self.releases.live_id()
        guilty = [each.id for each in self.releases.complete() if comment in each.approved]
        for identifier in guilty:
            self.releases.drop(identifier)
        if live in guilty:
            raise ConflictError(f"The live release was made with comment {comment}: run `oi publish`, then this again.")
        return tuple(guilty)

    def thin(self, before: Approved | None, now: Approved) -> None:
        """Keep the newest releases, but none with a comment that was public *before* (None: not known) and is not *now*."""
        identifiers = self.releases.ids()
        keep = self.site.configuration.deploy.keep
        unfit = [] if before is not None and not approval.withdrawn(before, now) else self.releases.complete()
        gone = (each.id for each in unfit if approval.withdrawn(each.approved, now))
        for identifier in chain(identifiers[keep:], gone):
            self.releases.drop(identifier)

    def carried(self, built: Tree) -> dict[str, Path]:
        """Return the theme's files that kept releases have and *built* has not: a page read before the switch needs them.

        Only the theme's: what people wrote, and search data made of it, must be gone when it is taken out.
        """
        found: dict[str, Path] = {}
        below = candidate.theme(self.site)
        for release in self.releases.complete():
            folder = self.releases.folder(release.id)
            for path in (f"{below}/{each}" for each in Tree.walk(folder / below).files):
                if path not in built.files and path not in release.carried:
                    found.setdefault(path, folder / path)
        return found

    def announce(self, identifier: str, staged: Path | None = None) -> None:
        """Write down what is live now for those who ask the catalogue: as *staged*, or as the release has it."""
        own = self.releases.catalogue(identifier)
        source = staged if staged and staged.is_file() else own
        if source.is_file():
            data = source.read_bytes()
            for target in (own, self.site.catalogue):
                if not target.is_file() or target.read_bytes() != data:
                    write_atomically(target, data)

    def _older(self, live: str | None) -> Release:
        complete = self.releases.complete()
        names = [each.id for each in complete]
        older = complete[names.index(live) + 1 :] if live in names else complete
        if not older:
            raise NotFoundError("No kept release is older than the live one. See: oi releases list")
        return older[0]

    def _unshare(self, release: Release, now: datetime) -> None:
        """Take drafts out of a release whose private addresses were revoked since, or have ended. Raises StorageError."""
        shared = SharedDrafts.at(self.site.content, self.site.instance, now).urls
        try:
            for folder in private_addresses.folders(self.releases.folder(release.id)):
                if f"{private_addresses.FOLDER}/{folder.name}/" not in shared:
                    shutil.rmtree(folder)
        except OSError as error:
            raise StorageError(
                f"Cannot remove {error.filename}: {error.strerror}. Check the folder's rights."
            ) from error

    def _refuse_unapproved(self, release: Release) -> None:
        now = approval.freeze(self.site.comments / "approved", release.approved)
        gone, other = approval.withdrawn(release.approved, now), approval.reworded(release.approved, now)
        if gone or other:
            what = f"comments that are no longer approved: {_some(gone)}" if gone else f"old words of {_some(other)}"
            raise ConflictError(
                f"Release {release.id} shows {what}; the live one stays. Choose another (oi releases list), or put "
                "content/ back as it was and run: oi publish"
            )


def releases(site: Site) -> tuple[list[Release], str | None]:
    """Return the kept releases, newest first, and the id of the live one."""
    known = ReleaseHistory(site).releases
    return known.complete(), known.live_id()


def rollback(site: Site, identifier: str | None, now: datetime) -> Release:
    """Make a kept release live again: that of *identifier*, or the newest that is older than the live one.

    A release with a comment which is no longer approved, or now says something else, is refused with ConflictError. Raises
    NotFoundError where there is no such release.
    """
    return turn(site, now).hold(lambda: ReleaseHistory(site).go_back(identifier, now))


def purge(site: Site, comment: str, now: datetime) -> tuple[str, ...]:
    """Remove every kept release that was made with *comment*, for its erasure, and return their ids.

    Whoever is at work on the releases is waited for. The live release stays; where it was made with that comment,
    ConflictError is raised, after the others are gone.
    """
    return turn(site, now).hold(lambda: ReleaseHistory(site).purge(comment), patient=True)


def recover(site: Site, now: datetime) -> None:
    """Finish or undo what a crash has interrupted, as everything here does before it begins. Raises StorageError."""
    turn(site, now).hold(ReleaseHistory(site).recover)


def turn(site: Site, now: datetime) -> PublishLock:
    """Return the right to change the releases of *site*, asked for *now* by this process."""
    return PublishLock(site.instance, f"Process {os.getpid()} (since {now:%Y-%m-%d %H:%M:%S %Z})")


def _some(ids: list[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more
