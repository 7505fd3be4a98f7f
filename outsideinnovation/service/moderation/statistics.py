"""The blog in numbers, for editors: sums, plots with the tables that they are drawn from, and the most discussed posts."""

from collections.abc import Iterator

from flask import current_app
from flask.typing import ResponseReturnValue

from outsideinnovation.comments.record import Status
from outsideinnovation.languages.dates import dates
from outsideinnovation.languages.message import Message, Translator
from outsideinnovation.service.context import ServiceContext, current
from outsideinnovation.service.language import translator
from outsideinnovation.service.moderation.auth import editors_only, show
from outsideinnovation.statistics import as_rows, in_words, plots
from outsideinnovation.statistics.figures import Statistics
from outsideinnovation.statistics.months import Month
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
        plots=dict(_plots(found, translator())),
        counted=in_words.moment(found.counted, context.settings.site.zone),
        month=_month,
        field=plots,
        span=in_words.span,
    )


def _month(month: Month) -> str:
    """Return a month where there is little room, in the language of the page."""
    return dates(translator().catalog.language).short_month_of_year(month.year, month.of_year)


def _plots(found: Statistics, reader: Translator) -> Iterator[tuple[str, Plot]]:
    """Yield the plots for which there is anything to be drawn."""
    months = [each.month for each in found.months]
    comments = [each.count(Status.APPROVED) for each in found.months]
    if any(comments):
        yield "comments", plots.bars(Message("Published comments a month"), months, comments, reader)
    subscribers = [each.subscribers for each in found.months]
    if any(subscribers):
        yield "subscribers", plots.line(Message("Subscribers at the end of each month"), months, subscribers, reader)


def _source(context: ServiceContext) -> StatisticsSource:
    made = current_app.extensions.get(EXTENSION)
    if made is None:
        made = StatisticsSource(context.site, context.database, context.private_store)
        made = current_app.extensions.setdefault(EXTENSION, made)
    assert isinstance(made, StatisticsSource)
    return made
