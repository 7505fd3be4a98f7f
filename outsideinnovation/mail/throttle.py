"""Keeps to a number of mails a second, over all connections (rate limit, pacing)."""

import threading
import time
from collections.abc import Callable


class Throttle:
    """Lets *per_second* mails begin a second, evenly; 0 means as many as the relay takes.

    *clock* counts seconds and never goes back.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = 1 / per_second if per_second > 0 else 0.0
        self._clock = clock
        self._turn = threading.Lock()
        self._free = float("-inf")

    def wait(self, stop: threading.Event) -> bool:
        """Wait until the next mail may begin; False when *stop* was set meanwhile."""
        if self._pause:
            with self._turn:
                now = self._clock()
                mine = max(now, self._free)
                self._free = mine + self._pause
            if mine > now:
                stop.wait(mine - now)
        return not stop.is_set()
