"""Showing what a check or a refused command has found: for people with the line and a caret, for programs as JSON Lines."""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import click

from outsideinnovation.builder.excerpts import Excerpts
from outsideinnovation.cli.json_lines import json_line
from outsideinnovation.errors import Problem

ERROR, WARNING = "error", "warning"
COLOURS = {ERROR: "red", WARNING: "yellow"}


def show(problems: Iterable[Problem], severity: str, excerpts: Excerpts) -> None:
    """Print *problems* on standard error, each with its line and a caret, in colour only on a terminal."""
    for problem in problems:
        for line in _lines(problem, severity, excerpts):
            click.echo(line, err=True, color=False if os.environ.get("NO_COLOR") else None)


def as_json(problem: Problem, severity: str, excerpts: Excerpts) -> bytes:
    """Return *problem* as one object on a line; ``line``, ``column`` and ``end`` count from 1.

    ``end`` is the column behind what is marked. They are null where a file as a whole is meant.
    """
    excerpt = excerpts.of(problem)
    record: dict[str, Any] = {
        "severity": severity,
        "file": str(problem.path),
        "line": problem.line or None,
        "column": excerpt.column if excerpt else problem.column or None,
        "end": excerpt.end if excerpt else None,
        "length": excerpt.end - excerpt.column if excerpt else problem.length or None,
        "what": problem.what,
        "remedy": problem.remedy,
        "source": excerpt.line if excerpt else None,
        "fixable": problem.fix is not None,
    }
    return json_line(record)


def _lines(problem: Problem, severity: str, excerpts: Excerpts) -> Iterator[str]:
    mark = click.style(f"{severity}: ", fg=COLOURS[severity]) if severity != ERROR else ""
    what = click.style(problem.what, fg=COLOURS[severity], bold=True)
    yield f"{mark}{click.style(problem.where, bold=True)}: {what}: {problem.remedy}"
    if excerpt := excerpts.of(problem):
        number = f"{excerpt.number:>5}"
        yield f"{click.style(f'{number} |', dim=True)} {excerpt.text}"
        if excerpt.marks:
            below = click.style(f"{'':{len(number)}} |", dim=True)
            yield f"{below} {click.style(excerpt.marks, fg=COLOURS[severity], bold=True)}"
