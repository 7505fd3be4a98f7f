"""Pictures in HTML: each ``<img>`` is told its size, its versions, and to wait until it is near the window.

What the author has said is left as it is. Everything else stays byte for byte; feeds and mails take the HTML from before.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby
from operator import attrgetter

from outsideinnovation.html_tokens import Token, TokenKind, tokens
from outsideinnovation.pictures.picture import Picture

_BEGINNING = re.compile("<img", re.IGNORECASE)
WAITING = ' loading="lazy" decoding="async"'
AUTOMATIC, BY_HAND = ' sizes="auto, ', ' sizes="'
OTHERS = "image-process"  # which the community's plugin makes smaller, and writes into the page
Find = Callable[[str], Picture | None]  # by the address as it is written


def sources(markup: str) -> Iterator[str]:
    """Yield the address of every ``<img>`` of *markup*, as it is written."""
    if not _BEGINNING.search(markup):
        return
    for token in tokens(markup):
        if _is_picture(token) and (address := token.attributes(str).get("src")):
            yield address


def with_versions(
    markup: str, find: Find, root: str, column: int, *, is_first_near: bool = False, is_sized: bool = True
) -> str:
    """Return *markup* with what *find* knows of its pictures; *root* begins the addresses of versions.

    *column* is how wide pictures are shown at most, in CSS pixels. All of them wait until they are near the window, but
    for the first one where *is_first_near*. Without *is_sized* no size is said, for a theme that would squeeze pictures by it.
    """
    if not _BEGINNING.search(markup):
        return markup
    parts, inside, is_near = [], False, is_first_near
    for token in tokens(markup):
        if token.name == "picture" and token.kind in {TokenKind.START, TokenKind.END}:
            inside = token.kind is TokenKind.START
        if not _is_picture(token):
            parts.append(token.source)
            continue
        parts.append(_picture(token, find, root, column, is_near=is_near, is_alone=not inside, is_sized=is_sized))
        is_near = False
    return "".join(parts)


def first_near(page: str) -> str:
    """Return a whole *page* whose first picture in ``<main>`` is not waited for, where that waits by our word.

    In lists, which post's summary comes first is known only once the page is put together.
    """
    main = page.find("<main")
    image = page.find("<img", main) if main >= 0 else -1
    end = page.find(">", image)
    if image < 0 or not page.endswith(WAITING, image, end) or page.find("</main", main, image) >= 0:
        return page
    before, tag = page[:image], page[image:end].removesuffix(WAITING)
    offers = max(before.rfind("<picture>"), main)
    return f"{before[:offers]}{before[offers:].replace(AUTOMATIC, BY_HAND)}{tag}{page[end:]}"


def plain(markup: str) -> str:
    """Return *markup* with each picture as itself alone: mail programs know neither versions nor waiting."""
    if "<picture" not in markup:
        return markup
    return "".join(token.source for token in tokens(markup) if not _offers(token))


def _offers(token: Token) -> bool:
    """Tell whether a token offers versions of a picture; films have sources too, by another name of the address."""
    is_tag = token.kind in {TokenKind.START, TokenKind.END}
    return is_tag and (token.name == "picture" or (token.name == "source" and "srcset" in token.attributes()))


def _is_picture(token: Token) -> bool:
    """Tell whether a token is a picture of ours to tell of: one with such a class is the plugin's of that name."""
    is_one = token.kind is TokenKind.START and token.name == "img"
    return is_one and (OTHERS not in token.attribute_text or OTHERS not in token.attributes().get("class", ""))


def _picture(token: Token, find: Find, root: str, column: int, *, is_near: bool, is_alone: bool, is_sized: bool) -> str:
    attributes = token.attributes(str)
    known = find(attributes["src"]) if attributes.get("src") else None
    added = {} if known is None or not is_sized else _size(known, attributes.get("width"), attributes.get("height"))
    if "loading" not in attributes and not is_near:
        added |= {"loading": "lazy"}
    if "decoding" not in attributes and not is_near:
        added |= {"decoding": "async"}
    if not added and known is None:
        return token.source
    more = "".join(f' {name}="{value}"' for name, value in added.items())
    image = f"<img{token.attribute_text}{more}>"
    if known is None or not known.versions or not is_alone or "srcset" in attributes:
        return image
    is_lazy = {"width", "height"} <= {*attributes, *added} and {**attributes, **added}.get(
        "loading", ""
    ).lower() == "lazy"
    sizes = attributes.get("sizes") or _sizes(known, attributes.get("width", ""), column, is_lazy=is_lazy)
    return f"<picture>{''.join(_sources(known, root, sizes))}{image}</picture>"


def _size(known: Picture, width: str | None, height: str | None) -> dict[str, str]:
    """Return the attributes that are lacking; of what the author has made smaller, the other side follows."""
    if not known.width or not known.height:
        return {}
    if width is None and height is None:
        return {"width": str(known.width), "height": str(known.height)}
    if width is not None and height is None and _is_number(width):
        return {"height": str(max(1, round(int(width) * known.height / known.width)))}
    if height is not None and width is None and _is_number(height):
        return {"width": str(max(1, round(int(height) * known.width / known.height)))}
    return {}


def _sizes(known: Picture, width: str, column: int, *, is_lazy: bool) -> str:
    """Return how wide a picture is shown. "auto" needs lazy loading and both sides: else a browser takes 300 pixels."""
    shown = min(column, int(width) if _is_number(width) and int(width) else known.width)
    by_hand = f"(max-width: {shown}px) 100vw, {shown}px"
    return f"auto, {by_hand}" if is_lazy else by_hand


def _sources(known: Picture, root: str, sizes: str) -> Iterator[str]:
    for kind, each in groupby(known.versions, attrgetter("type")):
        listed = ", ".join(f"{root}{version.name} {version.width}w" for version in each)
        yield f'<source type="{kind}" srcset="{escape(listed)}" sizes="{escape(sizes)}">'


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 6  # noqa: PLR2004 - digits of a picture's side
