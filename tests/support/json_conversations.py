"""Exports of comment systems in JSON, as those systems write them, made up: nobody real speaks in them."""

import gzip
import json
from pathlib import Path
from typing import Any

NOBODY = "00000000-0000-0000-0000-000000000000"
Row = dict[str, Any]


def commento(comments: list[Row], commenters: list[Row] | None = None) -> bytes:
    """Return Commento's export: *comments* are changes to an approved one on /2005/12/first.html, numbered from 1."""
    rows = [
        {
            "commentHex": f"{number:064x}",
            "domain": "old.example",
            "url": "/2005/12/first.html",
            "commenterHex": "anonymous",
            "markdown": f"Words *of* {number}.",
            "html": "",
            "parentHex": "root",
            "score": 0,
            "state": "approved",
            "creationDate": f"2020-01-27T14:{number % 60:02}:44.061525Z",
            "direction": 0,
            "deleted": False,
        }
        | row
        for number, row in enumerate(comments, 1)
    ]
    people = [
        {
            "commenterHex": "",
            "email": "dana@example.org",
            "name": "Dana",
            "link": "https://dana.example/",
            "photo": "undefined",
            "provider": "commento",
            "joinDate": "2020-01-27T14:17:59.298737Z",
            "isModerator": False,
        }
        | row
        for row in commenters or ()
    ]
    return json.dumps({"version": 1, "comments": rows, "commenters": people}).encode()


def comentario(comments: list[Row], commenters: list[Row] | None = None, pages: list[Row] | None = None) -> bytes:
    """Return Comentario's export, likewise."""
    rows = [
        {
            "id": f"00000000-0000-4000-8000-{number:012}",
            "parentId": NOBODY,
            "pageId": "page-1",
            "markdown": f"Words *of* {number}.",
            "html": f"<p>Words <em>of</em> {number}.</p>\n",
            "score": 0,
            "isSticky": False,
            "isApproved": True,
            "isPending": False,
            "isDeleted": False,
            "createdTime": f"2024-01-27T14:{number % 60:02}:44.061Z",
            "userCreated": NOBODY,
            "authorName": "",
        }
        | row
        for number, row in enumerate(comments, 1)
    ]
    people = [
        {
            "id": "",
            "name": "Dana",
            "email": "dana@example.org",
            "websiteUrl": "https://dana.example/",
            "isModerator": False,
        }
        | row
        for row in commenters or ()
    ]
    places = pages or [{"id": "page-1", "path": "/2005/12/first.html", "title": "First", "isReadonly": False}]
    return json.dumps({"version": 3, "pages": places, "comments": rows, "commenters": people}).encode()


def remark42(comments: list[Row], users: list[Row] | None = None) -> bytes:
    """Return Remark42's backup, likewise."""
    rows = [
        {
            "id": f"remark-{number}",
            "pid": "",
            "text": f"<p>Words <em>of</em> {number}.</p>\n",
            "orig": f"Words *of* {number}.",
            "user": {"name": "Dana", "id": "google_1", "picture": "", "admin": False, "site_id": "old"},
            "locator": {"site": "old", "url": "https://old.example/2005/12/first.html"},
            "score": 0,
            "votes": {},
            "vote": 0,
            "time": f"2021-05-01T10:{number % 60:02}:00.123456789+02:00",
        }
        | row
        for number, row in enumerate(comments, 1)
    ]
    head = {
        "version": 1,
        "users": users,
        "posts": [{"url": "https://old.example/2005/12/first.html", "read_only": True}],
    }
    return "".join(json.dumps(row) + "\n" for row in (head, *rows)).encode()


def hyvor(comments: list[Row], **lists: list[Row]) -> bytes:
    """Return Hyvor Talk's export, likewise."""
    page = {"id": 5, "identifier": "first", "url": "https://old.example/2005/12/first.html", "title": "First"}
    rows = [
        {
            "id": number,
            "created_at": 1_600_000_000 + number,
            "status": "published",
            "parent_id": None,
            "page": page,
            "user": {"name": "Dana", "email": "dana@example.org", "website_url": "https://dana.example/"},
            "body_html": f"<p>Words <em>of</em> {number}.</p>",
            "body": json.dumps({"type": "doc", "content": []}),
        }
        | row
        for number, row in enumerate(comments, 1)
    ]
    return json.dumps({"website": {"id": 1}, **lists, "comments": rows}, indent=1).encode()


FORMS = {"commento": commento, "comentario": comentario, "remark42": remark42, "hyvor": hyvor}
ANSWERS = {  # what makes a comment the answer of the first
    "commento": {"parentHex": f"{1:064x}"},
    "comentario": {"parentId": f"00000000-0000-4000-8000-{1:012}"},
    "remark42": {"pid": "remark-1"},
    "hyvor": {"parent_id": 1},
}
ELSEWHERE = {  # what puts it on another page
    "commento": {"url": "/2005/11/gone.html?x=1"},
    "comentario": {"pageId": "page-2"},
    "remark42": {"locator": {"url": "https://old.example/2005/11/gone.html?x=1"}},
    "hyvor": {"page": {"url": "https://old.example/2005/11/gone.html?x=1", "identifier": "gone"}},
}
PAGES = [
    {"id": "page-1", "path": "/2005/12/first.html"},
    {"id": "page-2", "path": "/2005/11/gone.html?x=1"},
]
DANA = {  # what tells that Dana wrote it, with what has to be in the lists beside
    "commento": ({"commenterHex": "d1"}, [{"commenterHex": "d1"}]),
    "comentario": ({"userCreated": "d1"}, [{"id": "d1"}]),
    "remark42": ({}, [{"id": "google_1", "details": {"user_id": "google_1", "email": "dana@example.org"}}]),
    "hyvor": ({}, None),
}


def conversation(system: str, *, more: int = 0) -> bytes:
    """Return two comments on one page, the second an answer, and two on another, by somebody with a mail address."""
    by, people = DANA[system]
    where = ELSEWHERE[system]
    rows = [by, by | ANSWERS[system], by | where, by | where | ANSWERS[system], *({} for _ in range(more))]
    answer = dict(ANSWERS[system])
    name, value = next(iter(answer.items()))
    third = str(value)[:-1] + "3" if isinstance(value, str) else 3
    rows[3] = by | where | {name: third}
    if system == "comentario":
        return comentario(rows, people, PAGES)
    return FORMS[system](rows, people) if people else FORMS[system](rows)


def write(path: Path, data: bytes, *, packed: bool) -> Path:
    """Write *data* to *path*, and return it."""
    path.write_bytes(gzip.compress(data) if packed else data)
    return path
