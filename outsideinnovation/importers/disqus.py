"""Disqus: its XML export of threads and posts (Disqus calls a page's conversation a thread, and a comment a post)."""

from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.importers import comment_export, elements
from outsideinnovation.importers.comment_export import ExportedStatus, ExportPlace, Foreign, Losses, Why
from outsideinnovation.importers.comment_text import conversion
from outsideinnovation.importers.elements import Element
from outsideinnovation.importers.movabletype.lines import UnreadableExportError

ROOT = "disqus"
THREADS = 200_000  # pages with a conversation, which are all held in memory
_UNREAD = frozenset({"ipAddress"})


class Disqus:
    """One export. What was deleted at Disqus is left out and counted; what was spam there is spam here."""

    system = "disqus"

    def __init__(self, export: Path) -> None:
        self.losses = Losses.of(export)
        self._export = export
        self._threads: dict[str, tuple[ExportPlace, str]] = {}

    def comments(self) -> Iterator[Foreign]:
        """Yield every comment that was not deleted. Raises UnreadableExportError, with the line, and NotFoundError."""
        for element in self._elements():  # all is read once before anything is brought in: it may be cut off
            if element.name == "thread":
                self._threads[element.attributes.get("id", "")] = _thread(element)
                self._refuse_too_many(element)
        for element in self._elements():
            if element.name == "post":
                yield from self._comment(element)

    def _elements(self) -> Iterator[Element]:
        return elements.read(self._export, ROOT, ("thread", "post"), _UNREAD)

    def _refuse_too_many(self, last: Element) -> None:
        if len(self._threads) > THREADS:
            where = f"{self._export}:{last.line}"
            what = f"more than {THREADS} threads: export or split it into smaller files"
            raise UnreadableExportError(f"{where}: {what}. Nothing was imported.")

    def _thread_of(self, post: Element) -> str:
        thread = post.child("thread")
        return thread.attributes.get("id", "") if thread else ""

    def _comment(self, post: Element) -> Iterator[Foreign]:
        key, message = post.attributes.get("id", ""), post.child("message")
        if not key:
            self._problem(post, "a post without dsq:id")
        elif self.losses.is_first(key, post.line):
            date, text = (
                comment_export.moment(post.value("createdAt")),
                conversion.markdown(message.text) if message else "",
            )
            if post.value("isDeleted") == "true":
                self.losses.skipped[Why.DELETED] += 1
            elif message and message.cut:
                self._problem(message, f"a message of more than {elements.TEXT_LENGTH} characters")
            elif not date:
                self._problem(post, f"createdAt is {post.value('createdAt')[:40]!r}")
            elif not text:
                self._problem(post, "no words")
            else:
                parent = post.child("parent")
                author = post.child("author") or Element("author", {}, post.line)
                place, owner = self._place(self._thread_of(post))
                yield Foreign(
                    key=key,
                    parent=parent.attributes.get("id") if parent else None,
                    place=place,
                    line=post.line,
                    author=comment_export.name(author.value("name")),
                    email=comment_export.mail(author.value("email")),
                    website=comment_export.website(author.value("link")),
                    date=date,
                    text=text,
                    status=_status(post),
                    by_author=bool(owner) and _username(author) == owner,
                )

    def _place(self, thread: str) -> tuple[ExportPlace, str]:
        return self._threads.get(thread) or (ExportPlace(f"thread {thread}"), "")

    def _problem(self, element: Element, what: str) -> None:
        self.losses.report.problem(element.line, f"{what}; comment left out", "correct it and import again")


def _thread(element: Element) -> tuple[ExportPlace, str]:
    """Return where a thread's page was, and the Disqus name of whoever began it: the page's author."""
    link, identifier = element.value("link"), element.value("id")
    name = comment_export.path(link) or identifier or f"thread {element.attributes.get('id', '')}"
    author = element.child("author")
    addresses = tuple(each for each in (link, identifier) if "/" in each)
    return ExportPlace(name, addresses, tuple(each for each in (identifier,) if each)), _username(
        author
    ) if author else ""


def _username(author: Element) -> str:
    return "" if author.value("isAnonymous") == "true" else author.value("username")


def _status(post: Element) -> ExportedStatus:
    if post.value("isSpam") == "true":
        return ExportedStatus.SPAM
    return ExportedStatus.PENDING if post.value("isApproved") == "false" else ExportedStatus.APPROVED
