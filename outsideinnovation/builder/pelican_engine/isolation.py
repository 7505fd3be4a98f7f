"""Keeping one build of a process apart from the next: what plugins listen to, and what their modules remember."""

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from blinker import ANY, Signal, default_namespace

OUR_PLUGINS = "pelican.plugins.oi_"


def connections() -> Iterator[tuple[Signal, Callable[..., Any]]]:
    """Yield who listens to which signal: Pelican's, and those that plugins have added to them."""
    for signal in default_namespace.values():
        yield from ((signal, receiver) for receiver in signal.receivers_for(ANY))


def forget(plugins: list[Any]) -> None:
    """Drop the modules of others' *plugins*: many keep there what they have seen, which is not so in the next build."""
    names = [each.__name__ for each in plugins if isinstance(each, ModuleType)]
    others = tuple(name for name in names if not name.startswith(OUR_PLUGINS))
    for module in list(sys.modules):
        if module in others or module.startswith(tuple(f"{name}." for name in others)):
            del sys.modules[module]
