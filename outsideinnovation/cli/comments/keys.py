"""Single keys from a terminal, one at a time, also where several were typed ahead."""

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

END = "\x04"  # what Control-D sends, and what stands for a terminal that is gone
_ESCAPE = b"\x1b"
_MORE = 0.05  # seconds in which the rest of an arrow's or another long key's bytes is there
_LONGEST = 32  # bytes of such a key


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """Give a function that waits for a key and returns it, ``END`` where there are no more; afterwards all is as before.

    An arrow or any other key of several bytes is an empty string. Control-C still raises KeyboardInterrupt.
    """
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSADRAIN)
    try:
        yield lambda: _key(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


@contextmanager
def lines() -> Iterator[None]:
    """Give the terminal back for whole lines while another program, such as an editor, uses it."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    wanted = termios.tcgetattr(terminal)
    wanted[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, wanted)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _key(terminal: int) -> str:
    try:
        byte = os.read(terminal, 1)
    except OSError:  # the window was closed
        return END
    if byte == _ESCAPE:
        while select.select([terminal], [], [], _MORE)[0] and os.read(terminal, _LONGEST):
            pass
        return ""
    return byte.decode("ascii", "ignore") if byte else END
