"""What lies there to build from, and whether it is what was there the last time: the question every build begins with.

It needs nothing that renders, so that a build with nothing to do is over before Jinja or a Markdown parser is loaded.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from outsideinnovation.builder.content.foreign import has_foreign, is_foreign_name
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.builder.content.symlinks import outward_links
from outsideinnovation.builder.fast_paths.background_scan import BackgroundScan
from outsideinnovation.builder.incremental import cache_key
from outsideinnovation.builder.incremental.cache import Cache, CommentRow, seal, why_thrown_away
from outsideinnovation.builder.incremental.due import are_known, due, is_early, next_end, regrouped, waiting
from outsideinnovation.builder.incremental.stamps import UNKNOWN, Stamp, digest, files, settled, stamps
from outsideinnovation.builder.native_support import texts
from outsideinnovation.builder.report import BuildReport
from outsideinnovation.builder.search.search_state import SearchState
from outsideinnovation.errors import Problem
from outsideinnovation.sidebar.headline_cache import KnownHeadlines
from outsideinnovation.site import Site
from outsideinnovation.slugs import of_content

FRONT_PAGE = "index.html"
MANY_COMMENTS = 5_000  # looking at so many takes longer than loading what renders


class Inputs:
    """The files of one site, looked at once, at the time *now*; and the cache of what was built into one output folder."""

    def __init__(self, site: Site, settings: Mapping[str, Any], now: datetime) -> None:
        self._site, self._settings, self.now = site, settings, now
        self.horizon = site.configuration.content.horizon(now)
        self._output = Path(settings["OUTPUT_PATH"])
        self._search = SearchState.of(site.instance, site.configuration, self._output)
        self.cache = cache_of(site.instance, self._output)
        recorded = of_content(site.content, site.configuration.content).recorded
        self.key = cache_key.key(site.root, settings, recorded)
        self.catalogue = site.catalogue_file
        self.known: dict[str, Stamp] = {}  # what the cache said of posts and pages, once it was asked
        self.known_comments: dict[str, CommentRow] = {}  # … and of comments
        self._sealed = ""  # how the cache was sealed when the comments began to be looked at
        self._ahead: BackgroundScan[tuple[dict[str, Stamp], list[str]]] | None = None
        self.lost_cache = ""  # why one that was there was not to be believed, and was thrown away
        self.token = ""  # that of the build which the cache was seen to describe

    def look_ahead(self) -> None:
        """Begin to look at the comments, which are many small files, while the rest is looked at."""
        self._sealed, self._ahead = seal(self.cache), BackgroundScan(self._scan_comments)

    def unchanged(self, started: float, meanwhile: Callable[[], None] = lambda: None) -> BuildReport | None:
        """Return the report of a build that has nothing to do; None where there is something, or the cache says nothing.

        *meanwhile* is done where there is nothing left but to wait, and that for long.
        """
        if not self.cache.is_file():
            return None
        reason = why_thrown_away(self.cache)
        with Cache.opened(self.cache, self.key) as (state, believed):
            self.token, self.lost_cache = state.about("token"), "" if believed else reason
            if seal(self.cache) != self._sealed:  # another build came between: what was seen may be older
                self._ahead = None
            if not believed or not self.is_finished(state) or not self.is_known(state):
                return None
            if not self.has_known_headlines(state):
                return None
            if not self._search.is_current(self.token):
                return None
            self.known_comments = state.comments()
            if self._ahead and len(self.known_comments) >= MANY_COMMENTS and not self._ahead.is_done:
                meanwhile()
            if self.comment_stamps != {path: row[0] for path, row in self.known_comments.items()}:
                return None
            return report(state, started)

    def is_finished(self, state: Cache) -> bool:
        """Tell whether the last build came to its end, and into the output folder that is there now."""
        return state.about("finished") == self.identity() and self.catalogue.is_file()

    def is_known(self, state: Cache) -> bool:
        """Tell whether everything but the comments is as *state* knows it."""
        return self.sources == self.known_sources(state) and self.has_known_others(state)

    def known_sources(self, state: Cache) -> dict[str, Stamp]:
        """Return the stamps of posts and pages that *state* knows.

        What comes out or goes back by its date, and what gets or loses a private address, matches no file.
        """
        if not self.known:
            self.known = state.sources()
            changed = frozenset(self.known) if is_early(state, self.horizon) else due(state, self.horizon)
            changed |= regrouped(state, self.shared)
            self.known |= {path: UNKNOWN for path in changed if path in self.known}
        return self.known

    def has_known_others(self, state: Cache) -> bool:
        """Tell whether everything but posts, pages and comments is as *state* knows it."""
        looked_at = self.others | self.stamps(json.loads(state.about("linked") or "[]"))
        return summary(looked_at) == state.about("others") and are_known(state, self.shared)

    def has_known_headlines(self, state: Cache) -> bool:
        """Tell whether what is known of other people's feeds is what *state* knows the home page to show."""
        return state.about("headlines") == self.headlines.digest

    @cached_property
    def headlines(self) -> KnownHeadlines:
        """The headlines that were fetched last."""
        return KnownHeadlines.read(self._site.instance)

    @cached_property
    def shared(self) -> SharedDrafts:
        """The drafts that have a private address; a preview has all drafts at addresses of their own. Raises ContentError."""
        if self._site.configuration.builder.draft_file:
            return SharedDrafts()
        return SharedDrafts.at(self._site.content, self._site.instance, self.now)

    @cached_property
    def sources(self) -> dict[str, Stamp]:
        """The stamps of all posts and pages that are Markdown. Raises ContentError where a folder may not be read."""
        return {path: stamp for path, stamp in self._texts.items() if not is_foreign_name(path)}

    @property
    def is_foreign(self) -> bool:
        """Whether there are posts or pages that only Pelican can read or lay out. Raises as ``sources`` does.

        None is looked into where our own way has built the site: of what has changed since, the reader tells.
        """
        if len(self.sources) < len(self._texts):
            return True
        return not self.cache.is_file() and has_foreign(self._site.content, self._texts, self._site.configuration)

    @cached_property
    def _texts(self) -> dict[str, Stamp]:
        return dict(texts(self._site.content, self._site.configuration.content))

    @cached_property
    def others(self) -> dict[str, Stamp]:
        """The stamps of all other files that a site is made of, but for comments and what posts link to."""
        content = str(self._site.content)
        folders = ("sidebar", *self._site.configuration.content.static_folders)
        found = {path: stamp for folder in folders for path, stamp in files(content, folder)}
        stamps = files(
            str(self._site.theme), into=lambda folder: folder != "__pycache__"
        )  # its compiled templates lie there
        found |= {f"theme: {path}": stamp for path, stamp in stamps}
        return found | self.stamps(("redirects.txt", "addresses.txt"))

    @cached_property
    def comment_stamps(self) -> dict[str, Stamp]:
        """The stamps of all approved comments, by their paths below ``approved/``."""
        return self._comments[0]

    def outward_links(self) -> list[Problem]:
        """Return a problem for every link in the content folder that leads out of it, which is warned of."""
        return outward_links(self._site.content, self._comments[1])

    @cached_property
    def _comments(self) -> tuple[dict[str, Stamp], list[str]]:
        return self._ahead.result() if self._ahead else self._scan_comments()

    def _scan_comments(self) -> tuple[dict[str, Stamp], list[str]]:
        links: list[str] = []
        return dict(files(str(self._site.comments / "approved"), link=links.append)), links

    def stamps(self, paths: Iterable[str]) -> dict[str, Stamp]:
        """Return the stamps of those of the files that are there; *paths* are below the content folder."""
        return stamps(self._site.content, paths)

    def identity(self) -> str:
        """Return what tells the output folder that the cache describes from any other."""
        return _identity(self._output)


