"""Formulas in TeX, between dollar signs, as MathML that browsers show without a script.

The rule of the dollar is strict, so that prices and the variables of shells stay what they are: a formula touches its signs,
nothing but blanks and punctuation touches them from outside, and an amount of money (``$5 million …$``) is none.
"""

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

_BEFORE, _AFTER = r"(?<![^\s(\[{\"'“‘„«—–\-*_/|>:;,.!?¿¡])", r"(?![^\s)\]}\"'”’“»—–\-*_/|<:;,.!?…])"
INLINE = (
    r"\$\$(?P<displayed>(?:[^$\\\x02\n]|\\.|\n(?!\s*\n))+?)\$\$(?!\$)"
    rf"|{_BEFORE}\$(?![\s$])(?P<inline>(?:[^$\\\x02\n]|\\.|(?<!  )\n(?!\s*\n))*?(?:[^\s$\\\x02]|\\\S))\${_AFTER}"
)
DISPLAYED = re.compile(r"(?:^|\n) {0,3}\$\$(?P<tex>(?:[^$\\]|\\.)+?)\$\$[ ]*(?=\n|\Z)", re.DOTALL)
_AMOUNT = re.compile(r"\d[\d.,]*[A-Za-z]?[\s-]+[^\W\d_]{2,}|[\d.,]+\Z")
_ENTITIES = {"&ApplyFunction;": "\u2061", "&InvisibleTimes;": "\u2062"}  # XML, and so XHTML and feeds, know no names
_SCRIPT_LEVEL = re.compile(r'(<mtable[^>]*?) scriptlevel="[^"]*"')  # which MathML Core has on no table


class FormulaError(ValueError):
    """TeX that cannot be read; the message says why."""


def mathml(tex: str, *, displayed: bool) -> str:
    """Return *tex* as a ``math`` element, which keeps it in its ``alttext``. Raises FormulaError."""
    from math_core import LatexError  # noqa: PLC0415 - few posts have formulas

    try:
        made = _converter().convert_with_local_state(tex.strip(), displaystyle=displayed)
    except LatexError as error:
        raise FormulaError(str(error).partition(": ")[2] or str(error)) from error
    for name, character in _ENTITIES.items():
        made = made.replace(name, character)
    alternative = escape(" ".join(tex.split()))
    return _SCRIPT_LEVEL.sub(r"\1", made).replace("<math ", f'<math alttext="{alternative}" ', 1)


def is_amount(tex: str) -> bool:
    """Tell whether *tex*, between single dollar signs, is rather about money."""
    return _AMOUNT.match(tex) is not None


def is_certain(tex: str) -> bool:
    """Tell whether *tex* has what only formulas have; whatever else cannot be read is taken for words."""
    return any(mark in tex for mark in "\\^_{")


@cache
def _converter() -> "LatexToMathML":
    from math_core import LatexToMathML  # noqa: PLC0415 - as above

    return LatexToMathML(xml_namespace=True, annotation=False, fancy_error=False)
