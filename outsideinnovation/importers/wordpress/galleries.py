"""Galleries and playlists: the shortcodes name uploaded files by their numbers, and here they are figures."""

import re
from html import escape

from outsideinnovation.importers.wordpress import markup
from outsideinnovation.importers.wordpress.site_index import Attachment, ExportIndex

_NUMBER = re.compile(r"\d{1,18}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|heic)\Z", re.IGNORECASE)


class Galleries:
    """Shows what was uploaded to the blog of *index* in the *post* of that number; ``missing`` are numbers nobody knows."""

    def __init__(self, index: ExportIndex, post: str) -> None:
        self.missing: list[str] = []
        self._index, self._post = index, post

    def gallery(self, attributes: dict[str, str]) -> str:
        """Return the pictures that a gallery names, else those that were uploaded to the post; nothing where there are none."""
        is_linked = attributes.get("link", "") != "none"
        shown = [
            _shown(each, is_linked=is_linked)
            for each in self._files(attributes)
            if _PICTURE.search(_path(each.address))
        ]
        return markup.figure("\n".join(("", *shown, "")), kind="gallery") if shown else ""

    def playlist(self, attributes: dict[str, str]) -> str:
        """Return the recordings that a playlist names, each as a link."""
        listed = [
            f'<li><a href="{escape(each.address)}">{escape(each.title or each.address)}</a></li>'
            for each in self._files(attributes)
        ]
        return f"<ul>\n{chr(10).join(listed)}\n</ul>" if listed else ""

    def _files(self, attributes: dict[str, str]) -> list[Attachment]:
        named = attributes.get("ids") or attributes.get("include")
        if named:
            numbers = _NUMBER.findall(named)
        else:
            numbers = self._index.uploads(next(iter(_NUMBER.findall(attributes.get("id", ""))), self._post))
            left_out = set(_NUMBER.findall(attributes.get("exclude", "")))
            numbers = [each for each in numbers if each not in left_out]
        self.missing += [each for each in numbers if each not in self._index.attachments]
        return [self._index.attachments[each] for each in numbers if each in self._index.attachments]


def _shown(file: Attachment, *, is_linked: bool) -> str:
    shown = markup.picture(file.address, file.alternative or markup.plain(file.caption) or file.title)
    return markup.figure(f'<a href="{escape(file.address)}">{shown}</a>' if is_linked else shown, file.caption)


def _path(address: str) -> str:
    return address.partition("?")[0]
