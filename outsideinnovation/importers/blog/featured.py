"""The picture that stands for a post: shown above its words, where the old blog's theme had it, and link previews look."""

import html
from urllib.parse import urlsplit

from outsideinnovation.importers.blog.exported import ExportedPost


def shown(post: ExportedPost) -> str:
    """Return the body, with the picture that stands for the post at its head where the body does not show it."""
    picture = post.picture
    if picture is None or not picture.address or _path(picture.address) in post.body:
        return post.body
    said = f'src="{html.escape(picture.address)}" alt="{html.escape(picture.alternative)}"'
    return f"<p><img {said}></p>\n\n{post.body}"


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rpartition(".")[0] or address
    except ValueError:
        return address
