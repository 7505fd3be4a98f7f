"""Exports of Substack as it writes them, made up: nobody real speaks in them."""

import csv
import io
import zipfile
from pathlib import Path

COLUMNS = (
    "post_id", "post_date", "is_published", "email_sent_at", "inbox_sent_at", "type", "audience", "title", "subtitle",
    "podcast_url",
)  # fmt: skip
LIST_COLUMNS = ("email", "active_subscription", "expiry", "plan", "email_disabled", "created_at", "first_payment_at")


def row(number: int, slug: str = "", **changes: str) -> dict[str, str]:
    """Return a line of posts.csv."""
    return {
        "post_id": f"{number}.{slug or f'post-{number}'}",
        "post_date": "2024-03-01T10:00:00.000Z",
        "is_published": "true",
        "email_sent_at": "2024-03-01T10:00:05.000Z",
        "inbox_sent_at": "2024-03-01T10:00:05.000Z",
        "type": "newsletter",
        "audience": "everyone",
        "title": f"Post {number}",
        "subtitle": "",
        "podcast_url": "",
    } | changes


def subscriber(email: str, **changes: str) -> dict[str, str]:
    """Return a line of a list of subscribers."""
    return {
        "email": email, "active_subscription": "false", "expiry": "", "plan": "other", "email_disabled": "false",
        "created_at": "2024-01-02T03:04:05.000Z", "first_payment_at": "",
    } | changes  # fmt: skip


def table(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    """Return a list as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def files(
    rows: list[dict[str, str]], words: dict[str, str] | None = None, readers: list[dict[str, str]] | None = None
) -> dict[str, str]:
    """Return the files of an export; *words* are those of posts, by their post_id, where they are not the usual."""
    made = {"posts.csv": table(COLUMNS, rows)}
    for each in rows:
        name = each["post_id"]
        made[f"posts/{name}.html"] = (words or {}).get(name, f"<p>Words of {name}.</p>")
        made[f"posts/{name}.opens.csv"] = f"post_id,timestamp,email\n{name},2024-03-01,reader@private.example\n"
        made[f"posts/{name}.delivers.csv"] = f"post_id,timestamp,email\n{name},2024-03-01,reader@private.example\n"
    if readers is not None:
        made["email_list.olddays.csv"] = table(LIST_COLUMNS, readers)
    return made


def zipped(path: Path, made: dict[str, str], folder: str = "") -> Path:
    """Write an export as the zip that it comes in."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in made.items():
            target.writestr(f"{folder}{name}", text)
    return path
