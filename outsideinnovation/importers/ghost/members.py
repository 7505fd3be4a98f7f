"""Ghost's members, who get the blog by mail: the CSV that its administration exports beside the JSON."""

from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.errors import NotFoundError
from outsideinnovation.importers import csv_rows
from outsideinnovation.importers.blog.exported import ExportedSubscriber
from outsideinnovation.importers.comment_export import moment
from outsideinnovation.importers.csv_rows import is_yes
from outsideinnovation.importers.report import ImportReport, Thing

NO_MAIL = "get no mail there"


def members(path: Path, report: ImportReport, *, confirmed: bool) -> Iterator[ExportedSubscriber]:
    """Yield the members in the CSV at *path* who get mail; *confirmed*: they agreed. Raises NotFoundError."""
    try:
        with path.open("rb") as stream:
            for line, fields in csv_rows.rows(stream, "email", report, path):
                if fields.get("deletedat") or not is_yes(fields.get("subscribedtoemails", "true")):
                    report.skip(Thing.SUBSCRIBER, NO_MAIL)
                else:
                    since = moment(fields.get("createdat", ""))
                    yield ExportedSubscriber(line, fields.get("email", ""), since, confirmed, path)
    except OSError as error:
        raise NotFoundError(f"{path}: {error.strerror}: name the CSV that Ghost exported of its members.") from None
