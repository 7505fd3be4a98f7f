"""What the settings of the look may be: pictures of the content folder, links, and places to share a post at."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from outsideinnovation.configuration.checks import listed, pair, text
from outsideinnovation.configuration.field import InvalidValueError

Link = tuple[str, str]  # a title, and an address: a whole one, or a path below the site's
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".webp": "image/webp"}  # of favicons
WIDEST = 4_000  # pixels
SHARE: Mapping[str, Link] = {
    "mail": ("", "mailto:?subject={title}&body={url}"),  # its title is the theme's, in the blog's language
    "mastodon": ("Mastodon", "https://mastodon.social/share?text={title}%20{url}"),
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "reddit": ("Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
    "hackernews": ("Hacker News", "https://news.ycombinator.com/submitlink?u={url}&t={title}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "whatsapp": ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
    "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
}
LINK_EXAMPLE = '[("Imprint", "imprint/")]'


def picture(value: object) -> str:
    """Return the path of a picture below the content folder; an empty text stands for none."""
    path = text("" if value is None else value)
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or "\\" in path or "://" in path or not path.isprintable():
        raise InvalidValueError("is no path below the content folder", 'write one such as "images/logo.svg"')
    return path


def favicon(value: object) -> str:
    """Return the path of a picture that browsers show in a tab."""
    if (path := picture(value)) and PurePosixPath(path).suffix.lower() not in TYPES:
        raise InvalidValueError("is no icon that browsers know", f"name a file that ends in {', '.join(TYPES)}")
    return path


def logo(value: object) -> tuple[str, int, int]:
    """Return the path of a picture, and how wide and high it is shown, in pixels; a path alone is shown in a square."""
    if not isinstance(value, (tuple, list)):
        return picture(value), 52, 52
    match value:
        case [str(path), int(width), int(height)] if 0 < width <= WIDEST and 0 < height <= WIDEST and path:
            return picture(path), width, height
    raise InvalidValueError(
        "is no picture with its size", 'write a path, width and height: ("images/logo.svg", 160, 52)'
    )


def link(value: object) -> Link:
    """Return a title and an http, https or mailto address, or a path below the site's."""
    title, address = pair(value)
    try:
        parts = urlsplit(address)
    except ValueError:
        raise InvalidValueError(f"holds {address!r}, which is no address", "correct it") from None
    whole = (parts.scheme in {"http", "https"} and parts.hostname) or (parts.scheme == "mailto" and parts.path)
    if (
        not title.strip()
        or not address
        or not address.isprintable()
        or " " in address
        or not (whole or _is_path(address))
    ):
        what = f"holds {address!r} for {title!r}, which is no link"
        raise InvalidValueError(what, f"write an https address, or a path as in MENUITEMS: {LINK_EXAMPLE}")
    return title, address


def footer_part(value: object) -> Link:
    """Return a link, or words alone, whose address is empty."""
    return (value, "") if isinstance(value, str) and value.strip() else link(value)


def share(value: object) -> Link:
    """Return a title, and an address with ``{url}`` and ``{title}`` in the place of a post's; *value* may be a name of SHARE."""
    if isinstance(value, str):
        if value not in SHARE:
            raise InvalidValueError(
                f"names {value!r}, which is not known", f"write one of {', '.join(SHARE)}, or a pair"
            )
        return SHARE[value]
    title, address = pair(value)
    link((title, address.replace("{url}", "").replace("{title}", "")))
    if "{url}" not in address:
        raise InvalidValueError(
            f"holds {address!r} without {{url}}", 'write it as "https://social.example/share?text={url}"'
        )
    return title, address


links = listed(link, LINK_EXAMPLE)
footer = listed(footer_part, f'["© 2026 Dana", {LINK_EXAMPLE[1:]}')
sharing = listed(share, '["mail", "mastodon"]')


def _is_path(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and not address.startswith("/")
