"""What is wrong with a site as a whole, though each file of it is right: ids and addresses taken twice, links to what is gone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

from outsideinnovation.builder.content.check import check
from outsideinnovation.builder.content.links import LinkCheck, ids
from outsideinnovation.builder.content.rows import Row
from outsideinnovation.builder.content.shared_drafts import SharedDrafts
from outsideinnovation.builder.content.waiting import ALREADY, comes_out
from outsideinnovation.builder.incremental.output_diff import Copied
from outsideinnovation.builder.incremental.row_links import between, leads_nowhere
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.theme.look import look_problems
from outsideinnovation.builder.theme.named_templates import missing_templates
from outsideinnovation.builder.urls.clashes import clashes
from outsideinnovation.errors import ContentError, Problem
from outsideinnovation.site import Site


def validate(
    site: Site,
    plan: SitePlan,
    wanted: Sequence[Recipe],
    copied: Sequence[Copied],
    leads: Mapping[str, str] | None,
    html: Callable[[str], str],
    horizon: datetime | None,
    shared: SharedDrafts,
) -> None:
    """Raise ContentError where two things want one address, two posts one id, or a link or template leads to nothing.

    The arguments are those of ``clashes``, what returns the HTML of a file, and the time after which dates wait (None: none
    does), and which drafts are *shared*.
    """
    content = site.content
    problems = clashes(site, plan, wanted, copied, leads)
    is_clashing = bool(problems)
    problems += look_problems(site.configuration, content, site.settings_file)
    problems += missing_templates(plan.rows.values(), content, site.template_folders)
    posts = [row.id for row in plan.rows.values() if row.is_post]
    broken = {content / row.path: to for row in plan.rows.values() if (to := leads_nowhere(row, content)) is not None}
    broken |= {content / path: to for path, to in _broken_between(site, plan, html)}
    is_doubled = is_clashing or len(set(posts)) < len(posts)
    if is_doubled or broken:
        checked = check(content, site.configuration, () if is_doubled else broken, horizon=horizon, shared=shared)
        told = {problem.path for problem in checked}
        problems += checked
        for path, target in broken.items():
            if path not in told:  # it has been mended meanwhile
                problems.append(Problem(path, 0, f"no file {target!r} to link to", "correct the path of that link"))
    if problems:
        raise ContentError(problems)


def _broken_between(site: Site, plan: SitePlan, html: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield each post that links to what readers do not get, or to a place that another has not, and where that is."""
    places = cache(lambda path: ids(html(path) + plan.rows[path].summary))
    links = LinkCheck(site.content, site.configuration)
    has_drafts = bool(site.configuration.builder.draft_file)
    for row in plan.rows.values():
        for leads_to, link in between(row, site.content) if row.links else ():
            other = plan.rows.get(leads_to)
            if other is None:
                continue
            is_hidden = _comes_out(other, has_drafts=has_drafts) > _comes_out(row)
            if is_hidden or (link.fragment and not links.is_place(link.fragment, places(leads_to))):
                yield row.path, link.target


def _comes_out(row: Row, *, has_drafts: bool = False) -> datetime:
    if row.shared_until:
        return ALREADY
    return comes_out(row.status, row.when if row.date else None, has_drafts=has_drafts)
