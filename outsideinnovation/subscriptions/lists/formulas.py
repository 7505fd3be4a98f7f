"""Formulas in CSV: a spreadsheet calculates a cell that begins with ``=``, ``+``, ``-`` or ``@`` (CWE-1236).

A cell is guarded by an apostrophe, and the guard is taken off when our own list is read again. An address is never guarded,
for an address with an apostrophe before it is somebody else's: it is quoted, and cannot call anything (it holds no
parenthesis, since ``addresses`` takes no quoted local part).
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """Return *cell* as a spreadsheet shows it and does not calculate it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return what ``guarded`` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell
