"""Movable Type's format: what our own import reads, and WordPress's importer for it, whose rules were found by running it.

The format knows neither threads nor zones: comments stand in their order, and dates by the blog's own clock. All comments
arrive approved there, so that none goes along that is not.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from outsideinnovation.comments import markup
from outsideinnovation.comments.cleaning import shown
from outsideinnovation.comments.record import Comment, Status
from outsideinnovation.exporters import wordpress_text
from outsideinnovation.exporters.contents import ExportItem, SiteContents
from outsideinnovation.exporters.line_format import lines, one_line

STATES = {"published": "Publish", "waiting": "Future"}  # all else is a draft
ALLOWED = {"none": "0", "open": "1", "closed": "2"}
HIDDEN = "Hidden posts are drafts in this format, which has no other word for them"
PAGES = "Pages are entries like all others in this format; here they are known again by their addresses"
WAITING = "Comments that are not approved are left out, since all arrive approved there"
ALIKE = "These have title and date of another; WordPress takes two such posts for the same one"
# Who wrote a comment is told by its mail address, or by its name where there is none. Nobody's address leaves this house, so
# these stand in where the name would tell otherwise; no such domain can be (RFC 2606).
AUTHOR, READER = "author@users.invalid", "reader@users.invalid"
_MORE = re.compile(r"<!--\s*more\s*-->")
_ENDING = re.compile(r"\.(?:html?|php|shtml)\Z")


def pieces(contents: SiteContents) -> Iterator[str]:
    """Yield the file, an entry a piece."""
    zone = contents.site.configuration.site.zone
    seen: set[tuple[str, datetime]] = set()
    for entry in contents.entries(newest_first=True):  # as Movable Type does
        comments = [said.comment for said in entry.comments if said.comment.status is Status.APPROVED]
        _tell(contents, entry, len(entry.comments) - len(comments))
        date = entry.date or (None if entry.row.is_post else entry.modified or contents.newest)
        if date:
            alike = (wordpress_text.folded(entry.row.title), date.replace(microsecond=0))
            if alike in seen:
                contents.report.note(ALIKE, entry.row.path)
            seen.add(alike)
        author, said = entry.row.authors[0][0], (shown(each) for each in comments)
        written = "".join(_comment(each, author, zone) for each in said)
        yield f"{_head(entry, date, contents.at(entry.given_url))}-----\n{_texts(entry)}{written}--------\n"
        contents.count(entry, len(comments))


def _tell(contents: SiteContents, entry: ExportItem, left: int) -> None:
    if entry.row.status == "hidden":
        contents.report.note(HIDDEN, entry.row.path)
    if not entry.row.is_post:
        contents.report.note(PAGES)
    if left:
        contents.report.note(WAITING, f"{entry.row.id} ({left})")


def _head(entry: ExportItem, date: datetime | None, given: str) -> str:
    row = entry.row
    address = given if entry.given_url else entry.address
    fields = [
        ("AUTHOR", _words(row.authors[0][0])),
        ("AUTHOR EMAIL", AUTHOR if any(said.comment.by_author for said in entry.comments) else ""),
        ("TITLE", _words(row.title)),
        ("BASENAME", _basename(entry)),
        ("STATUS", STATES.get(row.status, "Draft")),
        ("ALLOW COMMENTS", ALLOWED[entry.takes_comments]),
        ("CONVERT BREAKS", "0"),
        ("ALLOW PINGS", "0"),
    ]
    if entry.has_category or (row.is_post and entry.is_public):  # readers saw it in the default one
        fields.append(("PRIMARY CATEGORY", _words(row.categories[0][0])))
        fields += [("CATEGORY", _words(name)) for name, _, _ in row.categories]
    if row.tags:
        fields.append(("TAGS", ",".join(_listed(name) for name, _, _ in row.tags)))
    fields += [("UNIQUE URL", one_line(address))] if address else []
    fields += [("DATE", _clock(date))] if date else []
    return "".join(f"{key}: {value}\n" for key, value in fields)


def _texts(entry: ExportItem) -> str:
    body, more = _parted(entry.html)
    keywords = ", ".join(_words(name) for name, _, _ in entry.row.tags if "," not in name)
    texts = {"BODY": lines(body), "EXTENDED BODY": lines(more), "EXCERPT": lines(escape(entry.summary, quote=False))}
    texts["KEYWORDS"] = lines(keywords)
    return "".join(f"{name}:\n{text}\n-----\n" for name, text in texts.items())


def _comment(comment: Comment, author: str, zone: ZoneInfo) -> str:
    """Return a comment that stands under a post of *author*."""
    is_as_named = comment.by_author == (comment.author == author)
    mail = "" if is_as_named else AUTHOR if comment.by_author else READER
    head = f"AUTHOR: {_words(comment.author)}\nEMAIL: {mail}\nIP: \nURL: {comment.website or ''}\n"
    date = f"DATE: {_clock(comment.date.astimezone(zone))}\n"
    return f"COMMENT:\n{head}{date}{lines(markup.render(comment.body))}\n-----\n"


def _words(text: str) -> str:
    """Return plain text as a field: both readers take it for HTML."""
    return one_line(escape(text, quote=False))


def _listed(name: str) -> str:
    """Return a tag as it stands in a list."""
    mark = '"' if '"' not in name else "'"
    return f"{mark}{_words(name)}{mark}" if "," in name or " " in name else _words(name)


def _basename(entry: ExportItem) -> str:
    last = unquote(entry.address.rstrip("/").rpartition("/")[2]) or entry.row.slug
    return one_line(_ENDING.sub("", last))


def _clock(date: datetime) -> str:
    return f"{date:%m/%d/}{date.year:04} {date:%I:%M:%S %p}"


def _parted(html: str) -> tuple[str, str]:
    """Return what stands before the mark ``<!-- more -->`` and behind it, where that is between two blocks."""
    found = _MORE.search(html)
    if not found or html.count("<div", 0, found.start()) != html.count("</div", 0, found.start()):
        return html, ""
    return html[: found.start()], html[found.end() :]
