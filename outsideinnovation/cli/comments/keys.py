"""Single keys from a terminal, one at a time, also where several were typed ahead.

click.getchar takes up to 32 bytes for one key, so that keys typed ahead are lost: that is why this is here.
"""

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
_CSI, _SS3 = b"[", b"O"  # what follows Escape in the code of an arrow, a function key …
_FINAL = b"@", b"~"  # the range of the byte that ends such a code


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
        _pass_over(terminal)
        return ""
    return byte.decode("ascii", "ignore") if byte else END


def _pass_over(terminal: int) -> None:
    """Read the rest of a key of several bytes, and nothing that was typed after it (ECMA-48 §5.4)."""
    introducer = _rest(terminal)
    if introducer == _SS3:
        _rest(terminal)
    elif introducer == _CSI:
        for _ in range(_LONGEST):
            byte = _rest(terminal)
            if not byte or _FINAL[0] <= byte <= _FINAL[1]:
                return


def _rest(terminal: int) -> bytes:
    """Return the next byte of a key, or none where the key was Escape alone."""
    return os.read(terminal, 1) if select.select([terminal], [], [], _MORE)[0] else b""
