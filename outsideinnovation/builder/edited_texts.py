"""What readers would stumble over in the posts and pages that are edited while the preview runs; no others are looked at."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

from outsideinnovation.builder.content.text_check import TextCheck, Thoroughness
from outsideinnovation.errors import Problem
from outsideinnovation.site import MARKDOWN_SUFFIXES, Site


class EditedTexts:
    """The posts and pages that were edited since it was made."""

    def __init__(self) -> None:
        self._paths: dict[Path, None] = {}
        self._made = time.time()

    def warnings(self, site: Site, changed: Iterable[Path] | None) -> list[Problem]:
        """Return what there is to warn of, after the files *changed* have, in all that were edited; they build.

        None: it is not known which, as before the watching began; their times tell.
        """
        paths = self._lately(site) if changed is None else changed
        self._paths |= {path: None for path in paths if _is_text(path, site)}
        text_check = TextCheck(site.content, site.configuration, None, Thoroughness(warns=True, composes=True))
        found: list[Problem] = []
        for path in filter(Path.is_file, self._paths):
            is_page = any(path.is_relative_to(folder) for folder in site.page_folders)
            found += text_check.look(path.relative_to(site.content).as_posix(), dated=not is_page).warnings
        return sorted(found, key=attrgetter("place"))

    def _lately(self, site: Site) -> Iterator[Path]:
        for folder in {*site.post_folders, *site.page_folders}:
            for path in folder.rglob("*"):
                with suppress(OSError):  # gone again
                    if path.stat().st_mtime >= self._made:
                        yield path


def _is_text(path: Path, site: Site) -> bool:
    folders = (*site.post_folders, *site.page_folders)
    return path.name.endswith(MARKDOWN_SUFFIXES) and any(path.is_relative_to(folder) for folder in folders)
