"""What is wrong with a site as a whole, though each file of it is right: ids and addresses taken twice, links to what is gone."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.check import check
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.outputs.plan import Recipe, SitePlan
from outsideinnovation.builder.outputs.recipes import names
from outsideinnovation.configuration.rooms import ContentSettings
from outsideinnovation.errors import ContentError, Problem

LIST = "a list that the build makes"


def validate(plan: SitePlan, wanted: Sequence[Recipe], content: Path, settings: ContentSettings) -> None:
    """Raise ContentError where two things want one address, two posts one id, or a link leads to a file that is gone."""
    problems = [*_clashes(wanted, content)]
    posts = [row.id for row in plan.rows.values() if row.is_post]
    broken = {content / row.path: to for row in plan.rows.values() if (to := leads_nowhere(row, content)) is not None}
    is_doubled = bool(problems) or len(set(posts)) < len(posts)
    if is_doubled or broken:
        checked = check(content, settings, () if is_doubled else broken)
        told = {problem.path for problem in checked}
        problems += checked
        for path, target in broken.items():
            if path not in told:  # the check takes for code what stands far to the right in a list
                problems.append(Problem(path, 0, f"no file {target!r} to link to", "correct the path of that link"))
    if problems:
        raise ContentError(problems)


def leads_nowhere(row: Row, content: Path) -> str | None:
    """Return where the first link of a post leads that has no file, or has lost it since it was read."""
    return next(
        (
            target
            for what, target in row.links
            if what in internal.FILES
            and not any((content / path).is_file() for path in internal.candidates(row.path, target))
        ),
        None,
    )


def _clashes(wanted: Iterable[Recipe], content: Path) -> Iterator[Problem]:
    """Yield a problem for every address that two things want."""
    taken: dict[str, str] = {}
    for recipe in wanted:
        source = str(content / recipe.items[0]) if recipe.kind in {"article", "page"} else ""
        for name in names(recipe):
            first = taken.setdefault(name, source or LIST)
            if first != (source or LIST):
                path = Path(max(source, first) if source and first.startswith("/") else source or first)
                other = min(source, first) if source and first.startswith("/") else LIST
                yield Problem(path, 1, f"the address /{name} is that of {other}", "give one of them another Slug")
