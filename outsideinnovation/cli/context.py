"""What every command shares: which site it works on, found only when a command asks for it."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click

from outsideinnovation.site import Site

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Invocation:
    """One run of the command line: the folder it was pointed at, and how much it should say."""

    folder: Path | None
    verbose: bool

    @cached_property
    def site(self) -> Site:
        """The site named by ``--site``, else the one in the current folder or the nearest above."""
        return Site.load(self.folder) if self.folder else Site.find(Path.cwd())


def pass_site(command: Callable[Concatenate[Site, P], R]) -> Callable[P, R]:
    """Give a command the site as its first argument."""

    def with_site(*args: P.args, **kwargs: P.kwargs) -> R:
        invocation = click.get_current_context().find_object(Invocation)
        assert invocation is not None, "the group above sets it"
        return command(invocation.site, *args, **kwargs)

    return update_wrapper(with_site, command)


def collect_garbage_as_usual() -> None:
    """Give a command that lives long Python's own collection, which is made rare for those that live for a moment."""
    gc.set_threshold(700, 10, 10)
