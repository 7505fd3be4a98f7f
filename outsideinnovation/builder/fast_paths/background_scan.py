"""Work begun ahead of its time, in a fork of this process, while this process does something else (prefetch).

A build with nothing to do looks at the comments' files so. Of 10,000 comments that takes 60 ms of the 200 ms of such a build
on two free cores; a cold build does not need it.
"""

import marshal
import os
import select
import signal
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from outsideinnovation.builder.fast_paths import FastPath, is_on
from outsideinnovation.builder.incremental.workers import cores

T = TypeVar("T")


class BackgroundScan(Generic[T]):
    """*work* that is begun in a fork of this process, if that is a gain.

    The result must be of the plain kinds that ``marshal`` knows. Where a fork fails, or is no gain or no good (one core,
    other threads), the work is done when its result is asked for. A fork whose result nobody can ask for any more is ended.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._fork = _forked(work) if _is_gain() else None
        if self._fork:
            self._abandon = weakref.finalize(self, _abandon, *self._fork, os.getpid())

    @property
    def is_done(self) -> bool:
        """Whether there is no fork to wait for."""
        return not self._fork or bool(select.select([self._fork[0]], [], [], 0)[0])

    def result(self) -> T:
        """Return the result of the fork; from the second time on, do the work here. Raises what the work raises."""
        if not self._fork:
            return self._work()
        (reading, child), self._fork = self._fork, None
        self._abandon.detach()
        with os.fdopen(reading, "rb") as stream:
            data = stream.read()
        _bury(child)
        try:
            found: T = marshal.loads(data)  # noqa: S302 - of our own fork
        except (EOFError, ValueError, TypeError):
            return self._work()
        return found


def _is_gain() -> bool:
    return is_on(FastPath.BACKGROUND_SCAN) and cores() > 1 and threading.active_count() == 1


def _forked(work: Callable[[], Any]) -> tuple[int, int] | None:
    """Return the descriptor on which the result of *work* can be read, and the process that does it; None without one."""
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if not child:
        with suppress(BaseException):
            os.close(reading)  # else it could not tell that nobody reads any more
            made = work()
            with os.fdopen(writing, "wb") as stream:
                stream.write(marshal.dumps(made))
        os._exit(0)
    os.close(writing)
    return reading, child


def _abandon(reading: int, child: int, parent: int) -> None:
    if os.getpid() != parent:  # a fork that inherited this
        return
    os.close(reading)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _bury(child)


def _bury(child: int) -> None:
    """Let the kernel forget a child that has ended, unless nobody is to be told of children here."""
    with suppress(ChildProcessError):
        os.waitpid(child, 0)
