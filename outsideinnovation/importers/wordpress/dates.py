"""Dates of a WordPress export: those in UTC where there are any, for the blog's zone stands nowhere in the file."""

from datetime import datetime, tzinfo

from outsideinnovation.importers import comment_export


def universal(gmt: str, local: str, zone: tzinfo) -> datetime | None:
    """Return the moment in UTC: *gmt*, or *local* by the clock of *zone* where that is 0000-00-00; None where both are none."""
    return comment_export.moment(gmt) or of_zone(local, zone)


def of_zone(local: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a clock in *zone* called *local*, in UTC; None where it is none."""
    try:
        own = datetime.fromisoformat(local.strip()).replace(tzinfo=zone).isoformat() if local.strip() else ""
    except ValueError:
        return None
    return comment_export.moment(own)
