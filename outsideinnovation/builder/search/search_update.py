"""The last step of a build: the search index, and the shards in the output, follow what was just put in place.

The site is there first, and readers are not kept waiting. What a killed update leaves undone, the next build does: it finds
that the index stands for another build than the output does.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from outsideinnovation.builder.output_folder import OutputFolder
from outsideinnovation.builder.search.search_state import FOLDER, KEYS, Followed, SearchState
from outsideinnovation.errors import StorageError
from outsideinnovation.files import write_atomically
from outsideinnovation.search.document import Document
from outsideinnovation.search.index import Index
from outsideinnovation.search.shards.publish import Written, write_shards
from outsideinnovation.search.shards.shard_files import written_files
from outsideinnovation.search.state import DamagedIndexError

MANY = 4  # where more than one in so many documents has changed, all are indexed anew: that is faster


class DocumentSource(Protocol):
    """The published posts of a build, and no others: no draft, nothing hidden, and their approved comments only."""

    def keys(self) -> Mapping[str, str]:
        """Return a digest of what each post's document is made of, by the post's id."""

    def some(self, posts: Iterable[str]) -> Mapping[str, str]:
        """Return those digests for some *posts*, whatever names them to the build."""

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Return the documents of the posts of those *ids*."""


class SearchUpdate:
    """Search for one site and one output folder, whose *state* says what index and shards stand for."""

    def __init__(self, state: SearchState, output: OutputFolder) -> None:
        self._state, self._output = state, output
        self._shards = output.path / FOLDER
        self._index = Index(state.index, state.language)

    def follow(
        self,
        before: str,
        build: str,
        published: DocumentSource,
        touched: Collection[str] | None,
        *,
        clean: bool = False,
    ) -> Followed:
        """Let index and shards stand for *build*, which touched no documents but those of *touched* since the build *before*.

        None: that is not known. *clean* believes neither what is indexed nor what is published. Raises StorageError, with
        the site as it is.
        """
        try:
            with self._index.lock:
                if clean:
                    self._state.forget()
                self._update(published, touched if self._state.is_current(before) else None)
                done = self._written(published)
                files = written_files(self._shards)
                self._output.list_below(FOLDER, files)
                self._state.stands_for(build)
        except OSError as error:
            raise StorageError(
                f"The site is built, but search is not up to date: {error.filename or self._index.folder}: "
                f"{error.strerror}: free space, or give the right to write there; the next build makes up for it."
            ) from error
        return Followed(len(done.files), len(done.removed), len(files))

    def _written(self, published: DocumentSource) -> Written:
        try:
            return write_shards(self._index, self._shards, name=self._state.published)
        except DamagedIndexError:  # harmed between one build and the next, neither of which changed a post
            self._update(published, None)
            return write_shards(self._index, self._shards, name=self._state.published)

    def _update(self, published: DocumentSource, touched: Collection[str] | None) -> None:
        known = self._keys()
        few = touched if known else None
        wanted = published.keys() if few is None else {**known, **published.some(few)}

        def everything() -> list[Document]:
            nonlocal wanted
            wanted = wanted if few is None else published.keys()
            return published.documents(sorted(wanted))

        changed = [id_ for id_, key in wanted.items() if known.get(id_) != key]
        gone = known.keys() - wanted.keys()
        if few is not None and not changed:
            return
        if len(changed) * MANY > len(wanted):
            self._index.rebuild(everything())
        else:
            self._index.update(published.documents(changed), gone, everything)
        if wanted != known:
            write_atomically(self._index.folder / KEYS, json.dumps(wanted).encode(), mode=0o600)

    def _keys(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads((self._index.folder / KEYS).read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
