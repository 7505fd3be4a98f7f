"""What Pelican's way makes of a site and what it refuses, with nothing of it kept: for `oi check` and the address keeper."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from outsideinnovation.builder.pelican_engine import outputs
from outsideinnovation.builder.pelican_engine.build import PelicanEngine
from outsideinnovation.builder.pelican_engine.messages import Messages
from outsideinnovation.builder.pelican_engine.pelican_settings import pelican_settings
from outsideinnovation.builder.pelican_engine.preparation import following, library_problems
from outsideinnovation.builder.urls.history import PublishedUrl
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it: the addresses the site would have, where old ones would lead, and what is wrong with it.

    Where it could not be built there are no addresses. ``outputs`` are the names of the files it made, where it was rendered.
    """

    now: frozenset[PublishedUrl]
    leads: dict[str, str]
    problems: tuple[Problem, ...] = ()
    outputs: frozenset[str] = frozenset()


def read(site: Site) -> Rehearsed:
    """Read *site* and render nothing. Raises ContentError where it cannot be read."""
    return _begun(site).read()


def rehearse(site: Site) -> Rehearsed:
    """Build *site* into a folder that is thrown away, and return every problem that stops a build."""
    try:
        return _begun(site).rehearse()
    except ContentError as error:
        return Rehearsed(frozenset(), {}, error.problems)


def _begun(site: Site) -> "Rehearsal":
    messages = Messages(site.settings_file)
    with following(site.settings_file, site.settings):
        return Rehearsal(pelican_settings(site, {}, messages), messages=messages, root=site.root)


class Rehearsal(PelicanEngine):
    """A build whose outputs nobody gets, and of which no plugin is told that the site is finished.

    Each method raises ContentError where the site cannot be read, and may be called once.
    """

    def read(self) -> Rehearsed:
        """Only read the site."""
        with self._apart() as folder:
            self.problems += library_problems(self.settings, self._settings_file)
            self._steps.stop_on_problems()
            return Rehearsed(*outputs.urls(self._read(folder)))

    def rehearse(self) -> Rehearsed:
        """Do all that a build does before its outputs are put in place."""
        with self._apart() as folder:
            self._check()
            now, leads = outputs.urls(self._generate(folder))
            names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
            return Rehearsed(now, leads, outputs=frozenset(names))

    @contextmanager
    def _apart(self) -> Iterator[Path]:
        following_them = following(self._settings_file, self.settings)
        with self._alone(), following_them, self._messages.collected(), TemporaryDirectory() as folder:
            yield Path(folder)
