"""What is wrong with a site as a whole, though each file of it is right: ids and addresses taken twice, links to what is gone."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from outsideinnovation.builder.content import internal
from outsideinnovation.builder.content.check import check
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.incremental.output_diff import Copied
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.theme.named_templates import missing_templates
from outsideinnovation.builder.urls.clashes import clashes
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site


def validate(
    site: Site, plan: SitePlan, wanted: Sequence[Recipe], copied: Sequence[Copied], leads: Mapping[str, str] | None
) -> None:
    """Raise ContentError where two things want one address, two posts one id, or a link or template leads to no file.

    The arguments are those of ``clashes``.
    """
    content = site.content
    problems = clashes(site, plan, wanted, copied, leads)
    is_clashing = bool(problems)
    problems += missing_templates(plan.rows.values(), content, site.theme)
    posts = [row.id for row in plan.rows.values() if row.is_post]
    broken = {content / row.path: to for row in plan.rows.values() if (to := leads_nowhere(row, content)) is not None}
    is_doubled = is_clashing or len(set(posts)) < len(posts)
    if is_doubled or broken:
        checked = check(content, site.configuration.content, () if is_doubled else broken)
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
