"""Where the links of a text that name files, lists or the front page lead, once all addresses are known."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from outsideinnovation import percent_encoding
from outsideinnovation.builder.content import internal
from outsideinnovation.slugs import Slugs

LISTS = frozenset({"category", "tag", "author"})


class LinkAddresses:
    """The addresses of one site, all beginning with its *root*; *url_of* gives that of a post or page by its path, or None."""

    def __init__(
        self,
        content: Path,
        settings: Mapping[str, Any],
        root: str,
        slugs: Slugs,
        url_of: Callable[[str], str | None],
    ) -> None:
        self._content, self._settings, self._root = content, settings, root
        self._slugs, self._url_of = slugs, url_of

    def address(self, source: str, what: str, target: str) -> str | None:
        """Return where a link in the file *source* leads, or None where it is not one of ours."""
        if what in LISTS:
            name = unquote(urlparse(target).path)
            values = {"slug": self._slugs.of(what, name), "name": name}
            url = percent_encoding.of_pattern(str(self._settings[f"{what.upper()}_URL"]), values)
            return internal.with_address(target, self._root + url)
        if what == "index":
            return internal.with_address(target, f"{self._root}index.html")
        return self._of_file(source, what, target) if what in internal.FILES else None

    def _of_file(self, source: str, what: str, target: str) -> str | None:
        for path, form in internal.readings(source, target):
            if what == "filename" and (url := self._url_of(path)) is not None:
                return internal.with_address(form, self._root + url)
            if (self._content / path).is_file():
                return internal.with_address(form, self._root + percent_encoding.of_path(path))
        return None
