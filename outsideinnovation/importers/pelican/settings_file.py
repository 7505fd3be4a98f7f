"""A stranger's ``pelicanconf.py``, read and not run: literals, and what can be worked out of them without a call of its own.

A settings file is a program, and whoever imports a blog has not agreed to run it. What is no literal is named with its line.
"""

import ast
import operator
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outsideinnovation.errors import OutsideInnovationError

LARGEST = 1_000_000  # bytes of a settings file
BESIDE = ("pelicanconf", "publishconf")  # modules by which settings files import each other
LONGEST = 100_000  # characters or members of a value that is worked out
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {ast.Add: operator.add, ast.BitOr: operator.or_}


class UnreadableSettingsError(OutsideInnovationError):
    """There is no settings file, or it is no Python."""


@dataclass(frozen=True, slots=True)
class UnreadSetting:
    """A line of a settings file that says what only running it would tell; ``name`` is the setting, or nothing."""

    path: Path
    line: int
    name: str


@dataclass(slots=True)
class OldSettings:
    """The settings of a Pelican site: upper-case names with their values, the lines they stand in, and what was not read."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, tuple[Path, int]] = field(default_factory=dict)
    unread: list[UnreadSetting] = field(default_factory=list)


def read(path: Path) -> OldSettings:
    """Read the file at *path*, and what it imports whole from a file beside it. Raises UnreadableSettingsError."""
    found = OldSettings(path)
    _Reader(found, {}).read(path, ())
    return found


def run(path: Path) -> OldSettings:
    """Run the file at *path*, as Pelican does, and keep its upper-case names. Raises UnreadableSettingsError.

    Only where somebody has said that it may be run: it can do whatever they can.
    """
    before, folder = list(sys.path), os.getcwd()  # noqa: PTH109 - to come back to, as it was
    loaded = {name: sys.modules.pop(name, None) for name in BESIDE}  # of another site, as Pelican may have left it
    sys.path.insert(0, str(path.parent))
    os.chdir(path.parent)
    try:
        names = runpy.run_path(str(path))
    except (Exception, SystemExit) as error:
        raise UnreadableSettingsError(
            f"{path}: cannot be run ({type(error).__name__}: {error}): correct it."
        ) from error
    finally:
        os.chdir(folder)
        sys.path[:] = before
        for name in BESIDE:
            sys.modules.pop(name, None)
        sys.modules.update({name: module for name, module in loaded.items() if module})
    return OldSettings(path, {name: value for name, value in names.items() if name.isupper()})


class _UnknownError(Exception):
    """A value that only running the file would tell."""


class _Reader:
    """Works a module off, statement by statement; *names* are all that are known so far."""

    def __init__(self, found: OldSettings, names: dict[str, Any]) -> None:
        self._found, self._names = found, names

    def read(self, path: Path, above: tuple[Path, ...]) -> None:
        for statement in _tree(path).body:
            self._statement(statement, path, (*above, path))

    def _statement(self, statement: ast.stmt, path: Path, above: tuple[Path, ...]) -> None:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, path)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, value, path)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                self._assign(target, ast.BinOp(ast.Name(name, ast.Load()), op, value), path)
            case ast.ImportFrom(module=str(module), names=[ast.alias(name="*")]) if "." not in module:
                other = path.parent / f"{module}.py"
                if other.is_file() and other not in above:
                    self.read(other, above)
                elif module != "__future__":
                    self._found.unread.append(UnreadSetting(path, statement.lineno, ""))
            case ast.ImportFrom(names=names):
                self._found.unread += [
                    UnreadSetting(path, statement.lineno, each.name) for each in names if each.name.isupper()
                ]
            case ast.FunctionDef() | ast.ClassDef() | ast.Import():
                pass
            case _:
                self._leave(statement, path)

    def _assign(self, target: ast.expr, value: ast.expr, path: Path) -> None:
        if not isinstance(target, ast.Name):
            self._forget(target, path)
            return
        try:
            self._names[target.id] = made = self._value(value, path)
        except (_UnknownError, RecursionError):
            self._forget(target, path)
            return
        if target.id.isupper():
            self._found.values[target.id] = made
            self._found.lines[target.id] = path, target.lineno
            self._found.unread = [each for each in self._found.unread if each.name != target.id]

    def _leave(self, statement: ast.stmt, path: Path) -> None:
        """Forget what a statement may set that is not followed: a branch, a loop, a call."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._forget(node, path)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                self._forget(node.func.value, path)

    def _forget(self, target: ast.expr, path: Path) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and (node.id.isupper() or node.id in self._names):
                self._names.pop(node.id, None)
                self._found.values.pop(node.id, None)
                if node.id.isupper():
                    self._found.unread.append(UnreadSetting(path, node.lineno, node.id))

    def _value(self, node: ast.expr, path: Path) -> Any:  # noqa: ANN401 - any literal
        made = self._worked_out(node, path)
        if isinstance(made, (str, bytes, list, tuple)) and len(made) > LONGEST:
            raise _UnknownError
        return made

    def _worked_out(self, node: ast.expr, path: Path) -> Any:  # noqa: ANN401, PLR0911 - a form a line
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
                return self._collection(node, path)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return self._combined(_OPERATORS[type(op)], self._value(left, path), self._value(right, path))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return -number
            case ast.JoinedStr(values=parts):
                return "".join(self._part(part, path) for part in parts)
        return self._call(node, path)

    def _collection(self, node: ast.List | ast.Tuple | ast.Set | ast.Dict, path: Path) -> Any:  # noqa: ANN401 - any literal
        if isinstance(node, ast.Dict):
            return self._mapping(node.keys, node.values, path)
        made = list(self._members(node.elts, path))
        return tuple(made) if isinstance(node, ast.Tuple) else made

    def _members(self, nodes: list[ast.expr], path: Path) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                yield from self._listed(self._value(node.value, path))
            else:
                yield self._value(node, path)

    def _listed(self, value: object) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise _UnknownError
        return list(value)

    def _mapping(self, keys: list[ast.expr | None], values: list[ast.expr], path: Path) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value in zip(keys, values, strict=True):
            known = self._value(value, path)
            try:
                made |= known if key is None else {self._value(key, path): known}
            except TypeError:
                raise _UnknownError from None
        return made

    def _combined(self, combine: Callable[[Any, Any], Any], left: object, right: object) -> Any:  # noqa: ANN401 - any literal
        try:
            return combine(left, right)
        except TypeError:
            raise _UnknownError from None

    def _part(self, part: ast.expr, path: Path) -> str:
        match part:
            case ast.Constant(value=str(text)):
                return text
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                known = self._value(value, path)
                if isinstance(known, (str, int, float)):
                    return str(known)
        raise _UnknownError

    def _call(self, node: ast.expr, path: Path) -> Any:  # noqa: ANN401 - any literal
        """Return what the few calls give that almost every settings file has; none of them is really made."""
        match node:
            case ast.Call(func=ast.Attribute(attr="join"), args=[_, *_] as parts) if _is_path(node):
                return "/".join(str(self._value(each, path)) for each in parts)
            case ast.Call(func=ast.Name(id="Path"), args=[one], keywords=[]):
                return str(self._value(one, path))
            case ast.Call(func=ast.Name(id="dict" | "list" | "tuple" as kind), args=[], keywords=pairs):
                made = {each.arg: self._value(each.value, path) for each in pairs if each.arg}
                return made if kind == "dict" else ([] if kind == "list" else ())
            case ast.Attribute(value=ast.Name(id="os"), attr="curdir"):
                return "."
        raise _UnknownError


def _is_path(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.path.join", "path.join", "posixpath.join"}


def _tree(path: Path) -> ast.Module:
    try:
        data = path.read_bytes()
        if len(data) > LARGEST:
            raise UnreadableSettingsError(f"{path}: larger than any settings file. Name the right one with --settings.")
        return ast.parse(data, str(path))
    except OSError as error:
        remedy = "Name the folder of a Pelican site, or its settings file with --settings."
        raise UnreadableSettingsError(f"{path}: cannot be read ({error.strerror}). {remedy}") from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        raise UnreadableSettingsError(f"{path}:{line}: no Python ({error}): correct it, or name another.") from error
