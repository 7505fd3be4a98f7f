"""Putting our own in the place of what Pelican has no hook for, as long as a build lasts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


@contextmanager
def replaced(*parts: tuple[Any, str, Any]) -> Iterator[None]:
    """Let each of *parts* (whose it is, its name, what is to be there) be so while the block runs."""
    with ExitStack() as before:
        for owner, name, ours in parts:
            before.callback(setattr, owner, name, vars(owner)[name])
            setattr(owner, name, ours)
        yield
