"""Holds back what a restored database would send: it may have gone out since the backup was taken."""

from datetime import datetime

from sqlalchemy import delete

from outsideinnovation.subscriptions.store import schema, sending_progress
from outsideinnovation.subscriptions.store.database import Database
from outsideinnovation.subscriptions.store.issues import IssueStore


def hold_back(database: Database, now: datetime) -> int:
    """End issues that are on their way, and announce no post that is live when the newsletter is next looked at.

    Return how many issues that are. Posts are forgotten as seen, so that the next run is like the first on an archive.
    """
    ended = sum(sending_progress.cancel(database, issue.key, now) for issue in IssueStore(database).unfinished())
    with database.write() as connection:
        connection.execute(delete(schema.posts))
    return ended
