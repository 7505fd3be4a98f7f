"""The same work on all cores: forks that see what this process has in memory, results in the order of the input."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_work: Callable[[int], Any] | None = None


def in_forks(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """Do *work* on each of *items* and yield the results in their order; with one item, or one core, nothing is forked."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if min(cores, len(items)) < 2:  # noqa: PLR2004 - one cannot share
        yield from map(work, items)
        return
    import multiprocessing  # noqa: PLC0415 - most runs share nothing out

    global _work  # noqa: PLW0603 - how a fork inherits what cannot be pickled
    _work = lambda number: work(items[number])  # noqa: E731
    gc.freeze()  # what lies in memory now is shared with the forks, not copied
    try:
        with multiprocessing.get_context("fork").Pool(cores, gc.disable) as pool:
            yield from pool.imap(_do, range(len(items)))
    finally:
        gc.unfreeze()
        _work = None


def _do(number: int) -> Any:  # noqa: ANN401 - what the work returns
    assert _work is not None, "inherited from the parent"
    return _work(number)
