"""No more mails a second than were asked for, over all connections."""

import threading

from outsideinnovation.mail.throttle import Throttle


class Stop(threading.Event):
    """A stop that tells how long it was waited for, and lets that time go by at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0

    def wait(self, timeout: float | None = None) -> bool:
        """Let the time go by."""
        self.now += timeout or 0
        return self.is_set()


def test_mails_begin_evenly() -> None:
    """Ten a second: the hundredth begins after ten seconds."""
    stop = Stop()
    throttle = Throttle(10, lambda: stop.now)
    begun = []
    for _ in range(101):
        assert throttle.wait(stop)
        begun.append(stop.now)
    assert abs(begun[-1] - begun[0] - 10) < 1e-6


def test_a_pause_is_not_made_up_for() -> None:
    """After an hour without mail they do not all go at once."""
    stop = Stop()
    throttle = Throttle(1, lambda: stop.now)
    throttle.wait(stop)
    stop.now += 3600
    before = stop.now
    for _ in range(3):
        throttle.wait(stop)
    assert stop.now - before == 2


def test_without_a_rate_nobody_waits_and_a_stop_is_heard() -> None:
    """At once."""
    stop = Stop()
    assert Throttle(0, lambda: stop.now).wait(stop)
    stop.set()
    assert not Throttle(0, lambda: stop.now).wait(stop)
