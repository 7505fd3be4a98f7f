"""Work begun ahead of its time, in a fork of this process, while this process does something else."""

import marshal
import os
import select
import signal
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from outsideinnovation.publishing.parallel import cores

T = TypeVar("T")


def ahead(work: Callable[[], T]) -> Callable[[], T]:
    """Have *work* begun in a fork of this process; return what waits for its result.

    The result must be of the plain kinds that ``marshal`` knows. Where a fork fails, or is no gain or no good (one core,
    other threads), the work is done when its result is asked for, and raises what it raises. A fork whose result nobody can
    ask for any more is ended.
    """
    if cores() < 2 or threading.active_count() > 1:  # noqa: PLR2004 - one core cannot share
        return work
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return work
    if not child:
        with suppress(BaseException):
            os.close(reading)  # else it could not tell that nobody reads any more
            made: Any = work()
            with os.fdopen(writing, "wb") as stream:
                stream.write(marshal.dumps(made))
        os._exit(0)
    os.close(writing)
    return _Fork(work, reading, child)


def is_done(asked: Callable[[], Any]) -> bool:
    """Tell whether asking for what ``ahead`` returned would not have to wait for a fork."""
    return not isinstance(asked, _Fork) or asked.is_done


class _Fork:
    """The result of a fork, to be asked for by a call; from the second on, the work is done here."""

    def __init__(self, work: Callable[[], Any], reading: int, child: int) -> None:
        self._work = work
        self._reading, self._child = reading, child
        self._abandon = weakref.finalize(self, _abandon, reading, child, os.getpid())

    @property
    def is_done(self) -> bool:
        """Whether the fork has begun to tell its result, or has told it."""
        return not self._abandon.alive or bool(select.select([self._reading], [], [], 0)[0])

    def __call__(self) -> Any:
        if not self._abandon.detach():
            return self._work()
        with os.fdopen(self._reading, "rb") as stream:
            data = stream.read()
        _buried(self._child)
        try:
            return marshal.loads(data)  # noqa: S302 - of our own fork
        except (EOFError, ValueError, TypeError):
            return self._work()


def _abandon(reading: int, child: int, parent: int) -> None:
    if os.getpid() != parent:  # a fork that inherited this
        return
    os.close(reading)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _buried(child)


def _buried(child: int) -> None:
    """Let the kernel forget a child that has ended, unless nobody is to be told of children here."""
    with suppress(ChildProcessError):
        os.waitpid(child, 0)
