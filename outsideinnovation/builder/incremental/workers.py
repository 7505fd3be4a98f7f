"""The same work on all cores: forked workers that see what the parent has in memory, results in the order of the input."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
WORTH_IT = 64  # items below which forking costs more than it saves
_work: Callable[[int], list[Any]] | None = None


def in_parts(
    work: Callable[[Sequence[T]], list[R]],
    items: Sequence[T],
    part: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[list[R]]:
    """Do *work* on *items*, *part* of them at a time, and yield each part's results in the order of the input.

    *work* may close over anything: workers are forks of this process. With few items, or one core, nothing is forked.
    *meanwhile* is done once, here, while they are at work or before.
    """

    def share(start: int) -> list[R]:
        return work(items[start : start + part])

    starts = range(0, len(items), part)
    workers = cores()
    if workers < 2 or len(items) < WORTH_IT:  # noqa: PLR2004 - one core cannot share
        meanwhile()
        yield from map(share, starts)
        return
    import multiprocessing  # noqa: PLC0415 - most builds share nothing out

    global _work  # noqa: PLW0603 - how a fork inherits what cannot be pickled
    _work = share
    gc.freeze()  # what lies in memory now is shared with the workers, not copied
    try:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            results = pool.imap(_do, starts)
            meanwhile()
            yield from results
    finally:
        gc.unfreeze()
        _work = None


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _do(start: int) -> list[Any]:
    assert _work is not None, "inherited from the parent"
    return _work(start)


def flat(parts: Iterable[list[R]]) -> list[R]:
    """Return the results of all parts as one list."""
    return [result for part in parts for result in part]