def cache_of(instance: Path, output: Path) -> Path:
    """Return where builds into the folder *output* remember what they made, for a site whose private folder is *instance*."""
    return instance / "cache" / f"build-{digest(str(output.resolve()))}.sqlite"


def made_before(instance: Path, output: Path) -> frozenset[str]:
    """Return the files that the cache, even one of an older version, says to have been built into the folder *output*.

    None where another folder, or another front page, is there now.
    """
    from outsideinnovation.builder.incremental.cache import remembered_outputs  # noqa: PLC0415 - likewise
    from outsideinnovation.builder.outputs.kinds import outputs  # noqa: PLC0415 - only an output without a list needs it

    remembered = remembered_outputs(cache_of(instance, output), _identity(output))
    return frozenset(name for recipe in remembered for name in outputs(recipe))


def report(state: Cache, started: float, written: int = 0, removed: int = 0) -> BuildReport:
    """Return what a build has done that began at *started*, by the monotonic clock."""
    numbers = {name: int(state.about(name) or 0) for name in ("posts", "pages", "comments", "files", "shards")}
    unchanged = numbers["files"] + numbers["shards"] - written
    seconds = time.monotonic() - started
    counts = numbers["posts"], numbers["pages"], numbers["comments"]
    return BuildReport(*counts, written, unchanged, removed, seconds, waiting(state), next_end(state))


def summary(stamps: Mapping[str, Stamp], now: int | None = None) -> str:
    """Return a digest of *stamps*; where one is too young at the time *now* to be trusted, nothing, which matches none."""
    if now is not None and any(settled(stamp, now) != stamp for stamp in stamps.values()):
        return ""
    return digest(*(f"{path}{stamp}" for path, stamp in sorted(stamps.items())))


def _identity(output: Path) -> str:
    try:
        front = (output / FRONT_PAGE).stat()
    except OSError:
        return "none"
    return f"{output.stat().st_ino} {front.st_ino} {front.st_mtime_ns}"  # a folder's number is soon used again
