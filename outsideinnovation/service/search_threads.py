"""Searching for many at once: a few threads that each keep the index open, and a limit to how many may wait for them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from outsideinnovation.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from outsideinnovation.search.document import Document, DocumentComment
    from outsideinnovation.search.engine import Search
    from outsideinnovation.search.results import Results

Answer = TypeVar("Answer")
THREADS = 2  # each holds the words of the whole site in memory, and Python runs one of them at a time
WAITING = 16  # requests; with more, whoever comes is told to come again, so that comments still get through


class SearchBusyError(StorageError):
    """So many search at once that one more is turned away."""


class SearchThreads:
    """A search over the index in *folder*; Whoosh is loaded when somebody first asks."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder, self._language = folder, language
        self._threads = ThreadPoolExecutor(THREADS, "search")
        self._room = threading.BoundedSemaphore(WAITING)
        self._lock = threading.Lock()
        self._search: Search | None = None

    def query(self, text: str, page: int = 1) -> "Results":
        """Return a page of the hits for *text*, as ``Search.query`` does.

        Raises StorageError where there is no index that can be used, or too many ask at once.
        """
        return self._asked(lambda search: search.query(text, page))

    def comments_like(self, text: str, count: int) -> "list[tuple[Document, DocumentComment]]":
        """Return the approved comments most like *text*, each with its post. Raises StorageError as ``query`` does."""
        return self._asked(lambda search: search.comments_like(text, count))

    def _asked(self, question: "Callable[[Search], Answer]") -> Answer:
        if not self._room.acquire(blocking=False):
            raise SearchBusyError("Too many search at once: this one was turned away.")
        try:
            return self._threads.submit(lambda: question(self._opened())).result()
        finally:
            self._room.release()

    def _opened(self) -> "Search":
        from outsideinnovation.search.engine import Search  # noqa: PLC0415 - see above

        with self._lock:
            self._search = self._search or Search.open(self._folder, self._language)
        return self._search
