"""Where imported texts show pictures of the old blog: at its hosts, at those that kept them, and TypePad's ``/.a/6a…``."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from outsideinnovation.importers.images import variants

_ASSET = r"(?:https?://[\w.-]{1,200}(?::\d{1,5})?(?:/[\w~-]{1,60}){0,4}?)?/\.a/(?P<id>6a[0-9a-z]{10,60})(?P<form>-[0-9a-z]{1,12})?(?![\w-])"
_LETTER = r"(?:&#64;|&#37;40|[^\s\"'<>()?#])"  # of a path; ``privacy`` writes @ so
_QUERY = r"(?:\?[^\s\"'<>()]{0,300})?"
_PICTURE = rf"{_LETTER}{{1,800}}?\.(?:jpe?g|png|gif|webp|avif){_QUERY}(?=[\s\"'<>()])"
_UPLOADED = rf"/(?:wp-content/uploads|content/images)/{_PICTURE}"  # rooted: WordPress's and Ghost's own folders
_BEFORE = r"(?<=[\"'(<=])"  # of an address that is followed, and not one that is only read
_IMAGE = re.compile(r"<img\b[^<>]{0,8000}>", re.IGNORECASE)
_SHOWN = r"(?<=src=[\"'])"  # what an <img> shows is a picture, whatever its address ends with
_SIZES = re.compile(r"\s(?:data-)?(?:srcset|sizes)\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')", re.IGNORECASE)
_HAS_WIDTH = re.compile(r"\s(?:width|style)\s*=(?:\s*[\"']?\d|[^>]*?\bwidth\s*:)", re.IGNORECASE)
_WIDE = re.compile(r"-(\d{2,4})wi")
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
_SUFFIX = re.compile(r"\.\w{3,4}$", re.ASCII)
_LONGEST = 120  # characters of a file's name
POPUP = "-popup"  # a page around the picture
_BARE = re.compile(r"(/\.a/6a[0-9a-z]+)-.*")


@dataclass(slots=True)
class OldPicture:
    """A picture of the old blog: ``name`` of its file, without ending, and the addresses at which texts show it."""

    name: str
    addresses: set[str] = field(default_factory=set)

    def urls(self, host: str) -> Iterator[str]:
        """Yield where to look for it, the likeliest to be whole first; *host* has the addresses that name none."""
        whole = sorted({_BARE.sub(r"\1", variants.whole(each)) for each in self.addresses})
        met = (variants.plain(each) for each in self.addresses if not each.endswith(POPUP))
        others = sorted(met, key=lambda each: (-_width(each), each))
        for address in dict.fromkeys((*whole, *others)):
            yield address if "://" in address else f"https://{host}{address}"

    def paths(self) -> Iterator[str]:
        """Yield the old paths at which readers may still ask the blog for it."""
        for address in sorted(self.addresses):
            parts = urlsplit(variants.plain(address))
            if not variants.is_shared(parts.hostname or ""):
                yield parts.path
                yield urlsplit(variants.whole(address)).path
                yield _BARE.sub(r"\1", parts.path)

    def saved_as(self) -> Iterator[str]:
        """Yield the paths by which it may have been saved."""
        for address in sorted(self.addresses):
            yield variants.identity(address)
            yield urlsplit(variants.plain(address)).path


class PictureAddresses:
    """Finds the addresses of pictures in texts of a blog that had those *hosts*; None: at any host."""

    def __init__(self, hosts: Collection[str] | None) -> None:
        listed = r"[\w.-]{1,200}" if hosts is None else "|".join(map(re.escape, sorted(hosts))) or r"(?!)"
        own = rf"https?://(?:{listed})/{_PICTURE}"
        shown = rf"{_SHOWN}https?://(?:{listed})/[^\s\"'<>]{{1,2000}}(?=[\"'])"
        self._address = re.compile(f"{_BEFORE}(?:{_ASSET}|{own}|{_UPLOADED})|{shown}", re.IGNORECASE)

    def found(self, texts: Iterable[str]) -> dict[str, OldPicture]:
        """Return every picture in *texts* by its name."""
        pictures: dict[str, OldPicture] = {}
        for text in texts:
            for match in self._address.finditer(text):
                name = _name(match)
                pictures.setdefault(name, OldPicture(name)).addresses.add(match[0])
        return pictures

    def names(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the host and name of each picture in *text*; no host for addresses that need none to be known."""
        for match in self._address.finditer(text):
            yield "" if match["id"] else urlsplit(variants.plain(match[0])).hostname or "", _name(match)

    def replaced(self, text: str, place: Callable[[str], tuple[str, int] | None]) -> str:
        """Return *text* with each picture where it is now: *place* gives by its name that address and its width, if it is here.

        A picture that TypePad had made smaller is shown no larger than before; lists of other sizes go: the build makes its own.
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
            said = f' width="{wide}"' if 0 < wide < now[1] and not _HAS_WIDTH.search(image[0]) else ""
            return f"{image[0][:4]}{said}{self._address.sub(moved, _SIZES.sub('', image[0][4:]))}"

        return self._address.sub(moved, _IMAGE.sub(shown, text))


def _name(match: re.Match[str]) -> str:
    if match["id"]:
        return match["id"].lower()
    path = variants.identity(match[0])
    name = _UNSAFE.sub("-", _SUFFIX.sub("", path)).strip("-.") or "picture"
    if len(name) <= _LONGEST:
        return name
    return f"{name[-_LONGEST + 9 :].strip('-.')}-{hashlib.sha256(path.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _width(address: str) -> int:
    found = _WIDE.search(address)
    return int(found[1]) if found else 0
