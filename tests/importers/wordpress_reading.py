"""Reads exports of WordPress for tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from outsideinnovation.importers.blog.exported import ExportedPost
from outsideinnovation.importers.comment_export import Foreign
from outsideinnovation.importers.wordpress.reader import WordPressBlog

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader gave, and the reader."""

    posts: list[ExportedPost]
    comments: list[Foreign]
    blog: WordPressBlog

    @property
    def problems(self) -> list[str]:
        """What is damaged or missing, a line each."""
        return list(map(str, self.blog.report.problems))

    @property
    def notes(self) -> list[str]:
        """What is worth knowing, a line each."""
        return list(map(str, self.blog.report.notes))


def read(folder: Path, *exports: str | bytes, pings: bool = False) -> Read:
    """Write *exports* into *folder* as files and read them as one blog."""
    paths = []
    for number, export in enumerate(exports, 1):
        paths.append(folder / f"blog.{number}.xml")
        paths[-1].write_bytes(export.encode("utf-8", "surrogatepass") if isinstance(export, str) else export)
    return of_files(paths, pings=pings)


def of_files(paths: Sequence[Path], *, pings: bool = False) -> Read:
    """Read the files of one blog."""
    blog = WordPressBlog(paths, ZONE, pings=pings)
    found = list(blog.read())
    posts = [each for each in found if isinstance(each, ExportedPost)]
    return Read(posts, [each for each in found if isinstance(each, Foreign)], blog)
