"""The search index that readers ask, where there are releases: it holds what the live release does, whatever builds have made.

A trial has an index of its own. Once it is live its files are taken over; after a rollback the index is made of the shards
that lie in the release.
"""

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from outsideinnovation.builder import places
from outsideinnovation.builder.search.search_state import FOLDER, SearchState
from outsideinnovation.deploy.releases.release_store import Releases
from outsideinnovation.errors import StorageError
from outsideinnovation.site import Site


def follow(site: Site, *, built: bool) -> None:
    """Let the index hold what the live release does; with *built*, that is what the last trial has made.

    A release that cannot be searched has none. Raises StorageError, with the release live all the same.
    """
    live = Releases(site.instance).current / FOLDER
    state = SearchState.of(site.instance, site.configuration, live.parent)
    manifest = live / "manifest.json"
    if not state.is_on or not manifest.is_file():
        state.remove_index()
        return
    try:
        build = blake2b(manifest.read_bytes(), digest_size=16).hexdigest()
        if not state.is_current(build):
            _bring(state, live, places.index(site.instance, places.TRIAL) if built else None)
            state.stands_for(build)
    except OSError as error:
        raise StorageError(
            f"The release is live, but search does not know its posts: {error.filename or state.index}: {error.strerror}: "
            "free space, or give the right to write there, and run: oi publish"
        ) from error


def _bring(state: SearchState, live: Path, trial: Path | None) -> None:
    from outsideinnovation.search.index import Index  # noqa: PLC0415 - loads Whoosh, which most publications need not
    from outsideinnovation.search.shards.content import UNREADABLE, documents  # noqa: PLC0415 - likewise
    from outsideinnovation.search.state import DamagedIndexError  # noqa: PLC0415 - likewise

    index = Index(state.index, state.language)
    with suppress(DamagedIndexError), index.lock:  # where it is damaged, its release is whole
        state.forget()
        if trial:
            index.follow(Index(trial, state.language))
            return
    try:
        published = documents(live)
    except UNREADABLE as error:
        state.remove_index()
        raise StorageError(
            f"The release is live, but its search data in {live} cannot be read: nothing is found until you run: oi publish"
        ) from error
    with index.lock:
        state.forget()
        index.rebuild(published.values())
