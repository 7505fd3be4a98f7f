"""In which line of a settings file a name got the value it has."""

import ast
from collections.abc import Iterator
from pathlib import Path


def lines(settings_file: Path) -> dict[str, int]:
    """Return the line of the last assignment of every name in the file; nothing where it cannot be read."""
    try:
        tree = ast.parse(settings_file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        for name, line in _assigned(node):
            found[name] = max(line, found.get(name, 0))
    return found


def _assigned(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the names that *node* stores to: assigned, unpacked, looped over, imported under that name."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id, node.lineno
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
        yield node.value.id, node.lineno
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name, node.lineno) for alias in node.names)
