"""The blog in numbers, for editors: sums, plots with the tables that they are drawn from, and the most discussed posts."""

from collections.abc import Iterator

from flask import current_app
from flask.typing import ResponseReturnValue

from outsideinnovation.comments.record import Status
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.moderation.auth import editors_only, show
from outsideinnovation.statistics import as_rows, in_words, plots
from outsideinnovation.statistics.figures import Statistics
from outsideinnovation.statistics.plots import Plot
from outsideinnovation.statistics.source import StatisticsSource

EXTENSION = "outsideinnovation statistics"


@editors_only
def look() -> ResponseReturnValue:
    """Show what there is, at most a minute old."""
    context = current()
    found = _source(context).at(context.clock())
    return show(
        "statistics",
        as_json=as_rows.as_object(found, context.pages.root),
        statistics=found,
        sums=list(in_words.sums(found)),
        plots=dict(_plots(found)),
        counted=in_words.moment(found.counted, context.settings.site.zone),
        field=plots,
        span=in_words.span,
    )


def _plots(found: Statistics) -> Iterator[tuple[str, Plot]]:
    """Yield the plots for which there is anything to be drawn."""
    months = [each.month for each in found.months]
    comments = [each.count(Status.APPROVED) for each in found.months]
    if any(comments):
        yield "comments", plots.bars("Published comments a month", months, comments)
    subscribers = [each.subscribers for each in found.months]
    if any(subscribers):
        yield "subscribers", plots.line("Subscribers at the end of each month", months, subscribers)


def _source(context: ServiceContext) -> StatisticsSource:
    made = current_app.extensions.get(EXTENSION)
    if made is None:
        made = StatisticsSource(context.site, context.database, context.private_store)
        made = current_app.extensions.setdefault(EXTENSION, made)
    assert isinstance(made, StatisticsSource)
    return made
