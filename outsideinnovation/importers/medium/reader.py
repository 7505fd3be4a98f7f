"""Medium's export: a file of HTML a story, with drafts, and with the responses that one wrote to others."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from outsideinnovation.importers import archive, loose_dates
from outsideinnovation.importers.archive import Archive
from outsideinnovation.importers.blog.exported import ExportedPost, OldLists, Visibility
from outsideinnovation.importers.html_parts import PagePart, by_class, every, first
from outsideinnovation.importers.medium import story_markup
from outsideinnovation.importers.movabletype import exported_text
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.picture_hosts import picture_hosts
from outsideinnovation.importers.report import ImportReport
from outsideinnovation.text import plain
from outsideinnovation.wording import counted

LARGEST = 32_000_000  # bytes of one story
_STORY = re.compile(
    r"(?:^|/)posts/(?P<draft>draft_)?(?:(?P<day>\d{4}-\d\d-\d\d)_)?(?P<slug>[^/]{0,300}?)-{0,300}(?P<id>[0-9a-f]{8,14})?\.html$"
)


class MediumBlog:
    """One export, a zip or its folder. *responses* are brought too where that is asked for; else they are counted.

    Medium marks no response as one: it is a story that was given no title, so that its first words had to do.
    """

    system = "medium"

    def __init__(self, export: Path, zone: tzinfo, *, responses: bool = False) -> None:
        self.report, self.lists, self.hosts = ImportReport(export), OldLists(), dict[str, int]()
        self._export, self._zone, self._with_responses = export, zone, responses
        self._responses = 0

    def read(self) -> Iterator[ExportedPost]:
        """Yield every story. Raises UnreadableExportError where there is none, NotFoundError where there is no such file."""
        with archive.opened(self._export, self.report) as files:
            names = [name for name in files.names if _STORY.search(name)]
            if not names:
                what = "no posts/….html in it: name the zip that Medium sent, or the folder in which it was unpacked"
                raise UnreadableExportError(f"{self._export}: {what}. Nothing was imported.")
            for name in names:
                yield from self._story(files, name)
        if self._responses:
            what = f"{counted(self._responses, 'story', 'stories')} without a title of their own, most likely responses to others"
            self.report.note(0, what, "left out; bring them with --responses")

    def _story(self, files: Archive, name: str) -> Iterator[ExportedPost]:
        path = files.path(name)
        try:
            page = archive.read(files, name, LARGEST).decode("utf-8", "replace")
        except UnreadableExportError as error:
            self.report.problem(0, f"a story that cannot be read ({error})", "left out; export again", path)
            return
        content = first(page, by_class("e-content"))
        if content is None or "</article>" not in page:
            self.report.problem(
                0, "no story, or one that was cut off", "left out; export again" if content is None else "compare", path
            )
        if content is None:
            return
        if not self._with_responses and "draft_" not in name and not story_markup.has_title(content.inner):
            self._responses += 1
            return
        yield self._post(page, content, name)

    def _post(self, page: str, content: PagePart, name: str) -> ExportedPost:
        found = _STORY.search(name)
        said = found.groupdict() if found else {}
        title = exported_text.title(_inner(page, "p-name"))
        address = _link(page, "p-canonical")
        body = story_markup.story(content.inner, title)
        date = first(page, by_class("dt-published"))
        written = date.attributes.get("datetime", "") if date else ""
        author = exported_text.name(_inner(page, "p-author"))
        for host in picture_hosts(body):
            self.hosts[host] = self.hosts.get(host, 0) + 1
        return ExportedPost(
            key=said.get("id") or name.rpartition("/")[2],
            line=0,
            title=title,
            body=body,
            address="" if said.get("draft") else address,
            slug=_slug(address) if address and not said.get("draft") else (said.get("slug") or "").strip("-").lower(),
            visibility=Visibility.DRAFT if said.get("draft") else Visibility.PUBLISHED,
            date=loose_dates.moment(written or said.get("day") or "", self._zone),
            tags=tuple(_tags(page)),
            authors=(author,) if author else (),
            summary=_summary(page, content.inner, body),
            old_addresses=(f"/p/{said['id']}",) if said.get("id") and not said.get("draft") else (),
        )


def _inner(page: str, name: str) -> str:
    found = first(page, by_class(name))
    return found.inner if found else ""


def _link(page: str, name: str) -> str:
    found = first(page, by_class(name))
    address = found.attributes.get("href", "") if found else ""
    return address if urlsplit(address).scheme in {"http", "https"} else ""


def _slug(address: str) -> str:
    """Return the words of an address: ``the-title`` of ``/@ann/the-title-1a2b3c4d5e6f``."""
    return re.sub(r"-?[0-9a-f]{8,14}$", "", urlsplit(address).path.rpartition("/")[2])


def _tags(page: str) -> Iterator[str]:
    """Return the tags, which newer exports have below the story."""
    return filter(None, map(exported_text.name, every(page, by_class("p-tag"))))


def _summary(page: str, content: str, body: str) -> str:
    """Return the subtitle; where the writer gave none Medium puts how the story begins in its place."""
    words = plain(_inner(page, "p-summary"))
    is_given = first(content, by_class("graf--subtitle")) is not None
    return words if is_given or not plain(body).startswith(words.rstrip("… .")) else ""
