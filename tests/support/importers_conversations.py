"""Exports of other comment systems as those systems write them, made up: nobody real speaks in them."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

DISQUS_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://disqus.com http://disqus.com/api/schemas/1.0/disqus.xsd '
    'http://disqus.com/disqus-internals http://disqus.com/api/schemas/1.0/disqus-internals.xsd">\n'
    '<category dsq:id="1"><forum>blog</forum><title>General</title><isDefault>true</isDefault></category>\n'
)


def thread(number: int, link: str, identifier: str = "", owner: str = "editor") -> str:
    """Return a Disqus thread: a page."""
    return (
        f'<thread dsq:id="{number}">\n<id>{escape(identifier)}</id>\n<forum>blog</forum>\n<category dsq:id="1"/>\n'
        f"<link>{escape(link)}</link>\n<title>A page</title>\n<message/>\n<createdAt>2012-05-01T09:00:00Z</createdAt>\n"
        f"<author><name>Editor</name><isAnonymous>false</isAnonymous><username>{owner}</username></author>\n"
        "<isClosed>false</isClosed>\n<isDeleted>false</isDeleted>\n</thread>\n"
    )


def post(
    number: int, page: int, message: str = "<p>Well said.</p>", *, parent: int | None = None, **changes: str
) -> str:
    """Return a Disqus post: a comment; *changes* are its other values."""
    said = {
        "createdAt": "2012-05-01T10:00:00Z",
        "isDeleted": "false",
        "isSpam": "false",
        "name": f"Reader {number}",
        "email": f"reader{number}@example.org",
        "isAnonymous": "true",
        "username": "",
    } | changes
    above = f'<parent dsq:id="{parent}"/>\n' if parent else ""
    return (
        f'<post dsq:id="{number}">\n<id/>\n<message><![CDATA[{message}]]></message>\n'
        f"<createdAt>{said['createdAt']}</createdAt>\n"
        f"<isDeleted>{said['isDeleted']}</isDeleted>\n<isSpam>{said['isSpam']}</isSpam>\n"
        f"<author>\n<email>{escape(said['email'])}</email>\n<name>{escape(said['name'])}</name>\n"
        f"<isAnonymous>{said['isAnonymous']}</isAnonymous>\n<username>{said['username']}</username>\n</author>\n"
        f'<ipAddress>192.0.2.7</ipAddress>\n<thread dsq:id="{page}"/>\n{above}</post>\n'
    )


def disqus(*parts: str) -> str:
    """Return a whole Disqus export."""
    return DISQUS_HEAD + "".join(parts) + "</disqus>\n"


WXR_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n'
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">\n'
    "<channel>\n<title>A blog</title>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
    "<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[editor]]></wp:author_login></wp:author>\n"
)


def item(link: str, *comments: str, name: str = "", creator: str = "editor") -> str:
    """Return an item of a WordPress export: a post with its comments."""
    return (
        f"<item>\n<title>A post</title>\n<link>{escape(link)}</link>\n<dc:creator><![CDATA[{creator}]]></dc:creator>\n"
        "<content:encoded><![CDATA[<p>Words of the post.</p>]]></content:encoded>\n<wp:post_id>12</wp:post_id>\n"
        f"<wp:post_name><![CDATA[{name}]]></wp:post_name>\n<wp:status>publish</wp:status>\n{''.join(comments)}</item>\n"
    )


def comment(number: int, content: str = "Well said.", **changes: str) -> str:
    """Return a comment of a WordPress export; *changes* are its other values."""
    said = {
        "author": f"Reader {number}",
        "author_email": f"reader{number}@example.org",
        "author_url": "",
        "author_IP": "192.0.2.7",
        "date": "2012-05-01 12:00:00",
        "date_gmt": "2012-05-01 10:00:00",
        "approved": "1",
        "type": "comment",
        "parent": "0",
        "user_id": "0",
    } | changes
    values = "".join(f"<wp:comment_{name}>{escape(value)}</wp:comment_{name}>\n" for name, value in said.items())
    return (
        f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n{values}"
        f"<wp:comment_content><![CDATA[{content}]]></wp:comment_content>\n</wp:comment>\n"
    )


def wordpress(*items: str) -> str:
    """Return a whole WordPress export."""
    return WXR_HEAD + "".join(items) + "</channel>\n</rss>\n"


ISSO_TABLES = """
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (
  tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL, modified FLOAT,
  mode INTEGER, remote_addr VARCHAR, text VARCHAR NOT NULL, author VARCHAR, email VARCHAR, website VARCHAR,
  likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0
);
"""
NOON = 1335866400.25  # 1 May 2012, 10:00 UTC, as Isso keeps it


def isso(path: Path, threads: Iterable[tuple[int, str]], rows: Iterable[dict[str, object]]) -> Path:
    """Write a database as Isso 0.13 does."""
    with sqlite3.connect(path) as database:
        database.executescript(ISSO_TABLES)
        database.executemany("insert into threads values (?, ?, 'A page')", threads)
        for row in rows:
            said = {
                "tid": 1, "parent": None, "created": NOON, "mode": 1, "remote_addr": "192.0.2.7", "text": "Well said.",
                "author": "Reader", "email": None, "website": None, "voters": b"",
            } | row  # fmt: skip
            marks = ", ".join("?" * len(said))
            database.execute(f"insert into comments ({', '.join(said)}) values ({marks})", tuple(said.values()))
    database.close()
    return path
