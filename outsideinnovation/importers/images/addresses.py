"""Where imported texts show pictures of the old blog: TypePad's ``/.a/6a…-500wi``, and files on the blog's own host."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_ASSET = r"(?:https?://[\w.-]{1,200}(?::\d{1,5})?(?:/[\w~-]{1,60}){0,4}?)?/\.a/(?P<id>6a[0-9a-z]{10,60})(?P<form>-[0-9a-z]{1,12})?(?![\w-])"
_BEFORE = r"(?<=[\"'(<=])"  # of an address that is followed, and not one that is only read
_IMAGE = re.compile(r"<img\b[^<>]{0,4000}>", re.IGNORECASE)
_HAS_WIDTH = re.compile(r"\s(?:width|style)\s*=(?:\s*[\"']?\d|[^>]*?\bwidth\s*:)", re.IGNORECASE)
_WIDE = re.compile(r"-(\d{2,4})wi")
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
_LONGEST = 120  # characters of a file's name
POPUP = "-popup"  # a page around the picture


@dataclass(slots=True)
class OldPicture:
    """A picture of the old blog: ``name`` of its file, without ending, and the addresses at which texts show it."""

    name: str
    addresses: set[str] = field(default_factory=set)

    def urls(self, host: str) -> Iterator[str]:
        """Yield where to look for it, the likeliest to be whole first; *host* has the addresses that name none."""
        whole = sorted({re.sub(r"(/\.a/6a[0-9a-z]+)-.*", r"\1", each) for each in self.addresses})
        others = sorted((each for each in self.addresses if not each.endswith(POPUP)), key=_width, reverse=True)
        for address in dict.fromkeys((*whole, *others)):
            yield address if "://" in address else f"https://{host}{address}"

    def paths(self) -> Iterator[str]:
        """Yield the old paths at which readers may still ask for it."""
        for address in sorted(self.addresses):
            path = urlsplit(address).path
            yield path
            yield re.sub(r"(/\.a/6a[0-9a-z]+)-.*", r"\1", path)


class PictureAddresses:
    """Finds the addresses of pictures in texts of a blog that had those *hosts*."""

    def __init__(self, hosts: Collection[str]) -> None:
        listed = "|".join(map(re.escape, sorted(hosts))) or r"(?!)"
        own = rf"https?://(?:{listed})/(?P<path>[^\s\"'<>()?#]{{1,500}}\.(?:jpe?g|png|gif|webp))(?=[\s\"'<>()])"
        self._address = re.compile(f"{_BEFORE}(?:{_ASSET}|{own})", re.IGNORECASE)

    def found(self, texts: Iterable[str]) -> dict[str, OldPicture]:
        """Return every picture in *texts* by its name."""
        pictures: dict[str, OldPicture] = {}
        for text in texts:
            for match in self._address.finditer(text):
                name = _name(match)
                pictures.setdefault(name, OldPicture(name)).addresses.add(match[0])
        return pictures

    def replaced(self, text: str, place: Callable[[str], tuple[str, int] | None]) -> str:
        """Return *text* with each picture where it is now: *place* gives by its name that address and its width, if it is here.

        A picture that TypePad had made smaller is shown no larger than before.
        """

        def moved(match: re.Match[str]) -> str:
            now = place(_name(match))
            return now[0] if now else match[0]

        def shown(image: re.Match[str]) -> str:
            match = self._address.search(image[0])
            now = place(_name(match)) if match else None
            if match is None or now is None:
                return image[0]
            wide = _width(match[0])
            width = f' width="{wide}"' if 0 < wide < now[1] and not _HAS_WIDTH.search(image[0]) else ""
            return f"{image[0][:4]}{width}{self._address.sub(moved, image[0][4:])}"

        return self._address.sub(moved, _IMAGE.sub(shown, text))


def _name(match: re.Match[str]) -> str:
    if match["id"]:
        return match["id"].lower()
    stem = unquote(match["path"]).rpartition(".")[0]
    return _UNSAFE.sub("-", stem).strip("-.")[-_LONGEST:] or "picture"


def _width(address: str) -> int:
    found = _WIDE.search(address)
    return int(found[1]) if found else 0
