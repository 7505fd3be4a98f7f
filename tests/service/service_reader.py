"""A reader at the service: writes, looks, sends, and reads what is answered as a browser would."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import html5lib
from flask import Flask
from tests_support import Blog
from werkzeug.test import TestResponse

from outsideinnovation import catalogue
from outsideinnovation.service import create_app
from outsideinnovation.service.context import EXTENSION, ServiceContext
from outsideinnovation.service.pages import ServicePages

HTML = "{http://www.w3.org/1999/xhtml}"
SERVICE = 'SERVICE_URL = "https://talk.example"\n'
NOW = datetime(2026, 5, 3, 10, 31, tzinfo=UTC)
WORDS = {"post": "first", "author": "Dana", "body": "Well *said*, all of it."}
PAGES: dict[str, ServicePages] = {}  # by settings: templates are compiled once, not for every test
JSON = {"Accept": "application/json"}


class Reader:
    """Somebody with a browser, and the clock on the wall."""

    def __init__(self, blog: Blog, settings: str = "") -> None:
        self.blog = blog
        blog.settings(SERVICE + settings)
        rows = [(post, post != "closed") for post in ("first", "second", "closed")]
        catalogue.write(
            blog.site.catalogue,
            [
                catalogue.CatalogueEntry(post, f"2005/12/{post}.html", post.title(), NOW, None, "Notes", is_open)
                for post, is_open in rows
            ],
        )
        blog.comment("first", "00000001-first", "The first words.")
        self.now = NOW
        self.app: Flask = create_app(blog.root, background=False)
        pages = PAGES.setdefault(settings, self.context.pages)
        self.app.extensions[EXTENSION] = replace(self.context, clock=lambda: self.now, pages=pages)
        self.browser = self.app.test_client()

    @property
    def context(self) -> ServiceContext:
        """What the service is made of."""
        context = self.app.extensions[EXTENSION]
        assert isinstance(context, ServiceContext)
        return context

    def close(self) -> None:
        """Leave."""
        self.context.intake.close()
        self.context.private_store.close()

    def later(self, **span: int) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def post(self, fields: dict[str, str], address: str = "/comments", **headers: str) -> TestResponse:
        """Send a form; header names with underscores."""
        return self.browser.post(
            address, data=fields, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def preview(self, **fields: str) -> dict[str, str]:
        """Send the post's form, and return the preview's form as a browser would send it."""
        answer = self.post(WORDS | fields)
        assert answer.status_code == 200, answer.text
        return form(answer.text, "write")

    def send(self, **fields: str) -> str:
        """Write a comment and send it; return the address of the receipt."""
        filled = self.preview(**fields)
        self.later(seconds=30)
        answer = self.post(filled)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def submit(self, **fields: str) -> str:
        """Send a comment as a program does; return its id."""
        answer = self.post(WORDS | fields, **JSON)
        assert answer.status_code == 202, answer.text
        return str(answer.json["id"]) if answer.json else ""

    def files(self, folder: Path | None = None) -> dict[str, bytes]:
        """Return every file of the site's folder, but for SQLite's own beside its database."""
        root = folder or self.blog.root
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not path.name.endswith(("-shm", "-wal")) and "__pycache__" not in path.parts
        }

    def comments(self, status: str = "pending") -> list[Path]:
        """Return the files of the comments in one state."""
        return sorted((self.blog.content / "comments" / status).glob("*/*.md"))


def tree(page: str) -> ET.Element:
    """Read a page as a browser does, strictly."""
    parser = html5lib.HTMLParser(strict=True)
    return parser.parse(page)


def form(page: str, identifier: str) -> dict[str, str]:
    """Return what a browser would send of the form with that id, without its buttons."""
    (found,) = [each for each in tree(page).iter(f"{HTML}form") if each.get("id") == identifier]
    return dict(_fields(found))


def _fields(found: ET.Element) -> Iterator[tuple[str, str]]:
    for each in found.iter():
        name = each.get("name", "")
        if each.tag == f"{HTML}input" and (each.get("type") != "checkbox" or each.get("checked") is not None):
            yield name, each.get("value", "on")
        elif each.tag == f"{HTML}textarea":
            yield name, each.text or ""
