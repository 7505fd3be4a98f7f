"""Progress bars on a terminal, and nothing in a pipe; always on stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from outsideinnovation.cli.context import Invocation

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Report = Callable[[str, int, int], None]
EVERY = 20  # report every so many steps: drawing must not cost more than the work
WARNINGS_SHOWN = 5


@contextmanager
def bar() -> Iterator[Report]:
    """Show what is being done: call the value with a verb, how many are done, and of how many (0: not known)."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    bars = _Bars()
    try:
        yield bars.report
    finally:
        bars.stop()


class _Bars:
    """A bar a verb. Nothing is loaded or drawn before the first report: what is done by then needs no bar."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def report(self, verb: str, done: int, total: int) -> None:
        self._progress = self._progress or _progress()
        if verb not in self._tasks:
            self._tasks[verb] = self._progress.add_task(verb, total=total or None)
        if done % EVERY == 0 or done == total:
            self._progress.update(self._tasks[verb], completed=done, total=total or None)

    def stop(self) -> None:
        if self._progress:
            self._progress.stop()


def _progress() -> "Progress":
    from rich.console import Console  # noqa: PLC0415 - takes longer to load than a build with nothing to do takes
    from rich.progress import (  # noqa: PLC0415 - likewise
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.start()
    return progress


@contextmanager
def building() -> Iterator[tuple[Report, Callable[[str], None]]]:
    """Show a build's progress, and its warnings: the first few, or all with ``--verbose``."""
    invocation = click.get_current_context().find_object(Invocation)
    warnings: list[str] = []
    try:
        with bar() as report:
            yield report, warnings.append
    finally:
        shown = warnings if invocation and invocation.verbose else warnings[:WARNINGS_SHOWN]
        for warning in shown:
            click.echo(f"warning: {warning}", err=True)
        if len(shown) < len(warnings):
            click.echo(f"warning: {len(warnings) - len(shown)} more; --verbose shows them", err=True)
