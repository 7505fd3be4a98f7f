"""Substack's export: posts.csv, a file of HTML a post, and lists of subscribers. Who read which mail is never opened."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from outsideinnovation.importers import archive, comment_export, csv_rows
from outsideinnovation.importers.archive import Archive, DamagedFileError
from outsideinnovation.importers.blog.exported import ExportedPost, ExportedSubscriber, OldLists
from outsideinnovation.importers.csv_rows import is_yes
from outsideinnovation.importers.movabletype.lines import UnreadableExportError
from outsideinnovation.importers.picture_hosts import picture_hosts
from outsideinnovation.importers.report import ImportReport, Thing
from outsideinnovation.importers.substack import posts
from outsideinnovation.importers.substack.posts import PostFile
from outsideinnovation.subscriptions.lists.formats import Fields

HTML_LENGTH = 32 * 1_048_576  # bytes of one post
INDEX = "posts.csv"
_LIST = re.compile(r"(?:email_list|subscribers?)[^/]*\.csv")
_SPOKEN = frozenset({"podcast", "thread", "video"})  # which may have no words
_MISSING = "compare with the original"


class Substack:
    """One publication: the zip, or the folder that it was unpacked to.

    *confirmed* says that the subscribers agreed to get mail: Substack asks nobody to confirm it.
    """

    system = "substack"

    def __init__(self, export: Path, *, confirmed: bool = False) -> None:
        self.report = ImportReport(export)
        self.lists = OldLists(feeds={"/feed": "", "/feed/": ""})
        self.hosts: dict[str, int] = {}
        self._export, self._confirmed = export, confirmed
        self._hosts: Counter[str] = Counter()
        self._seen: set[str] = set()

    def read(self) -> Iterator[ExportedPost | ExportedSubscriber]:
        """Yield posts and pages, then subscribers. Raises UnreadableExportError and NotFoundError."""
        with archive.opened(self._export, self.report) as files:
            names = [name for name in files.names if "__MACOSX/" not in name]
            index = self._index(names)
            folder = index.removesuffix(INDEX)
            words = {
                each.number: each for name in names if name.startswith(f"{folder}posts/") and (each := posts.file(name))
            }
            yield from self._posts(files, index, words)
            yield from self._unlisted(files, words)
            for name in names:
                if name.startswith(folder) and _LIST.fullmatch(name.removeprefix(folder)):
                    yield from self._subscribers(files, name)
        self.hosts = dict(self._hosts)
        self.report.note(0, "Substack exports no comments", "they stay there")

    def _index(self, names: list[str]) -> str:
        found = sorted((name for name in names if name.rpartition("/")[2] == INDEX), key=len)
        if not found:
            what = f"no {INDEX} in it: name the zip that Substack exports, or the folder it was unpacked to"
            raise UnreadableExportError(f"{self._export}: {what}. Nothing was imported.")
        return found[0]

    def _posts(self, files: Archive, index: str, words: dict[str, PostFile]) -> Iterator[ExportedPost]:
        try:
            with files.open(index) as stream:
                for line, fields in csv_rows.rows(stream, "postid", self.report, files.path(index)):
                    yield from self._post(files, index, line, fields, words)
        except DamagedFileError as damage:
            self.report.problem(0, f"{damage}; what stands before it comes", "export again")

    def _post(
        self, files: Archive, index: str, line: int, fields: Fields, words: dict[str, PostFile]
    ) -> Iterator[ExportedPost]:
        number, path = posts.number(fields), files.path(index)
        if not number or number in self._seen:
            what = f"a second post {number!r}" if number else "a post without post_id"
            self.report.problem(line, f"{what}; left out", _MISSING, path)
            return
        self._seen.add(number)
        file = words.get(number)
        if file is None and fields.get("type", "") not in _SPOKEN:
            self.report.problem(line, f"no file posts/{fields['postid'][:80]}.html", "it comes without its words", path)
        if fields.get("postdate") and not comment_export.moment(fields["postdate"]):
            self.report.note(line, f"post_date is {fields['postdate'][:40]!r}", "another date is taken", path)
        yield self._counted(posts.post(line, fields, file.slug if file else "", self._words(files, file)))

    def _unlisted(self, files: Archive, words: dict[str, PostFile]) -> Iterator[ExportedPost]:
        """Yield what has a file and no line, as drafts: whether it was ever published is not known."""
        for number, file in words.items():
            if number not in self._seen:
                self.report.problem(
                    0, f"a post that {INDEX} does not list", "it comes as a draft", files.path(file.name)
                )
                yield self._counted(posts.post(0, {"postid": number}, file.slug, self._words(files, file)))

    def _words(self, files: Archive, file: PostFile | None) -> str:
        if file is None:
            return ""
        try:
            return archive.read(files, file.name, HTML_LENGTH).decode("utf-8-sig", "replace").replace("\0", "")
        except DamagedFileError as damage:
            self.report.problem(0, f"{damage}; the post comes without its words", "export again")
            return ""

    def _counted(self, post: ExportedPost) -> ExportedPost:
        self._hosts.update(picture_hosts(post.body))
        return post

    def _subscribers(self, files: Archive, name: str) -> Iterator[ExportedSubscriber]:
        try:
            with files.open(name) as stream:
                for line, fields in csv_rows.rows(stream, "email", self.report, files.path(name)):
                    if is_yes(fields.get("emaildisabled", "")):
                        self.report.skip(Thing.SUBSCRIBER, "get no mail there")
                    else:
                        since = comment_export.moment(fields.get("createdat", ""))
                        yield ExportedSubscriber(
                            line, fields.get("email", ""), since, self._confirmed, files.path(name)
                        )
        except DamagedFileError as damage:
            self.report.problem(0, f"{damage}; what stands before it comes", "export again")
