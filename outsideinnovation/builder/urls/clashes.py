"""Addresses that two things of a planned site want: outputs, the addresses that links to them say, and old addresses."""

from collections.abc import Mapping, Sequence

from outsideinnovation.builder.incremental.output_diff import Copied
from outsideinnovation.builder.outputs import site_files
from outsideinnovation.builder.outputs.kinds import KINDS
from outsideinnovation.builder.outputs.plan import SitePlan
from outsideinnovation.builder.outputs.posts import PostCommentsFeed
from outsideinnovation.builder.outputs.recipe import Recipe
from outsideinnovation.builder.urls import makers
from outsideinnovation.builder.urls.claims import Claims
from outsideinnovation.builder.urls.old_claims import old_problems
from outsideinnovation.builder.urls.shared_slugs import shared, uses
from outsideinnovation.errors import Problem
from outsideinnovation.site import Site


def clashes(
    site: Site, plan: SitePlan, wanted: Sequence[Recipe], copied: Sequence[Copied], leads: Mapping[str, str] | None
) -> list[Problem]:
    """Return a problem for every address of the *plan* that is wanted twice, once for the same two.

    *wanted* are the recipes of all that is rendered, *copied* the files that are only copied: those of the content, and
    those of the theme. *leads* says where old addresses lead; None: as in a build that found nothing wrong with them.
    """
    taken, content = Claims(site.settings_file), str(site.content)
    found = shared(uses(plan.posts, content)) if leads is not None else []
    for name in site_files.names(plan):
        taken.make(name, makers.DESCRIPTION)
    feeds = map(PostCommentsFeed().beside, (*plan.posts, *plan.hidden))  # any may be there with the next comment
    for recipe in (*(recipe for recipe in wanted if recipe.kind != PostCommentsFeed.name), *feeds):
        kind = KINDS[recipe.kind]
        maker = kind.maker(recipe, content)
        for name in kind.outputs(recipe):
            taken.make(name, maker)
    for files, called in zip(copied, (makers.copy, makers.of_theme), strict=True):
        for name, (path, _) in files.items():
            taken.make(name, called(str(path)))
    for row in plan.rows.values():
        if row.save_as and row.save_as not in {row.url, f"{row.url}index.html"}:
            taken.show(row.url, row.save_as, makers.text(f"{content}/{row.path}"))
    found += taken.problems
    if leads is None:
        return found
    old_urls = site_files.old_urls(plan, site.content)
    return found + old_problems(taken, old_urls, leads, site.content, plan.configuration.site.root)
