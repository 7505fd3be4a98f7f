"""Formulas that cannot be read, named at their line: a page shows them as they were typed."""

import re
from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.builder.content.code_spans import blanked
from outsideinnovation.builder.content.link_places import place_of
from outsideinnovation.builder.content.markdown_extensions import formulas
from outsideinnovation.errors import Problem
from outsideinnovation.frontmatter import ContentFile

_FENCED = re.compile(
    r"^[ >]*(?P<fence>`{3,}|~{3,}) *\.?math *\n(?P<tex>.*?)^[ >]*(?P=fence) *$", re.MULTILINE | re.DOTALL
)
_INLINE = re.compile(formulas.INLINE)
REMEDY = "correct it, or write \\$ where a dollar sign is meant"


def formula_problems(path: Path, document: ContentFile) -> Iterator[Problem]:
    """Yield a problem for each formula of the file at *path* that cannot be read, and can be nothing else."""
    text = document.body
    if ("$" not in text and "math" not in text) or text.lstrip("\n").startswith("<"):
        return
    found = [(each["tex"], each.start(), True) for each in _FENCED.finditer(text)]
    seen = blanked(text)
    for each in (*formulas.DISPLAYED.finditer(seen), *_INLINE.finditer(seen)):
        tex = each.groupdict().get("tex") or each.groupdict().get("displayed") or each.groupdict().get("inline") or ""
        found.append((tex, each.start() + each[0].index("$"), formulas.is_certain(tex)))
    for tex, start, is_formula in found:
        if is_formula and (why := _fault(tex)):
            line, column = place_of(text, start, document.body_line)
            what = f"the formula {' '.join(tex.split())[:60]!r} cannot be read ({why.rstrip('.')})"
            yield Problem(path, line, what, REMEDY, column, len(tex.partition("\n")[0]) + 1)


def _fault(tex: str) -> str:
    try:
        formulas.mathml(tex, displayed=True)
    except formulas.FormulaError as error:
        return str(error)
    return ""
