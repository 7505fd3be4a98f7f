"""Where in a settings file a name got the value it has: line and columns, so that a message can point at it."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from outsideinnovation.errors import Problem
from outsideinnovation.lines import lines


class SettingMark(NamedTuple):
    """A piece of one line: the line and the column at which it begins, both from 1, and its length; all in characters."""

    line: int
    column: int
    length: int


class SettingPlace(NamedTuple):
    """Where a name stands that is given a value, and that value, as far as it is on the same line (None: it is not)."""

    name: SettingMark
    value: SettingMark | None


NOWHERE = SettingPlace(SettingMark(0, 0, 0), None)


def places(settings_file: Path) -> dict[str, SettingPlace]:
    """Return the place of the last assignment of every name in the file; nothing where it cannot be read."""
    try:
        written = settings_file.read_bytes()
        tree = ast.parse(written)
        written_lines = lines(written.decode("utf-8-sig"))
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, SettingPlace] = {}
    for node in ast.walk(tree):
        for name, place in _assigned(node, written_lines):
            if place.name.line > found.get(name, NOWHERE).name.line or (place.value and not found[name].value):
                found[name] = place
    return found


def setting_problem(settings_file: Path, name: str, what: str, remedy: str, *, is_name: bool = False) -> Problem:
    """Return what is wrong with the value of the setting *name*, or with its name (*is_name*), at its place in the file."""
    return at_place(settings_file, places(settings_file).get(name, NOWHERE), what, remedy, is_name=is_name)


def at_place(settings_file: Path, place: SettingPlace, what: str, remedy: str, *, is_name: bool = False) -> Problem:
    """Return the same of a setting whose place is known."""
    line, column, length = place.name if is_name or not place.value else place.value
    return Problem(settings_file, line, what, remedy, column, length)


def characters(written: list[str], line: int, start: int, end: int | None) -> SettingMark:
    """Return the piece of a line, from 1, between two offsets as Python counts them: in bytes of UTF-8; None: to its end."""
    data = written[line - 1].encode() if 0 < line <= len(written) else b""
    before, piece = data[:start].decode("utf-8", "replace"), data[start:end].decode("utf-8", "replace").rstrip()
    return SettingMark(line, len(before) + 1, len(piece))


def _assigned(node: ast.AST, written: list[str]) -> Iterator[tuple[str, SettingPlace]]:
    """Yield the names that *node* stores to: assigned, unpacked, looped over, imported under that name."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            yield from _stored([target], written, node.value)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield from _stored([node], written, None)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name, SettingPlace(_mark(alias, written), None)) for alias in node.names)


def _stored(
    targets: Iterable[ast.expr], written: list[str], value: ast.expr | None
) -> Iterator[tuple[str, SettingPlace]]:
    for target in targets:
        name = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(name, ast.Name):
            is_near = value is not None and value.lineno == name.lineno
            yield name.id, SettingPlace(_mark(name, written), _mark(value, written) if value and is_near else None)


def _mark(node: ast.expr | ast.alias, written: list[str]) -> SettingMark:
    end = node.end_col_offset if node.end_lineno == node.lineno else None
    return characters(written, node.lineno, node.col_offset, end)
