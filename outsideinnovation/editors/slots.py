"""How many may sign in at the same moment: checking a password is slow on purpose, and must not hold every thread.

Whoever comes to a full house is told at once, and waits in the browser. Editors who come from a network that they have
signed in from before have slots of their own, so that a flood from elsewhere keeps none of them out.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from outsideinnovation.editors.refusals import BusyError

STRANGERS = 3  # one of them is being checked, the others wait
KNOWN = 2


class Slots:
    """A few slots for those whose network is *known*, and a few for all others."""

    def __init__(self, strangers: int = STRANGERS, known: int = KNOWN) -> None:
        self._free = {False: threading.BoundedSemaphore(strangers), True: threading.BoundedSemaphore(known)}

    @contextmanager
    def taken(self, *, known: bool) -> Iterator[None]:
        """Hold a slot while the ``with`` block runs. Raises BusyError, at once, where none is free."""
        free = self._free[known]
        if not free.acquire(blocking=False):
            raise BusyError
        try:
            yield
        finally:
            free.release()
