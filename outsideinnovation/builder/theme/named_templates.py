"""Templates that posts and pages name themselves, by their field ``Template``."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.urls.makers import problem_at
from outsideinnovation.errors import Problem

USUAL = frozenset({"article", "page"})  # of posts and pages that name none


def named(rows: Iterable[Row]) -> list[Row]:
    """Return those of *rows* that are rendered by a template which they name themselves."""
    return [row for row in rows if row.template not in USUAL and row.save_as]


def missing_templates(rows: Iterable[Row], content: Path, folders: Sequence[Path]) -> Iterator[Problem]:
    """Yield a problem for every one of *rows* whose template none of the *folders* has; the theme's is the last."""
    for row in named(rows):
        if not any((folder / f"{row.template}.html").is_file() for folder in folders):
            yield missing_template(f"{content}/{row.path}", row.template, str(folders[-1].parent))


def missing_template(file: str, name: str, theme: str) -> Problem:
    """Return the problem of the post or page in *file* that names a template which there is not."""
    remedy = f"correct the line `Template:`, or add {name}.html to {Path(theme, 'templates')}"
    return problem_at(file, ("template",), f"no template {name!r}", remedy)


def unfit_template(file: str, name: str, why: str) -> Problem:
    """Return the problem of the post or page in *file* that names a template which cannot show it."""
    remedy = "take out the line `Template:`, or make the template show a post or page"
    return problem_at(file, ("template",), f"template {name!r} cannot show it ({why})", remedy)
